/* The tracker on real clips against the reference's output: bit for bit where it was dumped, to the last printed digit
 * where it comes from a CSV file. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "image/image_kernels.h"
#include "model/readers.h"
#include "detect/mtcnn/mtcnn.h"
#include "landmark/clnf/clnf_engine.h"
#include "landmark/clnf/fitter.h"
#include "media/media.h"
#include "support/npy.h"
#include "track/track_internal.h"

enum { LANDMARKS = 68 };

/* A clip, the tracker on it, and its current frame. */
typedef struct clip {
    facs_env env;
    facs_loaded models;
    facs_landmark_model *landmarks;
    facs_mtcnn_model *mtcnn;
    facs_detector detector;
    facs_landmarker landmarker;
    facs_tracker *tracker;
    facs_media *media;
    facs_pixels bgr, grey;
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count;
} clip;

static void check(facs_status status, const facs_error *error)
{
    if (status < 0)
        fail_msg("%s", error->message);
}

static void clip_open(clip *c, const char *media, const char *model, bool many)
{
    facs_error error;
    memset(c, 0, sizeof *c);
    c->env = facs_env_resolve(NULL);
    const facs_landmark_settings settings = {0};
    check(facs_landmark_model_load(&c->env, model, &c->landmarks, &error), &error);
    check(facs_mtcnn_load(&c->env, landmark_model_path("mtcnn_detector/MTCNN_detector.txt"), &c->mtcnn, &error),
          &error);
    assert_true(facs_loaded_put(&c->models, FACS_MODEL_LANDMARKS, c->landmarks));
    assert_true(facs_loaded_put(&c->models, FACS_MODEL_MTCNN, c->mtcnn));
    check(facs_detector_create(&c->env, &facs_mtcnn_engine, &c->models, NULL, &c->detector, &error), &error);
    check(facs_landmarker_create(&c->env, &facs_clnf_engine, &c->models, &settings, &c->landmarker, &error), &error);
    const facs_track_stages stages = {&c->detector, &c->landmarker};
    check(facs_tracker_create(&c->env, &stages, many, &c->tracker, &error), &error);
    check(facs_media_open(&c->env, testdata_path("media/%s", media), 1, &c->media, &error), &error);
}

static void clip_frame(clip *c)
{
    facs_error error;
    facs_media_frame at;
    facs_status status = facs_media_read(c->media, &c->bgr, &at, &error);
    check(status, &error);
    assert_int_equal(status, FACS_OK);
    facs_image bgr = facs_pixels_view(&c->bgr);
    assert_int_equal(facs_pixels_resize(&c->env, &c->grey, bgr.width, bgr.height, 1), FACS_OK);
    facs_image_grey_with(facs_image_kernels_for(facs_cpu_detect()), &bgr, c->grey.data, c->grey.stride);
    facs_image grey = facs_pixels_view(&c->grey);
    check(facs_tracker_frame(c->tracker, &bgr, &grey, c->tracked, &c->count, &error), &error);
}

static void clip_close(clip *c)
{
    facs_media_close(&c->media);
    facs_tracker_destroy(&c->tracker);
    assert_null(c->tracker);
    facs_landmarker_destroy(&c->landmarker);
    facs_detector_destroy(&c->detector);
    facs_mtcnn_free(&c->env, &c->mtcnn);
    facs_landmark_model_free(&c->env, &c->landmarks);
    facs_pixels_free(&c->env, &c->bgr);
    facs_pixels_free(&c->env, &c->grey);
}

/* ---- against the stage dumps --------------------------------------------------------------------------- */

static void check_stage(const clip *c, int frame)
{
    char folder[100];
    snprintf(folder, sizeof folder, "golden/stages/default_f%03d/final", frame);
    npy scores = npy_load("%s/scores.npy", folder), landmarks = npy_load("%s/landmarks.npy", folder);
    npy g = npy_load("%s/params_global.npy", folder), p = npy_load("%s/params_local.npy", folder);
    const facs_fit_state *face = &((const facs_fit *)c->tracker->slot[0].fit)->face;
    const double own[4] = {c->tracked[0].success, face->success, (double)face->certainty, (double)face->likelihood};
    assert_close_f64(folder, own, npy_f64(&scores, 4), 4, 0);
    assert_close_f32(folder, face->landmarks, npy_f32(&landmarks, 2 * LANDMARKS), 2 * LANDMARKS, 0);
    assert_close_f32(folder, face->g, npy_f32(&g, 6), 6, 0);
    assert_close_f32(folder, face->p, npy_f32(&p, 34), 34, 0);
    npy_free(&scores), npy_free(&landmarks), npy_free(&g), npy_free(&p);
}

static void test_default_stages(void **state)
{
    (void)state;
    static clip c;
    clip_open(&c, "default.wmv", landmark_model_path("main_clnf_general.txt"), false);
    for (int frame = 0; frame <= 31; frame++) {
        clip_frame(&c);
        assert_int_equal(c.count, 1);
        assert_true(c.tracked[0].success);
        if (frame <= 3 || frame >= 30)
            check_stage(&c, frame);
    }
    clip_close(&c);
}

/* ---- against CSV output -------------------------------------------------------------------------------------- */

/* Golden CSV with one row per frame; the columns used here. */
typedef struct golden_csv {
    FILE *file;
    int success, confidence, first_x; /**< column numbers */
} golden_csv;

typedef struct golden_row {
    bool success;
    double confidence;
    double landmarks[2 * LANDMARKS];
} golden_row;

