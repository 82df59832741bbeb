/* A stream: frames 0 to 3 of default.wmv against the reference, order of calls, threads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 4 };

typedef struct fixture {
    facs_models *models;
    npy frame[FRAMES];
} fixture;

static int open_all(void **state)
{
    static fixture opened;
    opened.models = open_test_models();
    for (int i = 0; i < FRAMES; i++)
        opened.frame[i] = npy_load("golden/stages/default_f%03d/frame_bgr.npy", i);
    *state = &opened;
    return 0;
}

static int close_all(void **state)
{
    fixture *opened = *state;
    facs_models_close(&opened->models);
    for (int i = 0; i < FRAMES; i++)
        npy_free(&opened->frame[i]);
    return 0;
}

static facs_session *create(const fixture *opened, facs_session_options options)
{
    facs_session *session = NULL;
    facs_error error = {0};
    if (facs_session_create(opened->models, &options, &session, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return session;
}

static facs_session_options with_threads(int threads)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    return options;
}

static facs_status push_kept(facs_session *session, const facs_picture *picture, int index, facs_result **kept)
{
    facs_frame frame;
    facs_frame_init(&frame, sizeof frame);
    frame.number = index + 1;
    frame.timestamp = index / 15.0;
    frame.ticks = 1001LL * index;
    frame.tick_num = 1;
    frame.tick_den = 15015;
    frame.user = &kept[index];
    return facs_session_push(session, picture, &frame);
}

/* pushes `count` frames (0 1 2 3 0 1 ...) without pulling, then pulls and keeps all */
static void run_all(facs_session *session, fixture *opened, int count, facs_result **kept)
{
    const facs_result *result = NULL;
    for (int i = 0; i < count; i++) {
        const facs_picture picture = as_picture(&opened->frame[i % FRAMES]);
        assert_int_equal(push_kept(session, &picture, i, kept), FACS_OK);
    }
    assert_int_equal(facs_session_finish(session), FACS_OK);
    for (int i = 0; i < count; i++) {
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(result->frame, i + 1);
        assert_true(result->timestamp == i / 15.0);
        assert_int_equal(result->ticks, 1001 * i);
        assert_true(result->tick_num == 1 && result->tick_den == 15015);
        assert_ptr_equal(result->user, &kept[i]);
        assert_int_equal(facs_result_copy(result, &kept[i]), FACS_OK);
    }
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
}

static void free_all(facs_result **kept, int count)
{
    for (int i = 0; i < count; i++)
        facs_result_destroy(&kept[i]);
}

static void test_first_frames_are_the_reference_s(void **state)
{
    fixture *opened = *state;
    facs_result *kept[FRAMES] = {NULL};
    facs_session *session = create(opened, with_threads(1));
    run_all(session, opened, FRAMES, kept);
    /* what the stages README says of frames 1 to 31; every frame is fitted from our own numbers */
    const face_tolerance tolerance = {0.096, 0.094, 0.047, 0.0019, 0.048, 0.54, 0.0094, 0.14, 2};
    for (int i = 0; i < FRAMES; i++) {
        char stage[32];
        snprintf(stage, sizeof stage, "default_f%03d", i);
        assert_int_equal(kept[i]->face_count, 1);
        const facs_face *face = facs_result_face(kept[i], 0);
        assert_true(face->success && face->has_eyes && face->has_aus);
        assert_true(face->track == 0 && face->person == 0);
        check_face(stage, face, &tolerance);
    }
    free_all(kept, FRAMES);
    facs_session_destroy(&session);
    assert_null(session);
}

static void check_equal(facs_result *const *a, facs_result *const *b, int count)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(a[i]->face_count, b[i]->face_count);
        for (int k = 0; k < a[i]->face_count; k++)
            same_face(facs_result_face(a[i], k), facs_result_face(b[i], k));
    }
}

