/* What the results of a run are warned of, and what not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "extract/verdict.h"
#include "result/face_store.h"

typedef struct book {
    int count;
    char last[1024];
} book;

static void note(void *cookie, facs_log_level level, const char *message)
{
    book *said = cookie;
    assert_int_equal(level, FACS_LOG_WARNING);
    said->count++;
    snprintf(said->last, sizeof said->last, "%s", message);
}

/* a frame with a face of this size at x, y, or without one (size 0), `success` or not */
static void add_tilted(facs_verdict *verdict, float x, float y, float size, bool success, float yaw, float pitch)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.landmarks = 2};
    facs_face_store store;
    facs_face_store_init(&store, &env, &shape);
    assert_int_equal(facs_face_store_resize(&store, size > 0, NULL), FACS_OK);
    if (size > 0) {
        const float points[4] = {x, x + size, y, y + size};
        memcpy(store.slots[0].landmarks, points, sizeof points);
        store.slots[0].face.success = success;
        store.slots[0].face.pose[3] = pitch;
        store.slots[0].face.pose[4] = yaw;
    }
    facs_verdict_add(verdict, &store.result);
    facs_face_store_free(&store);
}

static void add(facs_verdict *verdict, float x, float y, float size, bool success, float yaw)
{
    add_tilted(verdict, x, y, size, success, yaw, 0);
}

static book tell(const facs_verdict *verdict, bool stills)
{
    book said = {.count = 0};
    facs_env env = {.size = sizeof env, .cookie = &said, .log = note};
    env = facs_env_resolve(&env);
    facs_verdict_tell(verdict, &env, "in.mp4", stills);
    return said;
}

static void good_video(void **state)
{
    (void)state;
    facs_verdict verdict = {.rows = 0};
    for (int i = 0; i < 100; i++)
        add(&verdict, (float)i, 50, 100, i != 7, .1F);
    assert_true(verdict.rows == 100 && verdict.good == 99 && verdict.frames_good == 99);
    assert_int_equal(tell(&verdict, false).count, 0);
    add(&verdict, 0, 0, 30, true, 1); /* one frame in a hundred is not worth a word */
    assert_int_equal(tell(&verdict, false).count, 0);
}

static void no_face(void **state)
{
    (void)state;
    facs_verdict verdict = {.rows = 0};
    for (int i = 0; i < 10; i++)
        add(&verdict, 0, 0, i < 5 ? 0 : 100, false, 0);
    book said = tell(&verdict, false);
    assert_int_equal(said.count, 1);
    assert_non_null(strstr(said.last, "no face was found"));
    add(&verdict, 0, 0, 100, true, 0);
    said = tell(&verdict, false);
    assert_int_equal(said.count, 1);
    assert_non_null(strstr(said.last, "only 1 of 11 frames have a face"));
}

static void small_and_turned(void **state)
{
    (void)state;
    facs_verdict verdict = {.rows = 0};
    add(&verdict, 0, 0, 39, true, 0);
    book said = tell(&verdict, true);
    assert_int_equal(said.count, 1);
    assert_non_null(strstr(said.last, "in 1 of 1 rows with success the face is smaller than 40 pixels"));
    verdict = (facs_verdict){.rows = 0};
    add(&verdict, 0, 0, 40, true, -.8F);
    said = tell(&verdict, true);
    assert_int_equal(said.count, 1);
    assert_non_null(strstr(said.last, "turned by more than 45 degrees"));
    verdict = (facs_verdict){.rows = 0};
    add_tilted(&verdict, 0, 0, 40, true, .78F, .6F); /* 44.7 and 34.4 degrees */
    assert_int_equal(verdict.turned, 0);
    add_tilted(&verdict, 0, 0, 40, true, 0, -.62F);
    assert_int_equal(verdict.turned, 1);
    assert_non_null(strstr(tell(&verdict, false).last,
                           "in 1 of 2 rows with success the head is turned by more than 45 degrees, or "
                           "tilted by more than 35"));
    verdict = (facs_verdict){.rows = 0};
    add(&verdict, 0, 0, 39, false, 2); /* a failed fit says nothing */
    assert_int_equal(verdict.small + verdict.turned, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(good_video), cmocka_unit_test(no_face),
                                       cmocka_unit_test(small_and_turned)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
