/* See library.h. */
#define _GNU_SOURCE /* dladdr */ /* NOLINT(bugprone-reserved-identifier) */
#include "foreign/library.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <unistd.h>
#endif

enum { PATH_BYTES = 1024, WHY_BYTES = 512 };

static bool is_file_of(const facs_library *library, const char *name)
{
    const size_t length = strlen(library->file);
    if (strncmp(name, library->file, length) != 0)
        return false;
#ifdef __APPLE__
    return name[length] == '.' && strstr(name, ".dylib");
#else
    return strncmp(name + length, ".so", 3) == 0;
#endif
}

/* path = folder/below/library; the one whose name is last of several versions.  False: there is none. */
static bool find_in(const facs_library *library, const char *folder, const char *below, char path[PATH_BYTES])
{
    char name[256] = "", where[PATH_BYTES];
    if (snprintf(where, sizeof where, "%s%s%s", folder, *below ? "/" : "", below) >= (int)sizeof where)
        return false;
    DIR *listed = opendir(where);
    const struct dirent *entry;
    while (listed && (entry = readdir(listed)) != NULL)
        if (is_file_of(library, entry->d_name) && strlen(entry->d_name) < sizeof name &&
            strcmp(entry->d_name, name) > 0)
            snprintf(name, sizeof name, "%s", entry->d_name);
    if (listed)
        closedir(listed);
    return *name && snprintf(path, PATH_BYTES, "%s/%s", where, name) < PATH_BYTES;
}

/* a library's folder, or that of a Python package, or one above it */
static bool find_below(const facs_library *library, const char *folder, char path[PATH_BYTES])
{
    for (int i = 0; library->below[i]; i++)
        if (find_in(library, folder, library->below[i], path))
            return true;
    return false;
}

/* a folder in the user's data folder */
static bool find_installed(const facs_library *library, char path[PATH_BYTES])
{
    char folder[PATH_BYTES];
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length = -1;
    if (data && *data == '/')
        length = snprintf(folder, sizeof folder, "%s/facsimile/%s", data, library->data);
    else if (home && *home == '/')
        length = snprintf(folder, sizeof folder, "%s/.local/share/facsimile/%s", home, library->data);
    return length > 0 && length < PATH_BYTES && find_below(library, folder, path);
}

/* VIRTUAL_ENV/lib/python3.N/site-packages */
static bool find_in_python(const facs_library *library, char path[PATH_BYTES])
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
                find_below(library, packages, path);
    if (listed)
        closedir(listed);
    return found;
}

/* own = SITE/facsimile/_lib/libfacsimile.so.1, or facsimile/_bin/facsimile: SITE.  False: another path. */
static bool cut_to_site(char own[PATH_BYTES])
{
    static const char *const places[] = {"/facsimile/_lib/", "/facsimile/_bin/"};
    char *slash = strrchr(own, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        const size_t length = strlen(places[i]), before = (size_t)(slash + 1 - own);
        if (before > length && strncmp(own + before - length, places[i], length) == 0) {
            own[before - length] = '\0';
            return true;
        }
    }
    return false;
}

/* the Python package that was installed where ours was, if this code is part of ours: in whatever environment, active or not */
static bool find_beside(const facs_library *library, char path[PATH_BYTES])
{
    static const char here = 0; /* part of this program or library */
    char own[PATH_BYTES] = "";
    Dl_info place;
    if (dladdr(&here, &place) && place.dli_fname)
        snprintf(own, sizeof own, "%s", place.dli_fname);
    bool ours = cut_to_site(own);
#ifdef __linux__
    /* of a program the above is what it was called by */
    const ssize_t length = ours ? -1 : readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) {
        own[length] = '\0';
        ours = cut_to_site(own);
    }
#endif
    return ours && find_below(library, own, path);
}

/* NODELETE: it has threads and statics of its own */
static void *open_file(const char *path, char why[WHY_BYTES])
{
    dlerror();
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const char *said = library ? NULL : dlerror();
    if (said)
        snprintf(why, WHY_BYTES, "%s", said);
    return library;
}

/* the one the user names */
static facs_status load_named(const facs_library *library, const char *named, facs_library_taker *take, void *cookie,
                              facs_error *error)
{
    char why[WHY_BYTES] = "", path[PATH_BYTES] = "";
    if (!facs_path_exists(named))
        return facs_fail(error, library->status, "%s=%s: there is no such file or folder", library->variable, named);
    const bool folder = facs_path_is_dir(named);
    if (folder && !find_below(library, named, path))
        return facs_fail(error, library->status, "%s=%s: no %s in this folder, %s", library->variable, named,
                         library->file, library->below_in_words);
    /* with a slash, or the system would look for it */
    if (!folder)
        snprintf(path, sizeof path, "%s%s", strchr(named, '/') ? "" : "./", named);
    void *opened = open_file(path, why);
    if (!opened)
        return facs_fail(error, library->status,
                         "%s=%s: the library cannot be loaded: %s.  It has to be %s for this machine",
                         library->variable, named, why, library->title);
    return take(cookie, opened, path, "", error);
}

/* One that was found rather than named; `path` "" = by the system, under `name`.  One that is no use is remembered in
 * `why` if it is the first, and the next place is looked at.  False: there is none here, or none of use. */
static bool take_found(const facs_library *library, const char *path, const char *name, facs_library_taker *take,
                       void *cookie, facs_error *why)
{
    char said[WHY_BYTES] = "";
    facs_error unfit = {0};
    void *opened = open_file(*path ? path : name, said);
    if (opened && take(cookie, opened, path, name, &unfit) == FACS_OK)
        return true;
    if (!opened && *path)
        facs_fail(&unfit, library->status, "%s: the library cannot be loaded: %s.  Remove it first.  %s", path, said,
                  library->how_to);
    if (unfit.status != FACS_OK && why->status == FACS_OK)
        *why = unfit;
    return false;
}

facs_status facs_library_load(const facs_library *library, facs_library_taker *take, void *cookie, facs_error *error)
{
    const char *named = getenv(library->variable);
    char path[PATH_BYTES];
    facs_error why = {0};
    if (named && *named)
        return load_named(library, named, take, cookie, error);
    if (find_beside(library, path) && take_found(library, path, "", take, cookie, &why))
        return FACS_OK;
    for (int i = 0; library->names[i]; i++)
        if (take_found(library, "", library->names[i], take, cookie, &why))
            return FACS_OK;
    if (find_installed(library, path) && take_found(library, path, "", take, cookie, &why))
        return FACS_OK;
    if (find_in_python(library, path) && take_found(library, path, "", take, cookie, &why))
        return FACS_OK;
    if (why.status != FACS_OK)
        return facs_fail(error, why.status, "%s", why.message);
    return facs_fail(error, library->status, "%s.  %s", library->missing, library->how_to);
}
