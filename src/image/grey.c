/* Grey of a colour image (docs/algorithm/media.md, Grey).
 *
 *     grey = (3735 B + 19235 G + 9798 R + 16384) >> 15
 *
 * i.e. 0.114 B + 0.587 G + 0.299 R with 15-bit weights, rounded.  The weights add up to 32768, so equal channels
 * keep their value. */
#include "image/image_kernels.h"

static void grey_row(const uint8_t *pixels, int channels, uint8_t *grey, int width)
{
    for (int x = 0; x < width; x++, pixels += channels)
        grey[x] = (uint8_t)((3735 * pixels[0] + 19235 * pixels[1] + 9798 * pixels[2] + 16384) >> 15);
}

void facs_image_grey_rows(const facs_image_kernels *kernels, const facs_image *image, int first, int count,
                          uint8_t *grey, ptrdiff_t grey_stride)
{
    const facs_view view = facs_image_need(image, first, first + count - 1);
    for (int y = first; y < first + count; y++) {
        const uint8_t *row = view.data + y * view.stride;
        uint8_t *out = grey + y * grey_stride;
        if (image->channels < 3)
            for (int x = 0; x < image->width; x++)
                out[x] = row[x * image->channels];
        else if (image->channels == 3)
            kernels->grey_bgr(row, out, (size_t)image->width);
        else
            grey_row(row, image->channels, out, image->width);
    }
}

void facs_image_grey_with(const facs_image_kernels *kernels, const facs_image *image, uint8_t *grey,
                          ptrdiff_t grey_stride)
{
    facs_image_grey_rows(kernels, image, 0, image->height, grey, grey_stride);
}
