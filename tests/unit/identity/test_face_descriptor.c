/* The vector of a face: the same bits at every CPU level, from grey and from colour; of moved, smaller and turned
 * pictures nearly the same; none where there is nothing to see; no memory while it runs. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "identity/face_descriptor.h"
#include "support/levels.h"
#include "support/meter.h"
#include "support/view.h"

enum { WIDTH = 320, HEIGHT = 240, N = 68 };

/* where the face's landmarks are, in a system of its own: those that place it, and the tip of the nose */
static const double face[][3] = {{27, 31.63, 23.12}, {28, 31.68, 26.96}, {29, 31.68, 31.62}, {30, 31.71, 37.00},
                                 {31, 26.36, 40.57}, {33, 31.64, 42.18}, {35, 36.90, 40.53}, {36, 14.50, 24.00},
                                 {39, 24.86, 24.53}, {42, 38.21, 24.63}, {45, 48.50, 24.00}};

/* pictures of a head, as a function of its own system */
static double head(double x, double y)
{
    const double skin = 150 + 40 * exp(-((x - 32) * (x - 32) + (y - 34) * (y - 34)) / 500);
    const double right = exp(-((x - 20) * (x - 20) + 3 * (y - 24) * (y - 24)) / 16);
    const double left = exp(-((x - 43) * (x - 43) + 3 * (y - 24) * (y - 24)) / 16);
    const double mouth = exp(-((x - 32) * (x - 32) / 80 + (y - 50) * (y - 50) / 5));
    return skin - 110 * right - 105 * left - 60 * mouth + 15 * sin(0.3 * x) * cos(0.2 * y);
}

typedef struct scene {
    uint8_t grey[WIDTH * HEIGHT], bgr[WIDTH * HEIGHT * 3];
    facs_view views[2];
    float landmarks[2 * N];
} scene;

/* the head so many times as large, turned, at a place */
static void put(scene *s, double scale, double turn, double x0, double y0)
{
    const double c = cos(turn), n = sin(turn);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const double dx = (x - x0) / scale, dy = (y - y0) / scale;
            uint8_t *colour = &s->bgr[3 * (y * WIDTH + x)], value = (uint8_t)head(c * dx + n * dy, -n * dx + c * dy);
            s->grey[y * WIDTH + x] = colour[0] = colour[1] = colour[2] = value;
        }
    s->views[0] = (facs_view){s->grey, WIDTH, HEIGHT, 1, WIDTH};
    s->views[1] = (facs_view){s->bgr, WIDTH, HEIGHT, 3, WIDTH * 3};
    for (int i = 0; i < 2 * N; i++)
        s->landmarks[i] = 0;
    for (size_t i = 0; i < sizeof face / sizeof *face; i++) {
        const int k = (int)face[i][0];
        s->landmarks[k] = (float)(x0 + scale * (c * face[i][1] - n * face[i][2]));
        s->landmarks[N + k] = (float)(y0 + scale * (n * face[i][1] + c * face[i][2]));
    }
}

