/* How long results took: of late exactly, over a whole run from a histogram; and how often something happens.  The memory
 * is the same for any number. */
#ifndef FACS_LIVE_LATENCIES_H
#define FACS_LIVE_LATENCIES_H

#include "base/profile.h"

enum { FACS_LATENCIES_RECENT = 1024 };

/** All zero = empty. */
typedef struct facs_latencies {
    int64_t recent[FACS_LATENCIES_RECENT]; /**< ns, a ring */
    int64_t sorted[FACS_LATENCIES_RECENT];
    facs_stage_times all;
} facs_latencies;

/** One more, ns. */
void facs_latencies_add(facs_latencies *latencies, int64_t ns);
/** Median and 99th percentile of the last FACS_LATENCIES_RECENT, s: the smallest of them that this share is not above; 0
 *  without any. */
void facs_latencies_recent(facs_latencies *latencies, double *median, double *p99);
/** The same of all, right to 2 %, and the longest. */
void facs_latencies_all(const facs_latencies *latencies, double *median, double *p99, double *longest);

enum { FACS_RATE_MARKS = 8 };

/** Rate of a count that grows, over the last seconds.  All zero = empty. */
typedef struct facs_live_rate {
    int64_t time[FACS_RATE_MARKS], count[FACS_RATE_MARKS]; /**< a ring */
    int64_t marks;
} facs_live_rate;

/** Per second.
 *  @param now   ns; a mark is made every half second
 *  @param count so far */
double facs_live_rate_next(facs_live_rate *rate, int64_t now, int64_t count);

#endif
