/* See validation_report.h. */
#include "validation_report.h"

#include "cli.h"
#include "only_in_one.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const grade_names[GRADES] = {"poor", "acceptable", "good", "excellent"};
static const char *const unjudged_words[] = {
    [JUDGED] = "",
    [FEW_ROWS] = "too few rows",
    [CONSTANT_BOTH] = "constant in both",
    [CONSTANT_FIRST] = "constant in the first",
    [CONSTANT_SECOND] = "constant in the second",
    [ALMOST_CONSTANT] = "almost constant",
};
enum { WIDTH = 80, LABEL = 16 };

/* ---- the table ---- */

static void print_matching(const validation *made)
{
    const matched_rows *rows = &made->rows;
    const frame_offset *offset = &made->offset;
    printf("%-*s %zu judged; %zu only in the first, %zu only in the second\n", LABEL, "rows", rows->count, rows->only_a,
           rows->only_b);
    if (rows->left_out)
        printf("%-*s %zu: %zu failed in the first, %zu in the second\n", LABEL, "left out", rows->left_out,
               rows->failed_a, rows->failed_b);
    if (rows->by == MATCHED_BY_ORDER)
        printf("%-*s by their order: they do not both have a frame or face\n", LABEL, "matched");
    if (offset->value == 0 && offset->expected == 0)
        return;
    printf("%-*s N of the first is N%+d of the second: ", LABEL, "frames", offset->value);
    if (offset->value == offset->expected)
        printf("they begin at %d and %d\n", offset->value<0, offset->value> 0);
    else
        printf("they agree best so,\n%-*s mean |r| %.4f, and %.4f with N%+d\n", LABEL, "",
               offset->scores[offset->value + OFFSET_MOST], offset->scores[offset->expected + OFFSET_MOST],
               offset->expected);
}

static void print_r(const char *label, double r)
{
    printf("%-*s ", LABEL, label);
    if (isfinite(r))
        printf("%8.4f  ", r);
    else
        printf("%8s  ", "n/a");
}

/* `judged` false: it gets no grade */
static const char *grade_word(double r, bool judged)
{
    return judged && isfinite(r) ? grade_names[grade_of(r)] : "-";
}

static void print_column(const judged_column *column, size_t rows, double needed)
{
    const correlation *figures = &column->figures;
    print_r(column->name, column->why == FEW_ROWS ? (double)NAN : figures->r);
    printf("%-10s ", grade_word(figures->r, column->why == JUDGED));
    if (figures->count)
        printf("%10.4f %11.4f", figures->difference, figures->deviation_b);
    else
        printf("%10s %11s", "-", "-");
    if (column->why != JUDGED)
        printf("  %s", unjudged_words[column->why]);
    else if (column->turned)
        printf("  the sign is turned");
    else if (!column->enough && figures->r > grade_least(GRADE_ACCEPTABLE))
        printf("  %g needed", needed);
    else if (figures->count < rows)
        printf("  in %zu rows", figures->count);
    putchar('\n');
}

static void print_series(const char *label, const judged_series *series)
{
    if (!series->columns)
        return;
    print_r(label, series->mean);
    printf("%-10s ", grade_word(series->mean, true));
    printf("  mean of %d", series->judged);
    if (series->judged < series->columns)
        printf(", %d not judged", series->columns - series->judged);
    if (series->judged)
        printf("; least %.4f, %s", series->least, series->least_name);
    putchar('\n');
}

static void print_landmarks(const landmark_error *error)
{
    if (!error->count)
        return;
    printf("%-*s %8.4f  px", LABEL, "2-D landmarks", error->pixels);
    if (isfinite(error->percent))
        printf(", %.2f %% of the distance of the outer eye corners", error->percent);
    putchar('\n');
}

/* a list of names, broken into lines */
static bool print_only(const char *label, const table *one, const table *other)
{
    enum { LINE_ROOM = 512 }; /* a name may be longer than a line */
    cJSON *list = only_in_one(one, other);
    char line[LINE_ROOM] = " ";
    const cJSON *item;
    if (cJSON_GetArraySize(list))
        printf("%s\n", label);
    cJSON_ArrayForEach(item, list)
    {
        size_t length = strlen(line);
        if (length > 1 && length + 2 + strlen(item->valuestring) > WIDTH) {
            say(stdout, "%s", line);
            length = 1;
        }
        snprintf(line + length, sizeof line - length, " %s%s", item->valuestring, item->next ? "," : "");
    }
    if (cJSON_GetArraySize(list))
        say(stdout, "%s", line);
    cJSON_Delete(list);
    return list != NULL;
}

