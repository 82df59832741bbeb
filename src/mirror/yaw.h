/* How far a head is turned to its side, told from 68 points, and how steady it is held. */
#ifndef FACS_MIRROR_YAW_H
#define FACS_MIRROR_YAW_H

#include <stdbool.h>
#include <stdint.h>

enum { FACS_YAW_HISTORY = 5 };

/** Of the last frames; plain data, zeroed = none yet. */
typedef struct facs_yaw_history {
    double yaw[FACS_YAW_HISTORY]; /**< a ring */
    int count, next;
} facs_yaw_history;

/** What a viewer is told of a head's yaw. */
typedef enum facs_yaw_class {
    FACS_YAW_UNKNOWN,
    FACS_YAW_OPTIMAL,
    FACS_YAW_ACCEPTABLE,
    FACS_YAW_EXCESSIVE
} facs_yaw_class;

/** *yaw in "degrees", positive when the side on the right of the picture is the wider one; false: cannot be told.
 *  @param points 136: x of all, then y */
bool facs_yaw_of_points(const int32_t *points, double *yaw);

/** Remember the yaw of a frame; the quality of that frame for mirroring, 0 to 1: how frontal and how steady. */
double facs_yaw_push(facs_yaw_history *history, double yaw);

facs_yaw_class facs_yaw_classify(bool known, double yaw);

#endif
