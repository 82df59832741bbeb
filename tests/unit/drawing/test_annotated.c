/* A frame with its result: what is drawn is where the result says, whatever becomes of the frame. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drawing/annotated.h"
#include "result/face_store.h"

static const char *const names[] = {"AU12"};

typedef struct scene {
    facs_env env;
    facs_face_store store;
    facs_pixels frame;
    facs_annotated *annotated;
    int width, height;
} scene;

static scene scene_of(int width, int height, int faces, bool provisional)
{
    scene made = {.env = facs_env_resolve(NULL), .width = width, .height = height};
    const facs_face_shape shape = {.landmarks = FACS_LANDMARKS, .au_r = 1};
    facs_face_store_init(&made.store, &made.env, &shape);
    assert_int_equal(facs_pixels_resize(&made.env, &made.frame, width, height, 3), FACS_OK);
    memset(made.frame.data, 100, made.frame.capacity);
    const facs_annotated_options options = {.width = width,
                                            .height = height,
                                            .camera = {-1, -1, -1, -1},
                                            .au_count = 1,
                                            .au_names = names,
                                            .faces = faces,
                                            .slots = faces > 1,
                                            .provisional = provisional};
    assert_int_equal(facs_annotated_create(&made.env, &options, &made.annotated, NULL), FACS_OK);
    return made;
}

static void end_scene(scene *made)
{
    facs_annotated_free(&made->annotated);
    facs_face_store_free(&made->store);
    facs_pixels_free(&made->env, &made->frame);
}

/* all points in a heap but the first */
static void put_face(scene *made, int index, float x, float y, bool success)
{
    facs_face_slot *slot = &made->store.slots[index];
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        slot->landmarks[i] = i ? x + 40 : x;
        slot->landmarks[FACS_LANDMARKS + i] = i ? y + 40 : y;
    }
    slot->face.face_id = index;
    slot->face.success = success;
    slot->face.has_aus = true;
    slot->au_r[0] = 5;
}

static const facs_pixels *draw(scene *made, const facs_pixels *frame)
{
    const facs_image image = frame ? facs_pixels_view(frame) : (facs_image){.width = 0};
    return facs_annotated_draw(made->annotated, frame ? &image : NULL, &made->store.result);
}

static uint32_t colour_at(const facs_pixels *pixels, double x, double y)
{
    const uint8_t *at = pixels->data + (int)(y + 0.5) * pixels->stride + 3 * (int)(x + 0.5);
    return (uint32_t)(at[2] << 16 | at[1] << 8 | at[0]);
}

/* the same colour but for rounding */
static void has_colour(const facs_pixels *pixels, double x, double y, uint32_t colour)
{
    const uint32_t is = colour_at(pixels, x, y);
    for (int c = 0; c < 24; c += 8)
        if (abs((int)(is >> c & 0xff) - (int)(colour >> c & 0xff)) > 2)
            fail_msg("%06x at %.1f, %.1f, not %06x", is, x, y, colour);
}

/* enlarged by whole numbers */
static void points_are_where_they_are_told(void **state)
{
    (void)state;
    static const int sizes[][3] = {{640, 480, 1}, {320, 240, 2}, {241, 321, 2}, {1921, 1080, 1}, {100, 50, 7}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        scene made = scene_of(sizes[i][0], sizes[i][1], 1, false);
        const int scale = sizes[i][2];
        int width, height;
        assert_int_equal(facs_face_store_resize(&made.store, 1, NULL), FACS_OK);
        put_face(&made, 0, 12, 7, true);
        const facs_pixels *drawn = draw(&made, &made.frame);
        facs_annotated_size(made.annotated, &width, &height);
        assert_true(width == drawn->width && height == drawn->height && width > scale * made.width);
        assert_int_equal(height, scale * made.height);
        has_colour(drawn, 12.5 * scale - 0.5, 7.5 * scale - 0.5, 0x4fd1ff);
        has_colour(drawn, 90.5 * scale, 45.5 * scale, 0x646464); /* of the frame */
        end_scene(&made);
    }
}

/* one of another size goes into the middle, not stretched */
static void other_sizes_are_fitted(void **state)
{
    (void)state;
    scene made = scene_of(640, 480, 1, false);
    facs_pixels small = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&made.env, &small, 160, 60, 3), FACS_OK);
    memset(small.data, 200, small.capacity);
    assert_int_equal(facs_face_store_resize(&made.store, 1, NULL), FACS_OK);
    put_face(&made, 0, 100, 10, true);
    const facs_pixels *drawn = draw(&made, &small); /* 4 times as large, 120 rows above and below */
    has_colour(drawn, 300, 60, 0);
    has_colour(drawn, 10, 130, 0xc8c8c8);
    has_colour(drawn, 10, 355, 0xc8c8c8);
    has_colour(drawn, 10, 365, 0);
    has_colour(drawn, 100.5 * 4 - 0.5, 120 + 10.5 * 4 - 0.5, 0x4fd1ff);
    facs_pixels_free(&made.env, &small);
    end_scene(&made);
}

