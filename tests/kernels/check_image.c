/* Grey and warp of B G R pictures: the same bytes as the plain twins. */
#include "check.h"

#include "image/image_kernels.h"

static const facs_image_kernels *kernels_at(facs_cpu_level level)
{
    return level == KERNEL_TWIN ? &facs_image_reference : facs_image_kernels_for(level);
}

/* ---- grey ---- */

static void every_colour(facs_cpu_level level)
{
    enum { SIDE = 4096 };
    uint8_t *colours = malloc(3 * SIDE * SIDE), *grey = calloc(SIDE, SIDE);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        colours[3 * i] = (uint8_t)i;
        colours[3 * i + 1] = (uint8_t)(i >> 8);
        colours[3 * i + 2] = (uint8_t)(i >> 16);
    }
    facs_image image = {colours, SIDE, SIDE, 3, 3 * SIDE, NULL};
    facs_image_grey_with(kernels_at(level), &image, grey, SIDE);
    int wrong = 0;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        wrong += grey[i] != (3735u * (i & 255) + 19235u * (i >> 8 & 255) + 9798u * (i >> 16) + 16384u) >> 15;
    assert_int_equal(wrong, 0);
    free(colours);
    free(grey);
}

/* blocks of exactly the needed size, so that sanitizers see reads and writes beyond */
static void narrow_and_padded(facs_cpu_level level)
{
    uint64_t seed = 7;
    for (int width = 1; width <= 140; width++) {
        int stride = 3 * width + width % 5, grey_stride = width + width % 3;
        size_t bytes = (size_t)(2 * stride + 3 * width), grey_bytes = (size_t)(2 * grey_stride + width);
        uint8_t *pixels = random_bytes(&seed, bytes), *expected = calloc(grey_bytes, 1), *grey = calloc(grey_bytes, 1);
        facs_image image = {pixels, width, 3, 3, stride, NULL};
        facs_image_grey_with(&facs_image_reference, &image, expected, grey_stride);
        facs_image_grey_with(kernels_at(level), &image, grey, grey_stride);
        assert_memory_equal(grey, expected, grey_bytes);
        free(pixels);
        free(expected);
        free(grey);
    }
}

/* ---- warp ---- */

/* source and destination of exactly the needed size, so that sanitizers see reads and writes beyond */
static void compare_warp(facs_cpu_level level, uint64_t *seed, int width, int height, int dst_width, int dst_height,
                         const float matrix[6])
{
    size_t pad = random_u32(seed) % 4, stride = 3 * (size_t)width + pad;
    size_t out_bytes = 3 * (size_t)dst_width * (size_t)dst_height;
    uint8_t *data = random_bytes(seed, stride * (size_t)(height - 1) + 3 * (size_t)width);
    uint8_t *expected = malloc(out_bytes), *out = malloc(out_bytes);
    facs_image image = {data, width, height, 3, (ptrdiff_t)stride, NULL};
    facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, expected, dst_width, dst_height);
    memset(out, 0xA5, out_bytes);
    facs_warp_affine_u8_with(kernels_at(level), &image, matrix, out, dst_width, dst_height);
    assert_memory_equal(out, expected, out_bytes);
    free(data);
    free(expected);
    free(out);
}

static void turned_pictures(facs_cpu_level level, uint64_t *seed)
{
    for (int round = 0; round < 300; round++) {
        int width = 1 + (int)(random_u32(seed) % 90), height = 1 + (int)(random_u32(seed) % 70);
        int dst_width = 1 + (int)(random_u32(seed) % 150), dst_height = 1 + (int)(random_u32(seed) % 20);
        double scale = 0.2 + 3 * random_unit(seed), angle = 7 * random_unit(seed);
        float matrix[6] = {(float)(scale * cos(angle)), (float)(-scale * sin(angle)), 0,
                           (float)(scale * sin(angle)), (float)(scale * cos(angle)),  0};
        /* centre to centre, somewhat off */
        double shift = 20 * (random_unit(seed) - 0.5);
        matrix[2] = (float)(dst_width / 2.0 - (double)matrix[0] * width / 2 - (double)matrix[1] * height / 2 + shift);
        matrix[5] = (float)(dst_height / 2.0 - (double)matrix[3] * width / 2 - (double)matrix[4] * height / 2);
        compare_warp(level, seed, width, height, dst_width, dst_height, matrix);
    }
}

static void warp(facs_cpu_level level)
{
    uint64_t seed = 12345;
    turned_pictures(level, &seed);
    for (int size = 1; size < 8; size++) {
        const float identity[6] = {1, 0, 0, 0, 1, 0};
        compare_warp(level, &seed, size, size, size, size, identity);
        compare_warp(level, &seed, size, size, 3 * size, 2 * size, identity);
    }
    static const float hostile[][6] = {{0},
                                       {NAN, 0, 0, 0, 1, 0},
                                       {INFINITY, 0, 0, 0, 1, 0},
                                       {1, 0, -INFINITY, 0, 1, INFINITY},
                                       {1e-30f, 0, 0, 0, 1e-30f, 0},
                                       {1e30f, 0, 1e30f, 0, 1e30f, -1e30f},
                                       {-1, 0, 1e9f, 0, 1e-6f, 5},
                                       {1, 1, 3, 1, 1.0001f, -4}};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        compare_warp(level, &seed, 40, 30, 70, 9, hostile[i]);
}

/* random, empty, full and cut rows */
static void make_mask(uint64_t *seed, uint8_t *mask, int width, int height)
{
    for (int y = 0; y < height; y++) {
        uint32_t kind = random_u32(seed) % 4, from = random_u32(seed) % 150, to = random_u32(seed) % 150;
        for (int x = 0; x < width; x++) {
            bool between = (uint32_t)x >= from && (uint32_t)x <= to;
            bool kept = kind == 0 ? random_u32(seed) % 2 != 0 : kind != 1 && (kind == 2 || between);
            mask[y * width + x] = kept ? 1 : 0;
        }
    }
}

