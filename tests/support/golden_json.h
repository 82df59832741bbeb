/* Golden values in JSON files of the test data. */
#ifndef FACS_TESTS_GOLDEN_JSON_H
#define FACS_TESTS_GOLDEN_JSON_H

#include "support/needs.h"

#include "base/base.h"

#include <cjson/cJSON.h>

/* cJSON_Delete; the test fails without the file */
static inline cJSON *golden_json(const char *path)
{
    const facs_env env = facs_env_resolve(NULL);
    uint8_t *bytes = NULL;
    size_t size = 0;
    assert_int_equal(facs_read_file(&env, path, FACS_E_NOT_FOUND, &bytes, &size, NULL), FACS_OK);
    cJSON *json = cJSON_ParseWithLength((const char *)bytes, size);
    facs_free(&env, bytes);
    assert_non_null(json);
    return json;
}

static inline const cJSON *golden_member(const cJSON *json, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, name);
    if (!found)
        fail_msg("no %s in the golden file", name);
    return found;
}

static inline double golden_number(const cJSON *json, const char *name)
{
    const cJSON *found = golden_member(json, name);
    assert_true(cJSON_IsNumber(found));
    return found->valuedouble;
}

static inline const char *golden_text(const cJSON *json, const char *name)
{
    const cJSON *found = golden_member(json, name);
    assert_true(cJSON_IsString(found));
    return found->valuestring;
}

/* all numbers of a list, lists in it included; returns how many */
static inline int golden_numbers(const cJSON *list, double *values, int room)
{
    int count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_IsArray(item)) {
            count += golden_numbers(item, values + count, room - count);
        } else {
            assert_true(cJSON_IsNumber(item) && count < room);
            values[count++] = item->valuedouble;
        }
    }
    return count;
}

#endif
