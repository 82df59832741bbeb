/* facsimile doctor: ONNX Runtime.  It is found the way it would be at run time, by its name; nothing is computed. */
#define _GNU_SOURCE /* dladdr */ /* NOLINT(bugprone-reserved-identifier) */
#include "doctor.h"

#include "terminal.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* the beginning of ONNX Runtime's C interface, which has not changed since its first release */
typedef struct runtime_base {
    const void *(*get_api)(uint32_t version);
    const char *(*version)(void);
} runtime_base;

static const char *const library_names[] = {
#ifdef __APPLE__
    "libonnxruntime.dylib",
#else
    "libonnxruntime.so.1",
    "libonnxruntime.so",
#endif
};

/* a provider is a library of its own beside the runtime's */
static const struct {
    const char *name, *file;
} providers[] = {
    {"CUDA", "libonnxruntime_providers_cuda.so"},
    {"TensorRT", "libonnxruntime_providers_tensorrt.so"},
    {"ROCm", "libonnxruntime_providers_rocm.so"},
    {"OpenVINO", "libonnxruntime_providers_openvino.so"},
};

static void *open_runtime(void)
{
    for (size_t i = 0; i < sizeof library_names / sizeof library_names[0]; i++) {
        void *library = dlopen(library_names[i], RTLD_LAZY | RTLD_LOCAL);
        if (library)
            return library;
    }
    return NULL;
}

static bool has_beside(const char *library, const char *file)
{
    char path[4096];
    const char *slash = strrchr(library, '/');
    int length = slash ? (int)(slash - library) : 0;
    int made = snprintf(path, sizeof path, "%.*s/%s", length, library, file);
    return slash && made > 0 && (size_t)made < sizeof path && access(path, R_OK) == 0;
}

static void describe(void *library, cJSON *json)
{
    const runtime_base *(*get_base)(void) = NULL;
    void *symbol = dlsym(library, "OrtGetApiBase");
    Dl_info place = {0};
    char text[512];
    memcpy(&get_base, &symbol, sizeof symbol); /* ISO C has no cast from an object to a function pointer */
    const runtime_base *base = get_base ? get_base() : NULL;
    const char *version = base ? base->version() : "of unknown version", *path = "";
    if (symbol && dladdr(symbol, &place) && place.dli_fname)
        path = place.dli_fname;
    snprintf(text, sizeof text, "%s in %s; providers: CPU", version, path);
    cJSON *list = cJSON_CreateArray();
    cJSON_AddItemToArray(list, cJSON_CreateString("CPU"));
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
        if (!has_beside(path, providers[i].file))
            continue;
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, ", %s", providers[i].name);
        cJSON_AddItemToArray(list, cJSON_CreateString(providers[i].name));
    }
    if (!json) {
        doctor_line(MARK_GOOD, "ONNX Runtime", text);
        cJSON_Delete(list);
        return;
    }
    cJSON *part = cJSON_AddObjectToObject(json, "onnx_runtime");
    cJSON_AddStringToObject(part, "version", version);
    cJSON_AddStringToObject(part, "path", path);
    cJSON_AddItemToObject(part, "providers", list);
}

void doctor_networks(cJSON *json)
{
    void *library = open_runtime();
    if (library)
        describe(library, json);
    else if (json)
        cJSON_AddNullToObject(json, "onnx_runtime");
    else
        doctor_line(MARK_NEUTRAL, "ONNX Runtime", "not found where the system looks; the pipeline pyfaceau needs it");
    if (library)
        dlclose(library);
}
