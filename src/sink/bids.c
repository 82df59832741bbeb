/* BIDS: results as NAME_beh.tsv.gz and NAME_beh.json (docs/columns.md, BIDS).
 *
 *     1   0   0.000   0.98   1   -0.012 ...       tabs between them, n/a for what is missing, no line of names
 *     {"GeneratedBy": ..., "Columns": ["frame", ...], "StartTime": 0, "SamplingFrequency": 30, "frame": {"Description": ...}}
 *
 * Compressed tables of BIDS have no line of names; "Columns" has them (Brain Imaging Data Structure 1.9, Common principles,
 * Compressed tabular files).  Both files are there or neither. */
#include "base/json_text.h"
#include "base/number_write.h"
#include "sink/gzip.h"
#include "sink/output.h"
#include "sink/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char table_ending[] = ".tsv.gz", json_ending[] = ".json";

enum { HEAD_BYTES = 256, NAME = 80, MEANING = 512 };

/* what is seen of the times of the frames */
typedef struct times {
    int64_t frames;
    double first, last;       /* s */
    double shortest, longest; /* s from one to the next */
} times;

typedef struct bids {
    facs_env env;
    const facs_layout *layout;
    facs_gzip *table;
    facs_result_file *json;
    char *name; /* of the table, without folder and ending */
    times times;
    char *line;
} bids;

/* ---- life ---- */

static void abandon_bids(void **state)
{
    bids *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_gzip_abandon(&lost->table);
    facs_output_abandon(&lost->json);
    facs_env env = lost->env;
    facs_free(&env, lost->name);
    facs_free(&env, lost->line);
    facs_free(&env, lost);
}

static size_t longest_line(const facs_layout *layout)
{
    size_t bytes = 1;
    for (int i = 0; i < layout->fields; i++)
        bytes += (size_t)layout->field[i].count * (facs_value_room(&layout->field[i]) + 1);
    return bytes;
}

/* the JSON beside a table; NULL = no memory */
static char *json_path(const facs_env *env, const char *table)
{
    const size_t stem = strlen(table) - (sizeof table_ending - 1);
    char *path = facs_calloc(env, stem + sizeof json_ending, 1);
    if (path)
        snprintf(path, stem + sizeof json_ending, "%.*s%s", (int)stem, table, json_ending);
    return path;
}

/* nothing is there, or what an earlier run left: nobody has named this file */
static bool may_replace(const char *path)
{
    char head[HEAD_BYTES + 1] = "";
    FILE *file = fopen(path, "rb");
    if (!file)
        return !facs_path_exists(path);
    const size_t got = fread(head, 1, HEAD_BYTES, file);
    fclose(file);
    head[got] = '\0';
    return strstr(head, "\"GeneratedBy\"") && strstr(head, "\"Name\": \"facsimile\"");
}

static facs_status open_json(bids *made, const char *table, facs_error *error)
{
    char *path = json_path(&made->env, table);
    facs_status status = FACS_OK;
    if (!path)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", table);
    else if (!may_replace(path))
        status = facs_fail(error, FACS_E_OUTPUT,
                           "%s: would be replaced by the description of %s, but is not facsimile's: move it away, or "
                           "name another folder",
                           path, table);
    else
        status = facs_output_open(&made->env, path, &made->json, error);
    facs_free(&made->env, path);
    return status;
}

static facs_status check(const facs_sink_place *place, facs_error *error)
{
    const size_t length = strlen(place->path), ending = sizeof table_ending - 1;
    if (length <= ending || strcmp(place->path + length - ending, table_ending) != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: a table of BIDS is called NAME_beh.tsv.gz",
                         facs_output_name(place->path));
    if (place->layout->rows == FACS_ROWS_STILLS)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: BIDS tables are for videos; pictures by themselves have no time: take CSV", place->path);
    return FACS_OK;
}

