/* Finding and loading ONNX Runtime; see onnx_runtime.h. */
#define _GNU_SOURCE /* dladdr */ /* NOLINT(bugprone-reserved-identifier) */
#include "nn/onnx_runtime.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __APPLE__
#define LIBRARY "libonnxruntime"
#define IS_LIBRARY(name) (strncmp(name, LIBRARY ".", 15) == 0 && strstr(name, ".dylib"))
static const char *const system_names[] = {"libonnxruntime.dylib"};
#else
#define IS_LIBRARY(name) (strncmp(name, "libonnxruntime.so", 17) == 0)
static const char *const system_names[] = {"libonnxruntime.so.1", "libonnxruntime.so"};
#endif

#define HOW_TO                                                                                                         \
    "Get it with  sh scripts/packages.sh onnx  (in the source tree), or with  pip install onnxruntime  and set "       \
    "FACSIMILE_ONNXRUNTIME to the folder of that package; docs/install.md, ONNX Runtime.  Everything else works "      \
    "without it"

enum { PATH_BYTES = 1024 };

/* path = folder/below/library; the one whose name is last of several versions.  False: there is none. */
static bool find_in(const char *folder, const char *below, char path[PATH_BYTES])
{
    char name[256] = "", where[PATH_BYTES];
    if (snprintf(where, sizeof where, "%s%s%s", folder, *below ? "/" : "", below) >= (int)sizeof where)
        return false;
    DIR *listed = opendir(where);
    const struct dirent *entry;
    while (listed && (entry = readdir(listed)) != NULL)
        if (IS_LIBRARY(entry->d_name) && strlen(entry->d_name) < sizeof name && strcmp(entry->d_name, name) > 0)
            snprintf(name, sizeof name, "%s", entry->d_name);
    if (listed)
        closedir(listed);
    return *name && snprintf(path, PATH_BYTES, "%s/%s", where, name) < PATH_BYTES;
}

