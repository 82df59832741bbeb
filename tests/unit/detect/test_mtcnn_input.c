/* Network inputs: the same numbers as crop, resize_bilinear_f32() and normalisation one after the other. */
#include "support/view.h"
#include "detect_support.h"
#include "support/resize.h"

#include "detect/mtcnn/mtcnn_stages.h"

typedef struct picture {
    uint8_t *data;
    facs_image image;
} picture;

static picture random_picture(uint64_t *seed, int width, int height, int channels)
{
    ptrdiff_t stride = (ptrdiff_t)width * channels + random_int(seed, 0, 5);
    picture made = {.data = malloc((size_t)stride * (size_t)height)};
    for (ptrdiff_t i = 0; i < stride * height; i++)
        made.data[i] = (uint8_t)random_u32(seed);
    made.image = (facs_image){made.data, width, height, channels, stride, NULL};
    return made;
}

/* The steps one by one; result with interleaved B G R. */
static float *step_by_step(const facs_image *bgr, const facs_crop *crop, int width, int height)
{
    image_f32 cut = {calloc((size_t)crop->width * (size_t)crop->height * 3, sizeof(float)), crop->width, crop->height,
                     3};
    for (int y = 0; y < crop->height; y++)
        for (int x = 0; x < crop->width; x++) {
            int px = crop->x + x, py = crop->y + y;
            if (px < 0 || py < 0 || px >= bgr->width || py >= bgr->height)
                continue;
            for (int c = 0; c < 3; c++)
                cut.data[((size_t)y * (size_t)crop->width + (size_t)x) * 3 + (size_t)c] =
                    bgr->hidden[py * bgr->stride + px * bgr->channels + (bgr->channels == 3 ? c : 0)];
        }
    image_f32 small = {calloc((size_t)width * (size_t)height * 3, sizeof(float)), width, height, 3};
    void *scratch = NULL;
    assert_int_equal(posix_memalign(&scratch, 64, resize_scratch(width, 3)), 0);
    resize_bilinear_f32(&cut, &small, scratch);
    free(scratch);
    free(cut.data);
    for (int i = 0; i < width * height * 3; i++)
        small.data[i] = (small.data[i] - 127.5f) * 0.0078125f;
    return small.data;
}

static facs_sampler *new_sampler(void)
{
    facs_sampler *sampler = NULL;
    assert_int_equal(facs_sampler_create(NULL, &sampler, NULL), FACS_OK);
    return sampler;
}

/* maps R, G, B against interleaved B, G, R */
static void compare(const float *maps, const float *interleaved, int pixels)
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < pixels; i++)
            if (maps[(2 - c) * pixels + i] != interleaved[3 * i + c])
                fail_msg("pixel %d channel %d is %.9g, expected %.9g", i, c, (double)maps[(2 - c) * pixels + i],
                         (double)interleaved[3 * i + c]);
}

static void check_crop(facs_sampler *sampler, const facs_image *bgr, facs_crop crop, int width, int height)
{
    float *maps = calloc((size_t)width * (size_t)height * 3, sizeof *maps);
    assert_int_equal(facs_sampler_run(sampler, VIEW(bgr), &crop, width, height, 0, height, maps, NULL), FACS_OK);
    float *expected = step_by_step(bgr, &crop, width, height);
    compare(maps, expected, width * height);
    free(expected);
    free(maps);
}

static void crops_anywhere(void **state)
{
    (void)state;
    uint64_t seed = 7;
    facs_sampler *sampler = new_sampler();
    for (int i = 0; i < 300; i++) {
        picture p = random_picture(&seed, random_int(&seed, 1, 90), random_int(&seed, 1, 90), i % 7 ? 3 : 1);
        /* halving, copying and enlarging included */
        static const int sides[] = {24, 48, 96, 1, 2, 23, 25, 60};
        int side = i % 2 ? sides[random_u32(&seed) % 8] : random_int(&seed, 1, 100);
        facs_crop crop = {random_int(&seed, -60, 100), random_int(&seed, -60, 100), side, side};
        check_crop(sampler, &p.image, crop, i % 3 ? 24 : 48, i % 3 ? 24 : 48);
        free(p.data);
    }
    facs_sampler_destroy(&sampler);
}

static void levels_of_a_pyramid(void **state)
{
    (void)state;
    uint64_t seed = 8;
    facs_sampler *sampler = new_sampler();
    static const int sizes[][2] = {{640, 480}, {61, 333}, {200, 100}};
    for (int i = 0; i < 3; i++) {
        picture p = random_picture(&seed, sizes[i][0], sizes[i][1], 3);
        facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX];
        int count = facs_mtcnn_pyramid(sizes[i][0], sizes[i][1], level);
        assert_true(count > 0);
        for (int k = 0; k < count; k++)
            check_crop(sampler, &p.image, (facs_crop){0, 0, sizes[i][0], sizes[i][1]}, level[k].width, level[k].height);
        free(p.data);
    }
    facs_sampler_destroy(&sampler);
}

