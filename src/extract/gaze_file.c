/* Points on a screen as files: JSON, by hand or as measured.
 *
 *     {"unit": "mm", "screen_size": [W, H], "clip": NAME,
 *      "points": [{"screen": [X, Y], "from": S, "to": S}, ...]}              or "from_frame", "to_frame"
 *     {"facsimile_gaze_calibration": 1, "facsimile": VERSION, "unit", "screen_size", "pipeline", "width", "height",
 *      "camera": [FX, FY, CX, CY], "points": [{"screen": [X, Y], "plane": [X, Y], ...}, ...]}
 *
 * What was measured is kept, not the map: it is made again, so that a file which was changed cannot say what its points
 * do not.  Names that are not known are refused: they are typing errors. */
#include "base/printable.h"
#include "extract/gaze_screen.h"
#include "sink/output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>
#endif

#define MARK "facsimile_gaze_calibration"
enum { VERSION = 1 };

/* ---- writing ---- */

static void add_pair(facs_json *json, const char *name, const double pair[2])
{
    facs_json_begin(json, name, '[');
    facs_json_exact(json, NULL, pair[0]);
    facs_json_exact(json, NULL, pair[1]);
    facs_json_end(json, ']');
}

static void add_points(facs_json *json, const facs_gaze_screen *gaze)
{
    facs_json_begin(json, "points", '[');
    for (int i = 0; i < gaze->count; i++) {
        const facs_gaze_point *point = &gaze->point[i];
        facs_json_begin(json, NULL, '{');
        add_pair(json, "screen", point->screen);
        add_pair(json, "plane", point->plane);
        if (gaze->time)
            facs_json_integer(json, "frames", gaze->time[i].valid);
        facs_json_number(json, "error", point->error);
        facs_json_number(json, "error_left_out", point->left_out);
        facs_json_end(json, '}');
    }
    facs_json_end(json, ']');
}

static void add_screen(facs_json *json, const facs_gaze_screen *gaze)
{
    facs_json_text(json, "unit", gaze->unit);
    add_pair(json, "screen_size", gaze->size);
}

void facs_gaze_screen_record(facs_json *json, const facs_gaze_screen *gaze)
{
    facs_json_begin(json, "gaze_calibration", '{');
    facs_json_text(json, "file", gaze->path);
    facs_json_text(json, "clip", gaze->clip);
    facs_json_bool(json, "measured_before", !gaze->time);
    add_screen(json, gaze);
    facs_json_integer(json, "order", gaze->map.terms == FACS_GAZE_TERMS ? 2 : 1);
    facs_json_number(json, "error", facs_gaze_error(gaze->point, gaze->count));
    facs_json_number(json, "error_left_out", facs_gaze_left_out(gaze->point, gaze->count));
    add_points(json, gaze);
    facs_json_end(json, '}');
}

facs_status facs_gaze_screen_write(const facs_gaze_screen *gaze, const char *path, facs_error *error)
{
    const facs_camera *camera = &gaze->camera;
    facs_json json = {.env = gaze->env};
    facs_json_begin(&json, NULL, '{');
    facs_json_integer(&json, MARK, VERSION);
    facs_json_text(&json, "facsimile", facs_version());
    add_screen(&json, gaze);
    facs_json_text(&json, "pipeline", gaze->pipeline);
    facs_json_integer(&json, "width", gaze->width);
    facs_json_integer(&json, "height", gaze->height);
    facs_json_begin(&json, "camera", '[');
    const float numbers[] = {camera->fx, camera->fy, camera->cx, camera->cy};
    for (int i = 0; i < 4; i++)
        facs_json_exact(&json, NULL, (double)numbers[i]);
    facs_json_end(&json, ']');
    add_points(&json, gaze);
    facs_json_end(&json, '}');
    facs_json_line(&json);
    facs_result_file *file = NULL;
    facs_status status = json.no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path)
                                        : facs_output_open(&gaze->env, path, &file, error);
    if (status == FACS_OK)
        status = facs_output_write(file, json.text, json.length, error);
    if (status == FACS_OK)
        status = facs_output_commit(&file, error);
    else if (file)
        facs_output_abandon(&file);
    facs_free(&json.env, json.text);
    return status;
}

/* ---- reading ---- */

#if FACS_HAVE_CJSON

enum { BYTES_MAX = 1 << 20, POINTS_MAX = 1000, SIDE_MAX = 1 << 20, WHAT = 160 };
static const double plane_most = 1e6 /* mm */, times_most = 1e9;

typedef struct reading {
    const facs_env *env;
    const char *path;
    facs_error *error;
} reading;