static facs_status open_bids(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_status status = check(place, error);
    if (status != FACS_OK)
        return status;
    const facs_env env = facs_env_resolve(place->env);
    bids *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    const char *slash = strrchr(place->path, '/');
    made->name = facs_strdup(&env, slash ? slash + 1 : place->path);
    made->line = facs_calloc(&env, longest_line(place->layout), 1);
    if (made->name && made->line) {
        made->name[strlen(made->name) - (sizeof table_ending - 1)] = '\0';
        status = facs_gzip_open(&env, place->path, &made->table, error);
    } else {
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    }
    if (status == FACS_OK)
        status = open_json(made, place->path, error);
    *state = made;
    if (status != FACS_OK)
        abandon_bids(state);
    return status;
}

/* ---- rows ---- */

static char *put_one(char *at, const facs_field *field, const facs_values *values, int index)
{
    if ((values->type == FACS_VALUE_F32 && !(values->f32 && isfinite(values->f32[index]))) ||
        (values->type == FACS_VALUE_F64 && !(values->f64 && isfinite(values->f64[index]))))
        return facs_put_text(at, "n/a");
    return facs_put_value(at, field, values, index);
}

static char *put_row(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face)
{
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        const facs_values values = facs_field_values(field, result, face);
        for (int j = 0; j < field->count; j++) {
            if (i + j > 0)
                *at++ = '\t';
            at = put_one(at, field, &values, j);
        }
    }
    *at++ = '\n';
    return at;
}

static void note_time(times *seen, double time)
{
    if (seen->frames == 0) {
        *seen = (times){.first = time, .shortest = INFINITY, .longest = -INFINITY};
    } else {
        seen->shortest = fmin(seen->shortest, time - seen->last);
        seen->longest = fmax(seen->longest, time - seen->last);
    }
    seen->last = time;
    seen->frames++;
}

static facs_status write_bids(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    bids *to = state;
    facs_status status = FACS_OK;
    note_time(&to->times, result->timestamp);
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        const char *end = put_row(to->line, to->layout, result, facs_result_face(result, i));
        status = facs_gzip_write(to->table, to->line, (size_t)(end - to->line), error);
    }
    return status;
}

/* ---- description ---- */

/* frames a second, 0 = they do not come at a constant rate; times of some containers are whole milliseconds */
static double rate_of(const times *seen, const facs_layout *layout)
{
    static const double unsteady = .0021, /* s */ same = .001;
    if (seen->frames < 2 || !(seen->last > seen->first) || seen->longest - seen->shortest > unsteady)
        return 0;
    const double found = (double)(seen->frames - 1) / (seen->last - seen->first);
    const double stated = layout->rate_den > 0 ? (double)layout->rate_num / layout->rate_den : 0;
    return stated > 0 && fabs(found - stated) <= same * stated ? stated : found;
}

static void add_time(facs_json *json, const bids *of)
{
    const times *seen = &of->times;
    const double rate = rate_of(seen, of->layout);
    facs_json_number(json, "StartTime", seen->frames > 0 ? seen->first : 0);
    facs_json_bool(json, "SamplingIsConstant", rate > 0);
    if (rate > 0 && of->layout->rows == FACS_ROWS_ONE)
        facs_json_number(json, "SamplingFrequency", rate);
    else if (seen->last > seen->first) /* of frames, of which a row has its timestamp */
        facs_json_number(json, "MeanFrameRate", (double)(seen->frames - 1) / (seen->last - seen->first));
}

static void set_name(char name[NAME], const facs_field *field, int index)
{
    if (field->series)
        snprintf(name, NAME, "%s%d", field->name, index);
    else
        snprintf(name, NAME, "%s", field->name);
}

static void add_names(facs_json *json, const facs_layout *layout)
{
    char name[NAME];
    facs_json_begin(json, "Columns", '[');
    for (int i = 0; i < layout->fields; i++)
        for (int j = 0; j < layout->field[i].count; j++) {
            set_name(name, &layout->field[i], j);
            facs_json_text(json, NULL, name);
        }
    facs_json_end(json, ']');
}

