/* FHOG descriptor: known values, golden descriptors. */
#include "au_fixture.h"

enum { CHANNELS = 31 };

static void channel_sums(const float *fhog, double sums[CHANNELS])
{
    for (int c = 0; c < CHANNELS; c++)
        sums[c] = 0;
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        sums[i % CHANNELS] += (double)fhog[i];
}

static double total(const float *fhog)
{
    double sum = 0;
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        sum += (double)fhog[i];
    return sum;
}

static const float *cell(const float *fhog, int row, int column)
{
    return fhog + (row * 12 + column) * CHANNELS;
}

static void fhog(const uint8_t *aligned, float *descriptor)
{
    facs_env env = facs_env_resolve(NULL);
    facs_au_fhog(&env, aligned, descriptor);
}

/* Known values of a picture made of formulas. */
static void known_image_1(void **state)
{
    (void)state;
    static uint8_t image[ALIGNED_BYTES];
    static float d[FACS_FHOG_SIZE];
    for (int y = 0; y < 112; y++)
        for (int x = 0; x < 112; x++) {
            image[(y * 112 + x) * 3] = (uint8_t)(x * x / 16 + 3 * y);
            image[(y * 112 + x) * 3 + 1] = (uint8_t)(2 * x + y * y / 32);
            image[(y * 112 + x) * 3 + 2] = (uint8_t)(x * y / 32);
        }
    fhog(image, d);
    static const double expected[CHANNELS] = {0, 36.23034, 10.07141, 7.76066,  6.07938,  0,        0,       0,
                                              0, 19.96398, 0,        28.79536, 0,        0,        9.42083, 0,
                                              0, 0,        19.96398, 36.23034, 36.73152, 7.76066,  6.07938, 9.42083,
                                              0, 0,        0,        13.82823, 13.74313, 13.93917, 14.26644};
    double sums[CHANNELS];
    channel_sums(d, sums);
    assert_close_f64("channel sum", sums, expected, CHANNELS, 6e-6);
    /* the known sum is that of a build that fuses nothing */
    assert_true(fabs(total(d) - 290.285632) < 2e-6);
    static const float corner[CHANNELS] = {
        [1] = 0.395550f, [9] = 0.042740f, [11] = 0.4f,      [14] = 0.4f,      [18] = 0.042740f, [19] = 0.395550f,
        [20] = 0.4f,     [23] = 0.4f,     [27] = 0.146595f, [28] = 0.146474f, [29] = 0.147164f, [30] = 0.143496f};
    assert_close_f32("cell 11 11", cell(d, 11, 11), corner, CHANNELS, 6e-7);
    static const float middle[CHANNELS] = {
        [1] = 0.4f,       [11] = 0.010902f, [14] = 0.011820f, [19] = 0.4f,      [20] = 0.010902f,
        [23] = 0.011820f, [27] = 0.049009f, [28] = 0.050791f, [29] = 0.049655f, [30] = 0.049816f};
    assert_close_f32("cell 6 5", cell(d, 6, 5), middle, CHANNELS, 6e-7);
}

/* Known values of another one: the rule for equal channels. */
static void known_image_2(void **state)
{
    (void)state;
    static uint8_t image[ALIGNED_BYTES];
    static float d[FACS_FHOG_SIZE];
    for (int y = 0; y < 112; y++)
        for (int x = 0; x < 112; x++) {
            image[(y * 112 + x) * 3 + 1] = (uint8_t)(2 * y);
            image[(y * 112 + x) * 3 + 2] = (uint8_t)(2 * x);
        }
    fhog(image, d);
    static const double expected[CHANNELS] = {[0] = 0.97216,  [4] = 57.6,     [18] = 0.97216, [22] = 57.6,
                                              [27] = 6.91357, [28] = 6.91357, [29] = 6.89189, [30] = 6.89189};
    double sums[CHANNELS];
    channel_sums(d, sums);
    assert_close_f64("channel sum", sums, expected, CHANNELS, 6e-6);
    assert_true(fabs(total(d) - 144.755233) < 1e-6);
    static const float edge[CHANNELS] = {[0] = 0.080332f,  [4] = 0.4f,       [18] = 0.080332f, [22] = 0.4f,
                                         [27] = 0.057503f, [28] = 0.057503f, [29] = 0.055711f, [30] = 0.055711f};
    assert_close_f32("cell 3 11", cell(d, 3, 11), edge, CHANNELS, 6e-7);
    for (int row = 0; row < 12; row++)
        for (int column = 0; column < 11; column++)
            assert_true(cell(d, row, column)[0] == 0.0f);
}

static void black_is_zero(void **state)
{
    (void)state;
    static uint8_t image[ALIGNED_BYTES];
    static float d[FACS_FHOG_SIZE];
    fhog(image, d);
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        assert_true(d[i] == 0.0f);
}

static void stages(void **state)
{
    (void)state;
    double worst = 0;
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        static float d[FACS_FHOG_SIZE], expected[FACS_FHOG_SIZE];
        npy face = npy_load("golden/stages/%s/au/aligned_face.npy", golden_frames[i]);
        fhog(npy_u8(&face, ALIGNED_BYTES), d);
        npy_free(&face);
        load_fhog(golden_frames[i], expected);
        worst = fmax(worst, assert_close_f32("fhog", d, expected, FACS_FHOG_SIZE, 0));
    }
    print_message("largest difference %.3g\n", worst);
}

/* 24-bit bottom-up BMP of 112 x 112 */
static void read_bmp(const char *path, uint8_t *aligned)
{
    static uint8_t file[54 + ALIGNED_BYTES];
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fread(file, 1, sizeof file, stream), sizeof file);
    fclose(stream);
    assert_int_equal(file[10], 54);
    for (int y = 0; y < 112; y++)
        memcpy(aligned + y * 336, file + 54 + (111 - y) * 336, 336);
}

static void hog_file(void **state)
{
    (void)state;
    FILE *stream = fopen(testdata_path("golden/default/first20.hog"), "rb");
    assert_non_null(stream);
    int identical = 0;
    for (int frame = 1; frame <= 20; frame++) {
        static uint8_t aligned[ALIGNED_BYTES];
        static float d[FACS_FHOG_SIZE], expected[FACS_FHOG_SIZE + 4];
        assert_int_equal(fread(expected, sizeof *expected, FACS_FHOG_SIZE + 4, stream), FACS_FHOG_SIZE + 4);
        read_bmp(testdata_path("golden/default/aligned/frame_det_00_%06d.bmp", frame), aligned);
        fhog(aligned, d);
        assert_close_f32("hog record", d, expected + 4, FACS_FHOG_SIZE, 0);
        for (int i = 0; i < FACS_FHOG_SIZE; i++)
            identical += d[i] == expected[4 + i];
    }
    fclose(stream);
    print_message("%d of %d values identical\n", identical, 20 * FACS_FHOG_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_image_1),      cmocka_unit_test(known_image_2),        cmocka_unit_test(black_is_zero),
        NEEDS_DATA(cmocka_unit_test(stages)), NEEDS_DATA(cmocka_unit_test(hog_file)),
    };
    return cmocka_run_group_tests_name("au-fhog", tests, NULL, NULL);
}
