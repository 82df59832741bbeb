/* What tells one person's face from another's: a short vector, from oriented gradients and a linear discriminant of our
 * own.
 *
 * Vectors have length 1; the product of two is 1 for the same picture, near 0 for two persons, and for one person the
 * larger the more alike light, pose and expression are (docs/algorithm/identity.md).  The same bits at every CPU
 * level. */
#ifndef FACS_IDENTITY_FACE_DESCRIPTOR_H
#define FACS_IDENTITY_FACE_DESCRIPTOR_H

#include "image/image.h"

enum { FACS_DESCRIPTOR_LENGTH = 256 };
/** What vectors that are kept are compared by: another name when they mean something else. */
#define FACS_DESCRIPTOR_KIND "gradients-256-1"

typedef struct facs_descriptor facs_descriptor; /**< state; one thread at a time */

facs_status facs_descriptor_create(const facs_env *env, facs_descriptor **descriptor, facs_error *error);
void facs_descriptor_destroy(facs_descriptor **descriptor);

/** @param image     B G R or grey
 *  @param n         68; with any other number of landmarks there is no descriptor: quality 0
 *  @param landmarks x[n], y[n], pixels
 *  @param vector    of length 1; void when the quality is 0
 *  @param quality   0 .. 1: how far the face may be relied on: 1 = large enough and seen from the front, 0 = there is no
 *                   face to speak of (landmarks that are no numbers, a plain patch)
 *  Errors: FACS_E_MEMORY. */
facs_status facs_descriptor_run(facs_descriptor *descriptor, const facs_image *image, int n, const float *landmarks,
                                float vector[FACS_DESCRIPTOR_LENGTH], float *quality, facs_error *error);

/** Product of two vectors, -1 .. 1. */
float facs_descriptor_likeness(const float a[FACS_DESCRIPTOR_LENGTH], const float b[FACS_DESCRIPTOR_LENGTH]);

#endif
