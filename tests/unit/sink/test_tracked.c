/* Frames with what was found in them, as OpenFace's programs draw it: where, in which colour, of which faces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/media.h"
#include "sink/results.h"
#include "sink/sink.h"
#include "sink/tracked_draw.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 640, HEIGHT = 480, GREY = 0x40 };

static const facs_face_shape shape = {.landmarks = 2, .eye_landmarks = FACS_EYE_LANDMARKS, .modes = 1};

/* a face 1 m in front of the camera: two landmarks, of which the second is hidden, eyes in one place, gaze to the right */
static facs_face_store make_face(float confidence)
{
    facs_face_store store = make_store(&shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    facs_face_slot *slot = &store.slots[0];
    slot->face.confidence = confidence;
    slot->face.success = true;
    const float pose[6] = {0, 0, 1000, 0, 0, 0};
    memcpy(slot->face.pose, pose, sizeof pose);
    slot->landmarks[0] = 100;
    slot->landmarks[1] = 200;
    slot->landmarks[2] = slot->landmarks[3] = 50;
    slot->hidden[0] = 2;
    for (int i = 0; i < FACS_EYE_LANDMARKS; i++) {
        slot->eye_landmarks[i] = i < 28 ? 250 : 400;
        slot->eye_landmarks[FACS_EYE_LANDMARKS + i] = 400;
        slot->eye_landmarks_3d[i] = i < 28 ? -200 : 200; /* mm */
        slot->eye_landmarks_3d[FACS_EYE_LANDMARKS + i] = 300;
        slot->eye_landmarks_3d[2 * FACS_EYE_LANDMARKS + i] = 1000;
    }
    for (int eye = 0; eye < 2; eye++)
        slot->face.gaze[eye][0] = 1;
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_pixels_resize(&env, &store.picture, WIDTH, HEIGHT, 3), FACS_OK);
    memset(store.picture.data, GREY, (size_t)store.picture.stride * HEIGHT);
    store.has_picture = true;
    return store;
}

static facs_layout *make(facs_rows rows)
{
    facs_layout *layout = make_layout(rows, &shape);
    layout->camera = (facs_camera){500, 500, 320, 240};
    layout->width = WIDTH;
    layout->height = HEIGHT;
    layout->rate_num = 25;
    layout->rate_den = 1;
    return layout;
}

/* 0xRRGGBB */
static int colour(const facs_pixels *drawn, int x, int y)
{
    const uint8_t *pixel = drawn->data + y * drawn->stride + 3 * (ptrdiff_t)x;
    return pixel[2] << 16 | pixel[1] << 8 | pixel[0];
}

static facs_pixels draw(const facs_layout *layout, const facs_face_store *store)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels drawn = {0};
    assert_int_equal(facs_tracked_frame(&env, layout, &store->result, &drawn, NULL), FACS_OK);
    facs_tracked_draw(layout, &store->result, &drawn);
    return drawn;
}

static int count_changed(const facs_pixels *drawn)
{
    int count = 0;
    for (int y = 0; y < drawn->height; y++)
        for (int x = 0; x < drawn->width; x++)
            count += colour(drawn, x, y) != 0x404040;
    return count;
}

static void test_a_face(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = make(FACS_ROWS_ONE);
    facs_face_store store = make_face(1);
    facs_pixels drawn = draw(layout, &store);
    assert_int_equal(colour(&drawn, 100, 50), 0x0000ff); /* blue in red */
    assert_int_equal(colour(&drawn, 102, 50), 0xff0000);
    assert_int_equal(colour(&drawn, 104, 50), 0x404040);
    assert_int_equal(colour(&drawn, 200, 50), 0x00009b); /* hidden */
    assert_int_equal(colour(&drawn, 202, 50), 0x9b0000);
    /* the near side of the box: 100 mm at 900 mm are 55.6 pixels, the far one at 1100 mm 45.5 */
    assert_int_equal(colour(&drawn, 264, 240), 0x0000ff);
    assert_int_equal(colour(&drawn, 275, 240), 0x0000ff);
    assert_int_equal(colour(&drawn, 320, 240), 0x404040);
    /* from the iris 50 mm at 1000 mm, 25 pixels, to the right */
    assert_int_equal(colour(&drawn, 230, 390), 0x00dc6e);
    assert_int_equal(colour(&drawn, 449, 390), 0x404040);
    assert_int_equal(colour(&drawn, 443, 390), 0x00dc6e);
    assert_int_equal(colour(&drawn, 250, 400), 0x0000ff); /* outlines of eyes: blue, red, blue */
    facs_tracked_rate(24.6, &drawn);
    int red = 0;
    for (int y = 9; y < 21; y++)
        for (int x = 9; x < 70; x++)
            red += colour(&drawn, x, y) == 0xff0000;
    assert_in_range(red, 60, 400);
    facs_pixels_free(&env, &drawn);
    facs_face_store_free(&store);
    free(layout);
}

static void test_confidence(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = make(FACS_ROWS_ONE), *stills = make(FACS_ROWS_STILLS), *many = make(FACS_ROWS_MANY);
    facs_face_store store = make_face(0.4f);
    facs_pixels drawn = draw(layout, &store);
    assert_int_equal(count_changed(&drawn), 0);
    facs_pixels_free(&env, &drawn);
    drawn = draw(stills, &store); /* always, but for the eyes */
    assert_int_equal(colour(&drawn, 100, 50), 0x0000ff);
    assert_int_equal(colour(&drawn, 264, 240), 0x0000ff);
    assert_int_equal(colour(&drawn, 250, 400), 0x404040);
    facs_pixels_free(&env, &drawn);
    store.slots[0].face.confidence = 0.7f; /* half way from red to blue */
    drawn = draw(layout, &store);
    assert_in_range(colour(&drawn, 264, 240) >> 16, 126, 128);
    assert_in_range(colour(&drawn, 264, 240) & 0xff, 126, 128);
    facs_pixels_free(&env, &drawn);
    drawn = draw(many, &store); /* nothing is hidden */
    assert_int_equal(colour(&drawn, 200, 50), 0x0000ff);
    facs_pixels_free(&env, &drawn);
    facs_face_store_free(&store);
    free(layout);
    free(stills);
    free(many);
}

