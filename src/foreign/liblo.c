/* See liblo.h. */
#include "foreign/liblo.h"

#include "foreign/library.h"

#include <dlfcn.h>
#include <string.h>

static const char *const system_names[] = {FACS_LIBRARY_NAME("liblo", 7), FACS_LIBRARY_PLAIN("liblo"), NULL};
static const char *const below[] = {"", "lib", NULL};
static const facs_library liblo = {
    .title = "liblo",
    .variable = "FACSIMILE_LIBLO",
    .file = "liblo",
    .names = system_names,
    .below = below,
    .below_in_words = "nor in its lib",
    .data = "liblo",
    .missing = "Open Sound Control (--osc) needs the library liblo, which is not on this machine",
    .how_to =
        "Install it (Debian's package liblo7), or set FACSIMILE_LIBLO to where it is; docs/install.md, liblsl and "
        "liblo",
    .status = FACS_E_UNSUPPORTED,
};

static facs_status take(void *cookie, void *library, const char *path, const char *name, facs_error *error)
{
    facs_liblo *lo = cookie;
    const char *lacking = NULL;
    void *symbol;
#define TAKE(function, result, arguments)                                                                              \
    symbol = dlsym(library, "lo_" #function);                                                                          \
    lacking = symbol || lacking ? lacking : "lo_" #function;                                                           \
    memcpy(&lo->function, &symbol, sizeof symbol);
    FACS_LO_FUNCTIONS(TAKE)
#undef TAKE
    if (!lacking)
        return FACS_OK;
    return facs_fail(error, FACS_E_UNSUPPORTED, "%s: is no liblo of use, since it has no %s.  %s", *path ? path : name,
                     lacking, liblo.how_to);
}

facs_status facs_liblo_load(facs_liblo *lo, facs_error *error)
{
    *lo = (facs_liblo){0};
    return facs_library_load(&liblo, take, lo, error);
}

const char *facs_liblo_version(void)
{
    static _Thread_local char text[32];
    facs_liblo lo;
    if (facs_liblo_load(&lo, NULL) != FACS_OK)
        return NULL;
    lo.version(text, (int)sizeof text, NULL, NULL, NULL, 0, NULL, NULL, NULL);
    return text;
}
