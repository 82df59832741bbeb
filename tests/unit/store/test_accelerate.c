/* OpenFace's stages done by ONNX Runtime in place of our own kernels: whole runs of a video against our own, and networks
 * that give other numbers.  The real runtime's CPU stands in for an accelerator. */
#include "support/onnx.h"

#include "au/openface/au_outside.h"
#include "media/media.h"
#include "store/accelerate.h"
#include "store/models.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 60 };

typedef struct run {
    int frames;
    bool success[FRAMES];
    float landmarks[FRAMES][2 * FACS_LANDMARKS];
    double au_r[FRAMES][FACS_AU_R], au_c[FRAMES][FACS_AU_C];
} run;

typedef struct fixture {
    facs_env env;
    facs_error error;
    facs_models *models;
    char warned[2000];
    run ours, theirs;
} fixture;

static void must(fixture *f, facs_status status)
{
    if (status != FACS_OK)
        fail_msg("%s", f->error.message);
}

static void note(void *cookie, facs_log_level level, const char *message)
{
    fixture *f = cookie;
    if (level == FACS_LOG_WARNING)
        snprintf(f->warned + strlen(f->warned), sizeof f->warned - strlen(f->warned), "%s\n", message);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    *state = f;
    facs_env_init(&f->env, sizeof f->env);
    f->env.cookie = f;
    f->env.log = note;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_models_close(&f->models);
    free(f);
    return 0;
}

static void open_models(fixture *f, const char *landmarks)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = model_folder();
    options.landmarks = landmarks;
    options.pipeline = "openface";
    must(f, facs_models_open(&options, &f->models, &f->error));
}

static void accelerate(fixture *f)
{
    must(f, facs_models_accelerate(f->models, &(facs_onnx_settings){.provider = FACS_PROVIDER_CPU}, &f->error));
}

/* ---- whole runs ---- */

static void pull(fixture *f, facs_session *session, run *to)
{
    const facs_result *result = NULL;
    while (facs_session_pull(session, &result) == FACS_OK) {
        assert_true(to->frames < FRAMES);
        const facs_face *face = facs_result_face(result, 0);
        to->success[to->frames] = face->success;
        memcpy(to->landmarks[to->frames], face->landmarks, sizeof to->landmarks[0]);
        to->frames++;
    }
    (void)f;
}

static void run_video(fixture *f, run *to)
{
    facs_session_options options;
    facs_session *session = NULL;
    facs_media *media = NULL;
    facs_pixels bgr = {0};
    facs_media_frame frame;
    const facs_env env = facs_env_resolve(&f->env);
    facs_session_options_init(&options, sizeof options);
    options.env = &f->env;
    options.threads = 1;
    options.final_aus_only = true;
    memset(to, 0, sizeof *to);
    must(f, facs_session_create(f->models, &options, &session, &f->error));
    must(f, facs_media_open(&env, testdata_path("media/default.wmv"), 1, &media, &f->error));
    for (int i = 0; i < FRAMES; i++) {
        must(f, facs_media_read(media, &bgr, &frame, &f->error));
        const facs_picture picture = {.format = FACS_PIXEL_BGR24,
                                      .width = bgr.width,
                                      .height = bgr.height,
                                      .data = bgr.data,
                                      .stride = bgr.stride};
        facs_frame given;
        facs_frame_init(&given, sizeof given);
        given.number = i;
        given.timestamp = i / 30.0;
        facs_status status;
        while ((status = facs_session_push(session, &picture, &given)) == FACS_AGAIN)
            pull(f, session, to);
        assert_int_equal(status, FACS_OK);
        pull(f, session, to);
    }
    assert_int_equal(facs_session_finish(session), FACS_OK);
    pull(f, session, to);
    assert_int_equal(to->frames, FRAMES);
    for (int i = 0; i < FRAMES; i++)
        assert_int_equal(
            facs_session_final_aus(session, 0, i, to->au_r[i], FACS_AU_R, to->au_c[i], FACS_AU_C), FACS_OK);
    facs_pixels_free(&env, &bgr);
    facs_media_close(&media);
    facs_session_destroy(&session);
}

static double furthest_aus(const fixture *f)
{
    double furthest = 0;
    for (int i = 0; i < FRAMES; i++) {
        assert_true(f->ours.success[i] == f->theirs.success[i]);
        for (int k = 0; k < FACS_AU_R; k++)
            furthest = fmax(furthest, fabs(f->ours.au_r[i][k] - f->theirs.au_r[i][k]));
        assert_memory_equal(f->ours.au_c[i], f->theirs.au_c[i], sizeof f->ours.au_c[i]);
    }
    return furthest;
}

static double furthest_points(const fixture *f)
{
    double furthest = 0;
    for (int i = 0; i < FRAMES; i++)
        for (int k = 0; k < 2 * FACS_LANDMARKS; k++)
            furthest = fmax(furthest, fabs((double)(f->ours.landmarks[i][k] - f->theirs.landmarks[i][k])));
    return furthest;
}

static void regressions_of_a_video(void **state)
{
    fixture *f = *state;
    facs_network_info info = {.size = sizeof info};
    char list[200];
    open_models(f, NULL);
    run_video(f, &f->ours);
    assert_false(facs_models_network(f->models, 0, &info));
    accelerate(f);
    assert_string_equal(f->warned, "");
    facs_accelerated_list(f->models->accelerated, true, list, sizeof list);
    assert_non_null(strstr(list, "AU regressions"));
    run_video(f, &f->theirs);
    assert_string_equal(f->warned, "");
    const double furthest = furthest_aus(f);
    print_message("# action units: %g\n", furthest);
    assert_true(furthest > 0 && furthest <= 1e-4);
    assert_true(furthest_points(f) <= 0);
    bool found = false;
    for (int i = 0; facs_models_network(f->models, i, &info); i++)
        if (strcmp(info.name, "AU regressions") == 0) {
            found = true;
            assert_string_equal(info.provider, "cpu");
            assert_int_equal(info.runs, 2); /* the check, and all the frames at the end */
        }
    assert_true(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(regressions_of_a_video, set_up, tear_down)),
    };
    return cmocka_run_group_tests_name("accelerate", tests, NULL, NULL);
}
