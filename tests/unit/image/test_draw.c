/* Drawing: pixels at the right place, nothing outside, letters that can be told apart. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "image/draw.h"

enum { WIDTH = 64, HEIGHT = 48 };

static const facs_ink white = {0xffffff, 1};

static facs_pixels blank(void)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels made = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&env, &made, WIDTH, HEIGHT, 3), FACS_OK);
    memset(made.data, 0, made.capacity);
    return made;
}

static void drop(facs_pixels *pixels)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels_free(&env, pixels);
}

static int at(const facs_pixels *pixels, int x, int y)
{
    return pixels->data[y * pixels->stride + 3 * x];
}

/* how many pixels' worth of ink there is */
static double ink_of(const facs_pixels *pixels)
{
    double sum = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            sum += at(pixels, x, y) / 255.0;
    return sum;
}

static void lines_cover_their_area(void **state)
{
    (void)state;
    static const float ends[][4] = {
        {10, 10, 50, 10}, {10, 5, 10, 40}, {8, 6, 50, 40}, {50, 8, 12, 39}, {20, 20, 20.5f, 44}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        facs_pixels to = blank();
        const float width = 3, length = hypotf(ends[i][2] - ends[i][0], ends[i][3] - ends[i][1]);
        facs_draw_line(&to, ends[i], ends[i] + 2, width, white);
        const double wanted = (double)(length * width) + 3.14159 * 1.5 * 1.5;
        if (fabs(ink_of(&to) - wanted) > 0.03 * wanted)
            fail_msg("line %zu: %.2f pixels of ink, not %.2f", i, ink_of(&to), wanted);
        const int x = (int)((ends[i][0] + ends[i][2]) / 2), y = (int)((ends[i][1] + ends[i][3]) / 2);
        assert_int_equal(at(&to, x, y), 255);
        drop(&to);
    }
}

static void discs_and_boxes(void **state)
{
    (void)state;
    facs_pixels to = blank();
    facs_draw_disc(&to, 30, 20, 6, (facs_ink){0x0000ff, 1});
    assert_int_equal(to.data[20 * to.stride + 3 * 30], 0xff); /* blue comes first */
    assert_int_equal(to.data[20 * to.stride + 3 * 30 + 2], 0);
    assert_int_equal(at(&to, 30, 27), 0);
    assert_int_equal(at(&to, 30, 13), 0);
    assert_true(fabs(ink_of(&to) - 3.14159 * 36) < 2);
    drop(&to);
    to = blank();
    facs_draw_box(&to, 10, 5, 7.5f, 3, white);
    assert_int_equal(at(&to, 9, 6), 0);
    assert_int_equal(at(&to, 10, 5), 255);
    assert_int_equal(at(&to, 16, 7), 255);
    assert_in_range(at(&to, 17, 7), 126, 129);
    assert_int_equal(at(&to, 10, 8), 0);
    assert_true(fabs(ink_of(&to) - 22.5) < 0.05);
    drop(&to);
}

/* whatever the numbers */
static void nothing_outside(void **state)
{
    (void)state;
    static const float odd[] = {-1e30f, -1e7f, -70, 1e7f, 1e30f, INFINITY, -INFINITY, NAN};
    facs_pixels to = blank();
    const float middle[2] = {5, 5};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const float far[2] = {odd[i], odd[i]}, beside[2] = {-70, odd[i]};
        facs_draw_line(&to, far, beside, 3, white);
        facs_draw_line(&to, beside, far, odd[i], white);
        facs_draw_disc(&to, odd[i], odd[i], 4, white);
        facs_draw_box(&to, odd[i], odd[i], 5, 5, white);
        facs_draw_text(&to, odd[i], odd[i], 1, "A", white);
        facs_draw_text(&to, 5, 5, odd[i] > 0 ? odd[i] : NAN, "A", white);
        facs_draw_arrow(&to, far, far, 3, 5, white);
    }
    assert_true(ink_of(&to) == 0);
    facs_draw_text(&to, 5, 5, 16.5f, "A", white);
    assert_true(ink_of(&to) == 0);
    facs_draw_line(&to, middle, (const float[2]){500, 5}, 1, white); /* a part of it is */
    assert_int_equal(at(&to, WIDTH - 1, 5), 255);
    drop(&to);
}

/* of the same height, in the same place, at each size */
static void letters_differ(void **state)
{
    (void)state;
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.:-";
    for (float dot = 1; dot < 6; dot += 1.3f) {
        facs_pixels drawn[sizeof letters];
        for (size_t i = 0; letters[i]; i++) {
            drawn[i] = blank();
            facs_draw_text(&drawn[i], 4, 3, dot, (const char[2]){letters[i], '\0'}, white);
            assert_true(ink_of(&drawn[i]) >= (double)(2 * dot * dot));
            for (int y = 0; y < HEIGHT; y++)
                for (int x = 0; x < WIDTH; x++)
                    if (at(&drawn[i], x, y) > 0 &&
                        ((float)x < 3 || (float)x > 5 + 5 * dot || y < 2 || (float)y > 4 + 7 * dot))
                        fail_msg("'%c' of size %.1f has ink at %d, %d", letters[i], (double)dot, x, y);
            for (size_t j = 0; j < i; j++) {
                double apart = 0;
                for (int y = 0; y < HEIGHT; y++)
                    for (int x = 0; x < WIDTH; x++)
                        apart += fabs((double)at(&drawn[i], x, y) - at(&drawn[j], x, y)) / 255;
                if (apart < (double)(2 * dot * dot) * 0.9)
                    fail_msg("'%c' and '%c' of size %.1f look the same", letters[i], letters[j], (double)dot);
            }
        }
        for (size_t i = 0; letters[i]; i++)
            drop(&drawn[i]);
    }
}

/* the stroke of a 1 is one piece, without seams where its dots meet */
static void strokes_have_no_seams(void **state)
{
    (void)state;
    facs_pixels to = blank();
    facs_draw_text(&to, 10, 4, 5, "I", white);
    for (int y = 8; y < 34; y++)
        assert_int_equal(at(&to, 22, y), 255);
    drop(&to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_cover_their_area), cmocka_unit_test(discs_and_boxes),
        cmocka_unit_test(nothing_outside),        cmocka_unit_test(letters_differ),
        cmocka_unit_test(strokes_have_no_seams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
