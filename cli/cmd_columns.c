/* facsimile columns: what is in the outputs. */
#include "cli.h"
#include "json_file.h"
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile columns [--json]\n"
    "\n"
    "Shows the columns of the CSV in their order: name, unit, range, meaning.  A name with .. is a\n"
    "series: x_0..67 is x_0, x_1, ... x_67.  Stills have face instead of frame, face_id, timestamp\n"
    "and success.  NDJSON has the same values (docs/columns.md).\n"
    "\n"
    "  --json    a list of objects with name (one that ends in _ is a series), unit, range, decimals,\n"
    "            count, meaning, frame (of coordinates), pipelines (that fill it), experimental (those\n"
    "            of them that do so only when asked for experimental units), group (what compare\n"
    "            sums up), safe_name (its name when extract writes safe names), choice (the word that\n"
    "            chooses it; empty: always there), on_request (only there when chosen), rows (decimals\n"
    "            in videos with one face, with many, and in stills)\n"
    "\n"
    "Exit: 0 shown, 2 usage.\n";

static bool is_series(const facs_column *column)
{
    return column->name[strlen(column->name) - 1] == '_';
}

/* ---- text ---- */

static void print_bound(char text[16], double bound)
{
    snprintf(text, 16, "%.4g", bound);
}

static void print_text(void)
{
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++) {
        char name[40], range[40] = "", low[16], high[16];
        if (is_series(&column))
            snprintf(name, sizeof name, "%s0..%d", column.name, column.count - 1);
        else
            snprintf(name, sizeof name, "%s", column.name);
        print_bound(low, column.low);
        print_bound(high, column.high);
        if (isfinite(column.low) || isfinite(column.high))
            snprintf(range, sizeof range, "%s..%s", isfinite(column.low) ? low : "", isfinite(column.high) ? high : "");
        const char *asked = !column.experimental[0] ? ""
                            : strcmp(column.experimental, column.pipelines) == 0
                                ? " (when asked for experimental units)"
                                : " (open: an experimental unit)";
        char only[40] = ""; /* of those of one pipeline, which is not OpenFace's */
        if (!strchr(column.pipelines, ' ') && strcmp(column.pipelines, "openface") != 0)
            snprintf(only, sizeof only, " (%.30s)", column.pipelines);
        const bool raw = strcmp(column.choice, "raw") == 0; /* which has an option of its own */
        char chosen[40] = "";
        if (column.on_request && column.choice[0]) /* the others say themselves what they come with */
            snprintf(chosen, sizeof chosen, " (with %s%.16s)", raw ? "--raw-au" : "--columns ",
                     raw ? "" : column.choice);
        printf("%-16s %-5s %-14s %s%s%s%s\n", name, column.unit, range, column.meaning, only, asked, chosen);
    }
}

/* ---- JSON ---- */

static cJSON *bound_json(double bound)
{
    return isfinite(bound) ? cJSON_CreateNumber(bound) : cJSON_CreateNull();
}

/* null: such rows do not have the column */
static bool add_rows(cJSON *json, const char *name, int decimals)
{
    return cJSON_AddItemToObject(json, name, decimals >= 0 ? cJSON_CreateNumber(decimals) : cJSON_CreateNull());
}

static bool add_pipelines(cJSON *json, const char *key, const char *names)
{
    cJSON *list = cJSON_AddArrayToObject(json, key);
    for (const char *at = names; list && *at;) {
        char name[32];
        const size_t length = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (!cJSON_AddItemToArray(list, cJSON_CreateString(name)))
            return false;
        at += length + strspn(at + length, " ");
    }
    return list != NULL;
}

static bool fill_json(cJSON *json, const facs_column *column)
{
    const int decimals = column->decimals >= 0 ? column->decimals : column->decimals_stills;
    cJSON *range, *rows;
    return cJSON_AddStringToObject(json, "name", column->name) && cJSON_AddStringToObject(json, "unit", column->unit) &&
           (range = cJSON_AddArrayToObject(json, "range")) != NULL &&
           cJSON_AddItemToArray(range, bound_json(column->low)) &&
           cJSON_AddItemToArray(range, bound_json(column->high)) &&
           cJSON_AddNumberToObject(json, "decimals", decimals) &&
           cJSON_AddNumberToObject(json, "count", column->count) &&
           cJSON_AddStringToObject(json, "meaning", column->meaning) &&
           cJSON_AddStringToObject(json, "frame", column->frame) &&
           add_pipelines(json, "pipelines", column->pipelines) &&
           add_pipelines(json, "experimental", column->experimental) &&
           cJSON_AddStringToObject(json, "group", column->group) &&
           cJSON_AddStringToObject(json, "safe_name", column->safe_name) &&
           cJSON_AddStringToObject(json, "choice", column->choice) &&
           cJSON_AddBoolToObject(json, "on_request", column->on_request != 0) &&
           (rows = cJSON_AddObjectToObject(json, "rows")) != NULL && add_rows(rows, "one", column->decimals) &&
           add_rows(rows, "many", column->decimals_many) && add_rows(rows, "stills", column->decimals_stills);
}

static cJSON *make_json(void)
{
    cJSON *list = cJSON_CreateArray();
    facs_column column = {.size = sizeof column};
    for (int i = 0; list && facs_column_get(i, &column); i++) {
        cJSON *json = cJSON_CreateObject();
        if (json && fill_json(json, &column) && cJSON_AddItemToArray(list, json))
            continue;
        cJSON_Delete(json);
        cJSON_Delete(list);
        list = NULL;
    }
    return list;
}

static int run(int argc, char **argv)
{
    bool json = false;
    const char *words[1];
    const option options[] = {{"json", 0, OPTION_FLAG, &json}};
    if (options_parse("columns", argc, argv, options, 1, words, 0) < 0)
        return EXIT_USAGE;
    if (json)
        return json_print(make_json()) ? EXIT_FINE : EXIT_OTHER;
    print_text();
    return EXIT_FINE;
}

const command command_columns = {"columns", "what is in the outputs: names, units, ranges, meanings", usage, run, NULL,
                                 0};
