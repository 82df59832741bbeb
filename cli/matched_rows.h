/* Which row of one table belongs to which of another. */
#ifndef FACSIMILE_CLI_MATCHED_ROWS_H
#define FACSIMILE_CLI_MATCHED_ROWS_H

#include "table.h"

typedef struct row_pair {
    size_t a, b;
} row_pair;

typedef enum matched_by {
    MATCHED_BY_FRAME, /* and the face of it: columns face_id or face; a table without is about face 0 */
    MATCHED_BY_FACE,  /* of stills: no table has a frame, both have the face */
    MATCHED_BY_ORDER  /* row by row: one table has what the other has not */
} matched_by;

typedef struct matched_rows {
    matched_by by;
    row_pair *pair;
    size_t count;
    size_t only_a, only_b;     /* rows without a partner */
    int success_a, success_b;  /* columns; -1 = every row is a success */
    size_t failed_a, failed_b; /* pairs left out by matched_rows_keep_successes() because one failed, or both */
    size_t left_out;
} matched_rows;

/** Frame N of `a` belongs to frame N + `offset` of `b`; false = no memory. */
bool matched_rows_make(const table *a, const table *b, int offset, matched_rows *made);
void matched_rows_free(matched_rows *made);

/** What the columns `success` say about a pair. */
typedef struct pair_success {
    bool a, b;
} pair_success;
pair_success matched_rows_success(const matched_rows *made, const table *a, const table *b, size_t i);
/** Leaves out the pairs of which one has failed. */
void matched_rows_keep_successes(matched_rows *made, const table *a, const table *b);

#endif
