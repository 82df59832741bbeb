/* See report_data.h. */
#include "report/report_data.h"

#include "extract/sides.h"
#include "report/packed_column.h"
#include "tables/clip_events.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LABEL = 96, DECIMALS = 3 /* at most: nobody sees more in a curve */ };
/* a video is drawn with about so many pixels, and nobody sees half of one */
static const double shown_height = 480, half = 0.5;

typedef struct writing {
    facs_report_matter *matter;
    facs_json *json;
    facs_report_flush *flush;
    void *cookie;
    facs_error *error;
    const facs_report_result *result;
    const facs_clip_rows *clip;
    const facs_clip_person *person;
    float *one, *two; /* of the person's rows */
    double *many;     /* likewise */
    facs_status status;
} writing;

static void fail(writing *to, facs_status status)
{
    if (to->status == FACS_OK)
        to->status = status;
}

static void out_of_memory(writing *to)
{
    if (to->status == FACS_OK)
        fail(to, facs_fail(to->error, FACS_E_MEMORY, "out of memory for the report"));
}

static void flush(writing *to)
{
    if (to->json->no_memory)
        out_of_memory(to);
    if (to->status == FACS_OK)
        fail(to, to->flush(to->cookie, to->json, to->error));
}

static double rounded(double value, double scale)
{
    return floor(value / scale + 0.5) * scale;
}

/* ---- what a column is called ---- */

/* "Lip corner puller" of "lip corner puller: intensity" */
static void make_label(const facs_clip_column *column, char label[LABEL])
{
    const char *meaning = column->line ? column->line->meaning : column->name;
    const size_t length = column->unit[0] ? strcspn(meaning, ":") : strlen(meaning);
    snprintf(label, LABEL, "%.*s", (int)(length < LABEL ? length : LABEL - 1), meaning);
    if (column->line)
        label[0] = (char)toupper((unsigned char)label[0]);
    if (strcmp(column->name, "head_yaw") == 0)
        snprintf(label, LABEL, "How far the head is turned");
}

static const char *unit_of(const facs_clip_column *column)
{
    return column->line ? column->line->unit : strcmp(column->name, "head_yaw") == 0 ? "degrees" : "";
}

/* what values are rounded to */
static double scale_of(const writing *to, const facs_clip_column *column)
{
    double scale = column->group == FACS_CLIP_CONFIDENCE ? 0.001 : 0.1;
    if (column->line && column->group != FACS_CLIP_CONFIDENCE)
        scale = pow(10, -fmin(fmax(column->line->decimals[FACS_ROWS_ONE], 0), DECIMALS));
    if (column->group == FACS_CLIP_X || column->group == FACS_CLIP_Y) {
        const double height = to->result->film.height > 0 ? to->result->film.height : (double)to->result->record.height;
        scale = fmax(0.1, half * height / shown_height);
    }
    return scale;
}

/* ---- columns ---- */

static void put_values(writing *to, const double *value, double scale)
{
    if (to->status == FACS_OK)
        fail(to, facs_packed_column(to->json, value, to->person->rows, scale, to->error));
    facs_json_end(to->json, '}');
    flush(to);
}

static void put_head(facs_json *json, const char *member, const char *name, const char *group, const char *unit,
                     const char *label, double low, double high)
{
    facs_json_begin(json, member, '{');
    facs_json_text(json, "name", name);
    facs_json_text(json, "group", group);
    facs_json_text(json, "unit", unit);
    facs_json_text(json, "label", label);
    facs_json_number(json, "low", low);
    facs_json_number(json, "high", high);
}

static void put_column(writing *to, int64_t index, const char *group)
{
    const facs_clip_column *column = &to->clip->column[index];
    char label[LABEL];
    make_label(column, label);
    facs_clip_column_values(to->clip, to->person, index, to->one);
    for (int64_t i = 0; i < to->person->rows; i++)
        to->many[i] = (double)to->one[i];
    put_head(to->json, NULL, column->name, group, unit_of(column), label,
             column->line ? column->line->low : (double)NAN, column->line ? column->line->high : (double)NAN);
    put_values(to, to->many, scale_of(to, column));
}

static void put_columns(writing *to)
{
    static const char *const groups[] = {"au_r", "au_c", "side", "pose", "gaze", "confidence", "success"};
    facs_json_begin(to->json, "columns", '[');
    for (int64_t i = 0; i < to->clip->columns; i++)
        if (to->clip->column[i].group < FACS_CLIP_X)
            put_column(to, i, groups[to->clip->column[i].group]);
    facs_json_end(to->json, ']');
}

