/* How two columns go together. */
#ifndef FACSIMILE_CLI_CORRELATION_H
#define FACSIMILE_CLI_CORRELATION_H

#include "matched_rows.h"

typedef struct correlation {
    size_t count;       /* pairs in which both have a value */
    double r;           /* Pearson's; NaN when one side does not vary */
    double difference;  /* mean absolute; NaN when there is no pair */
    double deviation_a; /* standard deviation; exactly 0 when it does not vary */
    double deviation_b;
} correlation;

correlation correlate(const table *a, int column_a, const table *b, int column_b, const row_pair *pair, size_t count);

#endif
