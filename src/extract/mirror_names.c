/* See mirror_names.h. */
#include "extract/mirror_names.h"

#include "media/media.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { LEAST_BYTES = 1000 }; /* of an input that is more than a header */

facs_status facs_mirror_look(const facs_env *env, const char *path, facs_mirror_input *input, facs_error *error)
{
    struct stat info;
    char shown[512];
    *input = (facs_mirror_input){.still = false};
    if (facs_input_look(path, shown, sizeof shown, NULL, 0) != FACS_INPUT_PATH)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: is no file; mirroring reads videos and pictures several times: save it first", shown);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: is a folder; mirroring takes videos and pictures", path);
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size < LEAST_BYTES)
        return facs_fail(error, FACS_E_EMPTY, "%s: is empty: it has %lld bytes, and no video has less than %d", path,
                         (long long)info.st_size, LEAST_BYTES);
    facs_media *media = NULL;
    facs_env quiet = *env; /* warnings are for the run that reads all of it */
    quiet.log = NULL;
    quiet = facs_env_resolve(&quiet);
    facs_status status = facs_media_open(&quiet, path, 1, &media, error);
    if (status != FACS_OK)
        return status;
    const facs_media_info *is = facs_media_get_info(media);
    *input = (facs_mirror_input){.still = is->kind == FACS_MEDIA_STILL, .turned = is->turned};
    facs_media_close(&media);
    return FACS_OK;
}

/* ---- names ---- */

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* where the ending of a name begins: at its dot, or at its end when it has none */
static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot > name ? dot : name + strlen(name);
}

/* containers that videos are encoded into */
static bool can_be_written(const char *ending)
{
    static const char *const endings[] = {".mp4", ".mov", ".mkv", ".avi"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(ending, endings[i]) == 0)
            return true;
    return false;
}

/* "FOLDER/NAME<more><ending>"; NULL = no memory */
static char *make_path(const facs_env *env, const char *folder, const char *input, const char *more, const char *ending)
{
    const char *name = name_of(input);
    const int stem = (int)(ending_of(name) - name);
    const size_t room = strlen(folder) + strlen(name) + strlen(more) + strlen(ending) + 2;
    char *path = facs_calloc(env, room, 1);
    if (path)
        snprintf(path, room, "%s%s%.*s%s%s", folder, folder[0] && folder[strlen(folder) - 1] != '/' ? "/" : "", stem,
                 name, more, ending);
    return path;
}

/* NAME_mirror beside the input; NULL = no memory */
static char *own_folder(const facs_env *env, const char *input)
{
    char *beside = facs_path_dirname(env, input);
    const bool here = beside && strcmp(beside, ".") == 0 && !strchr(input, '/');
    char *path = beside ? make_path(env, here ? "" : beside, input, "_mirror", "") : NULL;
    facs_free(env, beside);
    return path;
}

static const char *source_ending(const facs_mirror_names *names, const char *path, bool still)
{
    const char *own = ending_of(name_of(path));
    return still ? ".png" : names->copied || can_be_written(own) ? own : ".mp4";
}

facs_status facs_mirror_names_make(const facs_env *env, const char *path, const facs_mirror_input *input,
                                   const facs_mirror_options *options, facs_mirror_names *names, facs_error *error)
{
    *names = (facs_mirror_names){.env = *env, .copied = !input->still && !input->turned};
    names->folder = options->folder ? facs_strdup(env, options->folder) : own_folder(env, path);
    if (!names->folder)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    const char *video = input->still ? ".png" : ".mp4";
    const bool videos = !options->no_videos, tables = !options->no_aus;
    const struct {
        bool wanted;
        const char *more, *ending;
    } plan[FACS_MIRROR_FILES] = {
        [FACS_MIRROR_RIGHT_PICTURE] = {videos, "_right_mirrored", video},
        [FACS_MIRROR_LEFT_PICTURE] = {videos, "_left_mirrored", video},
        [FACS_MIRROR_DEBUG] = {videos && !options->no_debug, "_debug", video},
        [FACS_MIRROR_SOURCE] = {videos, "_source", source_ending(names, path, input->still)},
        [FACS_MIRROR_RIGHT_TABLE] = {tables, "_right_mirrored", ".csv"},
        [FACS_MIRROR_LEFT_TABLE] = {tables, "_left_mirrored", ".csv"},
        [FACS_MIRROR_SIDES] = {tables, "_sides", ".csv"},
        [FACS_MIRROR_UNITS] = {tables, "_sides_summary", ".csv"},
    };
    for (int i = 0; i < FACS_MIRROR_FILES; i++) {
        names->path[i] = plan[i].wanted ? make_path(env, names->folder, path, plan[i].more, plan[i].ending) : NULL;
        if (plan[i].wanted && !names->path[i])
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    }
    return FACS_OK;
}

void facs_mirror_names_free(facs_mirror_names *names)
{
    if (!names->env.free)
        return;
    for (int i = 0; i < FACS_MIRROR_FILES; i++)
        facs_free(&names->env, names->path[i]);
    facs_free(&names->env, names->folder);
    *names = (facs_mirror_names){.copied = false};
}
