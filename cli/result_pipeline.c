/* See result_pipeline.h. */
#include "column_name.h"
#include "result_pipeline.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_MAX = 1 << 20 };

/* ---- the record ---- */

/* PATH or PATH.gz -> PATH.facsimile.json; free() */
static char *record_path(const char *path)
{
    static const char ending[] = ".facsimile.json", packed[] = ".gz";
    size_t length = strlen(path), room = length + sizeof ending;
    if (length > sizeof packed - 1 && strcmp(path + length - (sizeof packed - 1), packed) == 0)
        length -= sizeof packed - 1;
    char *made = malloc(room);
    if (made)
        snprintf(made, room, "%.*s%s", (int)length, path, ending);
    return made;
}

/* free() */
static char *read_text(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(RECORD_MAX) : NULL;
    *count = text ? fread(text, 1, RECORD_MAX, file) : 0;
    if (file)
        fclose(file);
    return text;
}

/* the record of a CSV; NULL = there is none of ours.  cJSON_Delete */
static cJSON *read_record(const char *csv)
{
    char *path = record_path(csv);
    size_t count = 0;
    char *text = path ? read_text(path, &count) : NULL;
    cJSON *json = text ? cJSON_ParseWithLength(text, count) : NULL;
    free(text);
    free(path);
    if (cJSON_IsNumber(cJSON_GetObjectItemCaseSensitive(json, "facsimile_sidecar")))
        return json;
    cJSON_Delete(json);
    return NULL;
}

static bool from_record(const char *csv, char name[PIPELINE_NAME])
{
    cJSON *json = read_record(csv);
    const cJSON *pipeline = cJSON_GetObjectItemCaseSensitive(json, "pipeline");
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(pipeline, "name");
    const bool good = cJSON_IsString(found) && found->valuestring[0];
    if (good)
        snprintf(name, PIPELINE_NAME, "%s", found->valuestring);
    cJSON_Delete(json);
    return good;
}

static float member(const cJSON *camera, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(camera, name);
    return cJSON_IsNumber(found) ? (float)found->valuedouble : -1;
}

facs_camera result_camera(const char *path)
{
    cJSON *json = read_record(path);
    const cJSON *camera = cJSON_GetObjectItemCaseSensitive(json, "camera");
    const facs_camera found = {member(camera, "fx"), member(camera, "fy"), member(camera, "cx"), member(camera, "cy")};
    cJSON_Delete(json);
    return found;
}

bool result_size(const char *path, int size[2])
{
    cJSON *json = read_record(path);
    const cJSON *frames = cJSON_GetObjectItemCaseSensitive(json, "frames");
    const cJSON *width = cJSON_GetObjectItemCaseSensitive(frames, "width");
    const cJSON *height = cJSON_GetObjectItemCaseSensitive(frames, "height");
    const bool good = cJSON_IsNumber(width) && cJSON_IsNumber(height) && width->valueint > 0 && height->valueint > 0;
    if (good) {
        size[0] = width->valueint;
        size[1] = height->valueint;
    }
    cJSON_Delete(json);
    return good;
}

/* ---- the columns ---- */

/* "openface open" has "open" */
static bool has_word(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool fills(const char *pipeline, const char *name)
{
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++)
        if (column_is_named(name, &column))
            return has_word(column.pipelines, pipeline);
    return false;
}

static bool from_columns(const table *read, char name[PIPELINE_NAME])
{
    facs_pipeline_info info = {.size = sizeof info};
    int fitting = 0;
    for (int i = 0; facs_pipeline_get(i, &info); i++) {
        int filled = 0;
        while (filled < read->columns && fills(info.name, read->name[filled]))
            filled++;
        if (filled == read->columns && fitting++ == 0)
            snprintf(name, PIPELINE_NAME, "%s", info.name);
    }
    return fitting == 1;
}

bool result_pipeline(const char *path, const table *read, char name[PIPELINE_NAME])
{
    return from_record(path, name) || from_columns(read, name);
}

void result_warn_of_two(const char *first, const char *path_first, const char *second, const char *path_second)
{
    if (strcmp(first, second) != 0)
        complain("warning: %s is from the pipeline %s, %s from %s: their action units are on different scales",
                 path_first, first, path_second, second);
}