static int64_t count_group(const facs_clip_rows *clip, facs_clip_group group)
{
    int64_t count = 0;
    for (int64_t i = 0; i < clip->columns; i++)
        count += clip->column[i].group == group;
    return count;
}

static void put_points(writing *to)
{
    const int64_t count = count_group(to->clip, FACS_CLIP_X);
    if (!to->matter->points || count == 0 || count != count_group(to->clip, FACS_CLIP_Y)) {
        facs_json_text(to->json, "points", NULL);
        return;
    }
    facs_json_begin(to->json, "points", '{');
    facs_json_integer(to->json, "count", count);
    for (int kind = 0; kind < 2; kind++) {
        facs_json_begin(to->json, kind == 0 ? "x" : "y", '[');
        for (int64_t i = 0; i < to->clip->columns; i++)
            if (to->clip->column[i].group == (kind == 0 ? FACS_CLIP_X : FACS_CLIP_Y))
                put_column(to, i, "point");
        facs_json_end(to->json, ']');
    }
    facs_json_end(to->json, '}');
}

/* thousandths of a second, as our tables have them, unless there is more to lose */
static double time_scale(const facs_clip_person *person)
{
    const double usual = 0.001, fine = 0.00001, fine_most = 20000; /* s */
    for (int64_t i = 0; i < person->rows; i++)
        if (fabs(person->time[i] - rounded(person->time[i], usual)) > 1e-6)
            return person->time[person->rows - 1] < fine_most ? fine : usual;
    return usual;
}

static void put_times(writing *to)
{
    put_head(to->json, "time", "timestamp", "time", to->clip->timed ? "s" : "", to->clip->timed ? "Time" : "Frame", NAN,
             NAN);
    put_values(to, to->person->time, to->clip->timed ? time_scale(to->person) : 1);
    put_head(to->json, "frame", "frame", "frame", "", "Frame", NAN, NAN);
    put_values(to, to->person->frame, 1);
}

/* ---- pictures ---- */

static void put_pictures(writing *to, int64_t person)
{
    facs_json_begin(to->json, "pictures", '[');
    for (int64_t i = 0; i < to->result->pictures; i++) {
        const facs_report_picture *picture = &to->result->picture[i];
        if (picture->person != person || !picture->bytes)
            continue;
        facs_json_begin(to->json, NULL, '{');
        facs_json_integer(to->json, "row", picture->row);
        facs_json_base64(to->json, "data", "data:image/jpeg;base64,", picture->bytes, picture->count);
        facs_json_end(to->json, '}');
    }
    facs_json_end(to->json, ']');
    flush(to);
}

/* ---- sides ---- */

/* means over rows `from` to `to` of both, and peaks; false = there are no rows that have both */
typedef struct sides {
    double mean[2], peak[2]; /* left, right */
} sides;

static bool compare_sides(const float *left, const float *right, int64_t first, int64_t last, sides *found)
{
    int64_t count = 0;
    *found = (sides){.mean = {0, 0}};
    for (int64_t i = first; i <= last; i++) {
        if (isnan(left[i]) || isnan(right[i]))
            continue;
        const double value[2] = {(double)left[i], (double)right[i]};
        count++;
        for (int k = 0; k < 2; k++) {
            found->mean[k] += value[k];
            found->peak[k] = fmax(found->peak[k], value[k]);
        }
    }
    for (int k = 0; k < 2 && count > 0; k++)
        found->mean[k] /= (double)count;
    return count > 0;
}

/* 1: only the left side moves; NAN = the movement did not occur */
static double asymmetry(const double value[2], const sides *of)
{
    return -facs_asymmetry(value[1], value[0], fmax(of->peak[0], of->peak[1])) / 100;
}

static void put_means(facs_json *json, const sides *found)
{
    facs_json_number(json, "left", rounded(found->mean[0], 0.001));
    facs_json_number(json, "right", rounded(found->mean[1], 0.001));
    facs_json_number(json, "asymmetry", rounded(asymmetry(found->mean, found), 0.0001));
}

static void put_peaks(facs_json *json, const sides *found)
{
    facs_json_number(json, "left_peak", rounded(found->peak[0], 0.001));
    facs_json_number(json, "right_peak", rounded(found->peak[1], 0.001));
    facs_json_number(json, "asymmetry_peak", rounded(asymmetry(found->peak, found), 0.0001));
}

