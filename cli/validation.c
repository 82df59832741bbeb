/* See validation.h.
 *
 * Everything is judged by Pearson's r over the rows in which both results succeeded.  A column that does not vary has
 * none and is not judged.  The thresholds are those PyfaceAU is measured by: each of 17 action units above .83, of which
 * two may fail; pose parameters above .995 each; the mean over the shape parameters above .995, over the coordinates of
 * the 3-D landmarks above .90 (docs/cli.md, validate). */
#include "validation.h"

#include "column_use.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OPENFACE_POSE 0.995
#define OPENFACE_SHAPE 0.995
#define OPENFACE_POINTS 0.90
#define CLEARLY_NEGATIVE (-0.5)
#define OUTER_CORNER_RIGHT "36"
#define OUTER_CORNER_LEFT "45"
enum { OPENFACE_AUS_NEEDED = 15, OPENFACE_AUS = 17 };

static const double grade_bounds[GRADES] = {-(double)INFINITY, 0.83, 0.90, 0.95};

double grade_least(grade wanted)
{
    return grade_bounds[wanted];
}

grade grade_of(double r)
{
    grade found = GRADE_POOR;
    while (found < GRADE_EXCELLENT && r > grade_bounds[found + 1])
        found++;
    return found;
}

double validation_pose_needed(validation_procedure procedure)
{
    return procedure == PROCEDURE_OPENFACE ? OPENFACE_POSE : grade_least(GRADE_ACCEPTABLE);
}

double validation_shape_needed(validation_procedure procedure)
{
    return procedure == PROCEDURE_OPENFACE ? OPENFACE_SHAPE : grade_least(GRADE_ACCEPTABLE);
}

double validation_points_needed(validation_procedure procedure)
{
    return procedure == PROCEDURE_OPENFACE ? OPENFACE_POINTS : grade_least(GRADE_ACCEPTABLE);
}

/* ---- columns ---- */

static unjudged why_not(const correlation *figures)
{
    const bool a = figures->deviation_a > 0, b = figures->deviation_b > 0;
    if (figures->count < ROWS_LEAST)
        return FEW_ROWS;
    return a && b ? JUDGED : a ? CONSTANT_SECOND : b ? CONSTANT_FIRST : CONSTANT_BOTH;
}

static judged_column judge_column(const validation *made, int a, int b, double needed)
{
    judged_column judged = {.name = made->a->name[a]};
    judged.figures = correlate(made->a, a, made->b, b, made->rows.pair, made->rows.count);
    judged.why = why_not(&judged.figures);
    judged.enough = judged.why == JUDGED && judged.figures.r > needed;
    return judged;
}

static void add_au(validation *made, int a, int b)
{
    if (made->aus == COLUMNS_JUDGED_MAX)
        return;
    judged_column *au = &made->au[made->aus++];
    *au = judge_column(made, a, b, grade_least(GRADE_ACCEPTABLE));
    if (au->why == JUDGED && au->figures.deviation_b < ALMOST_CONSTANT_DEVIATION)
        au->why = ALMOST_CONSTANT;
    au->enough = au->enough && au->why == JUDGED;
    if (au->why != JUDGED)
        return;
    made->aus_judged++;
    made->aus_enough += au->enough;
    made->au_grades[grade_of(au->figures.r)]++;
}

static void add_pose(validation *made, int a, int b)
{
    if (made->poses == COLUMNS_JUDGED_MAX)
        return;
    judged_column *pose = &made->pose[made->poses++];
    *pose = judge_column(made, a, b, validation_pose_needed(made->procedure));
    pose->turned = pose->why == JUDGED && pose->figures.r < CLEARLY_NEGATIVE;
}

/* mean is a sum until all are there */
static void add_to_series(const validation *made, int a, int b, judged_series *series)
{
    const judged_column column = judge_column(made, a, b, 0);
    series->columns++;
    if (column.why != JUDGED)
        return;
    const double r = column.figures.r;
    series->mean = (series->judged++ ? series->mean : 0) + r;
    if (!series->least_name || r < series->least) {
        series->least = r;
        series->least_name = column.name;
    }
}

static void finish_series(judged_series *series, double needed)
{
    series->mean = series->judged ? series->mean / series->judged : (double)NAN;
    series->enough = series->judged && series->mean > needed;
}

static void measure_columns(validation *made)
{
    made->shape = made->points = (judged_series){.mean = (double)NAN, .least = (double)NAN};
    for (int a = 0; a < made->a->columns; a++) {
        const char *name = made->a->name[a];
        const column_use use = column_use_of(name);
        const int b = use == USE_NONE || table_column(made->a, name) != a ? -1 : table_column(made->b, name);
        if (b < 0)
            continue;
        switch (use) {
        case USE_AU:
            add_au(made, a, b);
            break;
        case USE_POSE:
            add_pose(made, a, b);
            break;
        case USE_SHAPE:
            add_to_series(made, a, b, &made->shape);
            break;
        case USE_POINT_3D:
            add_to_series(made, a, b, &made->points);
            break;
        case USE_POINT_2D:
        case USE_NONE:
            break;
        }
    }
    finish_series(&made->shape, validation_shape_needed(made->procedure));
    finish_series(&made->points, validation_points_needed(made->procedure));
}

