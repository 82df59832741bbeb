/* See yuv_bgr.h.  A block of pixels at a time: loops over arrays of 16 bits, which compilers make vectors of. */
#include "media/yuv_bgr.h"

enum { BLOCK = 256 };

typedef struct factors {
    int black, light, red_v, green_u, green_v, blue_u;
} factors;

static const factors of_range[2] = {
    {.black = 128, .light = 9539, .red_v = 13075, .green_u = -3209, .green_v = -6660, .blue_u = 16525},
    {.black = 0, .light = 8192, .red_v = 11485, .green_u = -2819, .green_v = -5850, .blue_u = 14516},
};

static uint8_t clip(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void convert_block(const uint8_t *y, const uint8_t *u, const uint8_t *v, int width, const factors *f,
                          uint8_t *bgr)
{
    int16_t red[BLOCK], green[BLOCK], blue[BLOCK];
    for (int i = 0; i < (width + 1) / 2; i++) {
        const int du = 8 * (u[i] - 128), dv = 8 * (v[i] - 128);
        red[2 * i] = red[2 * i + 1] = (int16_t)((dv * f->red_v) >> 16);
        green[2 * i] = green[2 * i + 1] = (int16_t)(((du * f->green_u) >> 16) + ((dv * f->green_v) >> 16));
        blue[2 * i] = blue[2 * i + 1] = (int16_t)((du * f->blue_u) >> 16);
    }
    for (int i = 0; i < width; i++) {
        const int light = ((8 * y[i] - f->black) * f->light) >> 16;
        bgr[3 * i] = clip(light + blue[i]);
        bgr[3 * i + 1] = clip(light + green[i]);
        bgr[3 * i + 2] = clip(light + red[i]);
    }
}

void facs_yuv_bgr_row(const uint8_t *y, const uint8_t *u, const uint8_t *v, int width, bool full_range, uint8_t *bgr)
{
    for (int first = 0; first < width; first += BLOCK) {
        const int count = width - first < BLOCK ? width - first : BLOCK;
        convert_block(y + first, u + first / 2, v + first / 2, count, &of_range[full_range], bgr + 3 * first);
    }
}