/* both sides of a unit into to->one, to->two; false = there are not both */
static bool take_sides(writing *to, const char *unit)
{
    const int64_t left = facs_clip_find(to->clip, FACS_CLIP_SIDE, unit, 'L');
    const int64_t right = facs_clip_find(to->clip, FACS_CLIP_SIDE, unit, 'R');
    if (left < 0 || right < 0)
        return false;
    facs_clip_column_values(to->clip, to->person, left, to->one);
    facs_clip_column_values(to->clip, to->person, right, to->two);
    return true;
}

static void put_sides(writing *to)
{
    bool any = false;
    for (int64_t i = 0; i < to->clip->columns; i++) {
        const facs_clip_column *column = &to->clip->column[i];
        sides found;
        if (column->side != 'L' || !take_sides(to, column->unit) ||
            !compare_sides(to->one, to->two, 0, to->person->rows - 1, &found))
            continue;
        if (!any)
            facs_json_begin(to->json, "sides", '[');
        any = true;
        facs_json_begin(to->json, NULL, '{');
        facs_json_text(to->json, "unit", column->unit);
        put_means(to->json, &found);
        put_peaks(to->json, &found);
        facs_json_end(to->json, '}');
    }
    if (any)
        facs_json_end(to->json, ']');
    else
        facs_json_text(to->json, "sides", NULL);
}

/* ---- events ---- */

static void put_event(writing *to, const facs_clip_column *column, const facs_clip_event *event, bool sided)
{
    facs_json *json = to->json;
    sides found;
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "unit", column->unit);
    facs_json_text(json, "side", column->side == 'L' ? "left" : column->side == 'R' ? "right" : "both");
    facs_json_integer(json, "onset", event->onset);
    facs_json_integer(json, "apex", event->apex);
    facs_json_integer(json, "offset", event->offset);
    facs_json_number(json, "intensity", rounded(event->intensity, 0.001));
    facs_json_number(json, "mean", rounded(event->mean, 0.001));
    if (!event->begins)
        facs_json_bool(json, "begins", false);
    if (!event->ends)
        facs_json_bool(json, "ends", false);
    if (sided && compare_sides(to->one, to->two, event->onset, event->offset, &found))
        put_means(json, &found);
    facs_json_end(json, '}');
}

/* of an action unit by its column of intensities, or that of presences when it is the only one */
static void put_events_of(writing *to, int64_t index)
{
    const facs_clip_column *column = &to->clip->column[index];
    facs_clip_events events = {.env = to->json->env};
    facs_event_rows rows = {.count = to->person->rows, .time = to->person->time, .shortest = to->matter->shortest};
    const int64_t presence = column->group == FACS_CLIP_AU_C ? index
                             : column->side == 0             ? facs_clip_find(to->clip, FACS_CLIP_AU_C, column->unit, 0)
                                                             : -1;
    const int64_t intensity = facs_clip_find(to->clip, FACS_CLIP_AU_R, column->unit, 0);
    if (column->group == FACS_CLIP_AU_C && intensity >= 0)
        return;
    if (presence >= 0) {
        facs_clip_column_values(to->clip, to->person, presence, to->two);
        rows.presence = to->two;
    }
    if (column->group != FACS_CLIP_AU_C) {
        facs_clip_column_values(to->clip, to->person, index, to->one);
        rows.intensity = to->one;
    }
    if (to->status == FACS_OK)
        fail(to, facs_clip_events_find(&events, &rows, to->error));
    const bool sided = column->side == 0 && take_sides(to, column->unit);
    for (int64_t i = 0; i < events.count; i++)
        put_event(to, column, &events.item[i], sided);
    to->matter->events += events.count;
    facs_clip_events_free(&events);
}

static void put_events(writing *to)
{
    facs_json_begin(to->json, "events", '[');
    for (int64_t i = 0; i < to->clip->columns && to->status == FACS_OK; i++)
        if (to->clip->column[i].group <= FACS_CLIP_SIDE)
            put_events_of(to, i);
    facs_json_end(to->json, ']');
    flush(to);
}

/* ---- persons ---- */

static double mean_confidence(writing *to)
{
    double sum = 0;
    int64_t count = 0;
    for (int64_t i = 0; i < to->clip->columns; i++) {
        if (to->clip->column[i].group != FACS_CLIP_CONFIDENCE)
            continue;
        facs_clip_column_values(to->clip, to->person, i, to->one);
        for (int64_t j = 0; j < to->person->rows; j++)
            if (!isnan(to->one[j])) {
                sum += (double)to->one[j];
                count++;
            }
    }
    return count > 0 ? sum / (double)count : (double)NAN;
}