/* with a mask: the pixels of the whole warp where it is set, black elsewhere; 1, 3 and 4 channels */
static void masked_warp(facs_cpu_level level)
{
    enum { WIDTH = 90, HEIGHT = 40, ROWS = 20, MOST = 150 * ROWS };
    uint64_t seed = 77;
    static uint8_t data[4 * WIDTH * HEIGHT], mask[MOST], expected[4 * MOST], out[4 * MOST];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)random_u32(&seed);
    for (int round = 0; round < 200; round++) {
        int channels = (const int[]){3, 1, 3, 4}[round % 4], wide = 1 + (int)(random_u32(&seed) % 150);
        facs_image image = {data, WIDTH, HEIGHT, channels, channels * WIDTH, NULL};
        const float matrix[6] = {1.1f, 0.1f, random_unit_f32(&seed) * 20, -0.1f, 0.9f, random_unit_f32(&seed) * 9 - 12};
        make_mask(&seed, mask, wide, ROWS);
        facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, expected, wide, ROWS);
        for (int i = 0; i < ROWS * wide; i++)
            for (int c = 0; c < channels; c++)
                expected[i * channels + c] = mask[i] ? expected[i * channels + c] : 0;
        memset(out, 0xA5, sizeof out);
        facs_warp_affine_u8_masked(kernels_at(level), &image, matrix, mask, out, wide, ROWS);
        assert_memory_equal(out, expected, (size_t)(ROWS * wide * channels));
    }
}

/* all 2^24 combinations of Y, U and V, in both ranges; then rows of any length and place, with nothing written behind them */
static void every_yuv(facs_cpu_level level)
{
    enum { COUNT = 512 };
    uint8_t y[COUNT], u[COUNT / 2], v[COUNT / 2], fast[3 * COUNT + GUARD], plain[3 * COUNT];
    for (int light = 0; light < 512; light += 2) {
        const facs_yuv_factors *factors = light < 256 ? &facs_yuv_limited : &facs_yuv_full;
        for (int red = 0; red < 256; red++) {
            for (int i = 0; i < COUNT / 2; i++) {
                y[2 * i] = (uint8_t)light;
                y[2 * i + 1] = (uint8_t)(light + 1);
                u[i] = (uint8_t)i;
                v[i] = (uint8_t)red;
            }
            kernels_at(level)->yuv_bgr(factors, y, u, v, fast, COUNT);
            facs_image_reference.yuv_bgr(factors, y, u, v, plain, COUNT);
            assert_memory_equal(fast, plain, sizeof plain);
        }
    }
    uint64_t seed = 9;
    for (int count = 0; count < COUNT; count++) {
        for (int i = 0; i < COUNT; i++)
            y[i] = u[i / 2] = v[i / 2] = (uint8_t)random_u32(&seed);
        memset(fast, 0xA5, sizeof fast);
        kernels_at(level)->yuv_bgr(&facs_yuv_limited, y, u, v, fast, count);
        facs_image_reference.yuv_bgr(&facs_yuv_limited, y, u, v, plain, count);
        assert_memory_equal(fast, plain, 3 * (size_t)count);
        for (int i = 3 * count; i < 3 * COUNT; i++)
            assert_int_equal(fast[i], 0xA5);
    }
}

/* ---- bench: a frame of 640 x 480, a face of 112 x 112 ---- */

enum { FRAME_WIDTH = 640, FRAME_HEIGHT = 480, FACE = 112 };

typedef struct frame {
    facs_image bgr;
    uint8_t *grey, *face, *wide;
} frame;

static void *frame_of(int size)
{
    (void)size;
    frame *in = bench_memory(sizeof *in);
    in->grey = bench_memory(FRAME_WIDTH * FRAME_HEIGHT);
    in->face = bench_memory(3 * FACE * FACE);
    in->wide = bench_memory(3 * FRAME_WIDTH);
    in->bgr =
        (facs_image){bench_bytes(3 * FRAME_WIDTH * FRAME_HEIGHT), FRAME_WIDTH, FRAME_HEIGHT, 3, 3 * FRAME_WIDTH, NULL};
    return in;
}

static void call_grey(void *input, facs_cpu_level level)
{
    frame *in = input;
    facs_image_grey_with(kernels_at(level), &in->bgr, in->grey, FRAME_WIDTH);
}

static void call_yuv(void *input, facs_cpu_level level)
{
    frame *in = input;
    for (int row = 0; row < FRAME_HEIGHT; row++)
        kernels_at(level)->yuv_bgr(&facs_yuv_limited, in->grey, in->grey, in->grey, in->wide, FRAME_WIDTH);
}

static void call_warp(void *input, facs_cpu_level level)
{
    static const float matrix[6] = {0.5f, 0.05f, -100, -0.05f, 0.5f, -50};
    frame *in = input;
    facs_warp_affine_u8_with(kernels_at(level), &in->bgr, matrix, in->face, FACE, FACE);
}

void check_image(void)
{
    static const kernel_case cases[] = {
        {"image/grey_bgr 640 x 480", .check = narrow_and_padded, .input = frame_of, .call = call_grey},
        {"image/grey_bgr every colour", .check = every_colour, .twin_too = true},
        {"image/yuv_bgr 640 x 480", .check = every_yuv, .input = frame_of, .call = call_yuv},
        {"image/warp_tile_bgr to 112 x 112", .check = warp, .input = frame_of, .call = call_warp},
        {"image/warp_tile_bgr with a mask", .check = masked_warp},
    };
    REGISTER(cases);
}
