/* The tables of the two sides: what is asymmetric and how much, byte for byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "extract/sides.h"
#include "support/meter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/facs-sides-XXXXXX";

static const char *place(char path[64], const char *name)
{
    snprintf(path, 64, "%s/%s", folder, name);
    return path;
}

static void holds(const char *name, const char *text)
{
    char path[64], found[2048] = "";
    FILE *file = fopen(place(path, name), "rb");
    assert_non_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(found, text);
    assert_int_equal(unlink(path), 0);
}

static void test_formula(void **state)
{
    (void)state;
    assert_true(facs_asymmetry(2, 2, 2) == 0);
    assert_true(facs_asymmetry(0, 3, 3) == -100); /* a paralysed right side */
    assert_true(facs_asymmetry(4, 0, 4) == 100);
    assert_true(facs_asymmetry(1, 4, 4) == -75);
    assert_true(facs_asymmetry(4, 1, 4) == 75);
    assert_true(facs_asymmetry(0.02, 0.01, 0.5) == 50); /* of means, when there was a movement */
    assert_true(isnan(facs_asymmetry(0.4, 0.1, 0.49))); /* noise has no side */
    assert_true(isnan(facs_asymmetry(0, 0, 0)));
    assert_true(isnan(facs_asymmetry(0, 0, 3)));
    assert_true(isnan(facs_asymmetry(NAN, NAN, NAN)));
}

static void add(facs_sides *sides, int64_t frame, const double *right, const double *left, double yaw)
{
    facs_error error;
    const facs_sides_row row = {
        .frame = frame, .timestamp = (double)(frame - 1) / 8, .yaw = yaw, .quality = yaw / 10, .values = {right, left}};
    assert_int_equal(facs_sides_add(sides, &row, &error), FACS_OK);
}

static void fill(facs_sides *sides, const facs_env *env)
{
    char rows[64], units[64];
    facs_error error;
    /* where values lie may differ between the sides */
    const facs_side_unit unit[] = {{.name = "AU02", .index = {2, 2}}, {.name = "AU12", .index = {0, 1}}};
    assert_int_equal(facs_sides_open(env, place(rows, "rows"), place(units, "units"), unit, 2, sides, &error), FACS_OK);
    add(sides, 1, (const double[]){1, 9, 0.25}, (const double[]){9, 2, 0.125}, 1.5);
    add(sides, 2, NULL, (const double[]){9, 5, 5}, NAN); /* a frame with one side does not count */
    add(sides, 3, (const double[]){1.5, 9, 0.25}, (const double[]){9, 4, 0}, -4);
    add(sides, 4, NULL, NULL, NAN);
    add(sides, 5, (const double[]){0.5, 9, 0}, (const double[]){9, 0, 0.0625}, 2);
    assert_int_equal(facs_sides_end(sides, &error), FACS_OK);
}

static void test_tables(void **state)
{
    (void)state;
    facs_sides sides = {.count = 0};
    facs_error error;
    meter memory;
    const facs_env env = meter_env(&memory, -1);
    fill(&sides, &env);
    facs_mirror_unit unit;
    facs_sides_unit(&sides, 1, &unit);
    assert_string_equal(unit.name, "AU12");
    assert_true(unit.peak[FACS_RIGHT] == 1.5 && unit.peak[FACS_LEFT] == 4 && unit.mean[FACS_RIGHT] == 1);
    assert_int_equal(sides.measured, 3);
    assert_int_equal(facs_sides_commit(&sides, &error), FACS_OK);
    facs_sides_close(&sides);
    assert_int_equal(memory.alive, 0);
    holds("rows",
          "frame,timestamp,success_right,success_left,head_yaw,head_quality,AU02_right,AU02_left,AU02_difference,"
          "AU12_right,AU12_left,AU12_difference\n"
          "1,0.000,1,1,1.500,0.150,0.250,0.125,0.125,1.000,2.000,-1.000\n"
          "2,0.125,0,1,,,,5.000,,,5.000,\n"
          "3,0.250,1,1,-4.000,-0.400,0.250,0.000,0.250,1.500,4.000,-2.500\n"
          "4,0.375,0,0,,,,,,,,\n"
          "5,0.500,1,1,2.000,0.200,0.000,0.062,-0.062,0.500,0.000,0.500\n");
    holds("units", "au,frames,peak_right,peak_left,asymmetry_peak,mean_right,mean_left,asymmetry_mean,peak_frame_right,"
                   "peak_frame_left\n"
                   "AU02,3,0.250,0.125,,0.167,0.062,,1,1\n"
                   "AU12,3,1.500,4.000,-62.5,1.000,2.000,-50.0,3,3\n");
}

static void test_no_frame(void **state)
{
    (void)state;
    char rows[64], units[64];
    facs_sides sides = {.count = 0};
    facs_error error;
    const facs_env env = facs_env_resolve(NULL);
    const facs_side_unit unit[] = {{.name = "AU02", .index = {0, 0}}};
    assert_int_equal(facs_sides_open(&env, place(rows, "rows"), place(units, "units"), unit, 1, &sides, &error),
                     FACS_OK);
    add(&sides, 1, (const double[]){3}, NULL, NAN);
    assert_int_equal(facs_sides_end(&sides, &error), FACS_OK);
    facs_mirror_unit none;
    facs_sides_unit(&sides, 0, &none);
    assert_true(isnan(none.peak[FACS_RIGHT]) && isnan(none.mean[FACS_LEFT]) && isnan(none.asymmetry_peak));
    assert_int_equal(facs_sides_commit(&sides, &error), FACS_OK);
    facs_sides_close(&sides);
    holds("rows",
          "frame,timestamp,success_right,success_left,head_yaw,head_quality,AU02_right,AU02_left,AU02_difference\n"
          "1,0.000,1,0,,,3.000,,\n");
    holds("units", "au,frames,peak_right,peak_left,asymmetry_peak,mean_right,mean_left,asymmetry_mean,peak_frame_right,"
                   "peak_frame_left\n"
                   "AU02,0,,,,,,,,\n");
}

/* nothing stands under the names */
static void test_given_up(void **state)
{
    (void)state;
    char path[64];
    facs_sides sides = {.count = 0};
    const facs_env env = facs_env_resolve(NULL);
    fill(&sides, &env);
    facs_sides_close(&sides);
    assert_int_not_equal(access(place(path, "rows"), F_OK), 0);
    assert_int_not_equal(access(place(path, "units"), F_OK), 0);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder); /* which is empty */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formula), cmocka_unit_test(test_tables),
                                       cmocka_unit_test(test_no_frame), cmocka_unit_test(test_given_up)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
