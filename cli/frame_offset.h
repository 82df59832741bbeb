/* Tables that number the frames of a video from 0 and from 1. */
#ifndef FACSIMILE_CLI_FRAME_OFFSET_H
#define FACSIMILE_CLI_FRAME_OFFSET_H

#include "matched_rows.h"

enum { OFFSET_MOST = 2, OFFSETS = 2 * OFFSET_MOST + 1 };

/* frame N of the first table is frame N + value of the second */
typedef struct frame_offset {
    int value;
    int expected;           /* by where the tables begin: 0 and 1 make 1 (or -1), anything else 0 */
    double scores[OFFSETS]; /* of -2..2: mean |r| of what varies; NaN = cannot be told */
} frame_offset;

/** The offset at which the tables go together best; the expected one unless another is clearly better.  Tables without
 *  frames: 0.  False = no memory. */
bool frame_offset_find(const table *a, const table *b, frame_offset *found);

#endif
