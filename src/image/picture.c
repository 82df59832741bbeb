/* Pictures of the caller -> B G R. */
#include "image/image.h"

#include <string.h>

static void bgr_row(const uint8_t *in, facs_pixel_format format, uint8_t *out, int width)
{
    switch (format) {
    case FACS_PIXEL_BGR24:
        memcpy(out, in, (size_t)width * 3);
        break;
    case FACS_PIXEL_RGB24:
        for (int x = 0; x < width; x++) {
            out[3 * x] = in[3 * x + 2];
            out[3 * x + 1] = in[3 * x + 1];
            out[3 * x + 2] = in[3 * x];
        }
        break;
    case FACS_PIXEL_GRAY8:
        for (int x = 0; x < width; x++)
            out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = in[x];
        break;
    }
}

#define STRIDE_MOST (PTRDIFF_MAX / FACS_IMAGE_SIDE_MAX) /* so that the last row has an address */

static facs_status check(const facs_picture *picture, facs_error *error)
{
    if (!picture || !picture->data)
        return facs_fail(error, FACS_E_ARGUMENT, "no picture");
    const int width = picture->width, height = picture->height;
    if (width < 1 || width > FACS_IMAGE_SIDE_MAX || height < 1 || height > FACS_IMAGE_SIDE_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "picture of %d x %d pixels: 1 to %d are possible", width, height,
                         FACS_IMAGE_SIDE_MAX);
    facs_pixel_format format = picture->format;
    if (format != FACS_PIXEL_BGR24 && format != FACS_PIXEL_RGB24 && format != FACS_PIXEL_GRAY8)
        return facs_fail(error, FACS_E_ARGUMENT, "picture: unknown pixel format %d", (int)format);
    /* a negative stride means bottom-up rows; rows that overlap are a mistake of the caller */
    ptrdiff_t row = (ptrdiff_t)width * (format == FACS_PIXEL_GRAY8 ? 1 : 3);
    if (height > 1 && picture->stride < row && picture->stride > -row)
        return facs_fail(error, FACS_E_ARGUMENT, "picture: a stride of %td bytes is less than a row of %td",
                         picture->stride, row);
    if (picture->stride > STRIDE_MOST || picture->stride < -STRIDE_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "picture: a stride of %td bytes is impossible", picture->stride);
    return FACS_OK;
}

facs_status facs_image_from_picture(const facs_env *env, const facs_picture *picture, facs_pixels *bgr,
                                    facs_error *error)
{
    facs_status status = check(picture, error);
    if (status != FACS_OK)
        return status;
    status = facs_pixels_resize(env, bgr, picture->width, picture->height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a picture of %d x %d pixels", picture->width,
                         picture->height);
    for (int y = 0; y < picture->height; y++)
        bgr_row(picture->data + y * picture->stride, picture->format, bgr->data + y * bgr->stride, picture->width);
    return FACS_OK;
}
