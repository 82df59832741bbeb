/* facsimile doctor: the libraries this build uses, and the video formats that FFmpeg decodes here. */
#include "doctor.h"

#include "terminal.h"

#include <facsimile/facsimile.h>
#include <string.h>

/* false: FFmpeg is missing, without which there is hardly an input */
static bool look_at_components(cJSON *json)
{
    bool good = true;
    cJSON *part = json ? cJSON_AddObjectToObject(json, "libraries") : NULL;
    facs_component component = {.size = sizeof component};
    for (int i = 0; facs_component_get(i, &component); i++) {
        char text[512];
        const bool missed = !component.version && strcmp(component.name, "FFmpeg") == 0;
        good &= !missed;
        if (json) {
            cJSON_AddItemToObject(part, component.name,
                                  component.version ? cJSON_CreateString(component.version) : cJSON_CreateNull());
            continue;
        }
        if (component.version)
            snprintf(text, sizeof text, "%s", component.version);
        else
            snprintf(text, sizeof text, "%s: no %s",
                     component.problem  ? component.problem
                     : component.loaded ? "not on this machine"
                                        : "built without it",
                     component.purpose);
        doctor_line(component.version ? MARK_GOOD : missed ? MARK_BAD : MARK_NEUTRAL, component.name, text);
    }
    return good;
}

static void look_at_formats(cJSON *json)
{
    char decoded[256] = "", lacking[256] = "";
    cJSON *part = json ? cJSON_AddObjectToObject(json, "video_formats") : NULL;
    const char *name;
    bool present = false;
    for (int i = 0; (name = facs_video_format(i, &present)) != NULL; i++) {
        char *list = present ? decoded : lacking;
        size_t length = strlen(list);
        snprintf(list + length, sizeof decoded - length, "%s%s", length ? " " : "", name);
        if (json)
            cJSON_AddBoolToObject(part, name, present);
    }
    if (!json)
        doctor_line(decoded[0] ? MARK_GOOD : MARK_BAD, "reads", decoded);
    if (!json && lacking[0])
        doctor_line(MARK_NEUTRAL, "cannot read", lacking);
}

bool doctor_libraries(cJSON *json)
{
    if (!json)
        printf("\nLibraries\n");
    const bool good = look_at_components(json);
    look_at_formats(json);
    return good;
}
