/* The panel: bars as long as their values, in their rows and columns; readable sizes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "drawing/drawing.h"

static const char *const names[] = {"AU01", "AU02", "AU12", "AU12L", "AU12R", "AU45"};
enum { NAMES = 6, ROWS = 4 };

static facs_pixels panel_pixels(const facs_panel *panel)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels made = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&env, &made, panel->width, panel->height, 3), FACS_OK);
    facs_draw_panel(&made, 0, panel, "TITLE", (facs_ink){0xffffff, 1});
    return made;
}

/* pixels of a row that have changed from `x` on for `width`, at the middle of the main bar */
static double length_of(const facs_pixels *before, const facs_pixels *after, const facs_panel *panel, int row,
                        int column)
{
    float at[2], height;
    double length = 0;
    facs_panel_bar(panel, row, column, at, &height);
    const int y = (int)(at[1] + height / 2);
    for (int x = (int)at[0]; x < (int)(at[0] + panel->bar); x++) {
        const uint8_t *a = before->data + y * before->stride + 3 * x, *b = after->data + y * after->stride + 3 * x;
        length += memcmp(a, b, 3) != 0;
    }
    return length;
}

static void bars_are_as_long_as_values(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const double values[NAMES] = {0, 2.5, 5, 1, 4, 9};
    const double wanted[ROWS] = {0, 0.5, 1, 1}; /* of the whole */
    for (int columns = 1; columns <= 4; columns += 3)
        for (int column = 0; column < columns; column++) {
            const facs_panel panel = facs_panel_for(1920, 1080, names, NAMES, columns);
            assert_int_equal(panel.rows, ROWS);
            assert_true(panel.sides);
            facs_pixels before = panel_pixels(&panel), after = panel_pixels(&panel);
            const facs_drawing face = {
                .size = sizeof face, .au_names = names, .au_values = values, .au_count = NAMES, .label = "7"};
            facs_draw_bars(&after, 0, &panel, column, &face, columns > 1 ? column : -1, "FACE");
            for (int row = 0; row < ROWS; row++)
                for (int other = 0; other < columns; other++) {
                    const double length = length_of(&before, &after, &panel, row, other);
                    const double right = other == column ? wanted[row] * (double)panel.bar : 0;
                    if (fabs(length - right) > 1.5)
                        fail_msg("row %d, column %d of %d: %.0f pixels, not %.1f", row, other, columns, length, right);
                }
            facs_pixels_free(&env, &before);
            facs_pixels_free(&env, &after);
        }
}

static void missing_values_have_no_bar(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const double values[NAMES] = {(double)NAN, (double)INFINITY, -3, (double)NAN, (double)NAN, 1e300};
    const facs_panel panel = facs_panel_for(640, 480, names, NAMES, 1);
    facs_pixels before = panel_pixels(&panel), after = panel_pixels(&panel);
    const facs_drawing face = {.size = sizeof face, .au_names = names, .au_values = values, .au_count = NAMES};
    facs_draw_bars(&after, 0, &panel, 0, &face, -1, "FACE");
    assert_true(length_of(&before, &after, &panel, 0, 0) == 0);
    assert_true(length_of(&before, &after, &panel, 2, 0) == 0);
    facs_draw_bars(&after, 0, &panel, 9, &face, 9, "FACE"); /* there is no such column */
    facs_pixels_free(&env, &before);
    facs_pixels_free(&env, &after);
}

/* letters of at least 1.7 % of the shorter side, the rows in the picture's height, and not too much of it */
static void sizes_follow_the_picture(void **state)
{
    (void)state;
    static const char *const all[] = {"AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
                                      "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU45"};
    static const int sizes[][2] = {{640, 360}, {640, 480}, {1280, 720}, {1920, 1080}, {3840, 2160}, {1080, 1920}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const int width = sizes[i][0], height = sizes[i][1];
        const facs_panel one = facs_panel_for(width, height, all, 17, 1),
                         four = facs_panel_for(width, height, all, 17, 4);
        assert_true(one.dot >= 1 && one.dot <= 16 && four.dot >= 1.2f);
        assert_true(one.height <= height + 1 && four.height <= height + 1);
        assert_true(one.width < 0.35 * width + 1 && four.width < 0.62 * width + 1);
        const int side = width < height ? width : height;
        assert_true(7 * one.dot >= 0.017 * side);
    }
    assert_int_equal(facs_panel_for(640, 480, NULL, 0, 1).rows, 0);
    assert_int_equal(facs_panel_for(640, 480, NULL, 0, 1).width, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_as_long_as_values),
        cmocka_unit_test(missing_values_have_no_bar),
        cmocka_unit_test(sizes_follow_the_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