static facs_status wrong(const reading *from, const char *format, ...) FACS_PRINTF(2, 3);
static facs_status wrong(const reading *from, const char *format, ...)
{
    char what[WHAT];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return facs_fail(from->error, FACS_E_ARGUMENT, "%s: is no file for the calibration of gaze: %s", from->path, what);
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* the first member that is none of the names, which end with NULL; NULL = all are */
static const char *find_strange(const cJSON *object, const char *const *names)
{
    for (const cJSON *item = object->child; item; item = item->next) {
        int i = 0;
        while (names[i] && strcmp(names[i], item->string) != 0)
            i++;
        if (!names[i])
            return item->string;
    }
    return NULL;
}

static bool take_number(const cJSON *item, double least, double most, double *value)
{
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= least && item->valuedouble <= most))
        return false;
    *value = item->valuedouble;
    return true;
}

static bool take_numbers(const cJSON *list, int count, double least, double most, double *values)
{
    if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) != count)
        return false;
    const cJSON *item = list->child;
    for (int i = 0; i < count; i++, item = item->next)
        if (!take_number(item, least, most, &values[i]))
            return false;
    return true;
}

static bool take_integer(const cJSON *item, double least, double most, int64_t *value)
{
    double number;
    if (!take_number(item, least, most, &number) || number != floor(number))
        return false;
    *value = (int64_t)number;
    return true;
}

/* from ... to, by time or by frames */
static facs_status take_time(const reading *from, const cJSON *item, int number, facs_gaze_screen *made)
{
    facs_gaze_time *time = &made->time[number - 1];
    const bool by_frame = member(item, "from_frame") || member(item, "to_frame");
    const bool by_time = member(item, "from") || member(item, "to");
    if (by_frame == by_time)
        return wrong(from, "point %d: give from and to (s), or from_frame and to_frame", number);
    if (number > 1 && by_frame != made->by_frame)
        return wrong(from, "point %d: some points are given by time and some by frames", number);
    made->by_frame = by_frame;
    if (!take_number(member(item, by_frame ? "from_frame" : "from"), by_frame, times_most, &time->from) ||
        !take_number(member(item, by_frame ? "to_frame" : "to"), by_frame, times_most, &time->to))
        return wrong(from, "point %d: %s are not two numbers, %s", number,
                     by_frame ? "from_frame and to_frame" : "from and to",
                     by_frame ? "counted from 1" : "seconds from 0 on");
    if (by_frame ? time->to < time->from : time->to <= time->from)
        return wrong(from, "point %d: its end is before its start", number);
    for (int i = 0; i < number - 1; i++)
        if (by_frame ? time->from <= made->time[i].to && made->time[i].from <= time->to
                     : time->from < made->time[i].to && made->time[i].from < time->to)
            return wrong(from, "points %d and %d are looked at at the same time", i + 1, number);
    return FACS_OK;
}

static facs_status take_point(const reading *from, const cJSON *item, int number, facs_gaze_screen *made)
{
    static const char *const timed[] = {"screen", "from", "to", "from_frame", "to_frame", NULL},
                             *const measured[] = {"screen", "plane", "frames", "error", "error_left_out", NULL};
    facs_gaze_point *point = &made->point[number - 1];
    if (!cJSON_IsObject(item))
        return wrong(from, "point %d is no object", number);
    const char *strange = find_strange(item, made->time ? timed : measured);
    if (strange)
        return wrong(from, "point %d: '%.40s' is not known", number, strange);
    if (!take_numbers(member(item, "screen"), 2, 0, INFINITY, point->screen) || !(point->screen[0] <= made->size[0]) ||
        !(point->screen[1] <= made->size[1]))
        return wrong(from, "point %d: screen is not [x, y] on a screen of %g x %g %s", number, made->size[0],
                     made->size[1], made->unit);
    if (made->time)
        return take_time(from, item, number, made);
    return take_numbers(member(item, "plane"), 2, -plane_most, plane_most, point->plane)
               ? FACS_OK
               : wrong(from, "point %d: plane is not [x, y] in mm", number);
}

static facs_status take_points(const reading *from, const cJSON *list, bool measured, facs_gaze_screen *made)
{
    const int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    if (count < FACS_GAZE_POINTS_LEAST || count > POINTS_MAX)
        return wrong(from, "points: %d of them; %d to %d are possible", count, (int)FACS_GAZE_POINTS_LEAST,
                     (int)POINTS_MAX);
    made->point = facs_calloc(from->env, (size_t)count, sizeof *made->point);
    made->time = measured ? NULL : facs_calloc(from->env, (size_t)count, sizeof *made->time);
    if (!made->point || (!made->time && !measured))
        return facs_fail(from->error, FACS_E_MEMORY, "%s: out of memory", from->path);
    made->count = count;
    facs_status status = FACS_OK;
    const cJSON *item = list->child;
    for (int i = 1; i <= count && status == FACS_OK; i++, item = item->next)
        status = take_point(from, item, i, made);
    return status;
}

