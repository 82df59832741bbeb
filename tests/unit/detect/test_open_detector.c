/* The detector of the open pipeline: cells become faces, one of each face is kept, bits, memory, pictures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detect/open/face_candidates.h"
#include "detect/open/open_detector.h"
#include "media/media.h"
#include "support/meter.h"
#include "support/needs.h"
#include "support/npy.h"
#include "support/view.h"

static void decodes_cells(void **state)
{
    (void)state;
    enum { ROWS = 2, COLS = 3 };
    float values[ROWS * COLS * FACS_CANDIDATE_VALUES] = {0};
    facs_candidate list[4];
    int count = 0;
    for (int i = 0; i < ROWS * COLS; i++)
        values[i * FACS_CANDIDATE_VALUES] = -9;
    float *cell = values + 5 * FACS_CANDIDATE_VALUES; /* row 1, column 2 */
    const float numbers[FACS_CANDIDATE_VALUES] = {0.5f, 0.25f, -0.5f, 0.1f, 99, -0.25f, 0.125f, 0.5f};
    memcpy(cell, numbers, sizeof numbers);
    values[0] = -1; /* .27 */
    facs_candidates_decode(values, ROWS, COLS, 16, 0.3f, list, 4, &count);
    assert_int_equal(count, 1);
    const facs_candidate *face = list;
    assert_true(fabsf(face->score - 0.62245935f) < 1e-6f);
    assert_true(fabsf((face->x0 + face->x1) / 2 - (39.5f + 4)) < 1e-4f);
    assert_true(fabsf((face->y0 + face->y1) / 2 - (23.5f - 8)) < 1e-3f);
    assert_true(fabsf(face->x1 - face->x0 - 64 * expf(0.1f)) < 1e-3f);
    assert_true(fabsf(face->y1 - face->y0 - 64 * expf(4)) < 0.1f); /* limited */
    assert_true(face->eye[0][0] == 39.5f - 8 && face->eye[0][1] == 23.5f + 4 && face->eye[1][0] == 39.5f + 16);
    count = 4;
    facs_candidates_decode(values, ROWS, COLS, 16, 0.3f, list, 4, &count);
    assert_int_equal(count, 4); /* no room */
}

static facs_candidate face_at(float score, float x, float y, float width, float height)
{
    return (facs_candidate){.score = score, .x0 = x, .y0 = y, .x1 = x + width, .y1 = y + height};
}

static void keeps_one_of_each(void **state)
{
    (void)state;
    facs_candidate list[] = {
        face_at(0.5f, 0, 0, 100, 100),   /* less sure than the next but one */
        face_at(0.4f, 300, 0, 50, 50),   /* elsewhere */
        face_at(0.9f, 10, 10, 100, 100), /* the best */
        face_at(0.8f, 60, 60, 40, 40),   /* its centre lies in the best one */
        face_at(0.7f, 60, 60, 20, 20),   /* too small to be that face */
        face_at(0.4f, 300, 400, 60, 60), /* as sure as another: stays behind it */
    };
    const int kept = facs_candidates_strongest(list, 6);
    assert_int_equal(kept, 4);
    assert_true(list[0].x0 == 10 && list[1].score == 0.7f);
    assert_true(list[2].y0 == 0 && list[3].y0 == 400);
    facs_candidate a = face_at(1, 0, 0, 10, 10), b = face_at(1, 5, 0, 10, 10), c = face_at(1, 30, 0, 10, 10);
    assert_true(fabsf(facs_candidates_overlap(&a, &b) - 1.0f / 3) < 1e-6f);
    assert_true(facs_candidates_overlap(&a, &c) == 0);
}

/* ---- pictures ---- */

