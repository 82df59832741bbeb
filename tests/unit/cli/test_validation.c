/* Matching, correlation, frame offset and judgement of `facsimile validate`, on tables in memory. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cli/cli.h"
#include "cli/column_use.h"
#include "cli/validation.h"

#include <math.h>

/* table.c, which is not asked to read, would complain with it */
void complain(const char *format, ...)
{
    fail_msg("%s", format);
}

enum { ROWS = 50, COLUMNS = 4 };

/* frame, success, AU12_r, pose_Rx */
typedef struct sample {
    char *name[COLUMNS];
    double value[ROWS][COLUMNS];
    table table;
} sample;

/* what says nothing about the next one */
static double curve(int i)
{
    const uint32_t mixed = ((uint32_t)i + 1) * 2654435761U;
    return ((mixed ^ (mixed >> 15)) * 2246822519U >> 8) / 16777216.0;
}

static void make_sample(sample *made, int first_frame)
{
    static char frame[] = "frame", success[] = "success", au[] = "AU12_r", pose[] = "pose_Rx";
    char *const names[COLUMNS] = {frame, success, au, pose};
    for (int i = 0; i < COLUMNS; i++)
        made->name[i] = names[i];
    for (int i = 0; i < ROWS; i++) {
        made->value[i][0] = first_frame + i;
        made->value[i][1] = 1;
        made->value[i][2] = curve(i);
        made->value[i][3] = curve(i + 500);
    }
    made->table = (table){.columns = COLUMNS, .name = made->name, .rows = ROWS, .values = made->value[0]};
}

static void test_grades(void **state)
{
    (void)state;
    assert_int_equal(grade_of(0.9500001), GRADE_EXCELLENT);
    assert_int_equal(grade_of(0.95), GRADE_GOOD);
    assert_int_equal(grade_of(0.90), GRADE_ACCEPTABLE);
    assert_int_equal(grade_of(0.83), GRADE_POOR);
    assert_int_equal(grade_of(-1), GRADE_POOR);
    assert_true(grade_least(GRADE_ACCEPTABLE) == 0.83 && grade_least(GRADE_EXCELLENT) == 0.95);
}

static void test_uses(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        column_use use;
    } known[] = {{"AU01_r", USE_AU},        {"AU12L_r", USE_AU},   {"AU_r", USE_NONE},     {"AU01_c", USE_NONE},
                 {"pose_Tz", USE_POSE},     {"p_scale", USE_POSE}, {"p_ty", USE_POSE},     {"p_0", USE_SHAPE},
                 {"p_33", USE_SHAPE},       {"p_", USE_NONE},      {"p_1a", USE_NONE},     {"x_67", USE_POINT_2D},
                 {"y_0", USE_POINT_2D},     {"Z_5", USE_POINT_3D}, {"W_5", USE_NONE},      {"", USE_NONE},
                 {"eye_lmk_x_0", USE_NONE}, {"_", USE_NONE},       {"gaze_0_x", USE_NONE}, {"pose_Q", USE_NONE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (column_use_of(known[i].name) != known[i].use)
            fail_msg("%s", known[i].name);
}

static void test_correlation(void **state)
{
    (void)state;
    sample a, b;
    make_sample(&a, 1);
    make_sample(&b, 1);
    row_pair pair[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        pair[i] = (row_pair){i, i};
        b.value[i][2] = 3 - 2 * a.value[i][2];
        b.value[i][3] = 0.1;
    }
    b.value[7][2] = (double)NAN;
    a.value[9][2] = (double)INFINITY;
    correlation found = correlate(&a.table, 2, &b.table, 2, pair, ROWS);
    assert_int_equal(found.count, ROWS - 2);
    assert_true(fabs(found.r + 1) < 1e-12);
    assert_true(fabs(found.deviation_b - 2 * found.deviation_a) < 1e-12);
    found = correlate(&a.table, 3, &b.table, 3, pair, ROWS);
    assert_true(isnan(found.r) && found.deviation_b == 0 && found.deviation_a > 0);
    found = correlate(&a.table, 3, &b.table, 3, pair, 0);
    assert_true(isnan(found.r) && isnan(found.difference) && found.count == 0);
}

static int offset_of(const sample *a, const sample *b)
{
    frame_offset found;
    assert_true(frame_offset_find(&a->table, &b->table, &found));
    return found.value;
}

static void test_offset(void **state)
{
    (void)state;
    sample a, b;
    for (int shift = -3; shift <= 3; shift++) {
        make_sample(&a, 20);
        make_sample(&b, 20 + shift);
        assert_int_equal(offset_of(&a, &b), shift < -2 || shift > 2 ? 0 : shift);
        for (int i = 0; i < ROWS; i++) /* a turned sign agrees as well */
            b.value[i][3] *= -1;
        assert_int_equal(offset_of(&a, &b), shift < -2 || shift > 2 ? 0 : shift);
    }
    /* what is constant says nothing: where the tables begin does */
    make_sample(&a, 0);
    make_sample(&b, 1);
    for (int i = 0; i < ROWS; i++)
        a.value[i][2] = a.value[i][3] = 1;
    assert_int_equal(offset_of(&a, &b), 1);
    assert_int_equal(offset_of(&b, &a), -1);
    /* a slow video: a frame later it is nearly the same, which is not clearly better */
    make_sample(&a, 1);
    make_sample(&b, 1);
    for (int i = 0; i < ROWS; i++) {
        a.value[i][2] = a.value[i][3] = sin(i * 0.001);
        b.value[i][2] = b.value[i][3] = sin((i - 1) * 0.001);
    }
    assert_int_equal(offset_of(&a, &b), 0);
}

static void test_judged(void **state)
{
    (void)state;
    sample a, b;
    make_sample(&a, 1);
    make_sample(&b, 1);
    a.value[3][1] = 0;
    b.value[4][1] = (double)NAN;
    b.value[3][1] = 0;
    for (int i = 0; i < ROWS; i++)
        b.value[i][3] = -b.value[i][3];
    validation made;
    assert_true(validation_make(&a.table, &b.table, PROCEDURE_GRADES, &made));
    assert_int_equal(made.rows.count, ROWS - 2);
    assert_int_equal(made.rows.left_out, 2);
    assert_int_equal(made.rows.failed_a, 1);
    assert_int_equal(made.rows.failed_b, 2);
    assert_true(made.judged == 2 && made.enough == 1 && !made.passed);
    assert_true(made.pose[0].turned && !made.au[0].turned);
    validation_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grades), cmocka_unit_test(test_uses),   cmocka_unit_test(test_correlation),
        cmocka_unit_test(test_offset), cmocka_unit_test(test_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