/* a library's folder, or that of a Python package, or one above it */
static bool find_below(const char *folder, char path[PATH_BYTES])
{
    static const char *const below[] = {"", "capi", "onnxruntime/capi", "lib"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        if (find_in(folder, below[i], path))
            return true;
    return false;
}

/* a folder in the user's data folder, where scripts/packages.sh puts it */
static bool find_installed(char path[PATH_BYTES])
{
    char folder[PATH_BYTES];
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length = -1;
    if (data && *data == '/')
        length = snprintf(folder, sizeof folder, "%s/facsimile/onnxruntime", data);
    else if (home && *home == '/')
        length = snprintf(folder, sizeof folder, "%s/.local/share/facsimile/onnxruntime", home);
    return length > 0 && length < PATH_BYTES && find_below(folder, path);
}

/* VIRTUAL_ENV/lib/python3.N/site-packages */
static bool find_in_python(char path[PATH_BYTES])
{
    const char *environment = getenv("VIRTUAL_ENV");
    char libraries[PATH_BYTES], packages[PATH_BYTES];
    bool found = false;
    if (!environment || !*environment ||
        snprintf(libraries, sizeof libraries, "%s/lib", environment) >= (int)sizeof libraries)
        return false;
    DIR *listed = opendir(libraries);
    const struct dirent *entry;
    while (listed && !found && (entry = readdir(listed)) != NULL)
        found = strncmp(entry->d_name, "python3", 7) == 0 &&
                snprintf(packages, sizeof packages, "%s/%s/site-packages", libraries, entry->d_name) <
                    (int)sizeof packages &&
                find_below(packages, path);
    if (listed)
        closedir(listed);
    return found;
}

/* NODELETE: it has threads and statics of its own */
static void *open_library(const char *path, char *why, size_t room)
{
    dlerror();
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const char *said = library ? NULL : dlerror();
    if (said)
        snprintf(why, room, "%s", said);
    return library;
}

/* 1.22.0 -> 22; 0 = that is no version 1 */
static unsigned version_of(const char *text)
{
    const unsigned long minor = text && strncmp(text, "1.", 2) == 0 ? strtoul(text + 2, NULL, 10) : 0;
    return minor < 1000 ? (unsigned)minor : 0;
}

static facs_status take_functions(void *library, facs_onnx_runtime *runtime, facs_error *error)
{
    const char *shown = *runtime->path ? runtime->path : runtime->name;
    const facs_ort_base *(*get_base)(void) = NULL;
    void *symbol = dlsym(library, "OrtGetApiBase");
    memcpy(&get_base, &symbol, sizeof get_base);
    const facs_ort_base *base = get_base ? get_base() : NULL;
    if (!base)
        return facs_fail(error, FACS_E_MODELS_MISSING, "%s: is not ONNX Runtime.  " HOW_TO, shown);
    const char *said = base->version();
    Dl_info place = {0};
    if (!*runtime->path && dladdr(symbol, &place) && place.dli_fname && strchr(place.dli_fname, '/'))
        snprintf(runtime->path, sizeof runtime->path, "%s", place.dli_fname); /* where the system found it */
    snprintf(runtime->version, sizeof runtime->version, "%s", said && *said ? said : "of unknown version");
    unsigned version = version_of(runtime->version);
    /* an unknown version is asked for the newest: the library says no when it has none */
    version = !version || version > FACS_ORT_VERSION_MOST ? FACS_ORT_VERSION_MOST : version;
    const void *const *table = version >= FACS_ORT_VERSION_LEAST ? base->get_api(version) : NULL;
    if (!table)
        return facs_fail(error, FACS_E_MODELS_MISSING, "%s: is ONNX Runtime %s; 1.%d or newer is needed.  " HOW_TO,
                         shown, runtime->version, FACS_ORT_VERSION_LEAST);
#define TAKE(place, function, result, arguments)                                                                       \
    memcpy(&runtime->api.function, &table[place], sizeof runtime->api.function);
    FACS_ORT_FUNCTIONS(TAKE)
#undef TAKE
    return FACS_OK;
}

/* the one the user names */
static facs_status load_named(const char *named, facs_onnx_runtime *runtime, facs_error *error)
{
    char why[512] = "";
    if (!facs_path_exists(named))
        return facs_fail(error, FACS_E_MODELS_MISSING, "FACSIMILE_ONNXRUNTIME=%s: there is no such file or folder",
                         named);
    bool folder = facs_path_is_dir(named);
    if (folder && !find_below(named, runtime->path))
        return facs_fail(error, FACS_E_MODELS_MISSING,
                         "FACSIMILE_ONNXRUNTIME=%s: no libonnxruntime in this folder, nor in its capi, lib and "
                         "onnxruntime/capi",
                         named);
    /* with a slash, or the system would look for it */
    if (!folder)
        snprintf(runtime->path, sizeof runtime->path, "%s%s", strchr(named, '/') ? "" : "./", named);
    void *library = open_library(runtime->path, why, sizeof why);
    if (!library)
        return facs_fail(error, FACS_E_MODELS_MISSING,
                         "FACSIMILE_ONNXRUNTIME=%s: the library cannot be loaded: %s.  It has to be ONNX Runtime for "
                         "this machine",
                         named, why);
    return take_functions(library, runtime, error);
}

/* One that was found rather than named; `path` "" = by the system, under runtime->name.  One that is no use is remembered
 * in `why` if it is the first, and the next place is looked at.  False: there is none here, or none of use. */
static bool take_found(const char *path, facs_onnx_runtime *runtime, facs_error *why)
{
    char said[512] = "";
    facs_error unfit = {0};
    snprintf(runtime->path, sizeof runtime->path, "%s", path);
    void *library = open_library(*path ? path : runtime->name, said, sizeof said);
    if (library && take_functions(library, runtime, &unfit) == FACS_OK)
        return true;
    if (!library && *path)
        facs_fail(&unfit, FACS_E_MODELS_MISSING, "%s: the library cannot be loaded: %s.  Remove it first.  " HOW_TO,
                  path, said);
    if (unfit.status != FACS_OK && why->status == FACS_OK)
        *why = unfit;
    return false;
}

facs_status facs_onnx_runtime_load(const facs_env *env, facs_onnx_runtime *runtime, facs_error *error)
{
    (void)env;
    const char *named = getenv("FACSIMILE_ONNXRUNTIME");
    char path[PATH_BYTES];
    facs_error why = {0};
    *runtime = (facs_onnx_runtime){0};
    if (named && *named)
        return load_named(named, runtime, error);
    for (size_t i = 0; i < sizeof system_names / sizeof *system_names; i++) {
        snprintf(runtime->name, sizeof runtime->name, "%s", system_names[i]);
        if (take_found("", runtime, &why))
            return FACS_OK;
    }
    if (find_installed(path) && take_found(path, runtime, &why))
        return FACS_OK;
    if (find_in_python(path) && take_found(path, runtime, &why))
        return FACS_OK;
    if (why.status != FACS_OK)
        return facs_fail(error, why.status, "%s", why.message);
    return facs_fail(error, FACS_E_MODELS_MISSING,
                     "this pipeline runs its networks with ONNX Runtime, which is not on this machine.  " HOW_TO);
}
