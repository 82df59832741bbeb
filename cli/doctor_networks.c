/* facsimile doctor: ONNX Runtime, and how the networks of pipelines would be run with it, each of which is started once. */
#include "doctor.h"

#include "cli.h"
#include "network_report.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "found" or why not; the pipelines' networks are looked at only with a runtime */
static bool look_at_runtime(cJSON *json)
{
    facs_runtime_info info = {.size = sizeof info};
    facs_error error = {.message = ""};
    char text[sizeof info.version + sizeof info.file + sizeof info.providers + 64];
    const bool found = facs_runtime_look(&info, &error) == FACS_OK;
    if (!json && found) {
        snprintf(text, sizeof text, "%s in %s; providers: %s", info.version, info.file, info.providers);
        doctor_line(MARK_GOOD, "ONNX Runtime", text);
    } else if (!json) {
        doctor_line(MARK_NEUTRAL, "ONNX Runtime", error.message);
    } else if (!found) {
        cJSON_AddNullToObject(json, "onnx_runtime");
        cJSON_AddStringToObject(json, "onnx_runtime_missing", error.message);
    } else {
        cJSON *part = cJSON_AddObjectToObject(json, "onnx_runtime");
        cJSON_AddStringToObject(part, "version", info.version);
        cJSON_AddStringToObject(part, "path", info.file);
        cJSON *list = cJSON_AddArrayToObject(part, "providers");
        char *rest = NULL;
        for (char *name = strtok_r(info.providers, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
            cJSON_AddItemToArray(list, cJSON_CreateString(name));
    }
    return found;
}

/* of one pipeline: lines, or an object in `list` */
static void tell(const char *pipeline, facs_models *models, cJSON *list)
{
    cJSON *networks = network_report_json(models), *network, *skipped;
    if (list) {
        cJSON *part = cJSON_CreateObject();
        cJSON_AddStringToObject(part, "pipeline", pipeline);
        cJSON_AddItemToObject(part, "networks", networks);
        cJSON_AddItemToArray(list, part);
        return;
    }
    cJSON_ArrayForEach(network, networks)
    {
        char text[1200];
        snprintf(text, sizeof text, "%s on %s, ready after %.0f ms: %s",
                 cJSON_GetStringValue(cJSON_GetObjectItem(network, "name")),
                 cJSON_GetStringValue(cJSON_GetObjectItem(network, "provider")),
                 1e3 * cJSON_GetNumberValue(cJSON_GetObjectItem(network, "start_s")),
                 cJSON_GetStringValue(cJSON_GetObjectItem(network, "file")));
        doctor_line(MARK_GOOD, pipeline, text);
        const cJSON *reasons = cJSON_GetObjectItem(network, "skipped");
        cJSON_ArrayForEach(skipped, reasons)
        {
            say(stdout, "       not on %s", cJSON_GetStringValue(skipped));
        }
    }
    cJSON_Delete(networks);
}

static void tell_failure(const char *pipeline, const facs_error *error, cJSON *list)
{
    if (!list) {
        char text[sizeof error->message]; /* places that were looked at follow in lines of their own */
        snprintf(text, sizeof text, "%.*s", (int)strcspn(error->message, "\n"), error->message);
        char *places = strstr(text, "  Looked at:");
        if (places)
            *places = '\0';
        doctor_line(MARK_NEUTRAL, pipeline, text);
        return;
    }
    cJSON *part = cJSON_CreateObject();
    cJSON_AddStringToObject(part, "pipeline", pipeline);
    cJSON_AddStringToObject(part, "missing", error->message);
    cJSON_AddItemToArray(list, part);
}

static void look_at_pipeline(const char *pipeline, const char *provider, const char *model_dir, cJSON *list)
{
    facs_models_options options;
    facs_models *models = NULL;
    facs_error error = {.message = ""};
    facs_models_options_init(&options, sizeof options);
    options.pipeline = pipeline;
    options.provider = provider;
    options.model_dir = model_dir;
    if (facs_models_open(&options, &models, &error) == FACS_OK)
        tell(pipeline, models, list);
    else
        tell_failure(pipeline, &error, list);
    facs_models_close(&models);
}

/* The first accelerator of this runtime that does stages of openface when it is named; TensorRT, which takes minutes, last.
 * NULL = none. */
static const char *find_accelerator(void)
{
    static const char *const names[] = {"cuda", "coreml", "tensorrt"};
    facs_runtime_info info = {.size = sizeof info};
    const char *best = NULL;
    size_t rank = sizeof names / sizeof *names;
    if (facs_runtime_look(&info, NULL) != FACS_OK)
        return NULL;
    char *rest = NULL;
    for (char *name = strtok_r(info.providers, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        for (size_t i = 0; i < rank; i++)
            if (strcmp(name, names[i]) == 0) {
                best = names[i];
                rank = i;
            }
    return best;
}

/* A pipeline that cannot be opened, because a file of it is not here, is no fault: extract takes another one. */
static void look_at_pipelines(const char *model_dir, cJSON *json)
{
    cJSON *list = json ? cJSON_AddArrayToObject(json, "networks") : NULL;
    facs_pipeline_info info = {.size = sizeof info};
    const char *accelerator = find_accelerator();
    for (int i = 0; facs_pipeline_get(i, &info); i++) {
        if (info.networks > 0)
            look_at_pipeline(info.name, NULL, model_dir, list);
        else if (accelerator && strcmp(info.name, "openface") == 0)
            look_at_pipeline(info.name, accelerator, model_dir, list);
    }
}

void doctor_networks(const char *model_dir, cJSON *json)
{
    if (look_at_runtime(json))
        look_at_pipelines(model_dir, json);
    else if (json)
        cJSON_AddArrayToObject(json, "networks");
}
