/* Bilinear resize of float pictures: what the face detector's sampler (detect/mtcnn/mtcnn_input.c) is compared with. */
#ifndef FACS_TESTS_RESIZE_H
#define FACS_TESTS_RESIZE_H

#include "base/base.h"

/** Float picture with interleaved channels, rows without padding. */
typedef struct image_f32 {
    float *data;
    int width, height, channels;
} image_f32;

/** Bilinear resize of floats (exact halving is a 2x2 mean; no anti-aliasing): the plain twin of what the
 *  face detector does from bytes in one go.
 *  @param dst     size set by the caller, at least 1x1; same channel count as src; must not overlap it
 *  @param scratch resize_scratch(dst->width, dst->channels) bytes, aligned to 64 bytes */
void resize_bilinear_f32(const image_f32 *src, image_f32 *dst, void *scratch);
/** Bytes of working memory a resize to `dst_width` needs: a table of columns and two resized rows. */
size_t resize_scratch(int dst_width, int channels);

#endif
