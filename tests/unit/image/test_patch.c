/* Patches: values of training/crop.py on a made-up picture, rows asked for, borders, colour, matrices that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/patch.h"

enum { WIDTH = 90, HEIGHT = 61, SIDE_MAX = 64 };

typedef struct fixture {
    facs_env env;
    facs_patcher *patcher;
    facs_pixels grey, colour;
} fixture;

static uint8_t pixel_at(int x, int y)
{
    return (uint8_t)(x * 7 + y * 13 + ((x * y) % 31) * 5);
}

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = facs_env_resolve(NULL);
    *state = &f;
    if (facs_patcher_create(&f.env, SIDE_MAX, SIDE_MAX, &f.patcher, NULL) != FACS_OK ||
        facs_pixels_resize(&f.env, &f.grey, WIDTH, HEIGHT, 1) != FACS_OK ||
        facs_pixels_resize(&f.env, &f.colour, WIDTH, HEIGHT, 3) != FACS_OK)
        return -1;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            f.grey.data[y * f.grey.stride + x] = pixel_at(x, y);
            for (int k = 0; k < 3; k++)
                f.colour.data[y * f.colour.stride + 3 * x + k] = (uint8_t)(pixel_at(x, y) / (k + 1));
        }
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_patcher_destroy(&f->patcher);
    facs_pixels_free(&f->env, &f->grey);
    facs_pixels_free(&f->env, &f->colour);
    return 0;
}

/* `scale` times as large, turned, (x, y) of the picture in the middle */
static void similarity(double scale, double turn, double x, double y, int width, int height, bool mirror,
                       double matrix[6])
{
    double c = cos(turn) * scale, s = sin(turn) * scale, sign = mirror ? -1 : 1;
    matrix[0] = sign * c;
    matrix[1] = sign * s;
    matrix[3] = -s;
    matrix[4] = c;
    matrix[2] = width / 2.0 - matrix[0] * x - matrix[1] * y;
    matrix[5] = height / 2.0 - matrix[3] * x - matrix[4] * y;
}

/* Computed by sample() of training/crop.py; the last number is normalised with 8. */
static void as_in_training(void **state)
{
    static const struct {
        double scale, turn, x, y;
        int width, height;
        bool mirror;
        float values[6], normalised;
        double mean, deviation;
    } cases[] = {
        {1.25,
         0.3,
         40,
         30,
         16,
         12,
         false,
         {133.4375f, 89.11328125f, 12, 189.625f, 68.4912109375f, 89.4599609375f},
         -0.6819804906845093f,
         133.03993225097656,
         55.902076721191406},
        {0.31,
         -0.2,
         45,
         30,
         16,
         12,
         false,
         {145.04296875f, 100.53125f, 115.046875f, 157.12890625f, 96.619140625f, 126.04296875f},
         -0.0033423781860619783f,
         126.1514663696289,
         24.46120262145996},
        {0.12,
         0,
         30,
         20,
         8,
         6,
         false,
         {105, 123.25f, 116.97265625f, 142.865234375f, 141.642578125f, 118.470703125f},
         -0.2864731252193451f,
         124.90352630615234,
         14.455243110656738},
        {0.7,
         2,
         5,
         58,
         16,
         12,
         true,
         {142.90625f, 81.5517578125f, 76, 12, 200.451171875f, 148.90625f},
         0.4513816237449646f,
         118.6954574584961,
         58.929603576660156},
    };
    fixture *f = *state;
    const facs_image grey = facs_pixels_view(&f->grey);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int w = cases[i].width, h = cases[i].height;
        const int at[6] = {0, w - 1, h / 2 * w + w / 2, (h - 1) * w + 3, h * w - 1, 2 * w + 1};
        float values[16 * 12];
        double matrix[6], mean, deviation;
        similarity(cases[i].scale, cases[i].turn, cases[i].x, cases[i].y, w, h, cases[i].mirror, matrix);
        assert_int_equal(facs_patch_cut(f->patcher, &grey, matrix, w, h, values, NULL), FACS_OK);
        for (int k = 0; k < 6; k++)
            assert_true(values[at[k]] == cases[i].values[k]);
        facs_patch_statistics(values, w * h, &mean, &deviation);
        assert_true(fabs(mean - cases[i].mean) < 1e-4 && fabs(deviation - cases[i].deviation) < 1e-4);
        facs_patch_normalise(values, w * h, 8);
        assert_true(fabsf(values[2 * w + 1] - cases[i].normalised) < 1e-5f);
    }
}

/* ---- rows that come late ---- */

static bool row_made[HEIGHT + FACS_BAND_ROWS];

static void make_rows(void *cookie, int first, int count)
{
    (void)cookie;
    memset(row_made + first, 1, (size_t)count);
}

static void asks_for_what_it_reads(void **state)
{
    fixture *f = *state;
    float values[64];
    double matrix[6];
    facs_late_rows late = {.make = make_rows};
    memset(row_made, 0, sizeof row_made);
    facs_late_rows_begin(&late);
    facs_image grey = facs_pixels_view(&f->grey);
    grey.late = &late;
    similarity(1, 0, 40, 40, 8, 8, false, matrix);
    assert_int_equal(facs_patch_cut(f->patcher, &grey, matrix, 8, 8, values, NULL), FACS_OK);
    assert_true(row_made[36] && row_made[44]);
    assert_false(row_made[0] || row_made[15]);
}

