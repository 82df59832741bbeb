/* The two sides of a face compared: a row for each frame, and what came of each action unit. */
#ifndef FACS_EXTRACT_SIDES_H
#define FACS_EXTRACT_SIDES_H

#include "base/base.h"

/** An action unit as it is met, frame by frame. */
typedef struct facs_side_unit {
    char name[16];
    int index[2]; /**< of the intensities of a face of either side's session */
    int64_t frames;
    double peak[2], sum[2];
    int64_t peak_frame[2];
} facs_side_unit;

/** The tables of a video; zeroed = nothing is open. */
typedef struct facs_sides {
    facs_env env;
    facs_side_unit *unit;
    int count;
    struct facs_result_file *rows, *units;
    char *line;
    int64_t measured; /**< frames in which both sides were */
} facs_sides;

/** Of a frame. */
typedef struct facs_sides_row {
    int64_t frame;
    double timestamp;
    double yaw, quality;     /**< of the head, "degrees" and 0 to 1; NAN = not known */
    const double *values[2]; /**< intensities, right and left; NULL = that side was not measured */
} facs_sides_row;

/** 100 * (right - left) / the larger; NAN when it cannot be told.
 *  @param largest of the peaks, which says whether there was a movement */
double facs_asymmetry(double right, double left, double largest);

/** Files with the names of their columns.
 *  @param units  each with its name and where its intensities are; `count` of them, copied
 *  Errors: those of facs_output_open(). */
facs_status facs_sides_open(const facs_env *env, const char *rows, const char *units, const facs_side_unit *unit,
                            int count, facs_sides *sides, facs_error *error);
facs_status facs_sides_add(facs_sides *sides, const facs_sides_row *row, facs_error *error);
/** What came of unit number `index` so far. */
void facs_sides_unit(const facs_sides *sides, int index, facs_mirror_unit *unit);
/** The table of the units. */
facs_status facs_sides_end(facs_sides *sides, facs_error *error);
/** Both files get their names. */
facs_status facs_sides_commit(facs_sides *sides, facs_error *error);
/** What has no name yet is removed. */
void facs_sides_close(facs_sides *sides);

#endif
