/* The landmark engine of the open pipeline: the same bits at every CPU level, no memory while it runs, no face where
 * there is none; on a picture of a person: mirrored, moved, smaller, turned. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_kernels.h"
#include "image/patch.h"
#include "landmark/mesh/mesh_face.h"
#include "landmark/open/open_landmarks.h"
#include "media/media.h"
#include "support/meter.h"
#include "support/needs.h"
#include "support/npy.h"
#include "support/view.h"

enum { WIDTH = 160, HEIGHT = 120, N = FACS_MESH_POINTS };
static const float box[4] = {40, 20, 70, 80};

/* something to look at that is no face */
static facs_image pattern(void)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            pixels[y * WIDTH + x] = (uint8_t)(128 + 60 * sin(0.2 * x) * cos(0.13 * y) + (x * y) % 17);
    static const facs_view view = {pixels, WIDTH, HEIGHT, 1, WIDTH};
    return image_of(&view);
}

static facs_landmarker engine_with(const facs_env *env)
{
    const facs_loaded none = {0};
    const facs_landmark_settings settings = {0};
    facs_landmarker landmarker = {0};
    facs_error error = {0};
    if (facs_landmarker_create(env, &facs_open_landmarks, &none, &settings, &landmarker, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return landmarker;
}

static void says_what_it_fills(void **state)
{
    (void)state;
    facs_face_shape shape;
    assert_int_equal(facs_open_landmarks.shape(NULL, &shape, NULL), FACS_OK);
    assert_true(shape.landmarks == FACS_LANDMARKS && shape.gaze && shape.mesh && shape.modes > 0);
    assert_int_equal(shape.eye_landmarks, 0);
    assert_null(facs_open_landmarks.models[0]);
}

static void same_at_every_level(void **state)
{
    (void)state;
    static const facs_cpu_level levels[] = {FACS_CPU_SCALAR, FACS_CPU_AVX2, FACS_CPU_AVX512, FACS_CPU_NEON};
    static facs_mesh_face faces[4];
    const facs_image image = pattern();
    for (int i = 0; i < 4; i++) {
        facs_env env;
        facs_env_init(&env, sizeof env);
        env.cpu = facs_cpu_compiled(levels[i]) ? levels[i] : FACS_CPU_SCALAR;
        facs_landmarker l = engine_with(&env);
        l.engine->reset(l.state, &faces[i]);
        assert_int_equal(l.engine->find(l.state, &image, box, &faces[i], NULL), FACS_OK);
        faces[i].success = true; /* to follow what is there */
        faces[i].placed = true;
        assert_int_equal(l.engine->follow(l.state, &image, &faces[i], NULL), FACS_OK);
        facs_landmarker_destroy(&l);
        assert_memory_equal(&faces[i], &faces[0], sizeof faces[0]);
    }
}

static void takes_memory_only_at_first(void **state)
{
    (void)state;
    meter m;
    const facs_env env = meter_env(&m, -1);
    static facs_mesh_face face;
    const facs_image image = pattern();
    bool accepted;
    facs_landmarker l = engine_with(&env);
    const long made = m.made;
    l.engine->reset(l.state, &face);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(l.engine->find(l.state, &image, box, &face, NULL), FACS_OK);
        l.engine->start(l.state, box, &face);
        assert_int_equal(l.engine->follow(l.state, &image, &face, NULL), FACS_OK);
        assert_int_equal(l.engine->find_again(l.state, &image, box, i == 0, &face, &accepted, NULL), FACS_OK);
    }
    assert_int_equal(m.made, made);
    facs_landmarker_destroy(&l);
    assert_int_equal(m.alive, 0);
    for (long refused = 0; refused < made; refused += refused < 20 ? 1 : 7) {
        const facs_env poor = meter_env(&m, refused);
        const facs_loaded none = {0};
        const facs_landmark_settings settings = {0};
        assert_int_equal(facs_landmarker_create(&poor, &facs_open_landmarks, &none, &settings, &l, NULL),
                         FACS_E_MEMORY);
        assert_int_equal(m.alive, 0);
    }
}

static void before_and_without_a_face(void **state)
{
    (void)state;
    static facs_mesh_face face;
    static const float no_boxes[][4] = {{0}, {10, 10, -5, 5}, {NAN, 0, 10, 10}, {1e30f, 0, INFINITY, 1}};
    static const float far[4] = {-1e6f, 1e6f, 50, 50}, tiny[4] = {10, 10, 1e-20f, 1e-20f},
                       huge[4] = {0, 0, 1e20f, 1e20f};
    static const uint8_t flat_pixels[WIDTH * HEIGHT];
    static const facs_view flat_view = {flat_pixels, WIDTH, HEIGHT, 1, WIDTH};
    const facs_image flat = image_of(&flat_view);
    bool accepted = true;
    const facs_env env = facs_env_resolve(NULL);
    facs_landmarker l = engine_with(&env);
    l.engine->reset(l.state, &face);
    assert_int_equal(l.engine->follow(l.state, &flat, &face, NULL), FACS_OK); /* nobody is there */
    facs_located located = l.engine->look(l.state, &face);
    assert_true(!located.success && located.certainty == 0 && located.posed && located.mesh);
    assert_true(located.face.n == FACS_LANDMARKS && located.face.g[0] == 1 && located.face.pdm);
    for (size_t i = 0; i < sizeof no_boxes / sizeof *no_boxes; i++) {
        assert_int_equal(l.engine->find_again(l.state, &flat, no_boxes[i], true, &face, &accepted, NULL), FACS_OK);
        assert_false(accepted);
        l.engine->start(l.state, no_boxes[i], &face);
        assert_int_equal(l.engine->follow(l.state, &flat, &face, NULL), FACS_OK);
        assert_false(l.engine->look(l.state, &face).success);
    }
    const float *const odd[] = {far, tiny, huge, box};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(l.engine->find_again(l.state, &flat, odd[i], false, &face, &accepted, NULL), FACS_OK);
        assert_false(accepted || l.engine->look(l.state, &face).success);
    }
    facs_landmarker_destroy(&l);
}

