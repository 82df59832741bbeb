/* Pictures among the .npy arrays. */
#ifndef FACS_TESTS_PICTURE_H
#define FACS_TESTS_PICTURE_H

#include "image/image.h"
#include "support/npy.h"

/* View of an array of bytes, height x width (grey) or height x width x 3 (B G R), which must stay alive. */
static inline facs_image npy_image(const npy *array)
{
    assert_true(array->dims == 2 || (array->dims == 3 && array->dim[2] == 3));
    int height = (int)array->dim[0], width = (int)array->dim[1], channels = array->dims == 3 ? 3 : 1;
    return (facs_image){npy_u8(array, array->count), width, height, channels, (ptrdiff_t)width * channels, NULL};
}

#endif
