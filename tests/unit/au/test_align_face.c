/* Aligned face: known values, golden stages one by one, every size and level, output faces. */
#include "known_face.h"

#include "shape/face_mask.h"

static const facs_align_options au_face = {.scale = 0.7f, .size = 112, .mask = true};

static void align(const known_face *chain, const facs_align_options *options, uint8_t *aligned, uint8_t *mask)
{
    facs_au_align(facs_cpu_detect(), chain->model, &chain->image, chain->landmarks, chain->g, options, aligned, mask);
}

static void known_analytic(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_static_svms.txt");
    const double angle = 3.14159265358979323846 / 18;
    float landmarks[136], g[6] = {2, 0, 0, 0, 300, 200}, matrix[6];
    for (int i = 0; i < 68; i++) {
        double x = (double)model->pdm->mean[i], y = (double)model->pdm->mean[68 + i];
        landmarks[i] = (float)(2 * (cos(angle) * x - sin(angle) * y) + 300);
        landmarks[68 + i] = (float)(2 * (sin(angle) * x + cos(angle) * y) + 200);
    }
    facs_au_align_matrix(model->pdm, landmarks, g, &au_face, matrix);
    static const float expected[6] = {0.3446827f, 0.0607769f, -59.560187f, -0.0607769f, 0.3446827f, 5.296516f};
    assert_close_f32("matrix", matrix, expected, 6, 1e-5);
    free_au_model(&model);
}

static void assert_pixel(const uint8_t *aligned, int x, int y, int b, int g, int r)
{
    const uint8_t *pixel = aligned + (y * 112 + x) * 3;
    if (pixel[0] != b || pixel[1] != g || pixel[2] != r)
        fail_msg("pixel %d %d is %d %d %d, expected %d %d %d", x, y, pixel[0], pixel[1], pixel[2], b, g, r);
}

static void assert_row(const uint8_t *aligned, int y, int first, int last)
{
    int left = 112, right = -1;
    for (int x = 0; x < 112; x++)
        if (aligned[(y * 112 + x) * 3] | aligned[(y * 112 + x) * 3 + 1] | aligned[(y * 112 + x) * 3 + 2]) {
            left = x < left ? x : left;
            right = x;
        }
    assert_int_equal(left, first);
    assert_int_equal(right, last);
}

static void assert_sums(const uint8_t *aligned, const int expected[3])
{
    /* a hundred of the 1.6 million: single pixels may round the other way */
    int sums[3] = {0};
    for (int i = 0; i < ALIGNED_BYTES; i++)
        sums[i % 3] += aligned[i];
    for (int c = 0; c < 3; c++)
        assert_in_range(sums[c], expected[c] - 100, expected[c] + 100);
    print_message("channel sums off by %d %d %d\n", sums[0] - expected[0], sums[1] - expected[1],
                  sums[2] - expected[2]);
}

/* The known face (known_face.h) */
static void known_face_aligned(void **state)
{
    (void)state;
    known_face chain = known_face_create();
    float matrix[6];
    static uint8_t aligned[ALIGNED_BYTES], mask[ALIGNED_PIXELS];
    facs_au_align_matrix(chain.model->pdm, chain.landmarks, chain.g, &au_face, matrix);
    static const float expected[6] = {0.5511170f, 0.0363805f, -129.452545f, -0.0363805f, 0.5511170f, -70.137505f};
    assert_close_f32("matrix", matrix, expected, 6, 3e-5);

    facs_align_options unmasked = au_face;
    unmasked.mask = false;
    align(&chain, &unmasked, aligned, mask);
    assert_sums(aligned, (const int[3]){1622144, 1658157, 1601630});
    assert_pixel(aligned, 0, 0, 234, 51, 233);
    assert_pixel(aligned, 100, 20, 16, 122, 96);

    align(&chain, &au_face, aligned, mask);
    assert_sums(aligned, (const int[3]){1287276, 1204963, 1229373});
    assert_pixel(aligned, 56, 56, 52, 186, 196);
    assert_pixel(aligned, 40, 30, 184, 60, 56);
    assert_pixel(aligned, 70, 80, 165, 42, 85);
    assert_pixel(aligned, 0, 0, 0, 0, 0);
    assert_pixel(aligned, 100, 20, 0, 0, 0);
    assert_row(aligned, 0, 3, 98);
    assert_row(aligned, 20, 0, 98);
    assert_row(aligned, 56, 1, 97);
    assert_row(aligned, 90, 14, 86);
    assert_row(aligned, 111, 55, 58);
    int kept = 0;
    for (int i = 0; i < ALIGNED_PIXELS; i++)
        kept += (aligned[3 * i] | aligned[3 * i + 1] | aligned[3 * i + 2]) != 0;
    assert_int_equal(kept, 9645);
    known_face_free(&chain);
}

static void stage_matrix(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    double worst = 0;
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[136], g[6], expected[6], matrix[6];
        load_f32(golden_frames[i], "landmarks_in", landmarks, 136);
        load_f32(golden_frames[i], "params_global", g, 6);
        load_f32(golden_frames[i], "align_warp", expected, 6);
        facs_au_align_matrix(model->pdm, landmarks, g, &au_face, matrix);
        worst = fmax(worst, assert_close_f32("align_warp", matrix, expected, 6, 5e-5));
    }
    print_message("largest difference %.3g\n", worst);
    free_au_model(&model);
}