/* ---- a picture of a person ---- */

typedef struct picture {
    uint8_t *pixels;
    facs_view view;
} picture;

static picture new_picture(int width, int height)
{
    picture made = {calloc((size_t)width, (size_t)height), {NULL, width, height, 1, width}};
    made.view.data = made.pixels;
    return made;
}

/* the pixels to which `matrix` takes the original */
static picture changed(const picture *from, const double matrix[6], int width, int height)
{
    facs_env env = facs_env_resolve(NULL);
    facs_patcher *patcher = NULL;
    picture to = new_picture(width, height);
    float *values = malloc((size_t)width * (size_t)height * sizeof *values);
    const facs_image image = image_of(&from->view);
    assert_int_equal(facs_patcher_create(&env, 16, 16, &patcher, NULL), FACS_OK);
    assert_int_equal(facs_patch_cut(patcher, &image, matrix, width, height, values, NULL), FACS_OK);
    for (int i = 0; i < width * height; i++)
        to.pixels[i] = (uint8_t)(values[i] + 0.5f);
    free(values);
    facs_patcher_destroy(&patcher);
    return to;
}

static picture person(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    assert_int_equal(facs_still_read(&env, testdata_path("media/sample1.jpg"), &frame, NULL), FACS_OK);
    const facs_image bgr = facs_pixels_view(&frame);
    picture made = new_picture(bgr.width, bgr.height);
    facs_image_grey_with(facs_image_kernels_for(env.cpu), &bgr, made.pixels, made.view.stride);
    facs_pixels_free(&env, &frame);
    return made;
}

static void find_in(facs_landmarker *l, const picture *where, const float in[4], facs_mesh_face *face)
{
    const facs_image image = image_of(&where->view);
    l->engine->reset(l->state, face);
    assert_int_equal(l->engine->find(l->state, &image, in, face, NULL), FACS_OK);
    assert_true(face->success);
    for (int i = 0; i < 4; i++) /* until it stays where it is */
        assert_int_equal(l->engine->follow(l->state, &image, face, NULL), FACS_OK);
    assert_true(face->success);
}

