/* See view_record.h. */
#include "view/view_record.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>

enum { RECORD_MOST = 4 << 20 /* bytes */, TEXT_MOST = 4096 };

static char *text_of(const facs_env *env, const cJSON *value)
{
    const bool good = cJSON_IsString(value) && value->valuestring[0] && strlen(value->valuestring) < TEXT_MOST;
    return good ? facs_strdup(env, value->valuestring) : NULL;
}

static int64_t count_of(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < 1e15 ? (int64_t)value->valuedouble
                                                                                         : 0;
}

static void take(const facs_env *env, facs_view_item *item, const cJSON *record)
{
    const cJSON *pipeline = cJSON_GetObjectItemCaseSensitive(record, "pipeline");
    const cJSON *frames = cJSON_GetObjectItemCaseSensitive(record, "frames");
    item->input = text_of(env, cJSON_GetObjectItemCaseSensitive(record, "input"));
    item->version = text_of(env, cJSON_GetObjectItemCaseSensitive(record, "facsimile"));
    item->pipeline = text_of(env, cJSON_GetObjectItemCaseSensitive(pipeline, "name"));
    item->frames = count_of(frames, "out");
    item->faces = count_of(frames, "with_face");
    item->warnings = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(record, "warnings"));
}

static void read_record(const facs_env *env, const char *table, facs_view_item *item)
{
    struct stat info;
    char path[TEXT_MOST];
    uint8_t *bytes = NULL;
    size_t count = 0;
    const int length = snprintf(path, sizeof path, "%s.facsimile.json", table);
    if (length < 0 || length >= (int)sizeof path || lstat(path, &info) != 0 || !S_ISREG(info.st_mode) ||
        info.st_size > RECORD_MOST || facs_read_file(env, path, FACS_E_NOT_FOUND, &bytes, &count, NULL) != FACS_OK)
        return;
    cJSON *record = cJSON_ParseWithLength((const char *)bytes, count);
    if (record)
        take(env, item, record);
    cJSON_Delete(record);
    facs_free(env, bytes);
}
#else
static void read_record(const facs_env *env, const char *table, facs_view_item *item)
{
    (void)env;
    (void)table;
    (void)item;
}
#endif

static bool is_file(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* a video that is called like the table, or what the record names; facs_free */
static char *find_video(const facs_env *env, const char *table, const char *input)
{
    static const char *const endings[] = {".mp4", ".mkv", ".mov", ".webm", ".avi", ".wmv", ".m4v"};
    const size_t length = strlen(table);
    const char *name = strrchr(table, '/');
    const char *dot = strchr(name ? name : table, '.'), *tail = strstr(name ? name : table, ".csv");
    char *path = dot ? facs_calloc(env, length + 16, 1) : NULL;
    for (size_t i = 0; path && i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, length + 16, "%.*s%s", (int)((tail ? tail : dot) - table), table, endings[i]);
        if (is_file(path))
            return path;
    }
    facs_free(env, path);
    return input && is_file(input) ? facs_strdup(env, input) : NULL;
}

void facs_view_record_read(const facs_env *env, const char *folder, facs_view_item *item)
{
    char *table = facs_path_join(env, folder, item->name);
    if (!table)
        return;
    read_record(env, table, item);
    item->video = find_video(env, table, item->input);
    const char *slash = item->input ? strrchr(item->input, '/') : NULL;
    if (slash && slash[1]) /* where it was is nobody's business */
        memmove(item->input, slash + 1, strlen(slash + 1) + 1);
    facs_free(env, table);
}

void facs_view_record_free(const facs_env *env, facs_view_item *item)
{
    facs_free(env, item->pipeline);
    facs_free(env, item->input);
    facs_free(env, item->version);
    facs_free(env, item->video);
}
