/* Resizing with a triangle filter: a slow twin in f64, pictures that stay what they are, rectangles that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "image/resample.h"
#include "support/view.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 24, WIDTH = 300, HEIGHT = 170 };

static uint8_t pixels[HEIGHT][WIDTH][3];

static facs_image picture(void)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 3; c++)
                pixels[y][x][c] = (uint8_t)((3 * x + 5 * y + 40 * c + x * y / 16) % 256);
    const facs_view view = {&pixels[0][0][0], WIDTH, HEIGHT, 3, sizeof pixels[0]};
    return image_of(&view);
}

static double weight(int value, double place, double wide)
{
    return fmax(0, 1 - fabs(value + 0.5 - place) / wide);
}

/* straight from the formula, both directions at once */
static double twin(const facs_rectangle *from, int to_x, int to_y, int c)
{
    const double step_x = (double)from->width / SIDE, step_y = (double)from->height / SIDE;
    double sum = 0, all = 0;
    for (int y = 0; y < from->height; y++)
        for (int x = 0; x < from->width; x++) {
            const double w =
                weight(x, (to_x + 0.5) * step_x, fmax(step_x, 1)) * weight(y, (to_y + 0.5) * step_y, fmax(step_y, 1));
            sum += w * pixels[from->top + y][from->left + x][c];
            all += w;
        }
    return sum / all;
}

static facs_resampler *make(void)
{
    facs_resampler *made = NULL;
    assert_int_equal(facs_resampler_create(NULL, SIDE, SIDE, &made, NULL), FACS_OK);
    return made;
}

/* larger, smaller, alike, of every shape; tables are made anew when the size changes */
static void like_the_twin(void **state)
{
    (void)state;
    static const facs_rectangle rectangles[] = {
        {0, 0, WIDTH, HEIGHT}, {7, 9, 24, 24},  {7, 9, 25, 23},   {100, 50, 1, 1},  {299, 169, 1, 1},
        {10, 0, 3, 170},       {0, 60, 300, 2}, {50, 60, 48, 48}, {51, 61, 48, 48}, {3, 4, 10, 90}};
    const facs_image image = picture();
    facs_resampler *resampler = make();
    float values[SIDE * SIDE * 3];
    for (size_t i = 0; i < sizeof rectangles / sizeof *rectangles; i++) {
        assert_int_equal(facs_resample(resampler, &image, &rectangles[i], values, NULL), FACS_OK);
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                for (int c = 0; c < 3; c++) {
                    const double expected = twin(&rectangles[i], x, y, c);
                    const double found = (double)values[(y * SIDE + x) * 3 + c];
                    if (!(fabs(found - expected) < 1e-3))
                        fail_msg("rectangle %zu, %d, %d: %g, not %g", i, x, y, found, expected);
                }
    }
    facs_resampler_destroy(&resampler);
    assert_null(resampler);
}

static void stays_what_it_is(void **state)
{
    (void)state;
    const facs_image image = picture();
    const facs_rectangle same = {30, 40, SIDE, SIDE};
    facs_resampler *resampler = make();
    float values[SIDE * SIDE * 3];
    assert_int_equal(facs_resample(resampler, &image, &same, values, NULL), FACS_OK);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < 3; c++)
                assert_true(values[(y * SIDE + x) * 3 + c] == (float)pixels[40 + y][30 + x][c]);
    facs_resampler_destroy(&resampler);
}

static void outside(void **state)
{
    (void)state;
    static const facs_rectangle rectangles[] = {{-1, 0, 10, 10},  {0, -1, 10, 10},  {0, 0, 0, 10},
                                                {0, 0, 10, 0},    {0, 0, 301, 10},  {0, 0, 10, 171},
                                                {291, 0, 10, 10}, {0, 161, 10, 10}, {INT32_MAX, 0, 10, 10}};
    const facs_image image = picture();
    facs_resampler *resampler = make();
    float values[SIDE * SIDE * 3];
    for (size_t i = 0; i < sizeof rectangles / sizeof *rectangles; i++)
        assert_int_equal(facs_resample(resampler, &image, &rectangles[i], values, NULL), FACS_E_ARGUMENT);
    facs_image grey = image;
    grey.channels = 1;
    assert_int_equal(facs_resample(resampler, &grey, &(facs_rectangle){0, 0, 10, 10}, values, NULL), FACS_E_ARGUMENT);
    facs_resampler_destroy(&resampler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_the_twin),
        cmocka_unit_test(stays_what_it_is),
        cmocka_unit_test(outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