/* ---- 2-D landmarks ---- */

typedef struct point_columns {
    int x, y;
} point_columns;

/* by its number as text; -1 = there is none */
static point_columns find_point(const table *read, const char *number)
{
    char x[16], y[16];
    snprintf(x, sizeof x, "x_%s", number);
    snprintf(y, sizeof y, "y_%s", number);
    return (point_columns){table_column(read, x), table_column(read, y)};
}

static double distance(const table *a, size_t row_a, point_columns p, const table *b, size_t row_b, point_columns q)
{
    return hypot(table_value(a, row_a, p.x) - table_value(b, row_b, q.x),
                 table_value(a, row_a, p.y) - table_value(b, row_b, q.y));
}

/* of the outer eye corners; NaN = cannot be told */
static double eye_distance(const table *b, size_t row, point_columns right, point_columns left)
{
    if (right.x < 0 || right.y < 0 || left.x < 0 || left.y < 0)
        return (double)NAN;
    const double found = distance(b, row, right, b, row, left);
    return found > 0 ? found : (double)NAN;
}

enum { POINTS_MAX = 1000 };

/* what both have */
static int find_points(const validation *made, point_columns a[POINTS_MAX], point_columns b[POINTS_MAX])
{
    int count = 0;
    for (int i = 0; i < made->a->columns && count < POINTS_MAX; i++) {
        const char *name = made->a->name[i];
        if (column_use_of(name) != USE_POINT_2D || name[0] != 'x')
            continue;
        a[count] = find_point(made->a, name + 2);
        b[count] = find_point(made->b, name + 2);
        count += a[count].x == i && a[count].y >= 0 && b[count].x >= 0 && b[count].y >= 0;
    }
    return count;
}

static void measure_landmarks(validation *made)
{
    landmark_error *error = &made->landmarks;
    double pixels = 0, shares = 0;
    size_t with_eyes = 0;
    const point_columns right = find_point(made->b, OUTER_CORNER_RIGHT), left = find_point(made->b, OUTER_CORNER_LEFT);
    point_columns a[POINTS_MAX], b[POINTS_MAX];
    error->points = find_points(made, a, b);
    for (size_t i = 0; error->points && i < made->rows.count; i++) {
        const row_pair rows = made->rows.pair[i];
        const double eyes = eye_distance(made->b, rows.b, right, left);
        for (int j = 0; j < error->points; j++) {
            const double d = distance(made->a, rows.a, a[j], made->b, rows.b, b[j]);
            if (!isfinite(d))
                continue;
            pixels += d;
            error->count++;
            shares += isfinite(eyes) ? d / eyes : 0;
            with_eyes += isfinite(eyes) ? 1 : 0;
        }
    }
    error->pixels = error->count ? pixels / (double)error->count : (double)NAN;
    error->percent = with_eyes ? 100 * shares / (double)with_eyes : (double)NAN;
}

/* ---- the judgement ---- */

/* of 17 action units two may fail, of fewer as many in proportion */
static int needed_aus(validation_procedure procedure, int judged)
{
    return procedure == PROCEDURE_OPENFACE ? (judged * OPENFACE_AUS_NEEDED + OPENFACE_AUS - 1) / OPENFACE_AUS : judged;
}

static void conclude(validation *made)
{
    made->aus_needed = needed_aus(made->procedure, made->aus_judged);
    made->judged = made->aus_judged;
    made->enough = made->aus_enough;
    int below = 0;
    for (int i = 0; i < made->poses; i++) {
        const bool judged = made->pose[i].why == JUDGED;
        made->judged += judged;
        made->enough += made->pose[i].enough;
        below += judged && !made->pose[i].enough;
    }
    const judged_series *const series[] = {&made->shape, &made->points};
    for (int i = 0; i < 2; i++) {
        const bool judged = series[i]->judged > 0;
        made->judged += judged;
        made->enough += series[i]->enough;
        below += judged && !series[i]->enough;
    }
    made->passed = made->judged && !below && made->aus_enough >= made->aus_needed;
}

bool validation_make(const table *a, const table *b, validation_procedure procedure, validation *made)
{
    memset(made, 0, sizeof *made);
    made->procedure = procedure;
    made->a = a;
    made->b = b;
    if (!frame_offset_find(a, b, &made->offset) || !matched_rows_make(a, b, made->offset.value, &made->rows))
        return false;
    matched_rows_keep_successes(&made->rows, a, b);
    measure_columns(made);
    measure_landmarks(made);
    conclude(made);
    return true;
}

void validation_free(validation *made)
{
    matched_rows_free(&made->rows);
}