static golden_csv csv_open(const char *path)
{
    golden_csv csv = {fopen(path, "r"), -1, -1, -1};
    static char line[65536];
    if (!csv.file || !fgets(line, sizeof line, csv.file))
        fail_msg("cannot read %s", path);
    int column = 0;
    for (char *name = strtok(line, ", \r\n"); name; name = strtok(NULL, ", \r\n"), column++) {
        if (strcmp(name, "success") == 0)
            csv.success = column;
        else if (strcmp(name, "confidence") == 0)
            csv.confidence = column;
        else if (strcmp(name, "x_0") == 0)
            csv.first_x = column;
    }
    assert_true(csv.success >= 0 && csv.confidence >= 0 && csv.first_x >= 0);
    return csv;
}

static golden_row csv_row(golden_csv *csv)
{
    static char line[65536];
    golden_row row = {0};
    assert_non_null(fgets(line, sizeof line, csv->file));
    char *at = line;
    for (int column = 0; *at; column++) {
        double value = strtod(at, &at);
        if (column == csv->success)
            row.success = value > 0;
        else if (column == csv->confidence)
            row.confidence = value;
        else if (column >= csv->first_x && column < csv->first_x + 2 * LANDMARKS)
            row.landmarks[column - csv->first_x] = value;
        at += strspn(at, ", \r\n");
    }
    return row;
}

/* Landmarks are printed with one decimal, the certainty with two. */
static void follow(const char *media, const char *model, const char *golden, int frames)
{
    static clip c;
    clip_open(&c, media, model, false);
    golden_csv csv = csv_open(golden);
    for (int frame = 0; frame < frames; frame++) {
        clip_frame(&c);
        golden_row row = csv_row(&csv);
        const facs_located *face = &c.tracked[0].located;
        char place[64];
        snprintf(place, sizeof place, "%s frame %d", media, frame + 1);
        double own[2 * LANDMARKS];
        for (int i = 0; i < 2 * LANDMARKS; i++)
            own[i] = (double)face->face.landmarks[i];
        assert_close_f64(place, own, row.landmarks, 2 * LANDMARKS, 0.05 + 1e-9);
        const double confidence = (double)face->certainty;
        assert_close_f64(place, &confidence, &row.confidence, 1, 0.005 + 1e-7);
        if (c.tracked[0].success != row.success)
            fail_msg("%s: success %d, expected %d", place, c.tracked[0].success, row.success);
    }
    fclose(csv.file);
    clip_close(&c);
}

static void test_face_leaves(void **state)
{
    (void)state;
    follow("face_noface.mov", landmark_model_path("main_clnf_general.txt"),
           testdata_path("golden/face_noface/FeatureExtraction.csv"), 169);
}

static void test_no_face(void **state)
{
    (void)state;
    follow("no_face.mp4", landmark_model_path("main_clnf_general.txt"),
           testdata_path("golden/no_face/FeatureExtraction.csv"), 30);
}

/* CE-CLM: early termination in the first frame; both ways to start */
static void test_cen(void **state)
{
    (void)state;
    follow("default.wmv", testdata_path("models/cen_synthetic/main_ceclm_general.txt"),
           testdata_path("golden/cen_synthetic/default_120/FeatureExtraction.csv"), 120);
    follow("default.wmv", testdata_path("models/cen_synthetic/stage2/main_ceclm_general.txt"),
           testdata_path("golden/cen_synthetic/default_120/FeatureExtraction_stage2.csv"), 120);
}

/* Four faces in the picture; each keeps its slot, and a reset starts the same way again. */
static void test_many(void **state)
{
    (void)state;
    static clip c;
    clip_open(&c, "multi_face.avi", landmark_model_path("main_clnf_general.txt"), true);
    float first[FACS_MULTI_SLOTS][2];
    int faces = 0;
    for (int frame = 0; frame < 9; frame++) {
        clip_frame(&c);
        for (int a = 0; a < c.count; a++) {
            assert_int_equal(c.tracked[a].slot, a);
            for (int b = a + 1; b < c.count; b++)
                assert_true(hypotf(c.tracked[a].located.face.landmarks[30] - c.tracked[b].located.face.landmarks[30],
                                   c.tracked[a].located.face.landmarks[98] - c.tracked[b].located.face.landmarks[98]) >
                            20.0f);
        }
        if (frame == 0)
            faces = c.count;
        for (int k = 0; frame == 0 && k < c.count; k++)
            memcpy(first[k], c.tracked[k].located.face.landmarks + 30, sizeof first[k]);
        assert_true(c.count >= faces);
    }
    assert_true(faces >= 2);
    facs_tracker_reset(c.tracker);
    facs_media_close(&c.media);
    facs_error error;
    check(facs_media_open(&c.env, testdata_path("media/multi_face.avi"), 1, &c.media, &error), &error);
    clip_frame(&c);
    assert_int_equal(c.count, faces);
    for (int k = 0; k < c.count; k++)
        assert_memory_equal(first[k], c.tracked[k].located.face.landmarks + 30, sizeof first[k]);
    clip_close(&c);
}

static void test_missing_models(void **state)
{
    (void)state;
    const facs_loaded none = {0};
    const facs_landmark_settings settings = {0};
    facs_landmarker landmarker = {0};
    facs_detector detector = {0};
    facs_error error;
    assert_int_equal(facs_detector_create(NULL, &facs_mtcnn_engine, &none, NULL, &detector, &error),
                     FACS_E_UNSUPPORTED);
    assert_int_equal(facs_landmarker_create(NULL, &facs_clnf_engine, &none, &settings, &landmarker, &error),
                     FACS_E_UNSUPPORTED);
    facs_detector_destroy(&detector);
    facs_landmarker_destroy(&landmarker);
    facs_tracker *tracker = NULL;
    facs_tracker_destroy(&tracker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_stages), cmocka_unit_test(test_face_leaves),
        cmocka_unit_test(test_no_face),        cmocka_unit_test(test_cen),
        cmocka_unit_test(test_many),           cmocka_unit_test(test_missing_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
