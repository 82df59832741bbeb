/* Mirroring compared with figures and pictures made independently: golden/neural/tracking.json, mirror.json. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/media.h"
#include "mirror/midline.h"
#include "mirror/mirror_picture.h"
#include "support/needs.h"

enum { POINTS = 68 };

static cJSON *json_of(const char *name)
{
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {.status = FACS_OK};
    uint8_t *bytes;
    size_t count;
    if (facs_read_file(&env, testdata_path("golden/neural/%s", name), FACS_E_NOT_FOUND, &bytes, &count, &error))
        fail_msg("%s", error.message);
    cJSON *json = cJSON_ParseWithLength((const char *)bytes, count);
    assert_non_null(json);
    facs_free(&env, bytes);
    return json;
}

static const cJSON *get(const cJSON *json, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(json, name);
    if (!member)
        fail_msg("no %s", name);
    return member;
}

static double number(const cJSON *json, const char *name)
{
    const cJSON *member = get(json, name);
    assert_true(cJSON_IsNumber(member));
    return member->valuedouble;
}

static double element(const cJSON *list, int i)
{
    const cJSON *member = cJSON_GetArrayItem(list, i);
    assert_true(cJSON_IsNumber(member));
    return member->valuedouble;
}

static void assert_near(double value, double expected, double most)
{
    if (!(fabs(value - expected) <= most))
        fail_msg("%.9g, expected %.9g", value, expected);
}

/* all points where nothing is told of them but that they are apart */
static void some_face(float landmarks[2 * POINTS], double x, double y)
{
    for (int i = 0; i < POINTS; i++) {
        landmarks[i] = (float)x;
        landmarks[POINTS + i] = (float)y;
    }
}

static void landmarks_are_smoothed(void **state)
{
    (void)state;
    cJSON *json = json_of("tracking.json");
    const cJSON *frame;
    facs_midline_history history = {0};
    int frames = 0;
    cJSON_ArrayForEach(frame, get(json, "landmark_smoothing"))
    {
        float landmarks[2 * POINTS];
        facs_midline midline;
        some_face(landmarks, element(get(frame, "input"), 0), element(get(frame, "input"), 1));
        facs_midline_push(&history, FACS_MIDLINE_COMPAT, landmarks, &midline);
        const int at = (history.next + FACS_MIDLINE_HISTORY - 1) % FACS_MIDLINE_HISTORY;
        for (int axis = 0; axis < 2; axis++) {
            assert_near(history.chin[at][axis], element(get(frame, "rounded"), axis), 0);
            assert_near(history.glabella[at][axis], element(get(frame, "rounded"), axis), 0);
        }
        frames++;
    }
    assert_int_equal(frames, 7);
    cJSON_Delete(json);
}

/* the points of a sample's face */
static void load_face(const char *sample, int face, float landmarks[2 * POINTS])
{
    char name[64];
    snprintf(name, sizeof name, "retinaface_pfld_%s.json", sample);
    cJSON *json = json_of(name);
    const cJSON *faces = get(get(json, "pipeline_threshold_0_5"), "faces");
    const cJSON *points = get(get(cJSON_GetArrayItem(faces, face), "pfld"), "landmarks68_xy");
    assert_int_equal(cJSON_GetArraySize(points), 2 * POINTS);
    for (int i = 0; i < POINTS; i++) {
        landmarks[i] = (float)element(points, 2 * i);
        landmarks[POINTS + i] = (float)element(points, 2 * i + 1);
    }
    cJSON_Delete(json);
}

static void yaw_is_told(void **state)
{
    (void)state;
    static const char *const classes[] = {"", "optimal", "acceptable", "excessive"};
    cJSON *json = json_of("tracking.json");
    const cJSON *face;
    int faces = 0;
    cJSON_ArrayForEach(face, get(json, "yaw_from_rounded_pfld"))
    {
        float landmarks[2 * POINTS];
        facs_midline_history history = {0};
        facs_midline midline;
        load_face(get(face, "sample")->valuestring, (int)number(face, "face"), landmarks);
        facs_midline_push(&history, FACS_MIDLINE_MEAN, landmarks, &midline);
        assert_true(midline.known && midline.has_yaw);
        assert_near(midline.yaw, number(face, "yaw_degrees"), 1e-4); /* made in single precision, of x near 1000 */
        assert_near(midline.quality, 0.9 * number(face, "yaw_quality") + 0.1 * 0.5, 1e-4 / 7);
        for (int axis = 0; axis < 2; axis++) {
            assert_near(midline.glabella[axis], element(get(face, "glabella"), axis), 0);
            assert_near(midline.chin[axis], element(get(face, "chin"), axis), 0);
        }
        assert_string_equal(classes[facs_yaw_classify(midline.has_yaw, midline.yaw)], get(face, "banner")->valuestring);
        faces++;
    }
    assert_int_equal(faces, 17);
    cJSON_Delete(json);
}

static void steadiness_is_told(void **state)
{
    (void)state;
    cJSON *json = json_of("tracking.json");
    const cJSON *frame;
    facs_yaw_history history = {.count = 0};
    int frames = 0;
    cJSON_ArrayForEach(frame, get(json, "adaptive_interval"))
    {
        const double yaw = number(frame, "yaw");
        const double frontal = fabs(yaw) <= 3 ? 1 : fmax(0, 1 - (fabs(yaw) - 3) / 7);
        const cJSON *stability = get(frame, "stability");
        const double expected = cJSON_IsNull(stability) ? 0.5 : stability->valuedouble;
        assert_near(facs_yaw_push(&history, yaw), 0.9 * frontal + 0.1 * expected, 1e-7);
        frames++;
    }
    assert_int_equal(frames, 18);
    cJSON_Delete(json);
}

