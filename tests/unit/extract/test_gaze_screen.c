/* Points that were looked at: medians that blinks do not move, times and frames, what is too little. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "extract/gaze_screen.h"
#include "support/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 30 /* of a point */, POINTS = 5 };

static const char by_time[] =
    "{\"unit\": \"px\", \"screen_size\": [1920, 1080], \"points\": ["
    "{\"screen\": [100, 100], \"from\": 0, \"to\": 1}, {\"screen\": [1800, 100], \"from\": 1, \"to\": 2},"
    "{\"screen\": [100, 1000], \"from\": 2, \"to\": 3}, {\"screen\": [1800, 1000], \"from\": 3, \"to\": 4},"
    "{\"screen\": [960, 540], \"from\": 4, \"to\": 5}]}";
static const double places[POINTS][2] = {{100, 100}, {1800, 100}, {100, 1000}, {1800, 1000}, {960, 540}};

/* the "file" is the cookie */
static int read_cookie(void *cookie, const char *path, void **bytes, size_t *count)
{
    (void)path;
    *count = strlen(cookie);
    *bytes = NULL;
    if (posix_memalign(bytes, 64, *count + 1) != 0)
        return 12;
    memcpy(*bytes, cookie, *count);
    return 0;
}

static facs_status read_text(const char *text, facs_gaze_screen **gaze, facs_error *error)
{
    static facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = (void *)(uintptr_t)text;
    env.read_file = read_cookie;
    env = facs_env_resolve(&env);
    return facs_gaze_screen_read(&env, "points.json", gaze, error);
}

/* A head 600 mm away that looks where `place` of the screen would be, with gain and a turn. */
static void look(facs_face_store *store, int64_t frame, const double place[2])
{
    facs_face *face = &store->slots[0].face;
    assert_int_equal(facs_face_store_resize(store, 1, NULL), FACS_OK);
    store->result.frame = frame + 1;
    store->result.timestamp = (double)frame / FRAMES;
    face->success = face->has_eyes = true;
    face->pose[2] = 600;
    face->gaze_angle[0] = (float)atan((place[0] - 960) * 0.15 / 600);
    face->gaze_angle[1] = (float)atan((place[1] - 540) * 0.12 / 600);
}

static facs_face_store start(void)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.gaze = true};
    facs_face_store store;
    facs_face_store_init(&store, &env, &shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    return store;
}

/* every point for a second; a third of its frames are blinks, and some have no face.  Frames up to `last` */
static void watch(facs_gaze_screen *gaze, int last)
{
    uint64_t seed = 5;
    facs_face_store store = start();
    for (int i = 0; i < last; i++) {
        look(&store, i, places[i / FRAMES]);
        facs_face *face = &store.slots[0].face;
        for (int axis = 0; axis < 2; axis++)
            face->gaze_angle[axis] += 0.01f * (random_unit_f32(&seed) - 0.5f);
        if (i % 3 == 0)
            face->gaze_angle[1] = 0.6f;
        if (i % 10 == 1)
            face->success = false;
        assert_int_equal(facs_gaze_screen_add(gaze, &store.result, NULL), FACS_OK);
    }
    facs_face_store_free(&store);
}

static void blinks(void **state)
{
    (void)state;
    facs_gaze_screen *gaze = NULL;
    assert_int_equal(read_text(by_time, &gaze, NULL), FACS_OK);
    watch(gaze, FRAMES * POINTS);
    assert_int_equal(facs_gaze_screen_fit(gaze, NULL), FACS_OK);
    assert_true(facs_gaze_left_out(gaze->point, gaze->count) < 60 && gaze->map.terms == 3);
    facs_face_store store = start();
    for (int i = 0; i < POINTS; i++) {
        look(&store, 0, places[i]);
        facs_gaze_screen_put(gaze, &store.result);
        const float *screen = store.slots[0].face.gaze_screen;
        assert_true(hypot((double)screen[0] - places[i][0], (double)screen[1] - places[i][1]) < 30);
    }
    look(&store, 0, places[0]);
    store.slots[0].face.success = false;
    facs_gaze_screen_put(gaze, &store.result);
    assert_true(isnan(store.slots[0].face.gaze_screen[0]) && isnan(store.slots[0].face.gaze_screen[1]));
    facs_face_store_free(&store);
    facs_gaze_screen_close(&gaze);
}

