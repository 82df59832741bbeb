/* The cameras of this machine; see facs_video_devices_find() in the public header. */
#include "media/camera_device.h"

#include <stdio.h>

enum { NODES = 64, TROUBLE = 600 };

typedef struct camera {
    facs_video_device shown;
    char input[32], path[32], trouble[TROUBLE];
    facs_camera_device device;
    facs_video_mode *modes;
    const facs_video_mode **list;
} camera;

struct facs_video_devices {
    facs_env env;
    camera *cameras[NODES];
    int count;
};

static void free_camera(const facs_env *env, camera *one)
{
    if (!one)
        return;
    facs_camera_device_free(env, &one->device);
    facs_free(env, one->modes);
    facs_free(env, (void *)one->list);
    facs_free(env, one);
}

/* what is public of it; false = no memory */
static bool show(const facs_env *env, camera *one)
{
    const size_t count = one->device.count;
    one->modes = facs_calloc(env, count + 1, sizeof *one->modes);
    one->list = facs_calloc(env, count + 1, sizeof(void *)); /* linters take the other form for a slip */
    if (!one->modes || !one->list)
        return false;
    for (size_t i = 0; i < count; i++) {
        const facs_camera_mode *mode = &one->device.modes[i];
        one->modes[i] = (facs_video_mode){mode->format, mode->width, mode->height, mode->rate};
        one->list[i] = &one->modes[i];
    }
    one->shown = (facs_video_device){.input = one->input,
                                     .path = one->path,
                                     .name = one->device.name,
                                     .trouble = one->trouble,
                                     .mode_count = (int64_t)count,
                                     .modes = one->list};
    return true;
}

static facs_status add_node(facs_video_devices *found, int node, facs_error *error)
{
    const facs_camera_wish any = {.width = 0};
    const facs_env *env = &found->env;
    facs_error why = {0};
    camera *one = facs_calloc(env, 1, sizeof *one);
    if (!one)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    snprintf(one->input, sizeof one->input, "camera:%d", node);
    snprintf(one->path, sizeof one->path, "/dev/video%d", node);
    facs_status status = facs_camera_ask(env, one->path, one->input, &any, &one->device, &why);
    const bool there = one->device.present;
    if (status == FACS_E_NOT_FOUND && there)
        snprintf(one->trouble, sizeof one->trouble, "%.*s", TROUBLE - 1, why.message);
    if (status == FACS_E_NOT_FOUND)
        status = FACS_OK;
    else if (status != FACS_OK)
        facs_fail(error, status, "%s", why.message);
    if (status == FACS_OK && there && !show(env, one))
        status = facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (status == FACS_OK && there)
        found->cameras[found->count++] = one;
    else
        free_camera(env, one);
    return status;
}

facs_status facs_video_devices_find(const facs_env *given, facs_video_devices **devices, facs_error *error)
{
    facs_env env;
    if (!devices)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_video_devices_find: no place for the list given");
    facs_status status = facs_env_take(given, &env, error);
    facs_video_devices *found = status == FACS_OK ? facs_calloc(&env, 1, sizeof *found) : NULL;
    if (status == FACS_OK && !found)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (status != FACS_OK)
        return status;
    found->env = env;
    for (int node = 0; node < NODES && status == FACS_OK; node++)
        status = add_node(found, node, error);
    if (status == FACS_OK)
        *devices = found;
    else
        facs_video_devices_free(&found);
    return status;
}

const facs_video_device *facs_video_devices_get(const facs_video_devices *devices, int index)
{
    return devices && index >= 0 && index < devices->count ? &devices->cameras[index]->shown : NULL;
}

void facs_video_devices_free(facs_video_devices **devices)
{
    if (!devices || !*devices)
        return;
    facs_env env = (*devices)->env;
    for (int i = 0; i < (*devices)->count; i++)
        free_camera(&env, (*devices)->cameras[i]);
    facs_free(&env, *devices);
    *devices = NULL;
}
