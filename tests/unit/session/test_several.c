/* Sessions with several faces: results that wait until it is known who is in them, persons that are said to be one.
 * Pictures are made of our own clip, the pipeline is open. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/media.h"

enum { WIDTH = 320, HEIGHT = 240, CLIP = 60, THREADS = 3, AUS = 64 };

static uint8_t clip[CLIP][HEIGHT][WIDTH][3];

static int read_clip(void **state)
{
    (void)state;
    facs_media *media = NULL;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    facs_media_frame at;
    assert_int_equal(facs_media_open(&env, getenv("FACS_CLIP"), 1, &media, NULL), FACS_OK);
    for (int i = 0; i < CLIP; i++) {
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_true(frame.width == WIDTH && frame.height == HEIGHT);
        for (int y = 0; y < HEIGHT; y++)
            memcpy(clip[i][y], frame.data + y * frame.stride, sizeof clip[i][y]);
    }
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
    return 0;
}

static facs_session *open_session(facs_models **models, int threads, bool online)
{
    facs_models_options model_options;
    facs_session_options options;
    facs_session *session = NULL;
    facs_error error = {0};
    facs_models_options_init(&model_options, sizeof model_options);
    model_options.pipeline = "open";
    if (facs_models_open(&model_options, models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    options.faces = FACS_FACES_MANY;
    options.online_aus = online;
    if (facs_session_create(*models, &options, &session, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return session;
}

static void push(facs_session *session, const void *pixels, int width, int number)
{
    const facs_picture picture = {
        .data = pixels, .width = width, .height = HEIGHT, .stride = 3 * width, .format = FACS_PIXEL_BGR24};
    facs_frame at;
    facs_frame_init(&at, sizeof at);
    at.number = number;
    at.timestamp = 0.04 * number;
    assert_int_equal(facs_session_push(session, &picture, &at), FACS_OK);
}

/* what is compared between numbers of threads */
typedef struct seen {
    int faces, person, track;
    float landmarks[2 * FACS_LANDMARKS];
    double final[AUS];
} seen;

static seen see(const facs_result *result)
{
    seen made = {.faces = result->face_count};
    const facs_face *face = facs_result_face(result, 0);
    if (!face)
        return made;
    assert_true(face->success && face->has_aus && face->au_r_count <= AUS);
    made.person = face->person;
    made.track = face->track;
    memcpy(made.landmarks, face->landmarks, sizeof made.landmarks);
    return made;
}

/* ---- waiting ---- */

enum { UNCLEAR = 10, FRAMES = 24 };

/* A face comes nearer: the clip with one pixel of `step` x `step`, in the middle of grey. */
static void push_small(facs_session *session, int number)
{
    static uint8_t made[HEIGHT][WIDTH][3];
    const int step = number < UNCLEAR ? 6 : number == UNCLEAR ? 5 : 4;
    const int wide = WIDTH / step, high = HEIGHT / step, left = (WIDTH - wide) / 2, top = (HEIGHT - high) / 2;
    memset(made, 128, sizeof made);
    for (int y = 0; y < high; y++)
        for (int x = 0; x < wide; x++)
            for (int c = 0; c < 3; c++) {
                int sum = 0;
                for (int i = 0; i < step * step; i++)
                    sum += clip[number][step * y + i / step][step * x + i % step][c];
                made[top + y][left + x][c] = (uint8_t)(sum / (step * step));
            }
    push(session, made, WIDTH, number);
}

static void pull_all(facs_session *session, int first, int end, seen *all)
{
    const facs_result *result;
    for (int i = first; i < end; i++) {
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(result->frame, i);
        all[i] = see(result);
        assert_int_equal(all[i].faces, 1);
    }
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    for (int i = first; i < end; i++)
        assert_int_equal(facs_session_final_aus(session, all[i].person, i - first, all[i].final, AUS, NULL, 0),
                         FACS_OK);
}

/* A face that cannot be told yet has all its rows, with the person it turns out to be. */
static void test_waits(void **state)
{
    (void)state;
    static seen all[THREADS + 1][FRAMES], other[FRAMES];
    memset(all, 0, sizeof all);
    for (int threads = 1; threads <= THREADS; threads++) {
        facs_models *models = NULL;
        facs_session *session = open_session(&models, threads, false);
        const facs_result *result;
        for (int i = 0; i < UNCLEAR; i++)
            push_small(session, i);
        /* waiting would not help: it says so at once */
        assert_int_equal(facs_session_pull_wait(session, 1e12, &result), FACS_AGAIN);
        assert_int_equal(facs_session_pull(session, &result), FACS_AGAIN);
        for (int i = UNCLEAR; i < FRAMES; i++)
            push_small(session, i);
        assert_int_equal(facs_session_pull_wait(session, 1e12, &result), FACS_OK);
        assert_int_equal(result->frame, 0);
        all[threads][0] = see(result);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        pull_all(session, 1, FRAMES, all[threads]);
        for (int i = 0; i < FRAMES; i++)
            assert_true(all[threads][i].person == 0 && all[threads][i].track == 0);
        if (threads > 1)
            assert_memory_equal(all[threads], all[1], sizeof all[1]);

        /* another video, whose face nobody ever sees clearly, and one that is not waited for */
        assert_int_equal(facs_session_reset(session), FACS_OK);
        for (int i = 0; i < UNCLEAR; i++)
            push_small(session, i);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        pull_all(session, 0, UNCLEAR, other);
        assert_int_equal(facs_session_reset(session), FACS_OK);
        for (int i = 0; i < UNCLEAR; i++)
            push_small(session, i);
        assert_int_equal(facs_session_reset(session), FACS_OK);
        facs_session_destroy(&session);
        facs_models_close(&models);
    }
}

