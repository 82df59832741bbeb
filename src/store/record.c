/* {"version": 1, "sets": {NAME: {"accepted": TERMS, "licences": {ID: TERMS}, "verified": KEY}}}: hashes of licences and
 * files; "licences" while only some of the set's are accepted.  A record that cannot be read counts as empty: the worst
 * that follows is a question asked twice. */
#include "store/record.h"

#include "base/whole_file.h"
#include "store/cache_folder.h"
#include "store/hash.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

typedef struct listed {
    const facs_model_file *file;
} listed;

static int by_path(const void *a, const void *b)
{
    const listed *left = a, *right = b;
    return strcmp(left->file->path, right->file->path);
}

/* list NULL: no memory */
static facs_status hash_list(const cJSON *list, char key[FACS_SHA256_TEXT], facs_error *error)
{
    char *text = list ? cJSON_PrintUnformatted(list) : NULL;
    facs_status status =
        text ? facs_sha256_bytes(text, strlen(text), key, error) : facs_fail(error, FACS_E_MEMORY, "out of memory");
    cJSON_free(text);
    return status;
}

facs_status facs_record_key(const facs_env *env, const facs_model_set *set, char key[65], facs_error *error)
{
    size_t count = (size_t)set->file_count;
    listed *sorted = facs_calloc(env, count, sizeof *sorted);
    cJSON *list = cJSON_CreateArray();
    bool good = sorted && list;
    if (good) {
        for (size_t i = 0; i < count; i++)
            sorted[i].file = set->files[i];
        qsort(sorted, count, sizeof *sorted, by_path);
    }
    for (size_t i = 0; good && i < count; i++) {
        cJSON *entry = cJSON_CreateArray();
        good = cJSON_AddItemToArray(list, entry) &&
               cJSON_AddItemToArray(entry, cJSON_CreateString(sorted[i].file->path)) &&
               cJSON_AddItemToArray(entry, cJSON_CreateString(sorted[i].file->sha256)) &&
               cJSON_AddItemToArray(entry, cJSON_CreateNumber((double)sorted[i].file->bytes));
    }
    facs_status status = hash_list(good ? list : NULL, key, error);
    cJSON_Delete(list);
    facs_free(env, sorted);
    return status;
}

/* SHA-256 of the list of id, name, summary and url of licences */
static facs_status terms_key(const facs_licence *const *licences, int count, char key[FACS_SHA256_TEXT],
                             facs_error *error)
{
    cJSON *list = cJSON_CreateArray();
    bool good = list != NULL;
    for (int i = 0; good && i < count; i++) {
        const facs_licence *licence = licences[i];
        cJSON *entry = cJSON_CreateArray();
        good = cJSON_AddItemToArray(list, entry) && cJSON_AddItemToArray(entry, cJSON_CreateString(licence->id)) &&
               cJSON_AddItemToArray(entry, cJSON_CreateString(licence->name)) &&
               cJSON_AddItemToArray(entry, cJSON_CreateString(licence->summary)) &&
               cJSON_AddItemToArray(entry, cJSON_CreateString(licence->url));
    }
    facs_status status = hash_list(good ? list : NULL, key, error);
    cJSON_Delete(list);
    return status;
}

static char *record_path(const facs_env *env, const char *cache)
{
    return facs_path_join(env, cache, FACS_RECORD_NAME);
}

/* the record, or an empty one; NULL = no memory */
static cJSON *load(const facs_env *env, const char *path)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    cJSON *record = NULL;
    if (facs_path_exists(path) && facs_read_file(env, path, FACS_E_NOT_FOUND, &bytes, &count, NULL) == FACS_OK)
        record = cJSON_ParseWithLength((const char *)bytes, count);
    facs_free(env, bytes);
    if (!cJSON_IsObject(record)) {
        cJSON_Delete(record);
        record = cJSON_CreateObject();
        if (!cJSON_AddNumberToObject(record, "version", 1)) {
            cJSON_Delete(record);
            record = NULL;
        }
    }
    return record;
}

/* the text of a member of the set's entry; NULL = none */
static const char *value_of(const cJSON *record, const char *name, const char *key)
{
    const cJSON *entry = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(record, "sets"), name);
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, key));
}

static bool has(const facs_env *env, const char *cache, const char *name, const char *key, const char *wanted)
{
    char *path = record_path(env, cache);
    cJSON *record = path ? load(env, path) : NULL;
    const char *value = value_of(record, name, key);
    bool found = value && strcmp(value, wanted) == 0;
    cJSON_Delete(record);
    facs_free(env, path);
    return found;
}

/* there is nothing to accept */
static bool is_free(const facs_model_set *set)
{
    for (int i = 0; i < set->licence_count; i++)
        if (!set->licences[i]->free)
            return false;
    return true;
}

bool facs_record_accepted(const facs_env *env, const char *cache, const facs_model_set *set)
{
    char terms[FACS_SHA256_TEXT];
    return is_free(set) || (terms_key(set->licences, set->licence_count, terms, NULL) == FACS_OK &&
                            has(env, cache, set->name, "accepted", terms));
}

/* accepted on its own */
static bool has_licence(const cJSON *record, const char *name, const facs_licence *licence)
{
    char terms[FACS_SHA256_TEXT];
    const cJSON *entry = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(record, "sets"), name);
    const cJSON *each = cJSON_GetObjectItemCaseSensitive(entry, "licences");
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(each, licence->id));
    return value && terms_key(&licence, 1, terms, NULL) == FACS_OK && strcmp(value, terms) == 0;
}

