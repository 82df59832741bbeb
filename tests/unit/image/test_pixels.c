/* facs_pixels and facs_image_from_picture: sizes, padding, formats, bad input, no memory. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"

static void grows_only(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels pixels = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&env, &pixels, 100, 50, 3), FACS_OK);
    uint8_t *first = pixels.data;
    size_t capacity = pixels.capacity;
    assert_int_equal(facs_pixels_resize(&env, &pixels, 10, 5, 1), FACS_OK);
    assert_ptr_equal(pixels.data, first);
    assert_int_equal(pixels.capacity, capacity);
    assert_int_equal(pixels.width, 10);
    assert_int_equal(pixels.height, 5);
    assert_int_equal(pixels.channels, 1);
    assert_int_equal(facs_pixels_resize(&env, &pixels, 100, 51, 3), FACS_OK);
    assert_true(pixels.capacity > capacity);
    facs_pixels_free(&env, &pixels);
    assert_null(pixels.data);
    assert_int_equal(pixels.capacity, 0);
}

static void rows_have_room(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    for (int width = 1; width < 200; width++) {
        facs_pixels pixels = {.data = NULL};
        assert_int_equal(facs_pixels_resize(&env, &pixels, width, 2, 3), FACS_OK);
        assert_int_equal(pixels.stride % 64, 0);
        assert_true(pixels.stride >= (width + 31) / 32 * 32 * 3);
        assert_true(pixels.capacity >= 2 * (size_t)pixels.stride + 64);
        facs_image view = facs_pixels_view(&pixels);
        assert_ptr_equal(view.hidden, pixels.data);
        assert_int_equal(view.stride, pixels.stride);
        facs_pixels_free(&env, &pixels);
    }
}

typedef struct late_work {
    uint8_t data[50];
    int calls;
} late_work;

static void make_rows(void *cookie, int first, int count)
{
    late_work *work = cookie;
    assert_true(first % FACS_BAND_ROWS == 0 && count == (first == 48 ? 2 : 16));
    for (int y = first; y < first + count; y++)
        work->data[y] = (uint8_t)(y + 1);
    work->calls++;
}

/* Exactly the bands that are asked for, each once. */
static void rows_come_when_needed(void **state)
{
    (void)state;
    late_work work = {{0}, 0};
    facs_late_rows late = {.make = make_rows, .cookie = &work};
    const facs_image image = {work.data, 1, 50, 1, 1, &late}, complete = {work.data, 1, 50, 1, 1, NULL};
    facs_late_rows_begin(&late);
    assert_true(late.asked.last < late.asked.first);
    facs_image_need_all(&complete);
    facs_image_need(&image, -20, -1);
    facs_image_need(&image, 50, 90);
    assert_int_equal(work.calls, 0);
    facs_image_need(&image, 15, 16);
    facs_image_need(&image, 0, 31);
    assert_int_equal(work.calls, 2);
    assert_int_equal(late.asked.first, 0);
    assert_int_equal(late.asked.last, 31);
    for (int y = 0; y < 50; y++)
        assert_int_equal(work.data[y], y < 32 ? y + 1 : 0);
    facs_image_need(&image, 49, INT32_MAX);
    assert_int_equal(work.calls, 3);
    assert_int_equal(late.asked.last, 49);
    facs_image_need_all(&image);
    for (int y = 0; y < 50; y++)
        assert_int_equal(work.data[y], y + 1);
    assert_int_equal(work.calls, 4);
    facs_late_rows_begin(&late);
    facs_image_need(&image, INT32_MIN, INT32_MAX);
    assert_int_equal(work.calls, 8);
}

enum { LATE_WIDTH = 200, LATE_HEIGHT = 40 };

typedef struct late_pixels {
    uint8_t times[LATE_HEIGHT][LATE_WIDTH]; /* a pixel was made */
    facs_late_rows late;
} late_pixels;

static void make_columns(void *cookie, int first, int count, int left, int width)
{
    late_pixels *made = cookie;
    assert_true(first % FACS_BAND_ROWS == 0 && first + count <= LATE_HEIGHT);
    assert_true(left % FACS_BAND_COLUMNS == 0 && width > 0 && left + width <= LATE_WIDTH);
    for (int y = first; y < first + count; y++)
        for (int x = left; x < left + width; x++)
            made->times[y][x]++;
}

/* All that is asked for is made, once, in whatever order it comes; what is far from it is not. */
static void columns_come_when_needed(void **state)
{
    (void)state;
    static late_pixels made;
    const facs_image image = {&made.times[0][0], LATE_WIDTH, LATE_HEIGHT, 1, LATE_WIDTH, &made.late};
    made.late = (facs_late_rows){.make_columns = make_columns, .cookie = &made};
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        if (round % 4 == 0) {
            memset(made.times, 0, sizeof made.times);
            facs_late_rows_begin(&made.late);
        }
        int number[4];
        for (int i = 0; i < 4; i++)
            number[i] = (int)((seed = seed * 1664525u + 1013904223u) >> 16) % 260 - 30;
        const facs_part_of_image part = {
            .first = number[0] / 4, .last = number[1] / 4, .left = number[2], .right = number[3]};
        facs_image_need_part(&image, &part);
        for (int y = 0; y < LATE_HEIGHT; y++)
            for (int x = 0; x < LATE_WIDTH; x++) {
                bool inside = y >= part.first && y <= part.last && x >= part.left && x <= part.right;
                assert_true(made.times[y][x] <= 1);
                assert_true(!inside || made.times[y][x] == 1);
            }
    }
    memset(made.times, 0, sizeof made.times);
    facs_late_rows_begin(&made.late);
    facs_image_need_around(&image, 70.5, 17, 90, 20);
    assert_int_equal(made.late.asked.left, 68);
    assert_int_equal(made.late.asked.right, 92);
    for (int y = 0; y < LATE_HEIGHT; y++)
        for (int x = 0; x < LATE_WIDTH; x++)
            assert_int_equal(made.times[y][x], y < 32 && x >= 64 && x < 96);
    facs_image_need_around(&image, 70.5, 17, NAN, 20);
    for (int y = 0; y < LATE_HEIGHT; y++)
        for (int x = 0; x < LATE_WIDTH; x++)
            assert_int_equal(made.times[y][x], 1);
}

