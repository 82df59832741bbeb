/* Reading the manifest.  It may come from a file of the user's (a mirror, a laboratory's own models), so nothing in it
 * is trusted: paths stay below the cache, counts are bounded, every field is checked. */
#include "store/manifest.h"

#include "base/printable.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { BYTES_MAX = 8 << 20, FILES_MAX = 8192, SETS_MAX = 64, LICENCES_MAX = 64, URLS_MAX = 16, PATH_MAX_BYTES = 400 };
#define SIZE_LIMIT ((double)((int64_t)1 << 42))

/* manifest.json, placed here by the build (embed.py) */
extern const unsigned char facs_manifest_json[];
extern const size_t facs_manifest_json_size;

typedef struct reading {
    const char *name; /* of the manifest, for messages */
    size_t bytes;     /* of its text */
    facs_manifest *made;
    facs_error *error;
    /* the lists being filled */
    const char **urls;
    const facs_model_file **members;
    const facs_licence **terms;
} reading;

static facs_status wrong(const reading *from, const char *what, int index, const char *expected)
{
    return facs_fail(from->error, FACS_E_MODEL_CORRUPT, "%s: %s %d: expected %s", from->name, what, index, expected);
}

/* NULL unless it is a text; it can be shown on a terminal */
static const char *text_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsString(item) || !item->valuestring[0])
        return NULL;
    facs_make_printable(item->valuestring);
    return item->valuestring;
}

static bool is_sha256(const char *text)
{
    return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool is_url(const char *text)
{
    if (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0)
        return false;
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            return false;
    return true;
}

/* below originals/ or derived/, no step upwards */
static bool is_path(const char *path)
{
    if (!path || strlen(path) > PATH_MAX_BYTES ||
        (strncmp(path, "originals/", 10) != 0 && strncmp(path, "derived/", 8) != 0))
        return false;
    for (const char *part = path;; part++) {
        size_t length = strcspn(part, "/");
        if (!length || part[0] == '.')
            return false;
        for (size_t i = 0; i < length; i++)
            if (part[i] < ' ' || part[i] > '~' || part[i] == '\\')
                return false;
        part += length;
        if (!*part)
            return true;
    }
}

static facs_status read_licences(const reading *from, const cJSON *object)
{
    int index = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        /* members of a list have no name */
        facs_licence licence = {item->string, text_of(item, "name"), text_of(item, "summary"), text_of(item, "url"),
                                cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "free"))};
        if (!licence.id)
            return wrong(from, "licence", index, "an object of named licences, not a list");
        facs_make_printable(item->string);
        if (!licence.name || !licence.summary || !licence.url || !is_url(licence.url))
            return wrong(from, "licence", index, "texts name, summary and url");
        from->made->licences[index++] = licence;
    }
    from->made->licence_count = index;
    return FACS_OK;
}

static const facs_licence *find_licence(const facs_manifest *manifest, const char *id)
{
    for (int i = 0; id && i < manifest->licence_count; i++)
        if (strcmp(manifest->licences[i].id, id) == 0)
            return &manifest->licences[i];
    return NULL;
}

static facs_status read_file(reading *from, const cJSON *item, int index, facs_model_file *file)
{
    const cJSON *size = cJSON_GetObjectItemCaseSensitive(item, "size");
    const cJSON *urls = cJSON_GetObjectItemCaseSensitive(item, "urls"), *url;
    const char *obtain = text_of(item, "obtain");
    *file = (facs_model_file){.path = text_of(item, "path"),
                              .sha256 = text_of(item, "sha256"),
                              .publisher = text_of(item, "publisher"),
                              .licence = find_licence(from->made, text_of(item, "licence")),
                              .urls = from->urls,
                              .obtain = obtain ? obtain : ""};
    if (!is_path(file->path))
        return wrong(from, "file", index, "a path below originals/ or derived/");
    if (!is_sha256(file->sha256))
        return wrong(from, "file", index, "sha256 of 64 small hexadecimal digits");
    if (!cJSON_IsNumber(size) || !(size->valuedouble >= 1) || size->valuedouble > SIZE_LIMIT ||
        size->valuedouble != (double)(int64_t)size->valuedouble)
        return wrong(from, "file", index, "a size of 1 byte to 4 TB");
    if (!file->publisher || !file->licence)
        return wrong(from, "file", index, "a publisher and the name of a licence");
    if (!cJSON_IsArray(urls) || cJSON_GetArraySize(urls) > URLS_MAX)
        return wrong(from, "file", index, "a list of up to 16 urls");
    cJSON_ArrayForEach(url, urls)
    {
        if (!cJSON_IsString(url) || !is_url(url->valuestring))
            return wrong(from, "file", index, "urls that begin with https:// or http://");
        *from->urls++ = url->valuestring;
        file->url_count++;
    }
    file->bytes = (int64_t)size->valuedouble;
    for (int i = 0; i < index; i++)
        if (strcmp(from->made->files[i].path, file->path) == 0)
            return wrong(from, "file", index, "a path that no other file has");
    return FACS_OK;
}