/* Mean distance of the 68 points from where `matrix` takes those of `from`, in eye distances of `to`. */
static double off(const facs_mesh_face *from, const facs_mesh_face *to, const double matrix[6], bool mirrored)
{
    static const signed char mirror[FACS_LANDMARKS] = {
        16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,  26, 25, 24, 23, 22, 21,
        20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36,
        41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65};
    const float *a = from->landmarks, *b = to->landmarks;
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        int k = mirrored ? mirror[i] : i;
        double at[2];
        facs_patch_apply(matrix, (double)a[i], (double)a[FACS_LANDMARKS + i], at);
        sum += hypot((double)b[k] - at[0], (double)b[FACS_LANDMARKS + k] - at[1]);
    }
    return sum / FACS_LANDMARKS /
           hypot((double)(b[45] - b[36]), (double)(b[FACS_LANDMARKS + 45] - b[FACS_LANDMARKS + 36]));
}

static void as_the_picture_changes(void **state)
{
    (void)state;
    const float in[4] = {112, 92, 169, 200};
    const double c = cos(0.5), s = sin(0.5);
    const struct {
        const char *name;
        double matrix[6];
        float box[4];
        bool mirrored;
        double most;
    } changes[] = {
        {"moved", {1, 0, 31, 0, 1, -22}, {143, 70, 169, 200}, false, 0.03},
        {"mirrored", {-1, 0, 399, 0, 1, 0}, {399 - 281, 92, 169, 200}, true, 0.06},
        {"smaller", {0.6, 0, 0, 0, 0.6, 0}, {67, 55, 101, 120}, false, 0.04},
        {"turned", {c, s, -60, -s, c, 130}, {110, 90, 190, 210}, false, 0.05},
    };
    static facs_mesh_face first, face;
    facs_env env = facs_env_resolve(NULL);
    facs_landmarker l = engine_with(&env);
    picture original = person();
    find_in(&l, &original, in, &first);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        picture other = changed(&original, changes[i].matrix, 420, 400);
        find_in(&l, &other, changes[i].box, &face);
        double distance = off(&first, &face, changes[i].matrix, changes[i].mirrored);
        print_message("%s: %.4f eye distances\n", changes[i].name, distance);
        if (!(distance <= changes[i].most))
            fail_msg("%s: %.4f eye distances off", changes[i].name, distance);
        free(other.pixels);
    }
    free(original.pixels);
    facs_landmarker_destroy(&l);
}

/* A face that is gone stays where it was, is none, and comes back. */
static void comes_back(void **state)
{
    (void)state;
    const float in[4] = {112, 92, 169, 200};
    static facs_mesh_face face, before;
    facs_env env = facs_env_resolve(NULL);
    facs_landmarker l = engine_with(&env);
    picture original = person(), nobody = new_picture(original.view.width, original.view.height);
    const facs_image seen = image_of(&original.view), empty = image_of(&nobody.view);
    bool accepted = true;
    find_in(&l, &original, in, &face);
    before = face;
    assert_int_equal(l.engine->follow(l.state, &empty, &face, NULL), FACS_OK);
    assert_false(face.success);
    assert_memory_equal(face.landmarks, before.landmarks, sizeof face.landmarks);
    assert_int_equal(l.engine->find_again(l.state, &empty, in, false, &face, &accepted, NULL), FACS_OK);
    assert_false(accepted || face.success);
    assert_memory_equal(&face.mesh, &before.mesh, sizeof face.mesh);
    assert_int_equal(l.engine->follow(l.state, &seen, &face, NULL), FACS_OK);
    assert_true(face.success);
    free(original.pixels);
    free(nobody.pixels);
    facs_landmarker_destroy(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_it_fills),
        cmocka_unit_test(same_at_every_level),
        cmocka_unit_test(takes_memory_only_at_first),
        cmocka_unit_test(before_and_without_a_face),
        NEEDS_DATA(cmocka_unit_test(as_the_picture_changes)),
        NEEDS_DATA(cmocka_unit_test(comes_back)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
