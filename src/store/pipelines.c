/* The pipelines there are. */
#include "store/pipelines.h"

#include <stdio.h>
#include <string.h>

/* The last one is not listed: it is for tests and for timing what lies around the engines. */
static const struct {
    const char *name, *detect, *landmark, *au, *meaning;
} pipelines[] = {
    {"openface", "mtcnn", "clnf", "openface", "OpenFace 2.2, with the same numbers; needs its model files"},
    {"open", "open", "open", "open", "small networks of our own, which are part of the program; no files needed"},
    {"open-mediapipe", "mediapipe", "mediapipe", "open",
     "MediaPipe's networks in front of our own action units; needs its file"},
    {"pyfaceau", "retinaface", "pfld", "openface",
     "PyfaceAU: RetinaFace and PFLD in front of OpenFace's action units; needs their files"},
    {"null", "null", "null", "null", "looks at nothing"},
};
enum { LISTED = sizeof pipelines / sizeof *pipelines - 1 };

bool facs_pipeline_get(int index, facs_pipeline_info *info)
{
    if (index < 0 || index >= LISTED || !info)
        return false;
    const facs_pipeline_info found = {.size = sizeof found,
                                      .name = pipelines[index].name,
                                      .detector = pipelines[index].detect,
                                      .landmarks = pipelines[index].landmark,
                                      .au = pipelines[index].au,
                                      .meaning = pipelines[index].meaning};
    return facs_give(&found, info, sizeof found);
}

/* What a pipeline exchanges to do exactly what the program does that it is named after; its models stay. */
static const struct {
    const char *name, *landmark, *au;
} compats[] = {
    {"openface", "clnf", "openface"}, /* what differs is how videos are read (media/media.h) */
    {"pyfaceau", "pfld-fixed", "pyfaceau"},
};

facs_status facs_pipeline_compat(const char *compat, facs_pipeline *pipeline, facs_error *error)
{
    char known[200] = "";
    for (size_t i = 0; i < sizeof compats / sizeof *compats; i++) {
        if (strcmp(compat, compats[i].name) != 0) {
            const size_t length = strlen(known);
            snprintf(known + length, sizeof known - length, "%s%s", length ? ", " : "", compats[i].name);
            continue;
        }
        if (strcmp(pipeline->name, compat) != 0)
            return facs_fail(error, FACS_E_ARGUMENT, "compat %s: is for the pipeline of that name, not for %s", compat,
                             pipeline->name);
        pipeline->landmark = facs_landmark_engine_find(compats[i].landmark);
        pipeline->au = facs_au_engine_find(compats[i].au);
        return FACS_OK;
    }
    return facs_fail(error, FACS_E_ARGUMENT, "%.200s: unknown compat (--compat); there is %s", compat, known);
}

static facs_status fail_unknown(const char *name, facs_error *error)
{
    char known[200] = "";
    for (int i = 0; i < LISTED; i++) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, ", %s", pipelines[i].name);
    }
    return facs_fail(error, FACS_E_ARGUMENT, "%.200s: unknown pipeline; there are auto%s", name, known);
}

facs_status facs_pipeline_find(const char *name, facs_pipeline *pipeline, facs_error *error)
{
    size_t i = 0, count = sizeof pipelines / sizeof *pipelines;
    if (name && *name && strcmp(name, "auto") != 0)
        while (i < count && strcmp(pipelines[i].name, name) != 0)
            i++;
    if (i == count)
        return fail_unknown(name, error);
    *pipeline = (facs_pipeline){.name = pipelines[i].name,
                                .meaning = pipelines[i].meaning,
                                .detect = facs_detect_engine_find(pipelines[i].detect),
                                .landmark = facs_landmark_engine_find(pipelines[i].landmark),
                                .au = facs_au_engine_find(pipelines[i].au)};
    return FACS_OK;
}

bool facs_pipeline_needs(const facs_pipeline *pipeline, bool aus, const char *model)
{
    return facs_names_hold(pipeline->detect->models, model) || facs_names_hold(pipeline->landmark->models, model) ||
           (aus && facs_names_hold(pipeline->au->models, model));
}