static void strips_are_parts_of_the_whole(void **state)
{
    (void)state;
    uint64_t seed = 9;
    enum { WIDTH = 31, HEIGHT = 40, FIRST = 13, LAST = 29 };
    facs_sampler *sampler = new_sampler();
    picture p = random_picture(&seed, 70, 50, 3);
    const facs_crop crop = {0, 0, 70, 50};
    float whole[3 * WIDTH * HEIGHT], strip[3 * WIDTH * (LAST - FIRST)];
    assert_int_equal(facs_sampler_run(sampler, VIEW(&p.image), &crop, WIDTH, HEIGHT, 0, HEIGHT, whole, NULL), FACS_OK);
    assert_int_equal(facs_sampler_run(sampler, VIEW(&p.image), &crop, WIDTH, HEIGHT, FIRST, LAST, strip, NULL),
                     FACS_OK);
    for (int c = 0; c < 3; c++)
        assert_memory_equal(strip + c * WIDTH * (LAST - FIRST), whole + (c * HEIGHT + FIRST) * WIDTH,
                            WIDTH * (LAST - FIRST) * sizeof *strip);
    free(p.data);
    facs_sampler_destroy(&sampler);
}

static void far_outside_is_black(void **state)
{
    (void)state;
    uint64_t seed = 10;
    facs_sampler *sampler = new_sampler();
    picture p = random_picture(&seed, 20, 20, 3);
    static const facs_crop crops[] = {{100, 0, 50, 50},
                                      {0, -200, 50, 50},
                                      {-(1 << 28) - 1, 3, 10, 10},
                                      {(1 << 28) - 1, 3, 10, 10},
                                      {30, 30, (1 << 28) + 1, (1 << 28) + 1},
                                      {25, 25, 1, 1}};
    for (size_t k = 0; k < sizeof crops / sizeof *crops; k++) {
        float maps[3 * 24 * 24];
        assert_int_equal(facs_sampler_run(sampler, VIEW(&p.image), &crops[k], 24, 24, 0, 24, maps, NULL), FACS_OK);
        for (int i = 0; i < 3 * 24 * 24; i++)
            assert_true(maps[i] == -0.99609375f);
    }
    free(p.data);
    facs_sampler_destroy(&sampler);
}

static void inputs_of_the_reference(void **state)
{
    (void)state;
    static const char *const folders[] = {"default_f000", "sample1"};
    facs_sampler *sampler = new_sampler();
    for (int f = 0; f < 2; f++) {
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", folders[f]);
        const facs_image image = npy_image(&frame);
        npy first = npy_load("golden/stages/%s/mtcnn/stage1_boxes.npy", folders[f]);
        npy second = npy_load("golden/stages/%s/mtcnn/stage2_boxes.npy", folders[f]);
        const float *box1 = npy_f32(&first, first.count), *box2 = npy_f32(&second, second.count);
        const facs_crop crops[3] = {{0, 0, image.width, image.height},
                                    {(int)box1[0] - 1, (int)box1[1] - 1, (int)box1[2] + 1, (int)box1[3] + 1},
                                    {(int)box2[0] - 1, (int)box2[1] - 1, (int)box2[2] + 1, (int)box2[3] + 1}};
        static const char *const names[3] = {"pnet_input_s2", "rnet_input_0", "onet_input_0"};
        for (int i = 0; i < 3; i++) {
            npy golden = npy_load("golden/stages/%s/mtcnn/%s.npy", folders[f], names[i]);
            const int rows = (int)golden.dim[0], cols = (int)golden.dim[1];
            float *maps = calloc(golden.count, sizeof *maps);
            assert_int_equal(facs_sampler_run(sampler, VIEW(&image), &crops[i], cols, rows, 0, rows, maps, NULL),
                             FACS_OK);
            compare(maps, npy_f32(&golden, golden.count), rows * cols);
            free(maps);
            npy_free(&golden);
        }
        npy_free(&first);
        npy_free(&second);
        npy_free(&frame);
    }
    facs_sampler_destroy(&sampler);
}

static void memory_runs_out(void **state)
{
    (void)state;
    uint64_t seed = 11;
    picture p = random_picture(&seed, 20, 20, 3);
    const facs_crop crop = {0, 0, 20, 20};
    float maps[3 * 24 * 24];
    for (int fail_at = 0; fail_at <= 9; fail_at++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_sampler *sampler = NULL;
        facs_status status = facs_sampler_create(&env, &sampler, NULL);
        if (status == FACS_OK)
            status = facs_sampler_run(sampler, VIEW(&p.image), &crop, 24, 24, 0, 24, maps, NULL);
        assert_int_equal(status, fail_at < 9 ? FACS_E_MEMORY : FACS_OK);
        facs_sampler_destroy(&sampler);
        assert_int_equal(m.alive, 0);
    }
    free(p.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crops_anywhere),
        cmocka_unit_test(levels_of_a_pyramid),
        cmocka_unit_test(strips_are_parts_of_the_whole),
        cmocka_unit_test(far_outside_is_black),
        NEEDS_DATA(cmocka_unit_test(inputs_of_the_reference)),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