static void check_threads(fixture *opened, facs_session_options options)
{
    enum { COUNT = 10 };
    facs_result *alone[COUNT] = {NULL};
    options.threads = 1;
    facs_session *session = create(opened, options);
    run_all(session, opened, COUNT, alone);
    double r1[FACS_AU_R], c1[FACS_AU_C], r[FACS_AU_R], c[FACS_AU_C];
    facs_status final = final_aus(session, COUNT - 1, r1, c1);
    facs_session_destroy(&session);
    for (int threads = 2; threads <= 4; threads++) {
        facs_result *together[COUNT] = {NULL};
        options.threads = threads;
        session = create(opened, options);
        run_all(session, opened, COUNT, together);
        check_equal(alone, together, COUNT);
        assert_int_equal(final_aus(session, COUNT - 1, r, c), final);
        if (final == FACS_OK) {
            assert_memory_equal(r, r1, sizeof r);
            assert_memory_equal(c, c1, sizeof c);
        }
        free_all(together, COUNT);
        facs_session_destroy(&session);
    }
    free_all(alone, COUNT);
}

static void test_results_do_not_depend_on_threads(void **state)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    check_threads(*state, options);
    options.online_aus = true;
    check_threads(*state, options);
    facs_session_options_init(&options, sizeof options);
    options.faces = FACS_FACES_MANY;
    check_threads(*state, options);
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    check_threads(*state, options);
}

static void test_reset_starts_anew(void **state)
{
    fixture *opened = *state;
    facs_result *once[FRAMES] = {NULL}, *again[FRAMES] = {NULL};
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(opened, with_threads(threads));
        run_all(session, opened, FRAMES, once);
        assert_int_equal(facs_session_reset(session), FACS_OK);
        /* and with results nobody pulled */
        const facs_picture picture = as_picture(&opened->frame[2]);
        assert_int_equal(push_at(session, &picture, 1, 0), FACS_OK);
        assert_int_equal(facs_session_reset(session), FACS_OK);
        run_all(session, opened, FRAMES, again);
        check_equal(once, again, FRAMES);
        free_all(once, FRAMES);
        free_all(again, FRAMES);
        facs_session_destroy(&session);
    }
}

static void test_destroy_with_work_inside(void **state)
{
    fixture *opened = *state;
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(opened, with_threads(threads));
        for (int i = 0; i < FRAMES; i++) {
            const facs_picture picture = as_picture(&opened->frame[i]);
            assert_int_equal(push_at(session, &picture, i, 0), FACS_OK);
        }
        facs_session_destroy(&session);
        assert_null(session);
    }
}

static void test_order_of_calls(void **state)
{
    fixture *opened = *state;
    const facs_picture picture = as_picture(&opened->frame[0]);
    const facs_box box = {100, 100, 100, 100, 1};
    const facs_result *result = NULL;
    double r[FACS_AU_R], c[FACS_AU_C];
    facs_session *session = create(opened, with_threads(1));
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(facs_session_pull(session, &result), FACS_AGAIN);
    assert_int_equal(push_boxes(session, &picture, &box, 1), FACS_E_STATE);
    assert_int_equal(push_at(session, &picture, 1, 0), FACS_OK);
    assert_int_equal(final_aus(session, 0, r, c), FACS_E_STATE);
    assert_int_equal(facs_session_finish(session), FACS_OK);
    assert_int_equal(facs_session_finish(session), FACS_OK);
    assert_int_equal(push_at(session, &picture, 2, 0), FACS_E_STATE);
    assert_non_null(strstr(facs_session_message(session), "finish"));
    assert_int_equal(final_aus(session, 0, r, c), FACS_E_STATE); /* not pulled */
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->width, 640);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    assert_int_equal(final_aus(session, 0, r, c), FACS_OK);
    assert_int_equal(final_aus(session, 1, r, c), FACS_E_ARGUMENT);
    assert_int_equal(final_aus(session, -1, r, c), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(session, 1, 0, r, FACS_AU_R, c, FACS_AU_C), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(session, 0, 0, r, FACS_AU_R - 1, c, FACS_AU_C), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(session, 0, 0, r, FACS_AU_R, NULL, 1), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(session, 0, 0, r, FACS_AU_R, NULL, 0), FACS_OK);
    facs_session_destroy(&session);
}

