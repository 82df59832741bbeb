/* Grey and warp of a 640 x 480 frame. */
#include "bench.h"

#include "image/image_kernels.h"

enum { WIDTH = 640, HEIGHT = 480, SIDE = 112 };

typedef struct frame {
    facs_image bgr;
    uint8_t *pixels, *grey, *face;
} frame;

static void grey(void *data, facs_cpu_level level)
{
    frame *f = data;
    if (level == BENCH_TWIN)
        facs_image_grey(&f->bgr, f->grey, WIDTH);
    else
        facs_image_grey_with(facs_image_kernels_for(level), &f->bgr, f->grey, WIDTH);
}

static void warp(void *data, facs_cpu_level level)
{
    static const float matrix[6] = {0.5f, 0.05f, -100, -0.05f, 0.5f, -50};
    frame *f = data;
    if (level == BENCH_TWIN)
        facs_warp_affine_u8(&f->bgr, matrix, f->face, SIDE, SIDE);
    else
        facs_warp_affine_u8_with(facs_image_kernels_for(level), &f->bgr, matrix, f->face, SIDE, SIDE);
}

void bench_image(void)
{
    frame f = {.pixels = bench_memory(3 * WIDTH * HEIGHT),
               .grey = bench_memory(WIDTH * HEIGHT),
               .face = bench_memory(3 * SIDE * SIDE)};
    f.bgr = (facs_image){f.pixels, WIDTH, HEIGHT, 3, 3 * WIDTH, NULL};
    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
        f.pixels[i] = (uint8_t)(128 + (int)(127 * bench_random()));
    bench_case("image/grey 640x480", grey, &f);
    bench_case("image/warp 112x112", warp, &f);
}