static bool lists(const cJSON *names, const char *name)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, names)
    {
        if (cJSON_IsString(item) && strcmp(item->valuestring, name) == 0)
            return true;
    }
    return false;
}

/* the files that name the set as theirs, and their licences */
static void gather(reading *from, const cJSON *file_items, facs_model_set *set)
{
    set->files = from->members;
    set->licences = from->terms;
    int index = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, file_items)
    {
        const facs_model_file *file = &from->made->files[index++];
        if (!lists(cJSON_GetObjectItemCaseSensitive(item, "sets"), set->name))
            continue;
        *from->members++ = file;
        set->file_count++;
        set->bytes += file->bytes;
        bool known = false;
        for (int i = 0; i < set->licence_count; i++)
            known = known || set->licences[i] == file->licence;
        if (!known) {
            *from->terms++ = file->licence;
            set->licence_count++;
        }
    }
}

static facs_status read_set(reading *from, const cJSON *item, const cJSON *file_items, int index)
{
    facs_model_set *set = &from->made->sets[index];
    *set = (facs_model_set){.name = text_of(item, "name"),
                            .title = text_of(item, "title"),
                            .unlocks = text_of(item, "unlocks"),
                            .standard = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "default"))};
    if (!set->name || !set->title || !set->unlocks || set->name[0] == '-' || strpbrk(set->name, "/ "))
        return wrong(from, "set", index, "texts name, title and unlocks");
    for (int i = 0; i < index; i++)
        if (strcmp(from->made->sets[i].name, set->name) == 0)
            return wrong(from, "set", index, "a name that no other set has");
    gather(from, file_items, set);
    return set->file_count ? FACS_OK : wrong(from, "set", index, "at least one file that names the set in its sets");
}

/* an array or object of 1...most members */
static const cJSON *section(const reading *from, const char *name, int most, int *count)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(from->made->json, name);
    *count = cJSON_IsArray(found) || cJSON_IsObject(found) ? cJSON_GetArraySize(found) : 0;
    if (*count >= 1 && *count <= most)
        return found;
    facs_fail(from->error, FACS_E_MODEL_CORRUPT, "%s: expected 1 to %d %s, found %d", from->name, most, name, *count);
    return NULL;
}

static size_t at_most(size_t count, size_t most)
{
    return count < most ? count : most;
}