static void test_bad_pictures(void **state)
{
    fixture *opened = *state;
    facs_session *session = create(opened, with_threads(2));
    const facs_picture good = as_picture(&opened->frame[0]);
    facs_picture bad[6];
    for (int i = 0; i < 6; i++)
        bad[i] = good;
    bad[0].data = NULL;
    bad[1].width = 0;
    bad[2].height = 32768;
    bad[3].stride = 3 * 640 - 1;
    bad[4].format = (facs_pixel_format)9;
    bad[5].height = -1;
    for (int i = 0; i < 6; i++)
        assert_int_equal(push_at(session, &bad[i], i, 0), FACS_E_ARGUMENT);
    assert_int_equal(push_at(session, NULL, 0, 0), FACS_E_ARGUMENT);
    assert_true(facs_session_message(session)[0] != '\0');
    assert_int_equal(push_at(session, &good, 1, 0), FACS_OK); /* still usable */
    assert_int_equal(facs_session_finish(session), FACS_OK);
    const facs_result *result = NULL;
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->face_count, 1);
    facs_session_destroy(&session);
}

static void test_bad_options(void **state)
{
    fixture *opened = *state;
    facs_session *session = NULL;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.threads = -1;
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_E_ARGUMENT);
    facs_session_options_init(&options, sizeof options);
    options.faces = (facs_faces)7;
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_E_ARGUMENT);
    facs_session_options_init(&options, sizeof options);
    options.camera.fx = 0;
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_E_ARGUMENT);
    facs_session_options_init(&options, sizeof options);
    options.online_aus = options.final_aus_only = true;
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_E_ARGUMENT);
    options = (facs_session_options){0};
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_E_ARGUMENT);
    assert_null(session);
}

