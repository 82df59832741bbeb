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

facs_status facs_image_from_picture(const facs_env *env, const facs_picture *picture, facs_pixels *bgr)
{
    facs_pixel_format format = picture->format;
    if (format != FACS_PIXEL_BGR24 && format != FACS_PIXEL_RGB24 && format != FACS_PIXEL_GRAY8)
        return FACS_E_ARGUMENT;
    if (!picture->data || picture->width < 1 || picture->height < 1 || picture->width > FACS_IMAGE_SIDE_MAX ||
        picture->height > FACS_IMAGE_SIDE_MAX)
        return FACS_E_ARGUMENT;
    /* a negative stride means bottom-up rows; rows that overlap are a mistake of the caller */
    ptrdiff_t row_bytes = (ptrdiff_t)picture->width * (format == FACS_PIXEL_GRAY8 ? 1 : 3);
    if (picture->height > 1 && picture->stride < row_bytes && picture->stride > -row_bytes)
        return FACS_E_ARGUMENT;
    facs_status status = facs_pixels_resize(env, bgr, picture->width, picture->height, 3);
    if (status != FACS_OK)
        return status;
    for (int y = 0; y < picture->height; y++)
        bgr_row(picture->data + y * picture->stride, format, bgr->data + y * bgr->stride, picture->width);
    return FACS_OK;
}
