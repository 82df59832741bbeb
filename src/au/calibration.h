/* What an engine has learnt of a person, as numbers that can be kept and given to another video of the same person.
 *
 * An engine that learns has a table of parts, "medians", "offsets" ...; what is learnt of one person is the numbers of
 * all parts, one behind the other.  An engine that was given them learns nothing more of that person. */
#ifndef FACS_AU_CALIBRATION_H
#define FACS_AU_CALIBRATION_H

#include <stdint.h>

/** The list of an engine ends with one without a name. */
typedef struct facs_calibration_part {
    const char *name;
    int count; /**< of numbers */
} facs_calibration_part;

enum {
    FACS_CALIBRATION_VALUES_MAX = 8192 /**< of all parts */,
    FACS_CALIBRATION_LARGEST = 1000000 /**< of a number */
};

typedef struct facs_learnt {
    int person;
    int64_t frames; /**< in which his face was seen: what it was learnt from */
    double *values; /**< of all parts */
} facs_learnt;

/** How many numbers all parts have together; 0 without parts. */
static inline int facs_calibration_size(const facs_calibration_part *parts)
{
    int count = 0;
    for (; parts && parts->name; parts++)
        count += parts->count;
    return count;
}

#endif