static facs_status read_all(reading *from)
{
    facs_manifest *made = from->made;
    int licences, files, sets;
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(made->json, "version");
    if (!cJSON_IsNumber(version) || version->valuedouble != 1)
        return facs_fail(from->error, FACS_E_MODEL_CORRUPT,
                         "%s: expected a list of models of version 1 (\"version\": 1), found another one", from->name);
    const cJSON *licence_items = section(from, "licences", LICENCES_MAX, &licences);
    const cJSON *file_items = licence_items ? section(from, "files", FILES_MAX, &files) : NULL;
    const cJSON *set_items = file_items ? section(from, "sets", SETS_MAX, &sets) : NULL;
    if (!set_items)
        return FACS_E_MODEL_CORRUPT;
    size_t all_urls = (size_t)files * URLS_MAX, all_members = (size_t)files * (size_t)sets,
           all_terms = (size_t)licences * (size_t)sets;
    /* each url, and each set a file names, is a text of its own, of 3 bytes at least; a set has no more licences than
     * files */
    all_urls = at_most(all_urls, from->bytes / 3);
    all_members = at_most(all_members, from->bytes / 3);
    all_terms = at_most(all_terms, all_members);
    made->licences = facs_calloc(&made->env, (size_t)licences, sizeof *made->licences);
    made->files = facs_calloc(&made->env, (size_t)files, sizeof *made->files);
    made->sets = facs_calloc(&made->env, (size_t)sets, sizeof *made->sets);
    made->lists = facs_calloc(&made->env, all_urls + all_members + all_terms, sizeof(void *));
    if (!made->licences || !made->files || !made->sets || !made->lists)
        return facs_fail(from->error, FACS_E_MEMORY, "%s: out of memory", from->name);
    from->urls = made->lists;
    from->members = (const facs_model_file **)made->lists + all_urls;
    from->terms = (const facs_licence **)made->lists + all_urls + all_members;
    facs_status status = read_licences(from, licence_items);
    const cJSON *item = file_items->child;
    for (; status == FACS_OK && item; item = item->next, made->file_count++)
        status = read_file(from, item, made->file_count, &made->files[made->file_count]);
    item = set_items->child;
    for (; status == FACS_OK && item; item = item->next, made->set_count++)
        status = read_set(from, item, file_items, made->set_count);
    return status;
}

static facs_status parse(const facs_env *env, const char *name, const char *bytes, size_t count,
                         facs_manifest **manifest, facs_error *error)
{
    facs_manifest *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    made->env = *env;
    const char *end = NULL;
    made->json = count <= BYTES_MAX ? cJSON_ParseWithLengthOpts(bytes, count, &end, false) : NULL;
    reading from = {.name = name, .bytes = count, .made = made, .error = error};
    facs_status status = made->json
                             ? read_all(&from)
                             : facs_fail(error, FACS_E_MODEL_CORRUPT,
                                         "%s: expected JSON (docs/models.md), found something else near byte %zu", name,
                                         end && end >= bytes ? (size_t)(end - bytes) : count);
    if (status == FACS_OK)
        *manifest = made;
    else
        facs_manifest_free(&made);
    return status;
}

facs_status facs_manifest_open(const facs_env *env, const char *path, facs_manifest **manifest, facs_error *error)
{
    if (!path)
        return parse(env, "the built-in manifest", (const char *)facs_manifest_json, facs_manifest_json_size, manifest,
                     error);
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_read_file(env, path, FACS_E_NOT_FOUND, &bytes, &count, error);
    if (status != FACS_OK)
        return status;
    status = parse(env, path, (const char *)bytes, count, manifest, error);
    facs_free(env, bytes);
    return status;
}

void facs_manifest_free(facs_manifest **manifest)
{
    facs_manifest *made = *manifest;
    *manifest = NULL;
    if (!made)
        return;
    facs_env env = made->env;
    cJSON_Delete(made->json);
    facs_free(&env, made->licences);
    facs_free(&env, made->files);
    facs_free(&env, made->sets);
    facs_free(&env, made->lists);
    facs_free(&env, made);
}

const facs_model_set *facs_manifest_set_for(const facs_manifest *manifest, const char *landmarks)
{
    const cJSON *items = cJSON_GetObjectItemCaseSensitive(manifest->json, "sets"), *item;
    int index = 0;
    cJSON_ArrayForEach(item, items)
    {
        if (landmarks && lists(cJSON_GetObjectItemCaseSensitive(item, "landmarks"), landmarks))
            return &manifest->sets[index];
        index++;
    }
    for (int i = 0; i < manifest->set_count; i++)
        if (manifest->sets[i].standard)
            return &manifest->sets[i];
    return &manifest->sets[0];
}

const facs_model_set *facs_manifest_set(const facs_manifest *manifest, const char *name)
{
    for (int i = 0; i < manifest->set_count; i++)
        if (strcmp(manifest->sets[i].name, name) == 0)
            return &manifest->sets[i];
    return NULL;
}
