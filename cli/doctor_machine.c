/* facsimile doctor: processor and cameras. */
#include "doctor.h"

#include "cpu_option.h"
#include "terminal.h"

#include <facsimile/facsimile.h>
#include <string.h>

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>
#endif

/* false when FACSIMILE_CPU names no level: then no analysis begins */
static bool look_at_processor(cJSON *json)
{
    const char *wrong = cpu_option_wrong();
    char levels[64] = "", text[160];
    cJSON *part = json ? cJSON_AddObjectToObject(json, "processor") : NULL;
    cJSON *compiled = json ? cJSON_AddArrayToObject(part, "compiled") : NULL;
    for (facs_cpu_level level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++)
        if (facs_cpu_compiled(level)) {
            size_t length = strlen(levels);
            snprintf(levels + length, sizeof levels - length, " %s", facs_cpu_name(level));
            if (json)
                cJSON_AddItemToArray(compiled, cJSON_CreateString(facs_cpu_name(level)));
        }
    if (json) {
        cJSON_AddStringToObject(part, "level", facs_cpu_name(facs_cpu_detect()));
        cJSON_AddNumberToObject(part, "cores", facs_cpu_cores());
        if (facs_cpu_quota() > 0)
            cJSON_AddNumberToObject(part, "cpu_quota", facs_cpu_quota());
        else
            cJSON_AddNullToObject(part, "cpu_quota");
        if (wrong)
            cJSON_AddStringToObject(part, "wrong_variable", wrong);
        return !wrong;
    }
    snprintf(text, sizeof text, "%s (this build has%s), %d core%s", facs_cpu_name(facs_cpu_detect()), levels,
             facs_cpu_cores(), facs_cpu_cores() == 1 ? "" : "s");
    if (facs_cpu_quota() > 0) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "; a CPU quota allows the time of %.3g", facs_cpu_quota());
    }
    doctor_line(MARK_GOOD, "processor", text);
    if (wrong) {
        snprintf(text, sizeof text, "'%.40s' is none of %s: correct or unset it", wrong, cpu_option_levels);
        doctor_line(MARK_BAD, "FACSIMILE_CPU", text);
    }
    return !wrong;
}

enum { CAMERAS_MAX = 64 };

/* what the device file is; "" = no camera (a device often has a second file without pictures), NULL = no such file */
static const char *camera_name(const char *path, char name[64], bool *usable)
{
#ifdef __linux__
    struct v4l2_capability about = {0};
    int file = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    *usable = file >= 0;
    if (file < 0) {
        snprintf(name, 64, "%s", errno == EACCES ? "no permission: join the group video" : strerror(errno));
        return errno == ENOENT || errno == ENODEV || errno == ENXIO ? NULL : name;
    }
    bool known = ioctl(file, VIDIOC_QUERYCAP, &about) == 0;
    close(file);
    __u32 abilities = about.capabilities & V4L2_CAP_DEVICE_CAPS ? about.device_caps : about.capabilities;
    snprintf(name, 64, "%.32s", known && (abilities & V4L2_CAP_VIDEO_CAPTURE) ? (const char *)about.card : "");
    return name;
#else
    (void)path;
    (void)name;
    *usable = false;
    return NULL;
#endif
}

static void look_at_cameras(cJSON *json)
{
    cJSON *list = json ? cJSON_AddArrayToObject(json, "cameras") : NULL;
    int found = 0;
    for (int i = 0; i < CAMERAS_MAX; i++) {
        char path[32], name[64], text[128];
        bool usable;
        snprintf(path, sizeof path, "/dev/video%d", i);
        if (!camera_name(path, name, &usable) || !name[0])
            continue;
        found++;
        snprintf(text, sizeof text, "%s: %s", path, name);
        if (!json) {
            doctor_line(usable ? MARK_GOOD : MARK_NEUTRAL, "camera", text);
            continue;
        }
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "device", path);
        cJSON_AddStringToObject(entry, usable ? "name" : "error", name);
        cJSON_AddItemToArray(list, entry);
    }
    if (!json && !found)
        doctor_line(MARK_NEUTRAL, "camera", "none");
}

bool doctor_machine(cJSON *json)
{
    if (!json)
        printf("\nThis machine\n");
    bool good = look_at_processor(json);
    look_at_cameras(json);
    return good;
}