static void test_grey_and_rgb_pictures(void **state)
{
    fixture *opened = *state;
    const npy *frame = &opened->frame[0];
    facs_picture picture = as_picture(frame);
    uint8_t *rgb = malloc(frame->count);
    const uint8_t *bgr = npy_u8(frame, frame->count);
    assert_non_null(rgb);
    for (size_t i = 0; i < frame->count; i += 3) {
        rgb[i] = bgr[i + 2];
        rgb[i + 1] = bgr[i + 1];
        rgb[i + 2] = bgr[i];
    }
    facs_session *session = create(opened, with_threads(1));
    const facs_result *result = NULL;
    assert_int_equal(push_at(session, &picture, 1, 0), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    facs_result *face = NULL;
    assert_int_equal(facs_result_copy(result, &face), FACS_OK);
    assert_int_equal(facs_session_reset(session), FACS_OK);
    picture.data = rgb;
    picture.format = FACS_PIXEL_RGB24;
    assert_int_equal(push_at(session, &picture, 1, 0), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    same_face(facs_result_face(face, 0), facs_result_face(result, 0));
    facs_result_destroy(&face);
    free(rgb);
    facs_session_destroy(&session);
}

static void test_boxes_of_a_still(void **state)
{
    fixture *opened = *state;
    facs_session_options options = with_threads(3);
    options.image = true;
    facs_session *session = create(opened, options);
    const facs_picture picture = as_picture(&opened->frame[0]);
    facs_box box;
    int count = 0;
    assert_int_equal(facs_detect_faces(opened->models, &picture, &box, 1, &count, NULL), FACS_OK);
    assert_int_equal(count, 1);
    const facs_box bad = {0, 0, -1, 5, 1};
    assert_int_equal(push_boxes(session, &picture, &bad, 1), FACS_E_ARGUMENT);
    assert_int_equal(push_boxes(session, &picture, NULL, 1), FACS_E_ARGUMENT);
    assert_int_equal(push_at(session, &picture, 1, 0), FACS_OK);
    assert_int_equal(push_boxes(session, &picture, &box, 1), FACS_OK);
    assert_int_equal(push_boxes(session, &picture, &box, 0), FACS_OK);
    assert_int_equal(facs_session_finish(session), FACS_OK);
    const facs_result *result = NULL;
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    facs_result *detected = NULL;
    assert_int_equal(facs_result_copy(result, &detected), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->face_count, 1);
    same_face(facs_result_face(result, 0), facs_result_face(detected, 0));
    facs_result_destroy(&detected);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->face_count, 0);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    double r[FACS_AU_R], c[FACS_AU_C];
    assert_int_equal(final_aus(session, 0, r, c), FACS_E_STATE);
    facs_session_destroy(&session);
}

/* Everything but the AUs of the frames is as without the option, the final AUs too; also after a reset. */
static void test_final_aus_only(void **state)
{
    fixture *opened = *state;
    enum { COUNT = 11 };
    facs_result *plain[COUNT] = {NULL}, *final[COUNT] = {NULL};
    double r[2][FACS_AU_R], c[2][FACS_AU_C];
    facs_session_options options = with_threads(1);
    facs_session *usual = create(opened, options);
    run_all(usual, opened, COUNT, plain);
    options.final_aus_only = true;
    facs_session *session = create(opened, options);
    for (int round = 0; round < 2; round++) {
        run_all(session, opened, COUNT, final);
        for (int i = 0; i < COUNT; i++) {
            assert_int_equal(final[i]->face_count, 1);
            const facs_face *face = facs_result_face(plain[i], 0), *bare = facs_result_face(final[i], 0);
            assert_true(face->has_aus && !bare->has_aus);
            same_points(face, bare);
            for (int k = 0; k < FACS_AU_R; k++)
                assert_true(bare->au_r[k] == 0);
            assert_int_equal(final_aus(usual, i, r[0], c[0]), FACS_OK);
            assert_int_equal(final_aus(session, i, r[1], c[1]), FACS_OK);
            assert_memory_equal(r[0], r[1], sizeof *r);
            assert_memory_equal(c[0], c[1], sizeof *c);
        }
        free_all(final, COUNT);
        assert_int_equal(facs_session_reset(session), FACS_OK);
    }
    free_all(plain, COUNT);
    facs_session_destroy(&usual);
    facs_session_destroy(&session);
}

static void test_names_of_aus(void **state)
{
    fixture *opened = *state;
    facs_session *session = create(opened, with_threads(1));
    facs_au_info info = {.size = sizeof info};
    int count = 0;
    while (facs_session_au(session, FACS_AU_INTENSITY, count, &info)) {
        assert_string_equal(info.name, facs_au_intensity_name(count));
        count++;
    }
    assert_int_equal(count, FACS_AU_R);
    assert_true(facs_session_au(session, FACS_AU_PRESENCE, FACS_AU_C - 1, &info));
    assert_string_equal(info.name, "AU45");
    assert_string_equal(info.column, "AU45_c");
    assert_int_equal(info.side, FACS_SIDE_BOTH);
    assert_false(facs_session_au(session, FACS_AU_PRESENCE, FACS_AU_C, &info));
    assert_false(facs_session_au(session, FACS_AU_PRESENCE, -1, &info));
    assert_false(facs_session_au(session, (facs_au_kind)2, 0, &info));
    assert_false(facs_session_au(NULL, FACS_AU_PRESENCE, 0, &info));
    info.size = 0;
    assert_false(facs_session_au(session, FACS_AU_PRESENCE, 0, &info));
    facs_session_destroy(&session);
}

static void test_without_aus(void **state)
{
    fixture *opened = *state;
    facs_session_options options = with_threads(2);
    options.no_aus = true;
    facs_session *session = create(opened, options);
    facs_result *kept[1] = {NULL};
    run_all(session, opened, 1, kept);
    assert_false(facs_result_face(kept[0], 0)->has_aus);
    assert_int_equal(facs_result_face(kept[0], 0)->au_r_count, 0);
    facs_au_info info = {.size = sizeof info};
    assert_false(facs_session_au(session, FACS_AU_INTENSITY, 0, &info));
    double r[FACS_AU_R], c[FACS_AU_C];
    assert_int_equal(final_aus(session, 0, r, c), FACS_E_STATE);
    free_all(kept, 1);
    facs_session_destroy(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_frames_are_the_reference_s),
        cmocka_unit_test(test_results_do_not_depend_on_threads),
        cmocka_unit_test(test_reset_starts_anew),
        cmocka_unit_test(test_destroy_with_work_inside),
        cmocka_unit_test(test_order_of_calls),
        cmocka_unit_test(test_bad_pictures),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_grey_and_rgb_pictures),
        cmocka_unit_test(test_boxes_of_a_still),
        cmocka_unit_test(test_final_aus_only),
        cmocka_unit_test(test_names_of_aus),
        cmocka_unit_test(test_without_aus),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, open_all, close_all);
}
