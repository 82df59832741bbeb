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

void facs_image_grey_part(const facs_image_kernels *kernels, const facs_image *image, const facs_part_of_image *part,
                          uint8_t *grey, ptrdiff_t grey_stride)
{
    const facs_view view = facs_image_need_part(image, part);
    const int width = part->right - part->left + 1;
    for (int y = part->first; y <= part->last; y++) {
        const uint8_t *row = view.data + y * view.stride + (ptrdiff_t)part->left * image->channels;
        uint8_t *out = grey + y * grey_stride + part->left;
        if (image->channels < 3)
            for (int x = 0; x < width; x++)
                out[x] = row[x * image->channels];
        else if (image->channels == 3)
            kernels->grey_bgr(row, out, (size_t)width);
        else
            grey_row(row, image->channels, out, width);
    }
}

void facs_image_grey_with(const facs_image_kernels *kernels, const facs_image *image, uint8_t *grey,
                          ptrdiff_t grey_stride)
{
    const facs_part_of_image all = {.last = image->height - 1, .right = image->width - 1};
    facs_image_grey_part(kernels, image, &all, grey, grey_stride);
}
