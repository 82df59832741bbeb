/* Plain twins of the image kernels (docs/algorithm/media.md, Grey; au-alignment.md, Warp). */
#include "image/image_kernels.h"

static void grey_bgr(const uint8_t *bgr, uint8_t *grey, size_t count)
{
    for (size_t i = 0; i < count; i++, bgr += 3)
        grey[i] = (uint8_t)((3735 * bgr[0] + 19235 * bgr[1] + 9798 * bgr[2] + 16384) >> 15);
}

/* floor(value weight / 65536), of a number that is not negative and so need not be rounded down */
static int weighed(int value, int weight)
{
    return (value * weight + (1024 << 16)) / (1 << 16) - 1024;
}

static uint8_t clamped(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void yuv_bgr(const facs_yuv_factors *f, const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr,
                    int count)
{
    for (int i = 0; i < count; i++, bgr += 3) {
        int light = weighed(8 * y[i] - f->black, f->light), blue = 8 * u[i / 2] - 1024, red = 8 * v[i / 2] - 1024;
        bgr[0] = clamped(light + weighed(blue, f->blue_u));
        bgr[1] = clamped(light + weighed(blue, f->green_u) + weighed(red, f->green_v));
        bgr[2] = clamped(light + weighed(red, f->red_v));
    }
}

const facs_image_kernels facs_image_reference = {
    .grey_bgr = grey_bgr,
    .yuv_bgr = yuv_bgr,
    .warp_tile_bgr = facs_warp_tile_plain,
};