static void too_little(void **state)
{
    (void)state;
    facs_gaze_screen *gaze = NULL;
    facs_error error = {0};
    assert_int_equal(read_text(by_time, &gaze, NULL), FACS_OK);
    watch(gaze, FRAMES * (POINTS - 1) + 4);
    assert_int_equal(facs_gaze_screen_fit(gaze, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "points.json: point 5 (4 to 5 s): 3 of its 4 frames"));
    facs_gaze_screen_close(&gaze);
}

/* frames of a session: the order of calls, and pictures that are not those it was measured in */
static void of_frames(void **state)
{
    (void)state;
    facs_gaze_screen *gaze = NULL;
    facs_error error = {0};
    const facs_camera camera = {500, 500, 320, 240}, other = {600, 600, 320, 240};
    float screen[2];
    assert_int_equal(read_text(by_time, &gaze, NULL), FACS_OK);
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 640, 480, &(facs_camera){-2, 1, 1, 1}, &error),
                     FACS_E_ARGUMENT);
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 640, 480, &camera, NULL), FACS_OK);
    assert_true(facs_gaze_screen_measures(gaze) && isnan(facs_gaze_screen_left_out(gaze)));
    assert_int_equal(facs_gaze_screen_save(gaze, "saved.json", &error), FACS_E_STATE);
    facs_face_store store = start();
    look(&store, 0, places[0]);
    facs_gaze_screen_look(gaze, &store.slots[0].face, screen);
    assert_true(isnan(screen[0]) && isnan(screen[1]));
    watch(gaze, FRAMES * POINTS);
    assert_int_equal(facs_gaze_screen_fit(gaze, NULL), FACS_OK);
    assert_true(!facs_gaze_screen_measures(gaze) && facs_gaze_screen_left_out(gaze) < 60);
    facs_gaze_screen_look(gaze, &store.slots[0].face, screen);
    assert_true(hypot((double)screen[0] - places[0][0], (double)screen[1] - places[0][1]) < 30);
    char path[] = "/tmp/facs_gaze_XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0 && close(file) == 0);
    gaze->env.read_file = NULL;
    assert_int_equal(facs_gaze_screen_save(gaze, path, &error), FACS_OK);
    facs_gaze_screen_close(&gaze);
    facs_gaze_screen_close(&gaze);
    float again[2];
    assert_int_equal(facs_gaze_screen_open(NULL, path, &gaze, NULL), FACS_OK);
    assert_false(facs_gaze_screen_measures(gaze));
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 640, 480, &camera, NULL), FACS_OK);
    facs_gaze_screen_look(gaze, &store.slots[0].face, again);
    assert_true(again[0] == screen[0] && again[1] == screen[1]);
    assert_int_equal(facs_gaze_screen_add(gaze, &store.result, &error), FACS_E_STATE);
    assert_int_equal(facs_gaze_screen_fit(gaze, NULL), FACS_OK);
    assert_int_equal(facs_gaze_screen_start(gaze, "openface", 640, 480, &camera, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "pipeline open"));
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 320, 240, &camera, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 640, 480, &other, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "these frames"));
    facs_gaze_screen_close(&gaze);
    remove(path);
    assert_int_equal(facs_gaze_screen_open(NULL, path, &gaze, &error), FACS_E_NOT_FOUND);
    facs_face_store_free(&store);
}

static void in_a_recording(void **state)
{
    (void)state;
    facs_gaze_screen *gaze = NULL;
    facs_error error = {0};
    char text[sizeof by_time + 32];
    snprintf(text, sizeof text, "{\"clip\": \"dots.mp4\", %s", by_time + 1);
    assert_int_equal(read_text(text, &gaze, NULL), FACS_OK);
    assert_int_equal(facs_gaze_screen_start(gaze, "open", 640, 480, NULL, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "dots.mp4"));
    facs_gaze_screen_close(&gaze);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blinks),
        cmocka_unit_test(too_little),
        cmocka_unit_test(of_frames),
        cmocka_unit_test(in_a_recording),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
