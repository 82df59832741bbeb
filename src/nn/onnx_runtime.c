/* Finding and loading ONNX Runtime; see onnx_runtime.h. */
#define _GNU_SOURCE /* dladdr */ /* NOLINT(bugprone-reserved-identifier) */
#include "nn/onnx_runtime.h"

#include "foreign/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOW_TO                                                                                                         \
    "Get it with  sh scripts/packages.sh onnx  (in the source tree), or with  pip install onnxruntime  where "         \
    "facsimile itself was installed by pip, else set FACSIMILE_ONNXRUNTIME to the folder of that package; "            \
    "docs/install.md, ONNX Runtime.  Everything else works without it"

static const char *const system_names[] = {
#ifndef __APPLE__
    FACS_LIBRARY_NAME("libonnxruntime", 1),
#endif
    FACS_LIBRARY_PLAIN("libonnxruntime"), NULL};
static const char *const below[] = {"", "capi", "onnxruntime/capi", "lib", NULL};
static const facs_library onnx_runtime = {
    .title = "ONNX Runtime",
    .variable = "FACSIMILE_ONNXRUNTIME",
    .file = "libonnxruntime",
    .names = system_names,
    .below = below,
    .below_in_words = "nor in its capi, lib and onnxruntime/capi",
    .data = "onnxruntime",
    .missing = "this pipeline runs its networks with ONNX Runtime, which is not on this machine",
    .how_to = HOW_TO,
    .status = FACS_E_MODELS_MISSING,
};

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

static facs_status take(void *cookie, void *library, const char *path, const char *name, facs_error *error)
{
    facs_onnx_runtime *runtime = cookie;
    snprintf(runtime->path, sizeof runtime->path, "%s", path);
    snprintf(runtime->name, sizeof runtime->name, "%s", name);
    return take_functions(library, runtime, error);
}

facs_status facs_onnx_runtime_load(const facs_env *env, facs_onnx_runtime *runtime, facs_error *error)
{
    (void)env;
    *runtime = (facs_onnx_runtime){0};
    return facs_library_load(&onnx_runtime, take, runtime, error);
}