/* On line nothing waits: a face is there when it is known who it is. */
static void test_on_line(void **state)
{
    (void)state;
    for (int threads = 1; threads <= THREADS; threads++) {
        facs_models *models = NULL;
        facs_session *session = open_session(&models, threads, true);
        const facs_result *result;
        for (int i = 0; i < FRAMES; i++) {
            push_small(session, i);
            assert_int_equal(facs_session_pull_wait(session, 1e12, &result), FACS_OK);
            assert_int_equal(result->frame, i);
            assert_true(i <= UNCLEAR + 1 || see(result).faces == 1);
            assert_true(i >= UNCLEAR || result->face_count == 0);
        }
        facs_session_destroy(&session);
        facs_models_close(&models);
    }
}

/* ---- one person ---- */

enum { TOGETHER = 10, LATER = 30, ALL = TOGETHER + LATER };

/* the clip twice, side by side; the one at the left is gone later */
static void push_two(facs_session *session, int number)
{
    static uint8_t made[HEIGHT][2 * WIDTH][3];
    for (int y = 0; y < HEIGHT; y++) {
        memcpy(made[y], clip[number][y], sizeof clip[0][0]);
        memcpy(made[y][WIDTH], clip[(number + 7) % CLIP][y], sizeof clip[0][0]);
        for (int x = 60; number >= TOGETHER && x < 260; x++)
            memset(made[y][x], 128, 3);
    }
    push(session, made, 2 * WIDTH, number);
}

/* person of the face at the right; -1 = it is not there */
static int at_right(const facs_result *result)
{
    const facs_face *face;
    for (int i = 0; (face = facs_result_face(result, i)) != NULL; i++)
        if (face->success && face->landmarks[30] > WIDTH)
            return face->person;
    return -1;
}

static void test_same_person(void **state)
{
    (void)state;
    double r[AUS];
    for (int threads = 1; threads <= THREADS; threads++) {
        facs_models *models = NULL;
        facs_session *session = open_session(&models, threads, false);
        const facs_result *result;
        int person[ALL];
        for (int i = 0; i < ALL; i++) {
            if (i == TOGETHER / 2)
                assert_int_equal(facs_session_same_person(session, 0, 1), FACS_OK);
            push_two(session, i);
        }
        assert_int_equal(facs_session_same_person(session, -1, 1), FACS_E_ARGUMENT);
        assert_int_equal(facs_session_same_person(session, 1, 1), FACS_E_ARGUMENT);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        assert_int_equal(facs_session_same_person(session, 0, 1), FACS_E_STATE);
        for (int i = 0; i < ALL; i++) {
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
            assert_true(i >= TOGETHER || result->face_count == 2);
            person[i] = at_right(result);
        }
        assert_int_equal(facs_session_pull(session, &result), FACS_END);
        int change = 0;
        while (change < ALL && person[change] == 1)
            change++;
        /* while both are there they stay two; the one who is gone is waited for in 24 frames and ends in the next */
        assert_int_equal(change, TOGETHER + 25);
        for (int i = change; i < ALL; i++)
            assert_int_equal(person[i], 0);
        assert_int_equal(facs_session_final_aus(session, 0, ALL - 1, r, AUS, NULL, 0), FACS_OK);
        assert_int_equal(facs_session_final_aus(session, 1, change - 1, r, AUS, NULL, 0), FACS_OK);
        assert_int_equal(facs_session_final_aus(session, 2, 0, r, AUS, NULL, 0), FACS_E_ARGUMENT);
        facs_session_destroy(&session);
        facs_models_close(&models);
    }
}

/* Without persons there is nobody to be one with another. */
static void test_no_persons(void **state)
{
    (void)state;
    facs_models_options model_options;
    facs_session_options options;
    facs_models *models = NULL;
    facs_session *session = NULL;
    facs_models_options_init(&model_options, sizeof model_options);
    model_options.pipeline = "null";
    assert_int_equal(facs_models_open(&model_options, &models, NULL), FACS_OK);
    facs_session_options_init(&options, sizeof options);
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    assert_int_equal(facs_session_same_person(session, 0, 1), FACS_E_STATE);
    assert_int_equal(facs_session_same_person(NULL, 0, 1), FACS_E_ARGUMENT);
    facs_session_destroy(&session);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_on_line),
        cmocka_unit_test(test_same_person),
        cmocka_unit_test(test_no_persons),
    };
    return cmocka_run_group_tests(tests, read_clip, NULL);
}
