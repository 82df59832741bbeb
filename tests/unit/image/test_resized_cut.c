/* A rectangle of a picture in another size: known values, a slow twin, rows that come late, what lies outside. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "image/resized_cut.h"
#include "support/random.h"
#include "support/view.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 37, HEIGHT = 29 };
static uint8_t pixels[HEIGHT][WIDTH][3];
static const facs_view view = {&pixels[0][0][0], WIDTH, HEIGHT, 3, 3 * WIDTH};

static int fill(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++)
        (&pixels[0][0][0])[i] = (uint8_t)random_u32(&seed);
    return 0;
}

static int value_at(int x, int y, int c)
{
    return x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT ? pixels[y][x][2 - c] : 0;
}

static int clamped(int value, int most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* in doubles, without tables: within a grey level of it */
static double slow(const int cut[4], int width, int height, int x, int y, int c)
{
    double fx = (x + 0.5) * cut[2] / width - 0.5, fy = (y + 0.5) * cut[3] / height - 0.5;
    const int x0 = (int)floor(fx), y0 = (int)floor(fy);
    fx -= x0;
    fy -= y0;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const int px = clamped(x0 + i % 2, cut[2] - 1), py = clamped(y0 + i / 2, cut[3] - 1);
        sum += (i % 2 ? fx : 1 - fx) * (i / 2 ? fy : 1 - fy) * value_at(cut[0] + px, cut[1] + py, c);
    }
    return sum;
}

static void slow_twin_agrees(void **state)
{
    (void)state;
    static const int cuts[][6] = {{0, 0, WIDTH, HEIGHT, 16, 16}, {3, 5, 20, 20, 40, 33},   {-9, -7, 60, 60, 25, 25},
                                  {30, 20, 40, 40, 20, 20},      {-3, -3, 4, 4, 9, 9},     {10, 10, 1, 1, 7, 5},
                                  {5, 5, 12, 14, 1, 1},          {-50, -50, 20, 20, 6, 6}, {2, 2, 30, 15, 15, 30},
                                  {1, 1, 24, 24, 12, 12},        {500, 500, 10, 10, 3, 3}};
    const facs_image image = image_of(&view);
    static uint8_t rgb[64 * 64 * 3];
    for (size_t k = 0; k < sizeof cuts / sizeof *cuts; k++) {
        const int *cut = cuts[k];
        facs_resize_cut_rgb(&image, cut[0], cut[1], cut[2], cut[3], cut[4], cut[5], rgb);
        for (int y = 0; y < cut[5]; y++)
            for (int x = 0; x < cut[4]; x++)
                for (int c = 0; c < 3; c++) {
                    const double expected = slow(cut, cut[4], cut[5], x, y, c);
                    const int actual = rgb[(y * cut[4] + x) * 3 + c];
                    if (fabs(actual - expected) > 1)
                        fail_msg("cut %zu: %d, %d, %d is %d, not %g", k, x, y, c, actual, expected);
                }
    }
}

static void known_values(void **state)
{
    (void)state;
    const uint8_t four[2][2][3] = {{{10, 20, 30}, {50, 60, 70}}, {{90, 100, 110}, {131, 141, 151}}};
    const facs_view small = {&four[0][0][0], 2, 2, 3, 6};
    const facs_image image = image_of(&small);
    uint8_t rgb[27];
    facs_resize_cut_rgb(&image, 0, 0, 2, 2, 2, 2, rgb); /* as it is, in the other order */
    const uint8_t same[] = {30, 20, 10, 70, 60, 50, 110, 100, 90, 151, 141, 131};
    assert_memory_equal(rgb, same, sizeof same);
    facs_resize_cut_rgb(&image, 0, 0, 2, 2, 1, 1, rgb); /* mean of four, rounded half up */
    const uint8_t mean[] = {90, 80, 70};
    assert_memory_equal(rgb, mean, sizeof mean);
    facs_resize_cut_rgb(&image, 0, 0, 2, 2, 3, 3, rgb); /* the middle of three lies between the two */
    const uint8_t middle[] = {90, 80, 70};
    assert_memory_equal(rgb + 12, middle, sizeof middle);
    assert_int_equal(rgb[3], 50);
    assert_int_equal(rgb[0], 30);
}

typedef struct late {
    uint8_t to[HEIGHT][WIDTH][3];
    int rows;
} late;

static void make_rows(void *cookie, int first, int count)
{
    late *l = cookie;
    for (int y = first; y < first + count && y < HEIGHT; y++, l->rows++)
        memcpy(l->to[y], pixels[y], sizeof pixels[y]);
}

static void late_rows(void **state)
{
    (void)state;
    static late rows;
    memset(&rows, 0, sizeof rows);
    facs_late_rows coming = {.make = make_rows, .cookie = &rows};
    facs_late_rows_begin(&coming);
    const facs_image whole = image_of(&view);
    facs_image image = whole;
    image.hidden = &rows.to[0][0][0];
    image.late = &coming;
    uint8_t a[10 * 10 * 3], b[10 * 10 * 3];
    facs_resize_cut_rgb(&image, 4, 20, 15, 15, 10, 10, a);
    facs_resize_cut_rgb(&whole, 4, 20, 15, 15, 10, 10, b);
    assert_memory_equal(a, b, sizeof a);
    assert_true(rows.rows > 0 && rows.rows < HEIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(slow_twin_agrees),
        cmocka_unit_test(late_rows),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
