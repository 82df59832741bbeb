/* The measures of a person's neutral face: percentiles of those seen so far.
 *
 * Up to FACS_NEUTRAL_SAMPLES frames are kept of each measure, spread evenly.  When there is no more room every second one
 * is dropped and only every second frame is taken from then on, until every FACS_NEUTRAL_STRIDE-th is; then the oldest
 * makes room.  So the neutral face is that of all frames, or, after the first minutes, of the last 8192 seen. */
#ifndef FACS_AU_OPEN_NEUTRAL_H
#define FACS_AU_OPEN_NEUTRAL_H

#include "au/open/units.h"

#include <stdint.h>

enum { FACS_NEUTRAL_SAMPLES = 512, FACS_NEUTRAL_STRIDE = 16 };

/** All zero = nothing seen yet.  123 KB. */
typedef struct facs_open_neutral {
    int count;     /**< samples there are */
    int oldest;    /**< place of the next one to be replaced, once the stride no longer grows */
    int stride;    /**< every so many frames become a sample; 0 counts as 1 */
    int64_t frame; /**< frames seen */
    float sample[FACS_OPEN_MEASURES][FACS_NEUTRAL_SAMPLES]; /**< in the order they came */
    float sorted[FACS_OPEN_MEASURES][FACS_NEUTRAL_SAMPLES];
} facs_open_neutral;

/** The measures of one more frame in which the face was seen; finite numbers. */
void facs_open_neutral_see(facs_open_neutral *neutral, const float measures[FACS_OPEN_MEASURES]);

/** The neutral measures; at least one frame has been seen. */
void facs_open_neutral_get(const facs_open_neutral *neutral, float measures[FACS_OPEN_MEASURES]);

/** Place of a percentile in a sorted list of `count` numbers. */
int facs_percentile_place(int percentile, int count);

/** Ascending; for qsort. */
int facs_compare_floats(const void *a, const void *b);

#endif
