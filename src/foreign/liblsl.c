/* See liblsl.h. */
#include "foreign/liblsl.h"

#include "foreign/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static const char *const system_names[] = {FACS_LIBRARY_NAME("liblsl", 2), FACS_LIBRARY_PLAIN("liblsl"), NULL};
static const char *const below[] = {"", "lib", "pylsl/lib", "pylsl", NULL};
static const facs_library liblsl = {
    .title = "liblsl",
    .variable = "FACSIMILE_LSL",
    .file = "liblsl",
    .names = system_names,
    .below = below,
    .below_in_words = "nor in its lib, pylsl/lib and pylsl",
    .data = "pylsl",
    .missing = "a stream of the Lab Streaming Layer (--lsl) needs the library liblsl, which is not on this machine",
    .how_to = "Get it with  sh scripts/packages.sh lsl  (in the source tree), or with  pip install pylsl  and set "
              "FACSIMILE_LSL to the folder of that package; docs/install.md, liblsl and liblo",
    .status = FACS_E_UNSUPPORTED,
};

static facs_status take(void *cookie, void *library, const char *path, const char *name, facs_error *error)
{
    facs_liblsl *lsl = cookie;
    const char *lacking = NULL;
    void *symbol;
#define TAKE(function, result, arguments)                                                                              \
    symbol = dlsym(library, "lsl_" #function);                                                                         \
    lacking = symbol || lacking ? lacking : "lsl_" #function;                                                          \
    memcpy(&lsl->function, &symbol, sizeof symbol);
    FACS_LSL_FUNCTIONS(TAKE)
#undef TAKE
    if (!lacking)
        return FACS_OK;
    return facs_fail(error, FACS_E_UNSUPPORTED, "%s: is no liblsl of use, since it has no %s.  %s", *path ? path : name,
                     lacking, liblsl.how_to);
}

facs_status facs_liblsl_load(facs_liblsl *lsl, facs_error *error)
{
    *lsl = (facs_liblsl){0};
    return facs_library_load(&liblsl, take, lsl, error);
}

const char *facs_liblsl_version(void)
{
    static _Thread_local char text[32];
    facs_liblsl lsl;
    if (facs_liblsl_load(&lsl, NULL) != FACS_OK)
        return NULL;
    const int version = lsl.library_version();
    snprintf(text, sizeof text, "%d.%d", version / 100, version % 100);
    return text;
}
