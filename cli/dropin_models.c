/* See dropin_models.h.  What is missing is never replaced by another model. */
#include "dropin_models.h"

#include "models.h"

#include <string.h>
#include <unistd.h>

static const struct {
    const char *theirs, *ours;
} names[] = {
    {"main_ceclm_general.txt", "ce-clm"},    {"main_clnf_general.txt", "clnf-general"},
    {"main_clnf_wild.txt", "clnf-wild"},     {"main_clnf_multi_pie.txt", "clnf-multi-pie"},
    {"main_clm_general.txt", "clm-general"}, {"main_clm_wild.txt", "clm-wild"},
};

const char *dropin_models_name(const char *path)
{
    if (!path)
        return names[0].ours;
    if (access(path, F_OK) == 0)
        return path;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i].theirs) == 0)
            return names[i].ours;
    complain(
        "-mloc: there is no file %s, and it is not called like a model of OpenFace (main_ceclm_general.txt, "
        "main_clnf_general.txt, main_clnf_wild.txt, main_clnf_multi_pie.txt, main_clm_general.txt, main_clm_wild.txt)",
        path);
    return NULL;
}

int dropin_models_open(const char *path, const facs_env *env, facs_models **models)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = env;
    options.pipeline = "openface";
    options.landmarks = dropin_models_name(path);
    if (!options.landmarks)
        return EXIT_MODELS_MISSING;
    facs_error error = {0};
    facs_status status;
    do
        status = facs_models_open(&options, models, &error);
    while (status != FACS_OK && models_report_failure(&error, options.pipeline, options.landmarks, NULL));
    if (status == FACS_E_MODELS_MISSING && !path)
        complain(
            "without -mloc these programs take CE-CLM, as OpenFace's do; -mloc model/main_clnf_general.txt takes CLNF, "
            "which gives other numbers");
    return exit_status_of(status);
}