static facs_descriptor *with(const facs_env *env)
{
    facs_descriptor *descriptor = NULL;
    facs_error error = {0};
    if (facs_descriptor_create(env, &descriptor, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return descriptor;
}

static float run(facs_descriptor *descriptor, const scene *s, int colour, float vector[FACS_DESCRIPTOR_LENGTH])
{
    const facs_image image = image_of(&s->views[colour]);
    float quality = -1;
    facs_error error = {0};
    if (facs_descriptor_run(descriptor, &image, N, s->landmarks, vector, &quality, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return quality;
}

/* the beginning of the same picture's vector by training/train_identity.py */
static const float learnt[6] = {0.05265f, -0.02516f, 0.01909f, -0.03509f, -0.01723f, -0.13147f};

static void same_bits(void **state)
{
    (void)state;
    static scene s;
    float first[FACS_DESCRIPTOR_LENGTH], vector[FACS_DESCRIPTOR_LENGTH];
    put(&s, 2.5, 0.1, 70, 30);
    bool have = false;
    FOR_EACH_LEVEL (level) {
        const facs_env env = level_env(level);
        facs_descriptor *descriptor = with(&env);
        for (int colour = 0; colour < 2; colour++) {
            assert_true(run(descriptor, &s, colour, vector) == 1);
            if (!have)
                memcpy(first, vector, sizeof first);
            assert_memory_equal(vector, first, sizeof first);
            have = true;
        }
        facs_descriptor_destroy(&descriptor);
        assert_null(descriptor);
    }
    assert_float_equal(facs_descriptor_likeness(first, first), 1, 1e-5);
    for (int i = 0; i < 6; i++)
        if (fabsf(first[i] - learnt[i]) > 0.004f) /* the trainer's samples are not rounded to 1/32 pixel */
            fail_msg("%d: %.5f, not %.5f", i, (double)first[i], (double)learnt[i]);
}

static void follows_the_face(void **state)
{
    (void)state;
    static scene s;
    facs_descriptor *descriptor = with(NULL);
    float first[FACS_DESCRIPTOR_LENGTH], vector[FACS_DESCRIPTOR_LENGTH];
    put(&s, 2.5, 0, 70, 30);
    assert_true(run(descriptor, &s, 0, first) == 1);
    const double others[][4] = {{2.5, 0, 81.4, 22.7}, {1.6, 0, 100, 60}, {2.5, 0.5, 130, 20}, {3.1, -0.3, 40, 40}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        put(&s, others[i][0], others[i][1], others[i][2], others[i][3]);
        assert_true(run(descriptor, &s, 0, vector) > 0.9f);
        if (!(facs_descriptor_likeness(first, vector) > 0.95f))
            fail_msg("picture %zu: %f", i, (double)facs_descriptor_likeness(first, vector));
    }
    /* a point aside: not the same picture */
    put(&s, 2.5, 0, 70, 30);
    for (int k = 0; k < N; k++)
        s.landmarks[k] += 60;
    run(descriptor, &s, 0, vector);
    assert_true(facs_descriptor_likeness(first, vector) < 0.9f);
    facs_descriptor_destroy(&descriptor);
}

static void small_and_turned_faces_count_less(void **state)
{
    (void)state;
    static scene s;
    facs_descriptor *descriptor = with(NULL);
    float vector[FACS_DESCRIPTOR_LENGTH];
    put(&s, 0.5, 0, 100, 100); /* eyes 17 pixels from each other */
    assert_float_equal(run(descriptor, &s, 0, vector), 17.0 / 40, 1e-4);
    put(&s, 2, 0, 100, 60);
    s.landmarks[30] = s.landmarks[36] + 10; /* seen from the side */
    assert_true(run(descriptor, &s, 0, vector) < 0.8f);
    facs_descriptor_destroy(&descriptor);
}

static void nothing_to_see(void **state)
{
    (void)state;
    static scene s;
    facs_descriptor *descriptor = with(NULL);
    float vector[FACS_DESCRIPTOR_LENGTH], quality = -1;
    put(&s, 2.5, 0, 70, 30);
    const facs_image image = image_of(&s.views[0]);
    assert_int_equal(facs_descriptor_run(descriptor, &image, 28, s.landmarks, vector, &quality, NULL), FACS_OK);
    assert_true(quality == 0);
    const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f};
    for (int i = 0; i < 4; i++) {
        put(&s, 2.5, 0, 70, 30);
        s.landmarks[39] = bad[i];
        assert_true(run(descriptor, &s, 0, vector) == 0);
    }
    put(&s, 0.001, 0, 70, 30); /* a single place */
    assert_true(run(descriptor, &s, 0, vector) == 0);
    put(&s, 2.5, 0, 70, 30);
    memset(s.grey, 100, sizeof s.grey);
    assert_true(run(descriptor, &s, 0, vector) == 0);
    put(&s, 2.5, 0, 5000, -5000); /* far outside: the picture's border only */
    assert_true(run(descriptor, &s, 0, vector) == 0);
    facs_descriptor_destroy(&descriptor);
}

static void memory(void **state)
{
    (void)state;
    static scene s;
    meter m;
    facs_env env = meter_env(&m, -1);
    put(&s, 2.5, 0, 70, 30);
    facs_descriptor *descriptor = with(&env);
    float vector[FACS_DESCRIPTOR_LENGTH];
    run(descriptor, &s, 1, vector);
    const long before = m.made;
    run(descriptor, &s, 1, vector);
    run(descriptor, &s, 0, vector);
    assert_int_equal(m.made, before);
    facs_descriptor_destroy(&descriptor);
    assert_int_equal(m.alive, 0);
    for (long i = 0; i < before; i++) {
        env = meter_env(&m, i);
        facs_error error = {0};
        facs_status status = facs_descriptor_create(&env, &descriptor, &error);
        if (status == FACS_OK) {
            const facs_image image = image_of(&s.views[1]);
            float quality;
            status = facs_descriptor_run(descriptor, &image, N, s.landmarks, vector, &quality, &error);
        }
        assert_int_equal(status, FACS_E_MEMORY);
        facs_descriptor_destroy(&descriptor);
        assert_int_equal(m.alive, 0);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bits),
        cmocka_unit_test(follows_the_face),
        cmocka_unit_test(small_and_turned_faces_count_less),
        cmocka_unit_test(nothing_to_see),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
