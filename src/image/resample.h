/* A rectangle of a picture as a picture of fixed size, as the networks of others want their faces.
 *
 * With a triangle filter that is as wide as the shrinking needs it, on floats.  resized_cut.h is the way without one.
 * docs/algorithm/multi-task.md, Resizing. */
#ifndef FACS_IMAGE_RESAMPLE_H
#define FACS_IMAGE_RESAMPLE_H

#include "image/image.h"

/** Pixels from `left`, `top` on. */
typedef struct facs_rectangle {
    int left, top, width, height;
} facs_rectangle;

typedef struct facs_resampler facs_resampler; /**< memory, and the tables of the last rectangle; one thread */

facs_status facs_resampler_create(const facs_env *env, int width, int height, facs_resampler **resampler,
                                  facs_error *error);
void facs_resampler_destroy(facs_resampler **resampler);

/** `pixels` gets width x height x 3 values from 0 to 255 in the order of the picture, packed.  The rectangle lies in the
 *  picture, which is B G R.  FACS_E_MEMORY. */
facs_status facs_resample(facs_resampler *resampler, const facs_image *bgr, const facs_rectangle *from, float *pixels,
                          facs_error *error);

#endif