static void put_person(writing *to, int64_t index)
{
    const facs_clip_person *person = to->person = to->clip->person[index];
    facs_json *json = to->json;
    const size_t rows = (size_t)person->rows;
    char label[32];
    to->one = facs_calloc(&json->env, rows, sizeof *to->one);
    to->two = facs_calloc(&json->env, rows, sizeof *to->two);
    to->many = facs_calloc(&json->env, rows, sizeof *to->many);
    if (to->one && to->two && to->many) {
        snprintf(label, sizeof label, "%s %lld", to->clip->called, (long long)person->id);
        facs_json_begin(json, NULL, '{');
        facs_json_integer(json, "person", person->id);
        facs_json_text(json, "label", label);
        facs_json_integer(json, "rows", person->rows);
        facs_json_integer(json, "valid", person->valid);
        facs_json_number(json, "first", person->time[0]);
        facs_json_number(json, "last", person->time[person->rows - 1]);
        facs_json_number(json, "confidence", rounded(mean_confidence(to), 0.001));
        put_times(to);
        put_columns(to);
        put_points(to);
        put_pictures(to, index);
        put_events(to);
        put_sides(to);
        facs_json_end(json, '}');
        flush(to);
    } else {
        out_of_memory(to);
    }
    facs_free(&json->env, to->one);
    facs_free(&json->env, to->two);
    facs_free(&json->env, to->many);
}

/* ---- results ---- */

static void put_pair(facs_json *json, const char *name, const char *value)
{
    facs_json_begin(json, NULL, '[');
    facs_json_text(json, NULL, name);
    facs_json_text(json, NULL, value);
    facs_json_end(json, ']');
}

static void put_versions(writing *to)
{
    const facs_report_record *record = &to->result->record;
    facs_json_begin(to->json, "versions", '[');
    if (record->version)
        put_pair(to->json, "facsimile", record->version);
    if (record->compat)
        put_pair(to->json, "rules of", record->compat);
    for (int i = 0; i < record->models; i++)
        put_pair(to->json, record->model[i].name, record->model[i].hash[0] ? record->model[i].hash : "no hash");
    facs_json_end(to->json, ']');
}

/* a message without the folders of the files it is about, which are nobody's business who gets the page */
static void put_message(writing *to, const char *message)
{
    const facs_report_result *result = to->result;
    const char *const paths[] = {result->path, result->input, result->film.path, result->record.input,
                                 result->record.output};
    char *text = facs_strdup(&to->json->env, message);
    for (size_t i = 0; text && i < sizeof paths / sizeof *paths; i++) {
        const char *name = paths[i] ? facs_report_name(paths[i]) : NULL;
        const size_t folder = name ? (size_t)(name - paths[i]) : 0;
        for (char *at = text; folder > 0 && (at = strstr(at, paths[i])) != NULL;)
            memmove(at, at + folder, strlen(at + folder) + 1);
    }
    if (text)
        facs_json_text(to->json, NULL, text);
    else
        out_of_memory(to);
    facs_free(&to->json->env, text);
}

static void put_warnings(writing *to)
{
    const facs_report_record *record = &to->result->record;
    char more[64];
    facs_json_begin(to->json, "warnings", '[');
    for (int64_t i = 0; i < to->result->warnings; i++)
        put_message(to, to->result->warning[i]);
    for (int i = 0; i < record->warnings; i++)
        put_message(to, record->warning[i]);
    snprintf(more, sizeof more, "%lld more warnings", (long long)record->left_out);
    if (record->left_out > 0)
        facs_json_text(to->json, NULL, more);
    facs_json_end(to->json, ']');
}

static const char *input_name(const facs_report_result *result)
{
    return result->input          ? facs_report_name(result->input)
           : result->record.input ? facs_report_name(result->record.input)
           : result->film.shown   ? facs_report_name(result->film.path)
                                  : NULL;
}

static void put_input(writing *to)
{
    const facs_report_film *film = &to->result->film;
    const facs_report_record *record = &to->result->record;
    const char *name = input_name(to->result);
    if (!name) {
        facs_json_text(to->json, "input", NULL);
        return;
    }
    facs_json_begin(to->json, "input", '{');
    facs_json_text(to->json, "name", name);
    facs_json_integer(to->json, "width", film->shown ? film->width : record->width);
    facs_json_integer(to->json, "height", film->shown ? film->height : record->height);
    facs_json_integer(to->json, "frames", film->shown ? film->frames : record->frames);
    facs_json_number(to->json, "duration", film->shown ? rounded(film->duration, 0.001) : (double)NAN);
    facs_json_end(to->json, '}');
}