bool facs_record_licence_accepted(const facs_env *env, const char *cache, const facs_model_set *set,
                                  const facs_licence *licence)
{
    if (licence->free || facs_record_accepted(env, cache, set))
        return true;
    char *path = record_path(env, cache);
    cJSON *record = path ? load(env, path) : NULL;
    const bool found = has_licence(record, set->name, licence);
    cJSON_Delete(record);
    facs_free(env, path);
    return found;
}

bool facs_record_is_verified(const facs_env *env, const char *cache, const facs_model_set *set)
{
    char key[FACS_SHA256_TEXT];
    return facs_record_key(env, set, key, NULL) == FACS_OK && has(env, cache, set->name, "verified", key);
}

static facs_status replace(const facs_env *env, const char *path, const char *text, facs_error *error)
{
    facs_whole_file file;
    facs_status status = facs_whole_open(env, path, FACS_OTHER_CACHE, &file, error);
    if (status != FACS_OK)
        return status;
    status = facs_whole_write(&file, text, strlen(text), error);
    if (status == FACS_OK)
        status = facs_whole_write(&file, "\n", 1, error);
    if (status == FACS_OK)
        status = facs_whole_commit(&file, error);
    facs_whole_abandon(&file, false);
    return status;
}

static facs_status save(const facs_env *env, const char *path, const cJSON *record, facs_error *error)
{
    char *text = cJSON_Print(record);
    facs_status status =
        text ? replace(env, path, text, error) : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    cJSON_free(text);
    return status;
}

/* a damaged record may have several members of a name */
static void drop(cJSON *object, const char *key)
{
    while (cJSON_GetObjectItemCaseSensitive(object, key))
        cJSON_DeleteItemFromObjectCaseSensitive(object, key);
}

/* set or (value NULL) delete a member of the set's entry; true unless out of memory */
static bool put(cJSON *record, const char *name, const char *key, const char *value)
{
    cJSON *sets = cJSON_GetObjectItemCaseSensitive(record, "sets");
    if (!cJSON_IsObject(sets)) {
        drop(record, "sets");
        sets = cJSON_AddObjectToObject(record, "sets");
    }
    cJSON *entry = cJSON_GetObjectItemCaseSensitive(sets, name);
    if (!cJSON_IsObject(entry)) {
        drop(sets, name);
        entry = cJSON_AddObjectToObject(sets, name);
    }
    drop(entry, key);
    return entry && (!value || cJSON_AddStringToObject(entry, key, value));
}

/* Does the set's entry say that already?  Then nothing is written, as the disk may be full or another's. */
static bool says(const cJSON *record, const char *name, const char *key, const char *value)
{
    const cJSON *entry = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(record, "sets"), name);
    const char *old = value_of(record, name, key);
    return value ? old && strcmp(old, value) == 0 : !cJSON_GetObjectItemCaseSensitive(entry, key);
}

static facs_status note(const facs_env *env, const char *cache, const char *name, const char *key, const char *value,
                        facs_error *error)
{
    char *path = record_path(env, cache);
    cJSON *record = path ? load(env, path) : NULL;
    facs_status status = FACS_OK;
    if (!record)
        status = facs_fail(error, FACS_E_MEMORY, "out of memory");
    else if (!says(record, name, key, value))
        status = put(record, name, key, value) ? save(env, path, record, error)
                                               : facs_fail(error, FACS_E_MEMORY, "out of memory");
    cJSON_Delete(record);
    facs_free(env, path);
    return status;
}

facs_status facs_record_accept(const facs_env *env, const char *cache, const facs_model_set *set, facs_error *error)
{
    char terms[FACS_SHA256_TEXT];
    facs_status status = terms_key(set->licences, set->licence_count, terms, error);
    if (status == FACS_OK)
        status = note(env, cache, set->name, "accepted", terms, error);
    return status == FACS_OK ? note(env, cache, set->name, "licences", NULL, error) : status;
}

/* true unless out of memory */
static bool put_licence(cJSON *record, const char *name, const facs_licence *licence)
{
    char terms[FACS_SHA256_TEXT];
    if (terms_key(&licence, 1, terms, NULL) != FACS_OK || !put(record, name, "accepted", NULL))
        return false;
    cJSON *entry = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(record, "sets"), name);
    cJSON *each = cJSON_GetObjectItemCaseSensitive(entry, "licences");
    if (!cJSON_IsObject(each)) {
        drop(entry, "licences");
        each = cJSON_AddObjectToObject(entry, "licences");
    }
    drop(each, licence->id);
    return each && cJSON_AddStringToObject(each, licence->id, terms);
}

facs_status facs_record_accept_some(const facs_env *env, const char *cache, const facs_model_set *set,
                                    const bool *accepted, facs_error *error)
{
    if (facs_record_accepted(env, cache, set))
        return FACS_OK;
    char *path = record_path(env, cache);
    cJSON *record = path ? load(env, path) : NULL;
    bool good = record != NULL, all = true, changed = false;
    for (int i = 0; good && i < set->licence_count; i++) {
        const facs_licence *licence = set->licences[i];
        const bool before = licence->free || has_licence(record, set->name, licence);
        all = all && (before || accepted[i]);
        if (before || !accepted[i])
            continue;
        changed = true;
        good = put_licence(record, set->name, licence);
    }
    facs_status status = FACS_OK;
    if (!good)
        status = facs_fail(error, FACS_E_MEMORY, "out of memory");
    else if (!all && changed)
        status = save(env, path, record, error);
    cJSON_Delete(record);
    facs_free(env, path);
    return status == FACS_OK && all ? facs_record_accept(env, cache, set, error) : status;
}

facs_status facs_record_verified(const facs_env *env, const char *cache, const facs_model_set *set, const char *key,
                                 facs_error *error)
{
    return note(env, cache, set->name, "verified", key, error);
}