static facs_status take_screen(const reading *from, const cJSON *json, facs_gaze_screen *made)
{
    const char *unit = cJSON_GetStringValue(member(json, "unit"));
    if (!unit || (strcmp(unit, "mm") != 0 && strcmp(unit, "px") != 0))
        return wrong(from, "unit is neither \"mm\" nor \"px\"");
    snprintf(made->unit, sizeof made->unit, "%s", unit);
    if (!take_numbers(member(json, "screen_size"), 2, 1, SIDE_MAX, made->size))
        return wrong(from, "screen_size is not [width, height] in the unit");
    return FACS_OK;
}

static facs_status take_clip(const reading *from, const cJSON *json, facs_gaze_screen *made)
{
    const cJSON *item = member(json, "clip");
    const char *clip = cJSON_GetStringValue(item);
    if (!item)
        return FACS_OK;
    if (!clip || !clip[0])
        return wrong(from, "clip is no name of a file");
    char *folder = facs_path_dirname(from->env, from->path);
    made->clip = folder ? facs_path_join(from->env, folder, clip) : NULL;
    facs_free(from->env, folder);
    return made->clip ? FACS_OK : facs_fail(from->error, FACS_E_MEMORY, "%s: out of memory", from->path);
}

/* with what it was measured */
static facs_status take_origin(const reading *from, const cJSON *json, facs_gaze_screen *made)
{
    int64_t version = 0;
    double camera[4];
    const char *pipeline = cJSON_GetStringValue(member(json, "pipeline"));
    if (!take_integer(member(json, MARK), 1, INT32_MAX, &version) || version != VERSION)
        return wrong(from, "it comes from a later facsimile");
    if (!pipeline || !pipeline[0] || strlen(pipeline) >= sizeof made->pipeline)
        return wrong(from, "pipeline is not named");
    snprintf(made->pipeline, sizeof made->pipeline, "%s", pipeline);
    facs_make_printable(made->pipeline);
    if (!take_integer(member(json, "width"), 1, SIDE_MAX, &made->width) ||
        !take_integer(member(json, "height"), 1, SIDE_MAX, &made->height) ||
        !take_numbers(member(json, "camera"), 4, -SIDE_MAX, SIDE_MAX, camera))
        return wrong(from, "width, height and camera are not those of a video");
    made->camera = (facs_camera){(float)camera[0], (float)camera[1], (float)camera[2], (float)camera[3]};
    return FACS_OK;
}

static facs_status take_all(const reading *from, const cJSON *json, facs_gaze_screen *made)
{
    static const char *const by_hand[] = {"unit", "screen_size", "clip", "points", NULL}, *const saved[] = {
                                                                                              MARK,       "facsimile",
                                                                                              "unit",     "screen_size",
                                                                                              "pipeline", "width",
                                                                                              "height",   "camera",
                                                                                              "points",   NULL};
    if (!cJSON_IsObject(json))
        return wrong(from, "it is no JSON object, or too long");
    const bool measured = member(json, MARK) != NULL;
    const char *strange = find_strange(json, measured ? saved : by_hand);
    if (strange)
        return wrong(from, "'%.40s' is not known", strange);
    facs_status status = take_screen(from, json, made);
    if (status == FACS_OK)
        status = measured ? take_origin(from, json, made) : take_clip(from, json, made);
    if (status == FACS_OK)
        status = take_points(from, member(json, "points"), measured, made);
    return status == FACS_OK && measured ? facs_gaze_screen_make_map(made, from->error) : status;
}

static facs_status read_text(const reading *from, facs_gaze_screen *made)
{
    uint8_t *text = NULL;
    size_t count = 0;
    facs_status status = facs_read_file(from->env, from->path, FACS_E_NOT_FOUND, &text, &count, from->error);
    if (status != FACS_OK)
        return status;
    cJSON *json = count <= BYTES_MAX ? cJSON_ParseWithLength((const char *)text, count) : NULL;
    facs_free(from->env, text);
    status = take_all(from, json, made);
    cJSON_Delete(json);
    return status;
}

#endif

facs_status facs_gaze_screen_read(const facs_env *env, const char *path, facs_gaze_screen **gaze, facs_error *error)
{
#if FACS_HAVE_CJSON
    const reading from = {env, path, error};
    facs_gaze_screen *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = *env;
    made->path = facs_strdup(env, path);
    facs_status status =
        made->path ? read_text(&from, made) : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    if (status == FACS_OK)
        *gaze = made;
    else
        facs_gaze_screen_close(&made);
    return status;
#else
    (void)env;
    (void)gaze;
    return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this build reads no such files: it lacks cJSON", path);
#endif
}
