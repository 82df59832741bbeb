/* facsimile cameras: which cameras there are, and what they offer. */
#include "cli.h"
#include "json_file.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile cameras [--json]\n"
    "\n"
    "Shows the cameras of this machine (Linux: Video4Linux): the name to give as INPUT, what it is\n"
    "called, and the pictures it offers: size, kind, pictures a second.\n"
    "\n"
    "  --json  the same as a list of JSON objects\n"
    "\n"
    "Exit: 0 shown, 5 there is no camera, 1 cameras cannot be read on this system, 2 usage.\n";

/* the first of those of one size and kind */
static bool begins_group(const facs_video_device *camera, int64_t index)
{
    const facs_video_mode *mode = camera->modes[index], *before = index > 0 ? camera->modes[index - 1] : NULL;
    return !before || before->width != mode->width || before->height != mode->height ||
           strcmp(before->format, mode->format) != 0;
}

static void print_modes(const facs_video_device *camera)
{
    for (int64_t i = 0; i < camera->mode_count; i++) {
        const facs_video_mode *mode = camera->modes[i];
        if (begins_group(camera, i))
            printf("%s%-12s %lldx%lld, %s", i ? "\n" : "", "", (long long)mode->width, (long long)mode->height,
                   mode->format);
        if (mode->rate > 0)
            printf("%s %.4g", begins_group(camera, i) ? " at" : ",", mode->rate);
    }
    if (camera->mode_count > 0)
        printf("\n");
}

static void print_camera(const facs_video_device *camera)
{
    say(stdout, "%-12s %s (%s)", camera->input, camera->name[0] ? camera->name : "camera", camera->path);
    if (camera->trouble[0])
        say(stdout, "%-12s %s", "", camera->trouble);
    print_modes(camera);
}

static bool add_modes(cJSON *item, const facs_video_device *camera)
{
    cJSON *list = cJSON_AddArrayToObject(item, "modes");
    bool good = list != NULL;
    for (int64_t i = 0; good && i < camera->mode_count; i++) {
        const facs_video_mode *mode = camera->modes[i];
        cJSON *one = cJSON_CreateObject();
        good = cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "format", mode->format) &&
               cJSON_AddNumberToObject(one, "width", (double)mode->width) &&
               cJSON_AddNumberToObject(one, "height", (double)mode->height) &&
               (mode->rate > 0 ? cJSON_AddNumberToObject(one, "rate", mode->rate)
                               : cJSON_AddNullToObject(one, "rate")) != NULL;
    }
    return good;
}

static cJSON *make_json(const facs_video_devices *found)
{
    const facs_video_device *camera;
    cJSON *list = cJSON_CreateArray();
    bool good = list != NULL;
    for (int i = 0; good && (camera = facs_video_devices_get(found, i)) != NULL; i++) {
        cJSON *item = cJSON_CreateObject();
        good = cJSON_AddItemToArray(list, item) && cJSON_AddStringToObject(item, "input", camera->input) &&
               cJSON_AddStringToObject(item, "path", camera->path) &&
               cJSON_AddStringToObject(item, "name", camera->name) &&
               cJSON_AddStringToObject(item, "trouble", camera->trouble) && add_modes(item, camera);
    }
    if (good)
        return list;
    cJSON_Delete(list);
    return NULL;
}

static int run(int argc, char **argv)
{
    bool json = false;
    const char *words[1];
    const option options[] = {{"json", 0, OPTION_FLAG, &json}};
    if (options_parse("cameras", argc, argv, options, 1, words, 0) < 0)
        return EXIT_USAGE;
    facs_video_devices *found = NULL;
    facs_error error = {0};
    if (facs_video_devices_find(NULL, &found, &error) != FACS_OK) {
        complain_error(&error);
        return exit_status_of(error.status);
    }
    int status = facs_video_devices_get(found, 0) ? EXIT_FINE : EXIT_INPUT_MISSING;
    if (json && !json_print(make_json(found)))
        status = EXIT_OTHER;
    const facs_video_device *camera;
    for (int i = 0; !json && (camera = facs_video_devices_get(found, i)) != NULL; i++)
        print_camera(camera);
    if (status == EXIT_INPUT_MISSING)
        complain("no camera found (/dev/video0 and on): is it plugged in and switched on?  A container has to be given "
                 "the device (--device /dev/video0), a virtual machine the USB device");
    facs_video_devices_free(&found);
    return status;
}

const command command_cameras = {"cameras", "which cameras there are", usage, run, NULL, 0};