static facs_detector detector_with(const facs_env *env)
{
    const facs_loaded none = {0};
    facs_detector detector = {0};
    facs_error error = {0};
    if (facs_detector_create(env, &facs_open_detector, &none, NULL, &detector, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return detector;
}

static int faces_in(const facs_detector *detector, const facs_image *image, facs_box boxes[64])
{
    const facs_box *found;
    int count;
    assert_int_equal(facs_detector_run(detector, image, &found, &count, NULL), FACS_OK);
    assert_true(count <= 64);
    memcpy(boxes, found, (size_t)count * sizeof *boxes);
    for (int i = 1; i < count; i++)
        assert_true(boxes[i].confidence <= boxes[i - 1].confidence);
    return count;
}

static void nobody_in_nothing(void **state)
{
    (void)state;
    enum { SIDE = 700 };
    static uint8_t pixels[3 * SIDE * SIDE];
    static const int sizes[][2] = {{SIDE, SIDE}, {640, 480}, {480, 640}, {1, 1}, {3, 600}, {600, 2}, {31, 33}};
    meter m;
    const facs_env env = meter_env(&m, -1);
    facs_detector detector = detector_with(&env);
    facs_box boxes[64];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(pixels, (int)i * 30, sizeof pixels);
        const facs_view view = {pixels, sizes[i][0], sizes[i][1], 3, 3 * sizes[i][0]};
        const facs_image image = image_of(&view);
        assert_int_equal(faces_in(&detector, &image, boxes), 0);
        const long made = m.made;
        assert_int_equal(faces_in(&detector, &image, boxes), 0);
        assert_int_equal(m.made, made); /* frames of one size need no memory */
    }
    facs_detector_destroy(&detector);
    assert_int_equal(m.alive, 0);
}

static facs_pixels sample(const char *name)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    assert_int_equal(facs_still_read(&env, testdata_path("media/%s", name), &frame, NULL), FACS_OK);
    return frame;
}

/* The same person at every CPU level, to the last bit. */
static void same_at_every_level(void **state)
{
    (void)state;
    static const facs_cpu_level levels[] = {FACS_CPU_SCALAR, FACS_CPU_AVX2, FACS_CPU_AVX512, FACS_CPU_NEON};
    facs_box boxes[4][64];
    facs_pixels frame = sample("sample1.jpg");
    const facs_image image = facs_pixels_view(&frame);
    for (int i = 0; i < 4; i++) {
        facs_env env;
        facs_env_init(&env, sizeof env);
        env.cpu = facs_cpu_compiled(levels[i]) ? levels[i] : FACS_CPU_SCALAR;
        facs_detector detector = detector_with(&env);
        assert_int_equal(faces_in(&detector, &image, boxes[i]), 1);
        facs_detector_destroy(&detector);
        assert_memory_equal(&boxes[i][0], &boxes[0][0], sizeof boxes[0][0]);
    }
    const facs_box *face = &boxes[0][0];
    const facs_candidate expected = face_at(1, 112, 92, 169, 200);
    const facs_candidate found = face_at(1, face->x, face->y, face->width, face->height);
    assert_true(facs_candidates_overlap(&expected, &found) > 0.6f);
    facs_env env = facs_env_resolve(NULL);
    facs_pixels_free(&env, &frame);
}

/* The network has another size for the looks at a face: the next picture is seen as the first one, without memory. */
static void again_the_same(void **state)
{
    (void)state;
    facs_box boxes[2][64];
    facs_pixels frame = sample("sample1.jpg");
    const facs_image image = facs_pixels_view(&frame);
    meter m;
    const facs_env env = meter_env(&m, -1);
    facs_detector detector = detector_with(&env);
    assert_int_equal(faces_in(&detector, &image, boxes[0]), 1);
    const long made = m.made;
    assert_int_equal(faces_in(&detector, &image, boxes[1]), 1);
    assert_int_equal(m.made, made);
    assert_memory_equal(&boxes[0][0], &boxes[1][0], sizeof boxes[0][0]);
    facs_detector_destroy(&detector);
    assert_int_equal(m.alive, 0);
    const facs_env plain = facs_env_resolve(NULL);
    facs_pixels_free(&plain, &frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_cells),
        cmocka_unit_test(keeps_one_of_each),
        cmocka_unit_test(nobody_in_nothing),
        NEEDS_DATA(cmocka_unit_test(same_at_every_level)),
        NEEDS_DATA(cmocka_unit_test(again_the_same)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
