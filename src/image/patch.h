/* What a network of the open pipeline is shown: a turned, scaled piece of a picture, bilinear, with edge pixels repeated.
 *
 * A patch is given by a 2 x 3 matrix from picture to patch, row-major; pixel centres are whole numbers in both.  A grey
 * picture much larger than the patch is halved first (mean of 2 x 2, rounded half up), the needed part of it only.
 * Positions are rounded to 1/32 pixel, so that every value is a multiple of 1/1024 and all sums of values are exact:
 * the same bits on every machine.  docs/algorithm/open-pipeline.md, Patches. */
#ifndef FACS_IMAGE_PATCH_H
#define FACS_IMAGE_PATCH_H

#include "image/image.h"

/** Memory for the halved part of a picture; one thread. */
typedef struct facs_patcher facs_patcher;

/** With room for patches of that size of usual pictures: cutting them allocates nothing. */
facs_status facs_patcher_create(const facs_env *env, int width, int height, facs_patcher **patcher, facs_error *error);
void facs_patcher_destroy(facs_patcher **patcher);

/** width x height values in 0..255.  FACS_E_ARGUMENT: the matrix cannot be inverted. */
facs_status facs_patch_cut(facs_patcher *patcher, const facs_image *grey, const double matrix[6], int width, int height,
                           float *values, facs_error *error);

/** Mean and standard deviation of values from facs_patch_cut. */
void facs_patch_statistics(const float *values, int count, double *mean, double *deviation);
/** (value - mean) / (deviation + soften), in place.  Returns the deviation there was. */
double facs_patch_normalise(float *values, int count, double soften);

typedef enum facs_patch_border { FACS_PATCH_REPEAT, FACS_PATCH_BLACK } facs_patch_border;
/** The same of a B G R picture, which is never halved: width x height x R G B, rounded to whole numbers. */
facs_status facs_patch_cut_rgb(const facs_image *bgr, const double matrix[6], int width, int height,
                               facs_patch_border border, uint8_t *rgb, facs_error *error);

/** The matrix back from patch to picture.  False when there is none. */
bool facs_patch_invert(const double matrix[6], double back[6]);
/** Where the matrix takes a point. */
static inline void facs_patch_apply(const double matrix[6], double x, double y, double to[2])
{
    to[0] = matrix[0] * x + matrix[1] * y + matrix[2];
    to[1] = matrix[3] * x + matrix[4] * y + matrix[5];
}

#endif