/* how much of a rectangle has about this colour */
static int count_like(const facs_pixels *pixels, uint32_t colour, int left, int top, int right, int bottom)
{
    int count = 0;
    for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++) {
            const uint32_t is = colour_at(pixels, x, y);
            int far = 0;
            for (int c = 0; c < 24; c += 8)
                far += abs((int)(is >> c & 0xff) - (int)(colour >> c & 0xff));
            count += far < 24;
        }
    return count;
}

static void failures_are_seen(void **state)
{
    (void)state;
    scene made = scene_of(640, 480, 1, false);
    const uint32_t red = 0xff6b5e, bar = 0x4fd1ff, grey = 0xd0d0d0;
    assert_int_equal(facs_face_store_resize(&made.store, 1, NULL), FACS_OK);
    put_face(&made, 0, 300, 200, true);
    const facs_pixels *drawn = draw(&made, &made.frame);
    assert_int_equal(count_like(drawn, red, 0, 0, 640, 60), 0);
    assert_true(count_like(drawn, bar, 640, 0, drawn->width, 480) > 200);
    put_face(&made, 0, 300, 200, false); /* its points, but no values */
    drawn = draw(&made, &made.frame);
    const int judged = count_like(drawn, red, 0, 0, 640, 60);
    assert_true(judged > 100);
    has_colour(drawn, 300, 200, grey);
    assert_int_equal(count_like(drawn, bar, 640, 0, drawn->width, 480), 0);
    put_face(&made, 0, -40, -40, false); /* zeros but for the first: no face */
    memset(made.store.slots[0].landmarks, 0, 2 * FACS_LANDMARKS * sizeof(float));
    drawn = draw(&made, &made.frame);
    const int none = count_like(drawn, red, 0, 0, 640, 60);
    assert_true(none > 100 && none != judged);
    assert_int_equal(count_like(drawn, grey, 0, 60, 640, 480), 0);
    drawn = draw(&made, NULL);
    has_colour(drawn, 320, 240, 0);
    assert_true(count_like(drawn, red, 0, 0, 640, 60) > 100);
    end_scene(&made);
}

static void provisional_is_said(void **state)
{
    (void)state;
    for (int faces = 1; faces <= 4; faces += 3) {
        scene plain = scene_of(640, 480, faces, false), live = scene_of(640, 480, faces, true);
        const uint32_t orange = 0xffb347;
        const facs_pixels *a = draw(&plain, &plain.frame), *b = draw(&live, &live.frame);
        assert_int_equal(count_like(a, orange, 0, 0, a->width, 100), 0);
        assert_true(count_like(b, orange, 0, 0, b->width, 100) > 60);
        end_scene(&plain);
        end_scene(&live);
    }
}

/* each of several has its own colour, by its slot, also when the first is gone */
static void faces_keep_their_colours(void **state)
{
    (void)state;
    scene made = scene_of(640, 480, 4, false);
    assert_int_equal(facs_face_store_resize(&made.store, 1, NULL), FACS_OK);
    put_face(&made, 0, 300, 200, true);
    made.store.slots[0].face.face_id = 2;
    assert_int_equal(colour_at(draw(&made, &made.frame), 300, 200), 0x9dff70);
    end_scene(&made);
}

/* where the first difference is, in rows; -1 = there is none */
static int first_difference(const facs_pixels *a, const facs_pixels *b, int *last)
{
    int first = -1;
    for (int y = 0; y < a->height; y++)
        if (memcmp(a->data + y * a->stride, b->data + y * b->stride, 3 * (size_t)a->width) != 0) {
            first = first < 0 ? y : first;
            *last = y;
        }
    return first;
}

/* What is above a column says whether the number is a face's or a person's. */
static void columns_say_whose_they_are(void **state)
{
    (void)state;
    scene faces = scene_of(640, 480, 4, false), persons = scene_of(640, 480, 4, false);
    scene *const both[2] = {&faces, &persons};
    const facs_pixels *drawn[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(facs_face_store_resize(&both[i]->store, 1, NULL), FACS_OK);
        put_face(both[i], 0, 300, 200, true);
        both[i]->store.slots[0].face.face_id = 2;
        both[i]->store.slots[0].face.person = i == 0 ? -1 : 2;
        drawn[i] = draw(both[i], &both[i]->frame);
    }
    int last = -1;
    assert_true(first_difference(drawn[0], drawn[1], &last) >= 0);
    assert_true(last < 480 / 10);
    end_scene(&faces);
    end_scene(&persons);
}

static void too_large_is_refused(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_annotated *made = NULL;
    facs_error error = {0};
    const facs_annotated_options options = {
        .width = FACS_IMAGE_SIDE_MAX, .height = 300, .au_count = 1, .au_names = names, .faces = 1};
    assert_int_equal(facs_annotated_create(&env, &options, &made, &error), FACS_E_ARGUMENT);
    assert_null(made);
    assert_non_null(strstr(error.message, "no room for bars beside a picture of 32767 x 300"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_where_they_are_told),
        cmocka_unit_test(other_sizes_are_fitted),
        cmocka_unit_test(failures_are_seen),
        cmocka_unit_test(columns_say_whose_they_are),
        cmocka_unit_test(provisional_is_said),
        cmocka_unit_test(faces_keep_their_colours),
        cmocka_unit_test(too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