/* Golden matrix -> face without mask, mask outline, mask; every byte. */
static void stage_pieces(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[136], matrix[6], mapped[136], expected[136];
        static uint8_t aligned[ALIGNED_BYTES], mask[ALIGNED_PIXELS];
        load_f32(golden_frames[i], "landmarks_in", landmarks, 136);
        load_f32(golden_frames[i], "align_warp", matrix, 6);
        load_f32(golden_frames[i], "align_landmarks", expected, 136);
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", golden_frames[i]);
        npy face = npy_load("golden/stages/%s/au/aligned_face_unmasked.npy", golden_frames[i]);
        npy golden_mask = npy_load("golden/stages/%s/au/align_mask.npy", golden_frames[i]);
        facs_image image = npy_image(&frame);
        facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, aligned, 112, 112);
        assert_memory_equal(aligned, npy_u8(&face, ALIGNED_BYTES), ALIGNED_BYTES);
        facs_au_mask_landmarks(68, landmarks, matrix, 0.7f, mapped);
        assert_close_f32("align_landmarks", mapped, expected, 136, 0);
        facs_paw_mask(facs_face_mask_kernels_for(facs_cpu_detect()), &model->triangles, 68, mapped, 112, 112, mask,
                      NULL);
        assert_memory_equal(mask, npy_u8(&golden_mask, ALIGNED_PIXELS), ALIGNED_PIXELS);
        npy_free(&frame);
        npy_free(&face);
        npy_free(&golden_mask);
    }
    free_au_model(&model);
}

/* Golden landmarks and parameters -> masked face.  The rotation comes from a closed form instead of an SVD in f32,
 * which moves the matrix by some units in the last place: very few bytes may differ a little. */
static void stage_face(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    int different = 0, largest = 0;
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float landmarks[136], g[6];
        static uint8_t aligned[ALIGNED_BYTES], mask[ALIGNED_PIXELS];
        load_f32(golden_frames[i], "landmarks_in", landmarks, 136);
        load_f32(golden_frames[i], "params_global", g, 6);
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", golden_frames[i]);
        npy face = npy_load("golden/stages/%s/au/aligned_face.npy", golden_frames[i]);
        npy golden_mask = npy_load("golden/stages/%s/au/align_mask.npy", golden_frames[i]);
        facs_image image = npy_image(&frame);
        facs_au_align(facs_cpu_detect(), model, &image, landmarks, g, &au_face, aligned, mask);
        assert_memory_equal(mask, npy_u8(&golden_mask, ALIGNED_PIXELS), ALIGNED_PIXELS);
        const uint8_t *expected = npy_u8(&face, ALIGNED_BYTES);
        for (int j = 0; j < ALIGNED_BYTES; j++) {
            largest = abs(aligned[j] - expected[j]) > largest ? abs(aligned[j] - expected[j]) : largest;
            different += aligned[j] != expected[j];
        }
        npy_free(&frame);
        npy_free(&face);
        npy_free(&golden_mask);
    }
    print_message("%d of %d bytes differ, by up to %d\n", different, GOLDEN_FRAMES * ALIGNED_BYTES, largest);
    assert_in_range(different, 0, GOLDEN_FRAMES * ALIGNED_BYTES / 20000);
    assert_in_range(largest, 0, 2);
    free_au_model(&model);
}

/* Every size, at every level: the face without mask times the mask. */
static void sizes_and_levels(void **state)
{
    (void)state;
    known_face chain = known_face_create();
    static const int sizes[] = {1, 2, 63, 112, 113, 200, 301};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int size = sizes[i];
        size_t pixels = (size_t)size * (size_t)size;
        facs_align_options options = {.scale = (float)size * 0.7f / 112, .size = size, .mask = true};
        uint8_t *with = malloc(pixels * 3), *bare = malloc(pixels * 3), *mask = malloc(pixels), *full = malloc(pixels);
        align(&chain, &options, with, mask);
        options.mask = false;
        FOR_EACH_LEVEL (level) {
            facs_au_align(level, chain.model, &chain.image, chain.landmarks, chain.g, &options, bare, full);
            for (size_t j = 0; j < pixels * 3; j++)
                assert_int_equal(with[j], mask[j / 3] ? bare[j] : 0);
            for (size_t j = 0; j < pixels; j++)
                assert_int_equal(full[j], 1);
        }
        free(with);
        free(full);
        free(bare);
        free(mask);
    }
    known_face_free(&chain);
}

/* A face outside the frame, a point-like face, landmarks that are no numbers: nothing read outside, black or not. */
static void hostile(void **state)
{
    (void)state;
    known_face chain = known_face_create();
    static uint8_t aligned[ALIGNED_BYTES], mask[ALIGNED_PIXELS];
    static const float shifts[] = {5000, -5000, 1e9f, -1e30f, NAN, INFINITY};
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        float landmarks[136], g[6];
        for (int j = 0; j < 136; j++)
            landmarks[j] = chain.landmarks[j] + shifts[i];
        memcpy(g, chain.g, sizeof g);
        g[4] += shifts[i];
        g[5] += shifts[i];
        facs_au_align(facs_cpu_detect(), chain.model, &chain.image, landmarks, g, &au_face, aligned, mask);
        for (int j = 0; j < ALIGNED_PIXELS; j++)
            assert_true(mask[j] <= 1);
        for (int j = 0; j < ALIGNED_BYTES; j++)
            assert_int_equal(aligned[j], 0);
    }
    known_face_free(&chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(known_analytic)), NEEDS_MODELS(cmocka_unit_test(known_face_aligned)),
        NEEDS_DATA(cmocka_unit_test(stage_matrix)),     NEEDS_DATA(cmocka_unit_test(stage_pieces)),
        NEEDS_DATA(cmocka_unit_test(stage_face)),       NEEDS_MODELS(cmocka_unit_test(sizes_and_levels)),
        NEEDS_MODELS(cmocka_unit_test(hostile)),
    };
    return cmocka_run_group_tests_name("au-align", tests, NULL, NULL);
}