/* The points go into the history smoothed and rounded; the vectors tell of histories alone, so that comes first: what
 * has to go in for the smoothed points to be those of the vectors. */
static float unsmoothed(const double *inputs, int count, double wanted)
{
    const int n = count + 1 < FACS_MIDLINE_HISTORY ? count + 1 : FACS_MIDLINE_HISTORY;
    double total = 0, before = 0;
    for (int i = 0; i < n; i++) {
        const double weight = n > 1 ? 0.5 + 0.5 * i / (n - 1) : 1;
        total += weight;
        if (i < n - 1)
            before += weight * inputs[count - (n - 1) + i];
    }
    return (float)(wanted * total - before);
}

static void histories_are_averaged(void **state)
{
    (void)state;
    static const char *const expected[] = {"one_push_per_frame_mean", "mirror_value_upstream_sequential"};
    cJSON *json = json_of("tracking.json");
    for (int rule = 0; rule < 2; rule++) {
        facs_midline_history history = {0};
        double inputs[8];
        int frames = 0;
        const cJSON *frame;
        cJSON_ArrayForEach(frame, get(json, "midline_history"))
        {
            float landmarks[2 * POINTS];
            facs_midline midline;
            inputs[frames] = (double)unsmoothed(inputs, frames, number(frame, "measured"));
            some_face(landmarks, inputs[frames], 10);
            facs_midline_push(&history, rule ? FACS_MIDLINE_COMPAT : FACS_MIDLINE_MEAN, landmarks, &midline);
            assert_near(midline.chin[0], number(frame, expected[rule]), 1e-12);
            assert_near(midline.glabella[0], number(frame, expected[rule]), 1e-12);
            frames++;
        }
        assert_int_equal(frames, 5);
    }
    cJSON_Delete(json);
}

static facs_pixels png_of(const facs_env *env, const char *name)
{
    facs_media *media = NULL;
    facs_media_frame frame;
    facs_error error = {.status = FACS_OK};
    facs_pixels pixels = {.data = NULL};
    if (facs_media_open(env, testdata_path("golden/neural/%s", name), 1, &media, &error) != FACS_OK ||
        facs_media_read(media, &pixels, &frame, &error) != FACS_OK)
        fail_msg("%s", error.message);
    facs_media_close(&media);
    return pixels;
}

/* one level, on 2 % of the pixels at most */
static void assert_same_picture(const char *what, const facs_pixels *made, const facs_pixels *expected)
{
    int different = 0;
    assert_int_equal(made->width, expected->width);
    assert_int_equal(made->height, expected->height);
    for (int y = 0; y < made->height; y++)
        for (int x = 0; x < made->width; x++) {
            int most = 0;
            for (int c = 3 * x; c < 3 * x + 3; c++) {
                const int difference = abs(made->data[y * made->stride + c] - expected->data[y * expected->stride + c]);
                most = difference > most ? difference : most;
            }
            if (most > 1)
                fail_msg("%s: %d levels at %d, %d", what, most, x, y);
            different += most;
        }
    printf("# %s: %d pixels of %d differ by one level\n", what, different, made->width * made->height);
    assert_true(50 * different <= made->width * made->height);
}

static void pictures_are_mirrored(void **state)
{
    (void)state;
    static const facs_mirror_style styles[] = {
        {FACS_MIRROR_BAND_WIDE, true, false}, {FACS_MIRROR_BAND, true, false}, {FACS_MIRROR_BAND, false, false}};
    facs_env env = facs_env_resolve(NULL);
    cJSON *json = json_of("mirror.json");
    const int width = (int)number(json, "width"), height = (int)number(json, "height");
    facs_midline midline = {.known = true};
    for (int axis = 0; axis < 2; axis++) {
        midline.glabella[axis] = element(get(json, "glabella"), axis);
        midline.chin[axis] = element(get(json, "chin"), axis);
    }
    facs_pixels frame = {.data = NULL}, made[2] = {{.data = NULL}, {.data = NULL}};
    assert_int_equal(facs_pixels_resize(&env, &frame, width, height, 3), FACS_OK);
    for (int y = 0; y < height; y++)
        for (int c = 0; c < 3 * width; c++)
            frame.data[y * frame.stride + c] = (uint8_t)(2 * (c / 3) + y + 40 * (c % 3));
    int variants = 0;
    const cJSON *variant;
    cJSON_ArrayForEach(variant, get(json, "variants"))
    {
        assert_true(variants < 3);
        const facs_image image = facs_pixels_view(&frame);
        for (int which = 0; which < 2; which++)
            assert_int_equal(facs_pixels_resize(&env, &made[which], width, height, 3), FACS_OK);
        facs_mirror_picture(&image, &midline, &styles[variants], &made[0], &made[1]);
        for (int which = 0; which < 2; which++) {
            const char *name = get(variant, which ? "left_png" : "right_png")->valuestring;
            facs_pixels expected = png_of(&env, name);
            assert_same_picture(name, &made[which], &expected);
            facs_pixels_free(&env, &expected);
        }
        variants++;
    }
    assert_int_equal(variants, 3);
    for (int which = 0; which < 2; which++)
        facs_pixels_free(&env, &made[which]);
    facs_pixels_free(&env, &frame);
    cJSON_Delete(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(landmarks_are_smoothed), cmocka_unit_test(yaw_is_told),
        cmocka_unit_test(steadiness_is_told),     cmocka_unit_test(histories_are_averaged),
        cmocka_unit_test(pictures_are_mirrored),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, NULL, NULL);
}