/* a frame that could not be read is black; numbers that are none draw nothing */
static void test_odd(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = make(FACS_ROWS_ONE);
    facs_face_store store = make_face(1);
    store.has_picture = false;
    store.result.face_count = 0;
    facs_pixels drawn = draw(layout, &store);
    assert_true(drawn.width == WIDTH && drawn.height == HEIGHT);
    assert_int_equal(colour(&drawn, 17, 400), 0);
    facs_pixels_free(&env, &drawn);
    store.has_picture = true;
    store.result.face_count = 1;
    facs_face_slot *slot = &store.slots[0];
    for (int i = 0; i < 6; i++)
        slot->face.pose[i] = 0; /* in the camera */
    for (int i = 0; i < 4; i++)
        slot->landmarks[i] = 0.0f / 0.0f;
    for (int i = 0; i < 2 * FACS_EYE_LANDMARKS; i++)
        slot->eye_landmarks[i] = -1e30f;
    for (int i = 0; i < 3 * FACS_EYE_LANDMARKS; i++)
        slot->eye_landmarks_3d[i] = 0;
    drawn = draw(layout, &store);
    facs_pixels_free(&env, &drawn);
    facs_face_store_free(&store);
    free(layout);
}

/* ---- the sinks ---- */

static const facs_sink *open_sink(const char *name, const char *path, facs_layout *layout, void **state,
                                  facs_status wanted)
{
    const facs_sink *sink = facs_sink_find(name);
    const facs_sink_place place = {.path = path, .layout = layout};
    *state = NULL;
    assert_int_equal(sink->open(&place, state, NULL), wanted);
    return sink;
}

static void test_a_picture(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = make(FACS_ROWS_STILLS);
    facs_face_store store = make_face(1);
    char path[64];
    snprintf(path, sizeof path, "tracked-%ld.png", (long)getpid());
    void *open;
    const facs_sink *sink = open_sink("tracked_image", path, layout, &open, FACS_OK);
    assert_int_equal(sink->write(open, &store.result, "a.png", NULL), FACS_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(sink->finish(&open, NULL), FACS_OK);
    facs_pixels read = {0}, drawn = draw(layout, &store);
    assert_int_equal(facs_still_read(&env, path, &read, NULL), FACS_OK);
    for (int y = 0; y < HEIGHT; y++)
        assert_memory_equal(read.data + y * read.stride, drawn.data + y * drawn.stride, 3 * WIDTH);
    facs_pixels_free(&env, &read);
    facs_pixels_free(&env, &drawn);
    unlink(path);
    sink = open_sink("tracked_image", path, layout, &open, FACS_OK);
    sink->abandon(&open);
    assert_int_equal(access(path, F_OK), -1);
    open_sink("tracked_image", "a.gif", layout, &open, FACS_E_ARGUMENT);
    open_sink("tracked_image", "none/a.jpg", layout, &open, FACS_E_OUTPUT);
    layout->rows = FACS_ROWS_ONE;
    open_sink("tracked_image", path, layout, &open, FACS_E_ARGUMENT);
    facs_face_store_free(&store);
    free(layout);
}

static void test_a_video(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = make(FACS_ROWS_MANY);
    facs_face_store store = make_face(1);
    char path[64];
    snprintf(path, sizeof path, "tracked-%ld.avi", (long)getpid());
    void *open;
    const facs_sink *sink = open_sink("tracked_video", path, layout, &open, FACS_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(sink->write(open, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(sink->finish(&open, NULL), FACS_OK);
    facs_media *media = NULL;
    facs_pixels frame = {0};
    facs_media_frame at;
    assert_int_equal(facs_media_open(&env, path, 1, &media, NULL), FACS_OK);
    const facs_media_info *info = facs_media_get_info(media);
    assert_true(info->width == WIDTH && info->height == HEIGHT && info->rate_num == 25 && info->rate_den == 1);
    int frames = 0;
    while (facs_media_read(media, &frame, &at, NULL) == FACS_OK)
        frames++;
    assert_int_equal(frames, 3);
    facs_media_close(&media);
    facs_pixels_free(&env, &frame);
    FILE *file = fopen(path, "rb");
    char head[256];
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head + 8, "AVI ", 4);
    bool divx = false;
    for (size_t i = 0; i + 4 <= sizeof head; i++)
        divx = divx || memcmp(head + i, "DIVX", 4) == 0;
    assert_true(divx);
    unlink(path);
    sink = open_sink("tracked_video", path, layout, &open, FACS_OK);
    assert_int_equal(sink->finish(&open, NULL), FACS_OK); /* without a frame: nothing */
    assert_int_equal(access(path, F_OK), -1);
    layout->rows = FACS_ROWS_STILLS;
    open_sink("tracked_video", path, layout, &open, FACS_E_ARGUMENT);
    layout->rows = FACS_ROWS_ONE;
    layout->width = 0;
    open_sink("tracked_video", path, layout, &open, FACS_E_ARGUMENT);
    facs_face_store_free(&store);
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_face),    cmocka_unit_test(test_confidence), cmocka_unit_test(test_odd),
        cmocka_unit_test(test_a_picture), cmocka_unit_test(test_a_video),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