static void put_video(writing *to, int64_t index)
{
    const facs_report_film *film = &to->result->film;
    char element[32];
    if (!film->carried && !film->link) {
        facs_json_text(to->json, "video", NULL);
        return;
    }
    snprintf(element, sizeof element, "video-%lld", (long long)index);
    facs_json_begin(to->json, "video", '{');
    facs_json_text(to->json, "kind", film->carried ? "embedded" : "linked");
    if (film->carried)
        facs_json_text(to->json, "type", film->type);
    facs_json_text(to->json, film->carried ? "element" : "href", film->carried ? element : film->link);
    facs_json_end(to->json, '}');
}

static void put_result(writing *to, int64_t index)
{
    const facs_report_result *result = to->result = &to->matter->result[index];
    facs_json *json = to->json;
    to->clip = &result->clip;
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "name", result->name);
    put_input(to);
    facs_json_text(json, "pipeline", result->record.pipeline);
    put_versions(to);
    facs_json_text(json, "date", result->date[0] ? result->date : NULL);
    put_warnings(to);
    facs_json_integer(json, "frames",
                      result->record.frames > to->clip->frames ? result->record.frames : to->clip->frames);
    facs_json_integer(json, "valid", to->clip->valid);
    put_video(to, index);
    facs_json_begin(json, "persons", '[');
    for (int64_t i = 0; i < to->clip->persons && to->status == FACS_OK; i++)
        put_person(to, i);
    facs_json_end(json, ']');
    facs_json_end(json, '}');
}

/* ---- the whole ---- */

static bool came_before(const facs_report_matter *matter, int64_t result, int64_t index)
{
    const facs_clip_column *wanted = &matter->result[result].clip.column[index];
    for (int64_t i = 0; i <= result; i++) {
        const facs_clip_rows *clip = &matter->result[i].clip;
        for (int64_t j = 0; j < (i < result ? clip->columns : index); j++)
            if (clip->column[j].line == wanted->line && strcmp(clip->column[j].name, wanted->name) == 0)
                return true;
    }
    return false;
}

static void put_meaning(facs_json *json, const facs_clip_column *column)
{
    char range[64] = "", meaning[256];
    const facs_schema_line *line = column->line;
    const bool other = line && column->side && strcmp(line->name, column->name) != 0;
    snprintf(meaning, sizeof meaning, "%s%s",
             line ? line->meaning : "how far the head is turned; beyond 5 the halves are not comparable",
             !other                ? ""
             : column->side == 'L' ? "; of the person's left half, mirrored"
                                   : "; of the person's right half, mirrored");
    if (line && isfinite(line->low) && isfinite(line->high))
        snprintf(range, sizeof range, "%g to %g", line->low, line->high);
    else if (line && isfinite(line->low))
        snprintf(range, sizeof range, "from %g", line->low);
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "name", column->name);
    facs_json_text(json, "unit", unit_of(column));
    facs_json_text(json, "range", range);
    facs_json_text(json, "meaning", meaning);
    facs_json_end(json, '}');
}

static void put_dictionary(writing *to)
{
    facs_json_begin(to->json, "dictionary", '[');
    for (int64_t i = 0; i < to->matter->results; i++) {
        const facs_clip_rows *clip = &to->matter->result[i].clip;
        for (int64_t j = 0; j < clip->columns; j++)
            if (clip->column[j].group < FACS_CLIP_X && !came_before(to->matter, i, j))
                put_meaning(to->json, &clip->column[j]);
    }
    facs_json_end(to->json, ']');
}

static void put_made(facs_json *json)
{
    char program[64], text[32] = "";
    const time_t now = time(NULL);
    struct tm parts;
    snprintf(program, sizeof program, "facsimile %s", facs_version());
    if (gmtime_r(&now, &parts))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    facs_json_begin(json, "made", '{');
    facs_json_text(json, "program", program);
    facs_json_text(json, "time", text);
    facs_json_end(json, '}');
}

facs_status facs_report_data(facs_report_matter *matter, facs_json *json, facs_report_flush *out, void *cookie,
                             facs_error *error)
{
    writing to = {.matter = matter, .json = json, .flush = out, .cookie = cookie, .error = error};
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, "format", 1);
    put_made(json);
    facs_json_text(json, "title", matter->title);
    facs_json_begin(json, "results", '[');
    for (int64_t i = 0; i < matter->results && to.status == FACS_OK; i++)
        put_result(&to, i);
    facs_json_end(json, ']');
    put_dictionary(&to);
    facs_json_end(json, '}');
    flush(&to);
    return to.status;
}
