/* Sessions without models: the null pipeline through every kind of session, and frames that fail. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <facsimile/facsimile.h>

#include "session/session.h"
#include "support/meter.h"
#include "unit/model/synthetic.h"

#include <string.h>

enum { SIDE = 64, FRAMES = 12 };
static uint8_t pixels[4 * SIDE * SIDE * 3];

static facs_picture picture(int side)
{
    return (facs_picture){
        .data = pixels, .width = side, .height = side, .stride = 3 * (ptrdiff_t)side, .format = FACS_PIXEL_BGR24};
}

static facs_status push(facs_session *session, const facs_picture *frame, int number)
{
    facs_frame at;
    facs_frame_init(&at, sizeof at);
    at.number = number;
    at.timestamp = 0.1 * number;
    return facs_session_push(session, frame, &at);
}

static facs_models *open_null(void)
{
    facs_models_options options;
    facs_models *models = NULL;
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "null";
    assert_int_equal(facs_models_open(&options, &models, NULL), FACS_OK);
    return models;
}

static void check_faces(const facs_result *result, int64_t frame)
{
    assert_int_equal(result->frame, frame);
    assert_int_equal(result->face_count, 1);
    const facs_face *face = facs_result_face(result, 0);
    assert_true(face->success && face->confidence == 1.0f);
    assert_false(face->has_aus || face->has_eyes);
    assert_int_equal(face->landmark_count, FACS_LANDMARKS);
    assert_int_equal(face->eye_landmark_count + face->mode_count + face->au_r_count + face->au_c_count, 0);
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        assert_true(face->landmarks[i] >= 0 && face->landmarks[i] <= SIDE);
    assert_true(face->landmarks[0] == SIDE && face->landmarks[FACS_LANDMARKS] == SIDE / 2.0f);
}

static void run(facs_models *models, facs_session_options options)
{
    facs_session *session = NULL;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    assert_string_equal(facs_session_pipeline(session), "null");
    const facs_picture frame = picture(SIDE);
    const facs_result *result;
    for (int i = 0; i < FRAMES; i++)
        assert_int_equal(push(session, &frame, i), FACS_OK);
    assert_int_equal(facs_session_finish(session), FACS_OK);
    for (int i = 0; i < FRAMES; i++) {
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        check_faces(result, i);
    }
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    facs_session_destroy(&session);
}

static void test_null(void **unused)
{
    (void)unused;
    facs_models *models = open_null();
    for (int kind = 0; kind < 4; kind++)
        for (int threads = 1; threads <= 3; threads++) {
            facs_session_options options;
            facs_session_options_init(&options, sizeof options);
            options.threads = threads;
            options.faces = kind == 1 ? FACS_FACES_MANY : FACS_FACES_ONE;
            options.image = kind == 2;
            options.no_aus = kind == 3;
            run(models, options);
        }
    assert_null(facs_models_directory(models));
    facs_models_close(&models);
    assert_null(facs_session_pipeline(NULL));
}

/* ---- late rows ---- */

typedef struct source {
    int made;  /* rows */
    bool over; /* the frame was submitted: its source has gone on */
} source;

static void make_late(void *cookie, int first, int count)
{
    source *from = cookie;
    assert_false(from->over);
    assert_int_equal(first % FACS_BAND_ROWS, 0);
    from->made += count;
}

