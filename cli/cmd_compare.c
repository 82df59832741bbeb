/* facsimile compare: how far two CSV files are apart. */
#include "column_name.h"
#include "correlation.h"
#include "cli.h"
#include "matched_rows.h"
#include "options.h"
#include "result_pipeline.h"
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile compare A.csv B.csv [--json]\n"
    "\n"
    "Rows are brought together by frame and face_id (or face).  Shown are, over the rows both files\n"
    "have: for each action unit Pearson's r and the mean absolute difference of the intensity, and in\n"
    "how many rows the presence agrees; for landmarks, pose, gaze and shape parameters the mean and\n"
    "largest difference (rows in which both files report success); rows only one file has.  Files may\n"
    "be compressed (.gz).  Results of different pipelines are compared with a warning; which one a\n"
    "result is from, its record (A.csv.facsimile.json) says, or its columns.\n"
    "\n"
    "  --json    the same as one JSON object\n"
    "\n"
    "Exit: 0 compared, 1 the files cannot be compared, 2 usage.\n";

enum { GROUPS_MAX = 32, AUS_MAX = 64, AU_NAME = 16 };

/* differences of the columns of a group (facs_column.group) */
typedef struct group {
    const char *name, *unit;
    double sum, most;
    size_t count;
} group;

typedef struct comparison {
    table a, b;
    matched_rows rows;
    int groups, aus;
    group group[GROUPS_MAX]; /* in the order of the columns */
    char au[AUS_MAX][AU_NAME];
} comparison;

/* ---- differences ---- */

static void add_group(comparison *compared, const facs_column *column)
{
    for (int i = 0; i < compared->groups; i++)
        if (strcmp(compared->group[i].name, column->group) == 0)
            return;
    if (compared->groups < GROUPS_MAX)
        compared->group[compared->groups++] = (group){.name = column->group, .unit = column->unit};
}

/* "AU12" of "AU12_r" and "AU12_c" */
static void add_au(comparison *compared, const char *column)
{
    char name[AU_NAME];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(column, "_"), column);
    for (int i = 0; i < compared->aus; i++)
        if (strcmp(compared->au[i], name) == 0)
            return;
    if (compared->aus < AUS_MAX)
        memcpy(compared->au[compared->aus++], name, sizeof name);
}

/* what there is to compare: presences are asked for first, since more action units have one than an intensity */
static void list_groups(comparison *compared)
{
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++)
        if (strcmp(column.group, "presence") == 0)
            add_au(compared, column.name);
    for (int i = 0; facs_column_get(i, &column); i++)
        if (strcmp(column.group, "intensity") == 0)
            add_au(compared, column.name);
        else if (column.group[0] && strcmp(column.group, "presence") != 0)
            add_group(compared, &column);
}

/* NULL = the differences of this column say nothing, or it is an action unit */
static group *find_group(comparison *compared, const char *name)
{
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++)
        for (int j = 0; column_is_named(name, &column) && j < compared->groups; j++)
            if (strcmp(compared->group[j].name, column.group) == 0)
                return &compared->group[j];
    return NULL;
}

static void measure_column(const comparison *compared, int a, int b, group *measured)
{
    for (size_t i = 0; i < compared->rows.count; i++) {
        const row_pair rows = compared->rows.pair[i];
        const pair_success good = matched_rows_success(&compared->rows, &compared->a, &compared->b, i);
        if (!good.a || !good.b)
            continue;
        double d = fabs(table_value(&compared->a, rows.a, a) - table_value(&compared->b, rows.b, b));
        measured->sum += d;
        measured->most = d > measured->most || isnan(d) ? d : measured->most;
        measured->count++;
    }
}

static void measure_groups(comparison *compared)
{
    list_groups(compared);
    for (int column = 0; column < compared->a.columns; column++) {
        const char *name = compared->a.name[column];
        int other = table_column(&compared->b, name);
        group *measured = other >= 0 ? find_group(compared, name) : NULL;
        if (measured)
            measure_column(compared, column, other, measured);
    }
}

/* share of rows with the same value; NaN when a file lacks the column */
static double agreement(const comparison *compared, const char *name)
{
    int a = table_column(&compared->a, name), b = table_column(&compared->b, name);
    if (a < 0 || b < 0 || compared->rows.count == 0)
        return (double)NAN;
    size_t same = 0;
    for (size_t i = 0; i < compared->rows.count; i++) {
        const row_pair rows = compared->rows.pair[i];
        same += table_value(&compared->a, rows.a, a) == table_value(&compared->b, rows.b, b);
    }
    return (double)same / (double)compared->rows.count;
}

/* one action unit; what a file lacks is NaN */
typedef struct au_figures {
    const char *name;
    correlation intensity;
    double presence; /* share of rows with the same */
} au_figures;

