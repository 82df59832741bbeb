/* See places.h. */
#include "batch/places.h"

#include "media/address.h"
#include "media/still.h"
#include "store/file_ids.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *sink, *ending;
} endings[] = {{"csv", ".csv"}, {"ndjson", ".ndjson"},   {"hdf5", ".h5"},
               {"hog", ".hog"}, {"aligned", "_aligned"}, {"overlay", "_overlay"}};

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the names of results");
}

static facs_status add_kind(facs_places *places, const char *sink, const char *folder, facs_error *error)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (sink && folder && strcmp(sink, endings[i].sink) == 0 && places->count < FACS_PLACES_MOST) {
            places->kind[places->count] = (facs_output){sink, folder};
            places->ending[places->count++] = endings[i].ending;
            return FACS_OK;
        }
    return facs_fail(
        error, FACS_E_ARGUMENT,
        "output %s: of many inputs there can be csv, ndjson, hdf5, hog, aligned and overlay, each in a folder",
        sink ? sink : "without a name");
}

facs_status facs_places_choose(const facs_env *env, const char *folder, bool csv, const facs_output *more, int count,
                               facs_places *places, facs_error *error)
{
    *places = (facs_places){.env = *env, .folder = folder, .csv = csv};
    facs_status status = csv ? add_kind(places, "csv", folder, error) : FACS_OK;
    for (int i = 0; i < count && status == FACS_OK; i++)
        status = add_kind(places, more[i].sink, more[i].path, error);
    if (status == FACS_OK && (places->count == 0 || places->ending[0][0] != '.'))
        status =
            facs_fail(error, FACS_E_ARGUMENT, "a batch without CSV needs ndjson, hdf5 or hog first among its outputs");
    return status;
}

static bool ends_in(const char *text, const char *ending)
{
    const size_t length = strlen(text), end = strlen(ending);
    return length > end && strcmp(text + length - end, ending) == 0;
}

/* "" and parts that are "." are left out; NULL = no memory.  *out: it leads out of the folder */
static char *clean(const facs_env *env, const char *path, bool *out)
{
    char *made = facs_calloc(env, strlen(path) + 1, 1);
    size_t used = 0;
    *out = path[0] == '/';
    while (made && *path) {
        const size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.')
            *out = true;
        if (length > 0 && !(length == 1 && path[0] == '.')) {
            if (used)
                made[used++] = '/';
            memcpy(made + used, path, length);
            used += length;
        }
        path += length + (path[length] == '/');
    }
    return made;
}

/* what the input is called, without its extension; what leads out of the list's folder has only its last name */
static char *stem_of(const facs_env *env, const facs_entry *entry)
{
    char name[1024];
    bool out;
    const char *called = entry->output;
    const bool path = facs_input_kind_of(entry->input) == FACS_INPUT_PATH;
    if (!path) {
        facs_input_look(entry->input, NULL, 0, name, sizeof name);
        const char *slash = strrchr(name, '/');
        called = slash && slash[1] ? slash + 1 : name;
    }
    char *stem = clean(env, called, &out);
    char *slash = stem ? strrchr(stem, '/') : NULL;
    if (stem && out && slash)
        memmove(stem, slash + 1, strlen(slash + 1) + 1);
    slash = stem ? strrchr(stem, '/') : NULL;
    char *last = slash ? slash + 1 : stem, *dot = last ? strrchr(last, '.') : NULL;
    if (dot && dot > last && !facs_path_is_dir(entry->input))
        *dot = '\0';
    return stem;
}

static facs_status name_output(const facs_places *places, facs_entry *entry, facs_error *error)
{
    const facs_env *env = &places->env;
    const char *ending = places->ending[0];
    bool out = false;
    char *stem = entry->ordered ? clean(env, entry->output, &out) : stem_of(env, entry);
    if (!stem)
        return no_memory(error);
    if (out || !stem[0] || strcmp(stem, "..") == 0) {
        facs_fail(error, FACS_E_ARGUMENT, "%s: its result '%s' is to be a name in the folder of the results",
                  entry->input, entry->output);
        facs_free(env, stem);
        return FACS_E_ARGUMENT;
    }
    if (entry->ordered && ends_in(stem, ending))
        stem[strlen(stem) - strlen(ending)] = '\0';
    const size_t room = strlen(stem) + strlen(ending) + 1;
    char *output = facs_calloc(env, room, 1);
    if (output)
        snprintf(output, room, "%s%s", stem, ending);
    facs_free(env, stem);
    if (!output)
        return no_memory(error);
    facs_free(env, entry->output);
    entry->output = output;
    return FACS_OK;
}

static facs_status check_inputs(const facs_places *places, const facs_entries *all, facs_error *error)
{
    facs_file_ids ids = {0};
    facs_status status = FACS_OK;
    for (int64_t i = 0; i < all->count && status == FACS_OK; i++)
        status = facs_file_ids_add(&places->env, &ids, all->item[i].input);
    for (int64_t i = 0; i < all->count && status == FACS_OK; i++)
        for (int kind = 0; kind < places->count && status == FACS_OK; kind++) {
            char *path = facs_places_path(places, &all->item[i], kind);
            const int input = path && facs_path_is_file(path) ? facs_file_ids_find(&ids, path) : -1;
            if (!path)
                status = no_memory(error);
            else if (input >= 0)
                status = facs_fail(error, FACS_E_ARGUMENT, "%s: the result of %s would replace an input, %s", path,
                                   all->item[i].input, ids.item[input].path);
            facs_free(&places->env, path);
        }
    facs_file_ids_free(&places->env, &ids);
    return status;
}

facs_status facs_places_name(const facs_places *places, facs_entries *all, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int64_t i = 0; i < all->count && status == FACS_OK; i++)
        status = name_output(places, &all->item[i], error);
    if (status != FACS_OK)
        return status;
    facs_entries_sort(all);
    for (int64_t i = 1; i < all->count; i++)
        if (strcmp(all->item[i].output, all->item[i - 1].output) == 0)
            return facs_fail(
                error, FACS_E_ARGUMENT,
                "%s: would be the result of two inputs: %s and %s; leave one out, or name the results in a "
                "list (a column output)",
                all->item[i].output, all->item[i - 1].input, all->item[i].input);
    return check_inputs(places, all, error);
}

char *facs_places_path(const facs_places *places, const facs_entry *entry, int kind)
{
    const char *ending = places->ending[kind], *folder = places->kind[kind].path, *more = "";
    const size_t stem = strlen(entry->output) - strlen(places->ending[0]);
    if (strcmp(places->kind[kind].sink, "overlay") == 0)
        more = facs_still_is_name(entry->input) ? ".png" : ".mp4";
    const size_t room = strlen(folder) + stem + strlen(ending) + strlen(more) + 2;
    char *path = facs_calloc(&places->env, room, 1);
    if (path)
        snprintf(path, room, "%s%s%.*s%s%s", folder, folder[0] && folder[strlen(folder) - 1] != '/' ? "/" : "",
                 (int)stem, entry->output, ending, more);
    return path;
}
