/* See sidecar.h. */
#include "extract/sidecar.h"

#include "extract/same_file.h"
#include "sink/output.h"
#include "store/models.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 256, WARNINGS_MAX = 100 };

struct facs_sidecar {
    facs_env env;    /* of the caller */
    facs_env noting; /* the same, which notes warnings here */
    pthread_mutex_t lock;
    char *warning[WARNINGS_MAX]; /* guarded by it */
    int warnings;                /* more than there is room for are counted */
    facs_result_file *file;
};

/* ---- warnings ---- */

static void *pass_alloc(void *cookie, size_t bytes, size_t alignment)
{
    const facs_sidecar *sidecar = cookie;
    return sidecar->env.alloc(sidecar->env.cookie, bytes, alignment);
}

static void pass_free(void *cookie, void *memory)
{
    const facs_sidecar *sidecar = cookie;
    sidecar->env.free(sidecar->env.cookie, memory);
}

static int pass_read(void *cookie, const char *path, void **bytes, size_t *count)
{
    const facs_sidecar *sidecar = cookie;
    return sidecar->env.read_file(sidecar->env.cookie, path, bytes, count);
}

static void note_log(void *cookie, facs_log_level level, const char *message)
{
    facs_sidecar *sidecar = cookie;
    if (level == FACS_LOG_WARNING) {
        pthread_mutex_lock(&sidecar->lock);
        if (sidecar->warnings < WARNINGS_MAX)
            sidecar->warning[sidecar->warnings] = facs_strdup(&sidecar->env, message);
        sidecar->warnings++;
        pthread_mutex_unlock(&sidecar->lock);
    }
    sidecar->env.log(sidecar->env.cookie, level, message);
}

facs_status facs_sidecar_create(const facs_env *env, facs_sidecar **sidecar, facs_env *noting, facs_error *error)
{
    facs_sidecar *made = facs_calloc(env, 1, sizeof *made);
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    }
    made->env = *env;
    made->noting = *env;
    made->noting.cookie = made;
    made->noting.alloc = pass_alloc;
    made->noting.free = pass_free;
    made->noting.log = note_log;
    made->noting.read_file = env->read_file ? pass_read : NULL;
    *noting = made->noting;
    *sidecar = made;
    return FACS_OK;
}

/* ---- file ---- */

char *facs_sidecar_path(const facs_env *env, const char *output, bool *none)
{
    struct stat info;
    size_t length = strlen(output);
    *none = strcmp(output, "-") == 0 || (stat(output, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
    if (*none)
        return NULL;
    while (length > 1 && output[length - 1] == '/') /* beside a folder, not in it */
        length--;
    const size_t room = length + sizeof FACS_SIDECAR_ENDING;
    char *path = facs_calloc(env, room, 1);
    if (path)
        snprintf(path, room, "%.*s%s", (int)length, output, FACS_SIDECAR_ENDING);
    return path;
}

/* the text up to `word`, which follows after white space; NULL = something else does */
static const char *skip(const char *at, const char *word)
{
    const size_t length = strlen(word);
    at += strspn(at, " \t\r\n");
    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

/* nothing is there, or a sidecar of ours */
static bool is_ours(const char *path)
{
    struct stat info;
    char head[HEAD_BYTES + 1] = "";
    if (stat(path, &info) != 0)
        return true;
    int file = S_ISREG(info.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return false;
    ssize_t got = read(file, head, HEAD_BYTES);
    close(file);
    const char *at = got > 0 ? skip(head, "{") : NULL;
    at = at ? skip(at, "\"" FACS_SIDECAR_MARK "\"") : NULL;
    at = at ? skip(at, ":") : NULL;
    at = at ? skip(at, "1") : NULL;
    return at && !(*at >= '0' && *at <= '9');
}

facs_status facs_sidecar_open(facs_sidecar *sidecar, const char *path, facs_error *error)
{
    if (is_ours(path))
        return facs_output_open(&sidecar->env, path, &sidecar->file, error);
    return facs_fail(error, FACS_E_OUTPUT,
                     "%s: would be replaced by the record of this run, but is none: move it away, name another output, "
                     "or ask for no record (--no-sidecar)",
                     path);
}

/* a path whose last name file systems do not take */
static bool has_long_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return path && strlen(slash ? slash + 1 : path) > NAME_MAX;
}

facs_status facs_sidecar_open_beside(facs_sidecar *sidecar, const facs_models *models, const char *csv,
                                     const facs_output *outputs, int64_t count, facs_error *error)
{
    if (!sidecar || !csv)
        return FACS_OK;
    const facs_env *env = &sidecar->env;
    bool none = false;
    char *path = facs_sidecar_path(env, csv, &none);
    if (has_long_name(path)) {
        facs_log(&sidecar->noting, FACS_LOG_WARNING, "%s: its name is too long for a record beside it: none is written",
                 csv);
        none = true;
    }
    if (none) {
        facs_free(env, path);
        return FACS_OK;
    }
    facs_status status = path ? facs_models_check_output(models, path, error)
                              : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", csv);
    for (int64_t i = 0; i < count && status == FACS_OK; i++)
        if (facs_outputs_names_file(&outputs[i]) && facs_same_place(outputs[i].path, path))
            status = facs_fail(error, FACS_E_ARGUMENT,
                               "%s: is the record of the run (--no-sidecar leaves it out); name another output",
                               outputs[i].path);
    if (status == FACS_OK)
        status = facs_sidecar_open(sidecar, path, error);
    facs_free(env, path);
    return status;
}

bool facs_sidecar_is_open(const facs_sidecar *sidecar)
{
    return sidecar->file != NULL;
}

/* ---- content ---- */

void facs_sidecar_add_warnings(facs_json *json, facs_sidecar *sidecar)
{
    pthread_mutex_lock(&sidecar->lock);
    const int kept = sidecar->warnings < WARNINGS_MAX ? sidecar->warnings : WARNINGS_MAX;
    facs_json_begin(json, "warnings", '[');
    for (int i = 0; i < kept; i++)
        facs_json_text(json, NULL, sidecar->warning[i]);
    facs_json_end(json, ']');
    if (sidecar->warnings > kept)
        facs_json_integer(json, "warnings_left_out", sidecar->warnings - kept);
    pthread_mutex_unlock(&sidecar->lock);
}

facs_status facs_sidecar_write(facs_sidecar *sidecar, facs_json *json, const char *output, facs_error *error)
{
    facs_status status =
        json->no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory for its record", output) : FACS_OK;
    if (status == FACS_OK)
        status = facs_output_write(sidecar->file, json->text, json->length, error);
    if (status == FACS_OK)
        status = facs_output_write(sidecar->file, "\n", 1, error);
    facs_free(&json->env, json->text);
    json->text = NULL;
    return status;
}

facs_status facs_sidecar_finish(facs_sidecar *sidecar, bool part, facs_error *error)
{
    if (part && !facs_output_set_aside(sidecar->file))
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    return facs_output_commit(&sidecar->file, error);
}

void facs_sidecar_close(facs_sidecar **address)
{
    facs_sidecar *sidecar = *address;
    *address = NULL;
    if (!sidecar)
        return;
    if (sidecar->file)
        facs_output_abandon(&sidecar->file);
    for (int i = 0; i < sidecar->warnings && i < WARNINGS_MAX; i++)
        facs_free(&sidecar->env, sidecar->warning[i]);
    pthread_mutex_destroy(&sidecar->lock);
    facs_env env = sidecar->env;
    facs_free(&env, sidecar);
}