static au_figures measure_au(const comparison *compared, int i)
{
    au_figures au = {.name = compared->au[i], .intensity = {.r = (double)NAN, .difference = (double)NAN}};
    char column[AU_NAME + 2];
    snprintf(column, sizeof column, "%s_r", au.name);
    int a = table_column(&compared->a, column), b = table_column(&compared->b, column);
    if (a >= 0 && b >= 0)
        au.intensity = correlate(&compared->a, a, &compared->b, b, compared->rows.pair, compared->rows.count);
    snprintf(column, sizeof column, "%s_c", au.name);
    au.presence = agreement(compared, column);
    return au;
}

/* ---- output ---- */

/* JSON has no NaN */
static void print_number(const char *format, double value, bool json)
{
    if (isfinite(value))
        printf(format, value);
    else
        printf("%s", json ? "null" : "       -");
}

static void print_table(const comparison *compared)
{
    printf("rows             %zu in both, %zu only in the first, %zu only in the second\n", compared->rows.count,
           compared->rows.only_a, compared->rows.only_b);
    if (compared->rows.by == MATCHED_BY_ORDER)
        printf("                 matched by their order: they do not both have a frame or face\n");
    double success = agreement(compared, "success");
    if (isfinite(success))
        printf("success          the same in %.2f %% of the rows\n", 100 * success);
    printf("\n%-18s %10s %10s\n", "difference", "mean", "largest");
    for (int i = 0; i < compared->groups; i++) {
        const group *shown = &compared->group[i];
        if (shown->count)
            printf("%-18s %10.4f %10.3f %s\n", shown->name, shown->sum / (double)shown->count, shown->most,
                   shown->unit);
    }
    printf("\n%-6s %8s %8s %10s\n", "", "r", "mean |d|", "presence");
    for (int i = 0; i < compared->aus; i++) {
        au_figures au = measure_au(compared, i);
        printf("%-6s ", au.name);
        print_number("%8.4f", au.intensity.r, false);
        putchar(' ');
        print_number("%8.4f", au.intensity.difference, false);
        printf("   ");
        print_number("%7.2f %%", 100 * au.presence, false);
        putchar('\n');
    }
}

static void print_json(const comparison *compared)
{
    printf("{\"rows\": {\"both\": %zu, \"only_first\": %zu, \"only_second\": %zu}, \"success_agreement\": ",
           compared->rows.count, compared->rows.only_a, compared->rows.only_b);
    print_number("%.6f", agreement(compared, "success"), true);
    printf(", \"differences\": {");
    const char *comma = "";
    for (int i = 0; i < compared->groups; i++) {
        const group *shown = &compared->group[i];
        if (!shown->count)
            continue;
        printf("%s\"%s\": {\"mean\": ", comma, shown->name);
        print_number("%.6f", shown->sum / (double)shown->count, true);
        printf(", \"largest\": ");
        print_number("%.6f", shown->most, true);
        printf(", \"unit\": \"%s\"}", shown->unit);
        comma = ", ";
    }
    printf("}, \"aus\": {");
    for (int i = 0; i < compared->aus; i++) {
        au_figures au = measure_au(compared, i);
        printf("%s\"%s\": {\"r\": ", i ? ", " : "", au.name);
        print_number("%.6f", au.intensity.r, true);
        printf(", \"mean_difference\": ");
        print_number("%.6f", au.intensity.difference, true);
        printf(", \"presence_agreement\": ");
        print_number("%.6f", au.presence, true);
        printf("}");
    }
    printf("}}\n");
}

static void warn_of_pipelines(const char *const paths[2], const comparison *compared)
{
    char a[PIPELINE_NAME], b[PIPELINE_NAME];
    if (result_pipeline(paths[0], &compared->a, a) && result_pipeline(paths[1], &compared->b, b))
        result_warn_of_two(a, paths[0], b, paths[1]);
}

static int run(int argc, char **argv)
{
    bool json = false;
    const option options[] = {{"json", 0, OPTION_FLAG, &json}};
    const char *paths[2];
    int count = options_parse("compare", argc, argv, options, 1, paths, 2);
    if (count >= 0 && count < 2)
        complain("compare: two CSV files are needed: facsimile compare A.csv B.csv");
    if (count != 2)
        return EXIT_USAGE;
    comparison compared = {0};
    int status = EXIT_OTHER;
    if (table_read(paths[0], &compared.a) == EXIT_FINE && table_read(paths[1], &compared.b) == EXIT_FINE) {
        if (!matched_rows_make(&compared.a, &compared.b, 0, &compared.rows)) {
            complain("out of memory");
        } else if (compared.rows.count == 0 && compared.a.rows + compared.b.rows > 0) {
            complain("%s and %s have no row in common", paths[0], paths[1]);
        } else {
            warn_of_pipelines(paths, &compared);
            measure_groups(&compared);
            (json ? print_json : print_table)(&compared);
            status = EXIT_FINE;
        }
    }
    matched_rows_free(&compared.rows);
    table_free(&compared.a);
    table_free(&compared.b);
    return status;
}

const command command_compare = {"compare", "how far two CSV files are apart", usage, run, NULL, 0};
