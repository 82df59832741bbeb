/* See report_record.h.  Nothing in the file is trusted: it may be anybody's. */
#include "report/report_record.h"

#include "extract/sidecar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>

enum { BYTES_MAX = 16 << 20, TEXT_MAX = 4096 };
static const double number_most = 1e15;

typedef struct reading {
    facs_report_record *record;
    bool no_memory;
} reading;

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void take_item(reading *from, const cJSON *item, char **to)
{
    if (!cJSON_IsString(item) || !item->valuestring[0] || strlen(item->valuestring) > TEXT_MAX)
        return;
    *to = facs_strdup(&from->record->env, item->valuestring);
    from->no_memory = from->no_memory || !*to;
}

static double number(const cJSON *object, const char *name)
{
    const cJSON *item = member(object, name);
    const bool good = cJSON_IsNumber(item) && fabs(item->valuedouble) <= number_most;
    return good ? item->valuedouble : 0;
}

static int64_t count(const cJSON *object, const char *name, int64_t most)
{
    const double value = number(object, name);
    return value >= 1 && value <= (double)most ? (int64_t)value : 0;
}

static void take_models(reading *from, const cJSON *list)
{
    facs_report_record *record = from->record;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (record->models == FACS_REPORT_MODELS)
            return;
        facs_report_model *model = &record->model[record->models];
        take_item(from, member(item, "name"), &model->name);
        if (!model->name)
            continue;
        record->models++;
        const cJSON *hash = member(item, "sha256");
        if (cJSON_IsString(hash))
            snprintf(model->hash, sizeof model->hash, "%s", hash->valuestring);
    }
}

static void take_warnings(reading *from, const cJSON *json)
{
    facs_report_record *record = from->record;
    const cJSON *item;
    cJSON_ArrayForEach(item, member(json, "warnings"))
    {
        if (record->warnings == FACS_REPORT_WARNINGS)
            record->left_out++;
        else
            take_item(from, item, &record->warning[record->warnings]);
        record->warnings += record->warnings < FACS_REPORT_WARNINGS && record->warning[record->warnings];
    }
    record->left_out += count(json, "warnings_left_out", INT32_MAX);
}

static void take_reading(facs_report_record *record, const cJSON *options)
{
    record->reading.stream = (int)count(options, "stream", INT32_MAX);
    record->reading.start = fmax(number(options, "start"), 0);
    record->reading.end = fmax(number(options, "end"), 0);
    record->reading.every = count(options, "every", INT32_MAX);
    record->reading.fps = fmax(number(options, "fps"), 0);
    record->reading.no_deinterlace = cJSON_IsTrue(member(options, "no_deinterlace"));
    record->reading.reference = record->compat != NULL;
}

static void take(reading *from, const cJSON *json)
{
    facs_report_record *record = from->record;
    const cJSON *options = member(json, "options"), *frames = member(json, "frames");
    take_item(from, member(json, "facsimile"), &record->version);
    take_item(from, member(json, "input"), &record->input);
    take_item(from, member(json, "output"), &record->output);
    take_item(from, member(member(json, "pipeline"), "name"), &record->pipeline);
    take_item(from, member(options, "compat"), &record->compat);
    take_item(from, member(options, "format"), &record->format);
    take_models(from, member(json, "models"));
    record->frames = count(frames, "out", INT32_MAX);
    record->width = count(frames, "width", FACS_IMAGE_SIDE_MAX);
    record->height = count(frames, "height", FACS_IMAGE_SIDE_MAX);
    record->from_zero = record->format && strcmp(record->format, "csv") != 0;
    take_reading(record, options);
    take_warnings(from, json);
    record->stopped = cJSON_IsTrue(member(json, "stopped"));
    record->lost = cJSON_IsTrue(member(json, "lost")) || number(member(json, "live"), "lost") > 0;
    const cJSON *calibrated = member(member(json, "live"), "calibrated");
    record->online = cJSON_IsString(calibrated) && strcmp(calibrated->valuestring, "online") == 0;
    record->repeated = count(member(json, "recording"), "frames_repeated", INT32_MAX);
}

static facs_status read_file(const facs_env *env, const char *path, facs_report_record *record, bool *there,
                             facs_error *error)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    facs_error why = {.message = ""};
    if (!facs_path_is_file(path))
        return FACS_OK;
    facs_status status = facs_read_file(env, path, FACS_E_NOT_FOUND, &bytes, &size, &why);
    if (status == FACS_E_MEMORY)
        return facs_fail(error, status, "%s", why.message);
    cJSON *json = status == FACS_OK && size <= BYTES_MAX ? cJSON_ParseWithLength((const char *)bytes, size) : NULL;
    facs_free(env, bytes);
    reading from = {.record = record};
    *there = cJSON_IsNumber(member(json, "facsimile_sidecar"));
    if (*there)
        take(&from, json);
    else
        facs_log(env, FACS_LOG_WARNING, "%s: is no record of a run that can be read; what it says is left out", path);
    cJSON_Delete(json);
    return from.no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path) : FACS_OK;
}
#else
static facs_status read_file(const facs_env *env, const char *path, facs_report_record *record, bool *there,
                             facs_error *error)
{
    (void)record;
    (void)there;
    (void)error;
    if (facs_path_is_file(path))
        facs_log(env, FACS_LOG_WARNING, "%s: cannot be read by this facsimile, which was built without cJSON", path);
    return FACS_OK;
}
#endif

facs_status facs_report_record_read(const facs_env *env, const char *path, facs_report_record *record, bool *there,
                                    facs_error *error)
{
    static const char packed[] = ".gz";
    size_t length = strlen(path);
    *record = (facs_report_record){.env = *env};
    *there = false;
    if (length > sizeof packed - 1 && strcmp(path + length - (sizeof packed - 1), packed) == 0)
        length -= sizeof packed - 1;
    const size_t room = length + sizeof FACS_SIDECAR_ENDING;
    char *name = facs_calloc(env, room, 1);
    if (!name)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    snprintf(name, room, "%.*s%s", (int)length, path, FACS_SIDECAR_ENDING);
    const facs_status status = read_file(env, name, record, there, error);
    facs_free(env, name);
    return status;
}

void facs_report_record_free(facs_report_record *record)
{
    if (!record->env.free)
        return;
    for (int i = 0; i < record->models; i++)
        facs_free(&record->env, record->model[i].name);
    for (int i = 0; i < record->warnings; i++)
        facs_free(&record->env, record->warning[i]);
    facs_free(&record->env, record->version);
    facs_free(&record->env, record->input);
    facs_free(&record->env, record->output);
    facs_free(&record->env, record->pipeline);
    facs_free(&record->env, record->compat);
    facs_free(&record->env, record->format);
}
