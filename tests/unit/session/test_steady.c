/* Heap allocations while a video runs.
 *
 * All buffers have their size after the first second, but room for the history of the action units is made when it is
 * needed (a block every 500 successful frames up to 3000, one every 1024 frames up to 16384).  This video is shorter.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"

#include "base/meter.h"
#include "media/media.h"

enum { WARM_UP = 30 };

typedef struct counted {
    int frames;     /* of the video */
    int allocating; /* frames after WARM_UP with an allocation */
    long long allocations;
} counted;

static counted run_video(facs_session *session, facs_meter *meter)
{
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    facs_pixels pixels = {0};
    facs_media_frame at;
    counted seen = {0};
    assert_int_equal(facs_media_open(&env, testdata_path("media/default.wmv"), 1, &media, NULL), FACS_OK);
    long long before = meter->allocations;
    while (facs_media_read(media, &pixels, &at, NULL) == FACS_OK) {
        const facs_image bgr = facs_pixels_view(&pixels);
        const facs_picture picture = {bgr.hidden, bgr.width, bgr.height, bgr.stride, FACS_PIXEL_BGR24};
        const facs_result *result = NULL;
        long long start = meter->allocations;
        assert_int_equal(push_at(session, &picture, seen.frames, at.timestamp), FACS_OK);
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        seen.allocating += seen.frames >= WARM_UP && meter->allocations != start;
        seen.frames++;
    }
    seen.allocations = meter->allocations - before;
    facs_media_close(&media);
    facs_pixels_free(&env, &pixels);
    return seen;
}

static void test_steady_state(void **state)
{
    (void)state;
    facs_models *models = open_test_models();
    facs_env env = facs_env_resolve(NULL);
    facs_meter meter;
    facs_env metered = facs_meter_init(&meter, &env);
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &metered;
    options.threads = 1;
    options.profile = true; /* measuring must not allocate either */
    facs_session *session = NULL;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    counted first = run_video(session, &meter);
    assert_true(first.frames > 200);
    assert_true(first.allocations > 0); /* the meter works */
    assert_int_equal(first.allocating, 0);
    assert_int_equal(facs_session_reset(session), FACS_OK);
    counted second = run_video(session, &meter);
    assert_int_equal(second.frames, first.frames);
    assert_int_equal(second.allocations, 0);
    facs_session_destroy(&session);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(test_steady_state)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