/* A source need not keep a frame for longer than facs_session_submit(): with helping threads all rows are there then. */
static void test_late_rows(void **unused)
{
    (void)unused;
    static source from[FRAMES];
    static facs_late_rows late[FRAMES];
    const facs_env env = facs_env_resolve(NULL);
    facs_models *models = open_null();
    for (int threads = 1; threads <= 3; threads++) {
        facs_session_options options;
        facs_session *session = NULL;
        facs_pixels *bgr;
        const facs_result *result;
        facs_session_options_init(&options, sizeof options);
        options.threads = threads;
        const facs_session_extras extras = {.picture = true}; /* which looks at all rows, after the locator */
        assert_int_equal(facs_session_open(models, &options, &extras, &session, NULL), FACS_OK);
        for (int i = 0; i < FRAMES; i++) {
            assert_int_equal(facs_session_begin(session, &bgr), FACS_OK);
            assert_int_equal(facs_pixels_resize(&env, bgr, 3 * SIDE, 3 * SIDE + 1, 3), FACS_OK);
            from[i] = (source){0};
            late[i] = (facs_late_rows){.make = make_late, .cookie = &from[i]};
            facs_late_rows_begin(&late[i]);
            bgr->late = &late[i];
            const facs_frame at = {.size = sizeof at, .number = i, .timestamp = i};
            assert_int_equal(facs_session_submit(session, &at), FACS_OK);
            from[i].over = true;
            assert_int_equal(from[i].made, 3 * SIDE + 1);
        }
        assert_int_equal(facs_session_finish(session), FACS_OK);
        for (int i = 0; i < FRAMES; i++)
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        facs_session_destroy(&session);
    }
    facs_models_close(&models);
}

/* ---- frames that fail ---- */

static facs_models *open_tiny(memory_files *files)
{
    facs_models_options options;
    facs_models *models = NULL;
    facs_error error = {0};
    const facs_env env = memory_env(files);
    write_installation(files);
    facs_models_options_init(&options, sizeof options);
    options.env = &env;
    options.model_dir = SYNTHETIC_DIR;
    if (facs_models_open(&options, &models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return models;
}

/* Frames 0 .. FRAMES - 1; allocation number `at` of frame `failing`, which is larger than all before, is refused.  False
 * when that frame was not taken at all; *status gets what became of it. */
static bool push_all(facs_session *session, meter *memory, int failing, long at, facs_status *status)
{
    const facs_result *result;
    for (int i = 0; i < FRAMES; i++) {
        const facs_picture frame = picture(i == failing ? 2 * SIDE : SIDE);
        memory->fail_at = i == failing ? memory->made + at : -1;
        facs_status pushed = push(session, &frame, i);
        if (pushed != FACS_OK) {
            assert_int_equal(i, failing);
            return false;
        }
        facs_status pulled = facs_session_pull(session, &result);
        if (i == failing)
            *status = pulled;
        else
            assert_int_equal(pulled, FACS_OK);
    }
    memory->fail_at = -1;
    assert_int_equal(facs_session_finish(session), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    return true;
}

/* How many of the first allocations of a frame make a frame fail that was taken. */
static int fail_frame(facs_models *models, int failing)
{
    int failures = 0;
    for (long at = 0; at < 10; at++) {
        meter memory;
        facs_env env = meter_env(&memory, -1);
        facs_session_options options;
        facs_session_options_init(&options, sizeof options);
        options.env = &env;
        options.threads = 1;
        facs_session *session = NULL;
        assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
        facs_status status = FACS_OK;
        if (push_all(session, &memory, failing, at, &status) && status != FACS_OK) {
            double r[FACS_AU_R], c[FACS_AU_C];
            assert_int_equal(status, FACS_E_MEMORY);
            for (int i = 0; i < FRAMES; i++)
                assert_int_equal(facs_session_final_aus(session, 0, i, r, FACS_AU_R, c, FACS_AU_C), FACS_OK);
            assert_int_equal(facs_session_final_aus(session, 0, FRAMES, r, FACS_AU_R, c, FACS_AU_C), FACS_E_ARGUMENT);
            assert_int_equal(facs_session_final_aus(session, 1, 0, r, FACS_AU_R, c, FACS_AU_C), FACS_E_ARGUMENT);
            failures++;
        }
        facs_session_destroy(&session);
        assert_int_equal(memory.alive, 0);
    }
    return failures;
}

/* A frame that was taken and fails is a frame without a face, wherever it fails: what follows it keeps its number. */
static void test_failed_frame(void **unused)
{
    (void)unused;
    static memory_files files;
    facs_models *models = open_tiny(&files);
    assert_true(fail_frame(models, 0) > 0);
    assert_true(fail_frame(models, 5) > 0);
    facs_models_close(&models);
    assert_int_equal(memory_files_free(&files), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_null),
        cmocka_unit_test(test_late_rows),
        cmocka_unit_test(test_failed_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
