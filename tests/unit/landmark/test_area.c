/* Areas of interest: where the fast kernel may be used, zeros outside the image, hostile coordinates; the logistic
 * function of the neurons. */
#include "support/view.h"
#include "response_support.h"
#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* the fast kernel may be used exactly as long as all four pixels of every sample exist */
static void test_area_inside(void **state)
{
    (void)state;
    static uint8_t pixels[40 * 40];
    facs_image grey = {pixels, 40, 40, 1, 40, NULL};
    const float u[4] = {1, 0, 0, 1};
    facs_area_grid grid;
    facs_area_grid_columns(u, 13, &grid);
    static const struct {
        float x, y;
        bool inside;
    } cases[] = {{6, 6, true},        {5.98f, 6, false}, {6, 5.98f, false}, {32, 32, true},
                 {32.99f, 32, false}, {33, 32, false},   {32, 33, false},   {32.9f, 32.9f, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        facs_area_grid_rows(u, cases[i].x, cases[i].y, 13, &grid);
        assert_int_equal(facs_area_inside(VIEW(&grey), &grid, 13), cases[i].inside);
    }
    grey.stride = INT32_MAX / 8; /* offsets of 32 bits would not reach */
    facs_area_grid_rows(u, 20, 20, 13, &grid);
    assert_false(facs_area_inside(VIEW(&grey), &grid, 13));
}

/* zeros outside: the same pixels in a picture with a black frame */
static void test_area_border(void **state)
{
    enum { SIDE = 30, FRAME = 64, BIG = SIDE + 2 * FRAME };
    (void)state;
    static uint8_t small[SIDE * SIDE], big[BIG * BIG];
    for (int i = 0; i < SIDE * SIDE; i++) {
        small[i] = (uint8_t)(127 + (int)(128 * random_signed()));
        big[(i / SIDE + FRAME) * BIG + i % SIDE + FRAME] = small[i];
    }
    facs_image inner = {small, SIDE, SIDE, 1, SIDE, NULL}, framed = {big, BIG, BIG, 1, BIG, NULL};
    for (int round = 0; round < 500; round++) {
        /* multiples of 1/32 keep the f32 coordinates of both pictures equal */
        float x = (float)(int)(32 * 20 * random_signed()) / 32 + 15,
              y = (float)(int)(32 * 20 * random_signed()) / 32 + 15;
        const float u[4] = {1.25f, -0.5f, 0.5f, 1.25f};
        float a[FACS_AREA_FLOATS], b[FACS_AREA_FLOATS];
        sample_area(VIEW(&inner), x, y, u, 19, a);
        sample_area(VIEW(&framed), x + FRAME, y + FRAME, u, 19, b);
        assert_memory_equal(a, b, 19 * 19 * sizeof *a);
    }
}

static void test_area_hostile(void **state)
{
    (void)state;
    static const float values[] = {NAN,    INFINITY, -INFINITY,    3e38f,   -3e38f,   1e9f,          -1e9f, 32767,
                                   -32768, 2097151,  2097151.875f, 2097152, -2097152, -2097151.875f, 0};
    enum { COUNT = sizeof values / sizeof *values };
    static uint8_t pixels[20 * 20];
    memset(pixels, 200, sizeof pixels);
    facs_image grey = {pixels, 20, 20, 1, 20, NULL};
    for (int i = 0; i < COUNT * COUNT * COUNT; i++) {
        float x = values[i % COUNT], y = values[i / COUNT % COUNT], a = values[i / COUNT / COUNT];
        const float u[4] = {a, -a, a, a};
        float area[FACS_AREA_FLOATS];
        sample_area(VIEW(&grey), x, y, u, FACS_AREA_SIDE_MAX, area);
        for (int k = 0; k < FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX; k++)
            assert_true(area[k] >= 0 && area[k] <= 200);
        facs_area_grid grid;
        facs_area_grid_columns(u, FACS_AREA_SIDE_MAX, &grid);
        facs_area_grid_rows(u, x, y, FACS_AREA_SIDE_MAX, &grid);
        assert_int_equal(facs_area_inside(VIEW(&grey), &grid, FACS_AREA_SIDE_MAX), x == 0 && y == 0 && a == 0);
    }
}

/* against the library's exp */
static void test_logistic(void **state)
{
    (void)state;
    double worst = 0;
    for (int i = 0; i < 400000; i++) {
        float z = (i % 4 ? 30.0f : 690.0f) * random_signed();
        double expected = 1.0 + exp(-(double)z);
        worst = fmax(worst, fabs(facs_one_plus_exp_negative_reference(z) - expected) / expected);
    }
    print_message("# 1 + exp(-z) to %.2g\n", worst);
    assert_true(worst < 4e-16);
    assert_true(facs_add_logistic_reference(1.0f, 3.0, -INFINITY) == 1.0f &&
                facs_add_logistic_reference(1.0f, 3.0, INFINITY) == 4.0f);
    assert_true(facs_add_logistic_reference(1.0f, 3.0, NAN) == 1.0f &&
                facs_add_logistic_reference(0.0f, 3.0, -1e30f) == 0.0f);
    assert_true(facs_add_logistic_reference(0.0f, 3.0, 0.0f) == 1.5f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_area_inside),
        cmocka_unit_test(test_area_border),
        cmocka_unit_test(test_area_hostile),
        cmocka_unit_test(test_logistic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