static const char *passed_word(bool passed)
{
    return passed ? "passed" : "below";
}

static void print_series_verdict(const char *label, const judged_series *series, double needed)
{
    if (series->judged)
        printf("%-*s mean r above %g needed: %s\n", LABEL, label, needed, passed_word(series->enough));
}

static void print_verdict(const validation *made)
{
    int judged = 0, enough = 0;
    for (int i = 0; i < made->poses; i++) {
        judged += made->pose[i].why == JUDGED;
        enough += made->pose[i].enough;
    }
    if (made->aus_judged) {
        printf("%-*s %d excellent, %d good, %d acceptable, %d poor\n", LABEL, "action units",
               made->au_grades[GRADE_EXCELLENT], made->au_grades[GRADE_GOOD], made->au_grades[GRADE_ACCEPTABLE],
               made->au_grades[GRADE_POOR]);
        printf("%-*s %d of %d above %g, %d needed: %s\n", LABEL, "", made->aus_enough, made->aus_judged,
               grade_least(GRADE_ACCEPTABLE), made->aus_needed, passed_word(made->aus_enough >= made->aus_needed));
    }
    if (judged)
        printf("%-*s %d of %d above %g, all needed: %s\n", LABEL, "pose", enough, judged,
               validation_pose_needed(made->procedure), passed_word(enough == judged));
    print_series_verdict("shape", &made->shape, validation_shape_needed(made->procedure));
    print_series_verdict("3-D landmarks", &made->points, validation_points_needed(made->procedure));
    printf("%-*s %s\n", LABEL, "verdict", !made->judged ? "nothing can be judged" : made->passed ? "passed" : "below");
}

bool validation_print(const validation *made, const char *const paths[2])
{
    say(stdout, "%-*s %s", LABEL, "first", paths[0]);
    say(stdout, "%-*s %s, the reference", LABEL, "second", paths[1]);
    print_matching(made);
    if (made->aus || made->poses || made->shape.columns || made->points.columns)
        printf("\n%-*s %8s  %-10s %10s %11s\n", LABEL, "", "r", "grade", "mean |d|", "second's sd");
    for (int i = 0; i < made->aus; i++)
        print_column(&made->au[i], made->rows.count, grade_least(GRADE_ACCEPTABLE));
    for (int i = 0; i < made->poses; i++)
        print_column(&made->pose[i], made->rows.count, validation_pose_needed(made->procedure));
    print_series("shape", &made->shape);
    print_series("3-D landmarks", &made->points);
    print_landmarks(&made->landmarks);
    const bool good =
        print_only("\nonly in the first:", made->a, made->b) && print_only("\nonly in the second:", made->b, made->a);
    putchar('\n');
    print_verdict(made);
    return good;
}

/* ---- JSON ---- */

/* JSON has no NaN */
static bool add_number(cJSON *to, const char *name, double value)
{
    return isfinite(value) ? cJSON_AddNumberToObject(to, name, value) : cJSON_AddNullToObject(to, name);
}

static bool add_grade(cJSON *to, double r, bool judged)
{
    return judged && isfinite(r) ? cJSON_AddStringToObject(to, "grade", grade_names[grade_of(r)])
                                 : cJSON_AddNullToObject(to, "grade");
}

static bool add_rows(cJSON *to, const validation *made)
{
    static const char *const by[] = {"frame", "face", "order"};
    const matched_rows *rows = &made->rows;
    cJSON *item = cJSON_AddObjectToObject(to, "rows");
    bool good = item && cJSON_AddNumberToObject(item, "judged", (double)rows->count) &&
                cJSON_AddNumberToObject(item, "left_out", (double)rows->left_out) &&
                cJSON_AddNumberToObject(item, "failed_first", (double)rows->failed_a) &&
                cJSON_AddNumberToObject(item, "failed_second", (double)rows->failed_b) &&
                cJSON_AddNumberToObject(item, "only_first", (double)rows->only_a) &&
                cJSON_AddNumberToObject(item, "only_second", (double)rows->only_b) &&
                cJSON_AddStringToObject(item, "matched_by", by[rows->by]) &&
                cJSON_AddNumberToObject(item, "frame_offset", made->offset.value);
    cJSON *scores = good ? cJSON_AddObjectToObject(item, "offset_scores") : NULL;
    good = scores != NULL;
    for (int i = 0; good && i < OFFSETS; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i - OFFSET_MOST);
        good = add_number(scores, name, made->offset.scores[i]);
    }
    return good;
}