/* what the few values of a column mean */
static void add_levels(facs_json *json, const facs_field *field)
{
    const bool success = field->source == FACS_FROM_SUCCESS;
    /* smoothed presences lie between */
    if (!success && (field->source != FACS_FROM_AU_C || field->decimals != 1))
        return;
    facs_json_begin(json, "Levels", '{');
    facs_json_text(json, success ? "0" : "0.0", success ? "the face was not tracked: leave the row out" : "absent");
    facs_json_text(json, success ? "1" : "1.0", success ? "the face was tracked" : "present");
    facs_json_end(json, '}');
}

static void add_column(facs_json *json, const facs_field *field, int index)
{
    char name[NAME], meaning[MEANING];
    set_name(name, field, index);
    snprintf(meaning, sizeof meaning, "%s%s%s%s", field->meaning, field->frame[0] ? " (" : "", field->frame,
             field->frame[0] ? " coordinates)" : "");
    facs_json_begin(json, name, '{');
    facs_json_text(json, "Description", meaning);
    if (field->unit[0])
        facs_json_text(json, "Units", field->unit);
    if (isfinite(field->low))
        facs_json_number(json, "Minimum", field->low);
    if (isfinite(field->high))
        facs_json_number(json, "Maximum", field->high);
    add_levels(json, field);
    facs_json_end(json, '}');
}

static void add_origin(facs_json *json, const bids *of)
{
    const facs_layout *layout = of->layout;
    facs_json_begin(json, "GeneratedBy", '[');
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "Name", "facsimile");
    facs_json_text(json, "Version", facs_version());
    if (layout->pipeline) {
        char how[NAME];
        snprintf(how, sizeof how, "pipeline %s", layout->pipeline);
        facs_json_text(json, "Description", how);
    }
    facs_json_end(json, '}');
    facs_json_end(json, ']');
    if (layout->input) {
        const char *slash = strrchr(layout->input, '/');
        facs_json_begin(json, "Sources", '[');
        facs_json_text(json, NULL, slash ? slash + 1 : layout->input);
        facs_json_end(json, ']');
    }
    char task[NAME];
    const char *found = strstr(of->name, "task-");
    if (found) {
        found += strlen("task-");
        snprintf(task, sizeof task, "%.*s", (int)strcspn(found, "_"), found);
        facs_json_text(json, "TaskName", task);
    }
    if (layout->width > 0) {
        facs_json_integer(json, "PictureWidth", layout->width);
        facs_json_integer(json, "PictureHeight", layout->height);
    }
}

static facs_status write_json(const bids *of, facs_error *error)
{
    facs_json json = {.env = of->env};
    facs_json_begin(&json, NULL, '{');
    add_origin(&json, of);
    add_time(&json, of);
    add_names(&json, of->layout);
    for (int i = 0; i < of->layout->fields; i++)
        for (int j = 0; j < of->layout->field[i].count; j++)
            add_column(&json, &of->layout->field[i], j);
    facs_json_end(&json, '}');
    facs_status status = json.no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", of->name)
                                        : facs_output_write(of->json, json.text, json.length, error);
    if (status == FACS_OK)
        status = facs_output_write(of->json, "\n", 1, error);
    facs_free(&json.env, json.text);
    return status;
}

/* ---- end ---- */

static facs_status finish_bids(void **state, facs_error *error)
{
    bids *done = *state;
    facs_status status = write_json(done, error);
    if (status == FACS_OK)
        status = facs_gzip_end(done->table, error);
    if (status == FACS_OK)
        status = facs_gzip_commit(&done->table, error);
    if (status == FACS_OK)
        status = facs_output_commit(&done->json, error);
    abandon_bids(state);
    return status;
}

static const char *set_bids_aside(void *state)
{
    bids *part = state;
    return facs_output_set_aside(part->json) ? facs_gzip_set_aside(part->table) : NULL;
}

const facs_sink facs_sink_bids = {.name = "bids",
                                  .ending = "_beh.tsv.gz",
                                  .meaning = "BIDS: a compressed table, and a JSON file that describes its columns",
                                  .needs = FACS_SINK_FINAL_AUS,
                                  .open = open_bids,
                                  .write = write_bids,
                                  .finish = finish_bids,
                                  .set_aside = set_bids_aside,
                                  .abandon = abandon_bids};
