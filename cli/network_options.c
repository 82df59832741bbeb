/* See network_options.h. */
#include "network_options.h"

#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MOST = 255 };

static const char *const providers[] = {"auto", "cpu", "cuda", "tensorrt", "coreml", "openvino", "xnnpack"};
enum { PROVIDERS = sizeof providers / sizeof *providers };

static bool check_provider(const char *name)
{
    for (int i = 0; i < PROVIDERS; i++)
        if (strcmp(providers[i], name) == 0)
            return true;
    complain("--provider: there is no '%s'; there are auto, cpu, cuda, tensorrt, coreml, openvino and xnnpack", name);
    return false;
}

/* these do stages of the pipeline openface too */
static bool is_accelerator(const char *provider)
{
    return provider &&
           (strcmp(provider, "cuda") == 0 || strcmp(provider, "tensorrt") == 0 || strcmp(provider, "coreml") == 0);
}

/* what would do nothing is refused, and said what it is for */
static bool check_pipeline(const char *option, const char *given, const char *provider)
{
    const char *variable = getenv("FACSIMILE_PIPELINE");
    const char *name = given ? given : variable && *variable ? variable : "auto";
    facs_pipeline_info info = {.size = sizeof info};
    char having[256] = "";
    bool known = strcmp(name, "auto") == 0;
    if (is_accelerator(provider) && strcmp(name, "openface") == 0)
        return true;
    for (int i = 0; facs_pipeline_get(i, &info); i++) {
        const size_t length = strlen(having);
        if (strcmp(info.name, name) == 0 && info.networks > 0)
            return true;
        known = known || strcmp(info.name, name) == 0;
        if (info.networks > 0)
            snprintf(having + length, sizeof having - length, "%s%s", length ? ", " : "", info.name);
    }
    if (!known) /* the library says which there are */
        return true;
    complain("--%s: is about networks that ONNX Runtime runs, of which the pipeline %s has none%s%s%s", option, name,
             *having ? "; with --pipeline NAME it is possible for " : "", having,
             is_accelerator(provider) ? "; and for openface, whose stages an accelerator can do" : "");
    return false;
}

bool network_options_check(const network_options *given, const char *pipeline)
{
    const char *option = given->provider       ? "provider"
                         : given->threads >= 0 ? "network-threads"
                         : given->nodes        ? "profile-nodes"
                                               : NULL;
    if (given->provider && !check_provider(given->provider))
        return false;
    if (given->threads == 0 || given->threads > THREADS_MOST) {
        complain("--network-threads: 1 to %d are possible", THREADS_MOST);
        return false;
    }
    return !option || check_pipeline(option, pipeline, given->provider);
}

void network_options_apply(const network_options *given, facs_extract_options *options)
{
    options->provider = given->provider;
    options->network_threads = given->threads > 0 ? given->threads : 0;
    options->network_trace = given->nodes;
}
