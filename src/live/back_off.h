/* How long to wait before a source that was lost is opened again: 1, 2, 4 ... 30 s. */
#ifndef FACS_LIVE_BACK_OFF_H
#define FACS_LIVE_BACK_OFF_H

#include <stdint.h>

typedef struct facs_back_off {
    int64_t most;  /**< tries in a row; below 0 = without end */
    int64_t tries; /**< so far in a row */
} facs_back_off;

/** Seconds to wait before the next try, which this counts; below 0 = there is none. */
double facs_back_off_next(facs_back_off *back_off);
/** It was opened and gives frames. */
void facs_back_off_reset(facs_back_off *back_off);

#endif
