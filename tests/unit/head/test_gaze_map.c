/* Gaze on a screen: known maps are found, also from noisy gaze; what the errors say; layouts that do not do. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "head/gaze_map.h"
#include "support/random.h"

#include <math.h>
#include <string.h>

enum { FIVE = 5, NINE = 9 };

/* mm on a screen of 480 x 270, seen through the plane of the camera */
static const double places[NINE][2] = {{20, 20},  {460, 20}, {20, 250},  {460, 250}, {240, 135},
                                       {240, 20}, {20, 135}, {460, 135}, {240, 250}};

/* from the screen to the camera's plane: half the movement, turned a little; `bent` adds some of second order */
static void see(const double screen[2], double bent, double plane[2])
{
    const double x = (screen[0] - 240) / 240, y = (screen[1] - 135) / 135;
    plane[0] = -5 + 120 * x + 6 * y + bent * (x * x + x * y);
    plane[1] = 30 - 4 * x + 65 * y + bent * (y * y - x * y) / 2;
}

static void look(int count, double bent, double noise, uint64_t *seed, facs_gaze_point *points)
{
    for (int i = 0; i < count; i++) {
        memcpy(points[i].screen, places[i], sizeof places[i]);
        see(places[i], bent, points[i].plane);
        for (int axis = 0; axis < 2; axis++)
            points[i].plane[axis] += noise * (random_unit(seed) - 0.5) * sqrt(12);
    }
}

/* the mean distance on a grid over the screen */
static double error_on_the_screen(const facs_gaze_map *map, double bent)
{
    double sum = 0;
    for (int i = 0; i < 100; i++) {
        const double screen[2] = {48.0 * (i % 10) + 24, 27.0 * (i / 10) + 13.5};
        double plane[2], found[2];
        see(screen, bent, plane);
        facs_gaze_map_apply(map, plane, found);
        sum += hypot(found[0] - screen[0], found[1] - screen[1]) / 100;
    }
    return sum;
}

static void on_the_plane(void **state)
{
    (void)state;
    double place[2];
    const float pose[6] = {50, -20, 600, 1, 1, 1};
    assert_true(facs_gaze_on_plane((float[]){0, 0}, pose, place));
    assert_true(place[0] == 50 && place[1] == -20);
    assert_true(facs_gaze_on_plane((float[]){-0.083141f, 0.033321f}, pose, place)); /* to the camera */
    assert_true(fabs(place[0]) < 0.01 && fabs(place[1]) < 0.01);
    assert_false(facs_gaze_on_plane((float[]){1.4f, 0}, pose, place));
    assert_false(facs_gaze_on_plane((float[]){0, -3}, pose, place));
    assert_false(facs_gaze_on_plane((float[]){NAN, 0}, pose, place));
    assert_false(facs_gaze_on_plane((float[]){0, 0}, (float[6]){0, 0, -600}, place));
    assert_false(facs_gaze_on_plane((float[]){0, 0}, (float[6]){0, 0, INFINITY}, place));
}

static void known_maps(void **state)
{
    (void)state;
    uint64_t seed = 11;
    facs_gaze_point points[NINE];
    facs_gaze_map map;
    look(FIVE, 0, 0, &seed, points);
    assert_int_equal(facs_gaze_map_fit(points, FIVE, &map, NULL), FACS_OK);
    assert_int_equal(map.terms, 3);
    assert_true(error_on_the_screen(&map, 0) < 0.05); /* the ridge */
    assert_true(facs_gaze_left_out(points, FIVE) < 0.2);
    look(NINE, 12, 0, &seed, points);
    assert_int_equal(facs_gaze_map_fit(points, 8, &map, NULL), FACS_OK);
    assert_int_equal(map.terms, 3);
    const double straight = error_on_the_screen(&map, 12);
    assert_int_equal(facs_gaze_map_fit(points, NINE, &map, NULL), FACS_OK);
    assert_int_equal(map.terms, FACS_GAZE_TERMS);
    assert_true(error_on_the_screen(&map, 12) < straight / 3 && straight > 8);
    look(NINE, 0, 0.5, &seed, points); /* nothing bent: more terms would follow the noise */
    assert_int_equal(facs_gaze_map_fit(points, NINE, &map, NULL), FACS_OK);
    assert_int_equal(map.terms, 3);
}

/* with noise: near the map, and the error of left out points says about how near */
static void noise(void **state)
{
    (void)state;
    uint64_t seed = 7;
    double error = 0, left_out = 0, made_of = 0;
    enum { TIMES = 200 };
    for (int i = 0; i < TIMES; i++) {
        facs_gaze_point points[NINE];
        facs_gaze_map map;
        look(NINE, 0, 5, &seed, points);
        assert_int_equal(facs_gaze_map_fit(points, i % 2 ? 8 : NINE, &map, NULL), FACS_OK);
        error += error_on_the_screen(&map, 0) / TIMES;
        left_out += facs_gaze_left_out(points, i % 2 ? 8 : NINE) / TIMES;
        made_of += facs_gaze_error(points, i % 2 ? 8 : NINE) / TIMES;
    }
    assert_true(error > 2 && error < 12);
    assert_true(made_of < left_out && error < left_out && left_out < 40);
}

static void refused(facs_gaze_point *points, int count, const char *word)
{
    facs_error error = {0};
    facs_gaze_map map = {.terms = -1};
    assert_int_equal(facs_gaze_map_fit(points, count, &map, &error), FACS_E_ARGUMENT);
    if (!strstr(error.message, word))
        fail_msg("'%s' does not say '%s'", error.message, word);
    assert_int_equal(map.terms, -1);
}

static void layouts_that_do_not_do(void **state)
{
    (void)state;
    uint64_t seed = 3;
    facs_gaze_point points[NINE];
    look(FIVE, 0, 0, &seed, points);
    refused(points, 4, "4 different points");
    memcpy(points[4].screen, points[0].screen, sizeof points[0].screen);
    refused(points, FIVE, "4 different points");
    for (int i = 0; i < FIVE; i++) {
        const double on_a_line[2] = {100.0 * i, 50.0 * i};
        memcpy(points[i].screen, on_a_line, sizeof on_a_line);
        see(on_a_line, 0, points[i].plane);
    }
    refused(points, FIVE, "on a line");
    points[2].screen[1] += 90; /* all but one */
    see(points[2].screen, 0, points[2].plane);
    refused(points, FIVE, "on a line");
    look(FIVE, 0, 0, &seed, points);
    for (int i = 0; i < FIVE; i++)
        memcpy(points[i].plane, points[0].plane, sizeof points[0].plane);
    refused(points, FIVE, "does not move");
    look(FIVE, 0, 0, &seed, points);
    for (int i = 0; i < FIVE; i++)
        points[i].plane[1] = points[i].plane[0];
    refused(points, FIVE, "along a line only");
    look(FIVE, 0, 0, &seed, points); /* the times of the points are mixed up */
    for (int i = 0; i < FIVE; i++)
        see(places[(i + 2) % FIVE], 0, points[i].plane);
    refused(points, FIVE, "does not follow the points");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_plane),
        cmocka_unit_test(known_maps),
        cmocka_unit_test(noise),
        cmocka_unit_test(layouts_that_do_not_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
