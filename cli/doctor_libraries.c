/* facsimile doctor: the libraries this build uses, and the video formats that FFmpeg decodes here. */
#include "doctor.h"

#include "terminal.h"

#include <facsimile/facsimile.h>
#include <string.h>

static void look_at_components(cJSON *json)
{
    cJSON *part = json ? cJSON_AddObjectToObject(json, "libraries") : NULL;
    facs_component component = {.size = sizeof component};
    for (int i = 0; facs_component_get(i, &component); i++) {
        char text[160];
        if (json) {
            cJSON_AddItemToObject(part, component.name,
                                  component.version ? cJSON_CreateString(component.version) : cJSON_CreateNull());
            continue;
        }
        if (component.version)
            snprintf(text, sizeof text, "%s", component.version);
        else if (component.loaded)
            snprintf(text, sizeof text, "not on this machine: no %s", component.purpose);
        else
            snprintf(text, sizeof text, "%s: no %s",
                     strcmp(component.name, "libavdevice") == 0 ? "not there (Debian: package libavdevice and a number)"
                                                                : "built without it",
                     component.purpose);
        doctor_line(component.version ? MARK_GOOD : MARK_NEUTRAL, component.name, text);
    }
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

void doctor_libraries(cJSON *json)
{
    if (!json)
        printf("\nLibraries\n");
    look_at_components(json);
    look_at_formats(json);
}