static void *no_memory(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    (void)bytes;
    (void)alignment;
    return NULL;
}

static void free_memory(void *cookie, void *memory)
{
    (void)cookie;
    free(memory);
}

static void refuses(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels pixels = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&env, &pixels, 0, 1, 3), FACS_E_ARGUMENT);
    assert_int_equal(facs_pixels_resize(&env, &pixels, 1, -1, 3), FACS_E_ARGUMENT);
    assert_int_equal(facs_pixels_resize(&env, &pixels, 1, 1, 0), FACS_E_ARGUMENT);
    assert_int_equal(facs_pixels_resize(&env, &pixels, INT32_MAX, 1, 3), FACS_E_ARGUMENT);
    assert_null(pixels.data);
    assert_int_equal(facs_pixels_resize(&env, &pixels, 8, 8, 3), FACS_OK);
    facs_pixels before = pixels;
    facs_env starved = env;
    starved.alloc = no_memory;
    starved.free = free_memory;
    assert_int_equal(facs_pixels_resize(&starved, &pixels, 800, 800, 3), FACS_E_MEMORY);
    assert_memory_equal(&pixels, &before, sizeof pixels);
    facs_pixels_free(&env, &pixels);
}

static void converts(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    static const uint8_t data[2][8] = {{1, 2, 3, 4, 5, 6, 99, 99}, {7, 8, 9, 10, 11, 12, 99, 99}};
    static const uint8_t swapped[2][6] = {{3, 2, 1, 6, 5, 4}, {9, 8, 7, 12, 11, 10}};
    static const uint8_t grey[2][6] = {{1, 1, 1, 2, 2, 2}, {7, 7, 7, 8, 8, 8}};
    facs_pixels bgr = {.data = NULL};
    facs_picture picture = {.data = data[0], .width = 2, .height = 2, .stride = 8, .format = FACS_PIXEL_BGR24};
    assert_int_equal(facs_image_from_picture(&env, &picture, &bgr, NULL), FACS_OK);
    assert_int_equal(bgr.channels, 3);
    for (int y = 0; y < 2; y++)
        assert_memory_equal(bgr.data + y * bgr.stride, data[y], 6);
    picture.format = FACS_PIXEL_RGB24;
    assert_int_equal(facs_image_from_picture(&env, &picture, &bgr, NULL), FACS_OK);
    for (int y = 0; y < 2; y++)
        assert_memory_equal(bgr.data + y * bgr.stride, swapped[y], 6);
    picture.format = FACS_PIXEL_GRAY8;
    assert_int_equal(facs_image_from_picture(&env, &picture, &bgr, NULL), FACS_OK);
    for (int y = 0; y < 2; y++)
        assert_memory_equal(bgr.data + y * bgr.stride, grey[y], 6);
    /* bottom-up rows */
    picture.data = data[1];
    picture.stride = -8;
    assert_int_equal(facs_image_from_picture(&env, &picture, &bgr, NULL), FACS_OK);
    assert_memory_equal(bgr.data, grey[1], 6);
    assert_memory_equal(bgr.data + bgr.stride, grey[0], 6);
    facs_pixels_free(&env, &bgr);
}

static void refuses_pictures(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    static const uint8_t data[64];
    const facs_picture good = {.data = data, .width = 2, .height = 2, .stride = 6, .format = FACS_PIXEL_BGR24};
    facs_picture bad[7];
    for (int i = 0; i < 7; i++)
        bad[i] = good;
    bad[0].data = NULL;
    bad[1].width = 0;
    bad[2].height = -3;
    bad[3].width = 32768;
    bad[4].height = 32768;
    bad[5].stride = 5;
    bad[6].format = (facs_pixel_format)17;
    facs_pixels bgr = {.data = NULL};
    for (int i = 0; i < 7; i++)
        assert_int_equal(facs_image_from_picture(&env, &bad[i], &bgr, NULL), FACS_E_ARGUMENT);
    facs_error error = {0};
    assert_int_equal(facs_image_from_picture(&env, NULL, &bgr, &error), FACS_E_ARGUMENT);
    assert_string_equal(error.message, "no picture");
    facs_image_from_picture(&env, &bad[3], &bgr, &error);
    assert_string_equal(error.message, "picture of 32768 x 2 pixels: 1 to 32767 are possible");
    facs_image_from_picture(&env, &bad[5], &bgr, &error);
    assert_string_equal(error.message, "picture: a stride of 5 bytes is less than a row of 6");
    assert_null(bgr.data);
    facs_env starved = env;
    starved.alloc = no_memory;
    starved.free = free_memory;
    assert_int_equal(facs_image_from_picture(&starved, &good, &bgr, NULL), FACS_E_MEMORY);
    assert_int_equal(facs_image_from_picture(&env, &good, &bgr, NULL), FACS_OK);
    facs_pixels_free(&env, &bgr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_only),
        cmocka_unit_test(rows_have_room),
        cmocka_unit_test(rows_come_when_needed),
        cmocka_unit_test(columns_come_when_needed),
        cmocka_unit_test(refuses),
        cmocka_unit_test(converts),
        cmocka_unit_test(refuses_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