static bool add_columns(cJSON *to, const char *name, const judged_column *columns, int count)
{
    cJSON *list = cJSON_AddArrayToObject(to, name);
    bool good = list != NULL;
    for (int i = 0; good && i < count; i++) {
        const judged_column *column = &columns[i];
        const bool judged = column->why == JUDGED;
        cJSON *item = cJSON_CreateObject();
        good = cJSON_AddItemToArray(list, item) && cJSON_AddStringToObject(item, "name", column->name) &&
               add_number(item, "r", column->why == FEW_ROWS ? (double)NAN : column->figures.r) &&
               add_grade(item, column->figures.r, judged) &&
               add_number(item, "mean_difference", column->figures.difference) &&
               cJSON_AddNumberToObject(item, "deviation_first", column->figures.deviation_a) &&
               cJSON_AddNumberToObject(item, "deviation_second", column->figures.deviation_b) &&
               cJSON_AddNumberToObject(item, "rows", (double)column->figures.count) &&
               (judged ? cJSON_AddNullToObject(item, "not_judged")
                       : cJSON_AddStringToObject(item, "not_judged", unjudged_words[column->why])) &&
               cJSON_AddBoolToObject(item, "sign_turned", column->turned) &&
               (judged ? cJSON_AddBoolToObject(item, "enough", column->enough) : cJSON_AddNullToObject(item, "enough"));
    }
    return good;
}

static bool add_series(cJSON *to, const char *name, const judged_series *series)
{
    if (!series->columns)
        return cJSON_AddNullToObject(to, name);
    cJSON *item = cJSON_AddObjectToObject(to, name);
    return item && add_number(item, "mean_r", series->mean) && add_grade(item, series->mean, true) &&
           cJSON_AddNumberToObject(item, "columns", series->columns) &&
           cJSON_AddNumberToObject(item, "judged", series->judged) && add_number(item, "least_r", series->least) &&
           (series->judged ? cJSON_AddStringToObject(item, "least", series->least_name)
                           : cJSON_AddNullToObject(item, "least")) &&
           (series->judged ? cJSON_AddBoolToObject(item, "enough", series->enough)
                           : cJSON_AddNullToObject(item, "enough"));
}

static bool add_landmarks(cJSON *to, const landmark_error *error)
{
    if (!error->count)
        return cJSON_AddNullToObject(to, "landmarks_2d");
    cJSON *item = cJSON_AddObjectToObject(to, "landmarks_2d");
    return item && cJSON_AddNumberToObject(item, "points", error->points) &&
           add_number(item, "mean_px", error->pixels) && add_number(item, "mean_percent", error->percent);
}

static bool add_only(cJSON *to, const char *name, const table *one, const table *other)
{
    cJSON *list = only_in_one(one, other);
    if (list && cJSON_AddItemToObject(to, name, list))
        return true;
    cJSON_Delete(list);
    return false;
}

static bool add_verdict(cJSON *to, const validation *made)
{
    return cJSON_AddNumberToObject(to, "judged", made->judged) && cJSON_AddNumberToObject(to, "enough", made->enough) &&
           cJSON_AddNumberToObject(to, "action_units_judged", made->aus_judged) &&
           cJSON_AddNumberToObject(to, "action_units_enough", made->aus_enough) &&
           cJSON_AddNumberToObject(to, "action_units_needed", made->aus_needed) &&
           (made->judged ? cJSON_AddBoolToObject(to, "passed", made->passed) : cJSON_AddNullToObject(to, "passed"));
}

cJSON *validation_json(const validation *made, const char *const paths[2])
{
    cJSON *json = cJSON_CreateObject();
    const bool good = json && cJSON_AddStringToObject(json, "first", paths[0]) &&
                      cJSON_AddStringToObject(json, "second", paths[1]) &&
                      (made->procedure == PROCEDURE_OPENFACE ? cJSON_AddStringToObject(json, "reference", "openface")
                                                             : cJSON_AddNullToObject(json, "reference")) &&
                      add_rows(json, made) && add_columns(json, "action_units", made->au, made->aus) &&
                      add_columns(json, "pose", made->pose, made->poses) && add_series(json, "shape", &made->shape) &&
                      add_series(json, "landmarks_3d", &made->points) && add_landmarks(json, &made->landmarks) &&
                      add_only(json, "only_first", made->a, made->b) &&
                      add_only(json, "only_second", made->b, made->a) && add_verdict(json, made);
    if (good)
        return json;
    cJSON_Delete(json);
    return NULL;
}