/* ---- odd pictures and matrices ---- */

static uint8_t mean4(const fixture *f, int x, int y)
{
    const uint8_t *p = f->grey.data + y * f->grey.stride + x;
    return (uint8_t)((p[0] + p[1] + p[f->grey.stride] + p[f->grey.stride + 1] + 2) >> 2);
}

/* Halving a part gives what halving the whole picture does; far outside the edge goes on. */
static void halves_only_what_it_needs(void **state)
{
    fixture *f = *state;
    const facs_image grey = facs_pixels_view(&f->grey);
    float values[4];
    /* pixel (i, j) of the halved picture lies at 2 i + .5 */
    for (int y = 0; y < HEIGHT / 2 - 1; y++)
        for (int x = 0; x < WIDTH / 2 - 1; x++) {
            const double matrix[6] = {0.5, 0, -0.25 - x, 0, 0.5, -0.25 - y};
            assert_int_equal(facs_patch_cut(f->patcher, &grey, matrix, 2, 2, values, NULL), FACS_OK);
            assert_true(values[0] == mean4(f, 2 * x, 2 * y));
            assert_true(values[3] == mean4(f, 2 * x + 2, 2 * y + 2));
        }
    static const double far[2] = {-1e9, 1e9};
    for (int i = 0; i < 2; i++) {
        const double matrix[6] = {1, 0, -far[i], 0, 1, -far[i]};
        assert_int_equal(facs_patch_cut(f->patcher, &grey, matrix, 2, 2, values, NULL), FACS_OK);
        assert_true(values[0] == (i ? pixel_at(WIDTH - 1, HEIGHT - 1) : pixel_at(0, 0)));
    }
}

static void small_pictures(void **state)
{
    fixture *f = *state;
    float values[SIDE_MAX * SIDE_MAX];
    double matrix[6];
    for (int width = 1; width <= 9; width++)
        for (int height = 1; height <= 9; height++)
            for (int k = 0; k < 12; k++) {
                facs_image grey = facs_pixels_view(&f->grey);
                grey.width = width;
                grey.height = height;
                similarity(ldexp(1, k / 2 - 4), 0.5 * k, width / 2.0, height / 2.0, SIDE_MAX, SIDE_MAX, k & 1, matrix);
                assert_int_equal(facs_patch_cut(f->patcher, &grey, matrix, SIDE_MAX, SIDE_MAX, values, NULL), FACS_OK);
                for (int i = 0; i < SIDE_MAX * SIDE_MAX; i++)
                    assert_true(values[i] >= 0 && values[i] <= 255);
            }
}

static void no_matrices(void **state)
{
    static const double matrices[][6] = {
        {0},
        {1, 2, 0, 2, 4, 0},
        {NAN, 0, 0, 0, 1, 0},
        {1, 0, NAN, 0, 1, 0},
        {1, 0, 0, 0, 1, INFINITY},
        {1e300, 0, 0, 0, 1e300, 0},
    };
    fixture *f = *state;
    float values[4];
    uint8_t rgb[12];
    const facs_image grey = facs_pixels_view(&f->grey), colour = facs_pixels_view(&f->colour);
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) {
        facs_error error = {0};
        assert_int_equal(facs_patch_cut(f->patcher, &grey, matrices[i], 2, 2, values, &error), FACS_E_ARGUMENT);
        assert_true(error.message[0] != '\0');
        assert_int_equal(facs_patch_cut_rgb(&colour, matrices[i], 2, 2, FACS_PATCH_REPEAT, rgb, NULL), FACS_E_ARGUMENT);
    }
}

/* ---- colour ---- */

static void colours(void **state)
{
    fixture *f = *state;
    const facs_image colour = facs_pixels_view(&f->colour);
    const double matrix[6] = {1, 0, 1, 0, 1, 1.5};
    uint8_t rgb[3 * 4 * 4];
    for (int border = 0; border < 2; border++) {
        assert_int_equal(
            facs_patch_cut_rgb(&colour, matrix, 4, 4, border ? FACS_PATCH_BLACK : FACS_PATCH_REPEAT, rgb, NULL),
            FACS_OK);
        for (int k = 0; k < 3; k++) {
            int first = pixel_at(0, 0) / (k + 1), second = pixel_at(0, 1) / (k + 1);
            assert_int_equal(rgb[3 * (2 * 4 + 1) + 2 - k], (first + second + 1) / 2);
            assert_int_equal(rgb[3 * (1 * 4 + 1) + 2 - k], border ? (first + 1) / 2 : first);
            assert_int_equal(rgb[2 - k], border ? 0 : first);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_training),
        cmocka_unit_test(asks_for_what_it_reads),
        cmocka_unit_test(halves_only_what_it_needs),
        cmocka_unit_test(small_pictures),
        cmocka_unit_test(no_matrices),
        cmocka_unit_test(colours),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
