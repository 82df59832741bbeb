/* See camera_device.h.  Where a driver offers any size within bounds, usual ones stand for them. */
#include "media/camera_device.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if FACS_HAVE_V4L2
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#endif

static const double slack = 0.02; /* of rates: 29.97 is 30 */

facs_status facs_camera_fail(const char *path, const char *shown, int code, facs_error *error)
{
    switch (code) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: there is no such camera (%s): is it plugged in and switched on?  facsimile cameras lists "
                         "those there are",
                         shown, path);
    case EACCES:
    case EPERM:
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: your user may not use the camera (%s): it has to be in the group video: sudo usermod -aG "
                         "video $USER, then log out and in again (in a container: pass the device on)",
                         shown, path);
    case EBUSY:
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: another program uses the camera (%s): end it; fuser -v %s says which it is", shown, path,
                         path);
    default:
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: the camera (%s) cannot be used: %s", shown, path,
                         strerror(code));
    }
}

void facs_camera_device_free(const facs_env *env, facs_camera_device *device)
{
    facs_free(env, device->modes);
    *device = (facs_camera_device){.count = 0};
}

/* ---- choice ---- */

/* better than the best so far? */
static bool is_better(const facs_camera_mode *mode, const facs_camera_mode *best)
{
    enum { FLUENT = 24, AREA = 1280 * 720, USUAL = 30 };
    const bool fluent = mode->rate >= FLUENT, was_fluent = best->rate >= FLUENT;
    const long area = (long)mode->width * mode->height, best_area = (long)best->width * best->height;
    const bool fits = area <= AREA, best_fits = best_area <= AREA;
    if (fluent != was_fluent)
        return fluent;
    if (fits != best_fits)
        return fits;
    if (area != best_area)
        return fits ? area > best_area : area < best_area;
    if (mode->compressed != best->compressed)
        return !mode->compressed;
    return fabs(mode->rate - USUAL) < fabs(best->rate - USUAL);
}

static bool has_size(const facs_camera_mode *mode, const facs_camera_wish *wish)
{
    return wish->width == 0 || (mode->width == wish->width && mode->height == wish->height);
}

static bool has_rate(const facs_camera_mode *mode, const facs_camera_wish *wish)
{
    return !(wish->rate > 0) || mode->rate == 0 || fabs(mode->rate - wish->rate) <= slack * wish->rate;
}

/* "1280x720 at 30, 640x480 at 30", each once */
static void list_modes(const facs_camera_device *device, const facs_camera_wish *wish, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < device->count && used < size; i++) {
        const facs_camera_mode *mode = &device->modes[i];
        bool again = !has_size(mode, wish);
        for (size_t k = 0; k < i && !again; k++)
            again = device->modes[k].width == mode->width && device->modes[k].height == mode->height &&
                    device->modes[k].rate == mode->rate;
        const int more = again ? 0
                               : snprintf(text + used, size - used, "%s%dx%d at %.4g", used ? ", " : "", mode->width,
                                          mode->height, mode->rate);
        used += more > 0 ? (size_t)more : 0;
    }
}

facs_status facs_camera_choose(const facs_camera_device *device, const facs_camera_wish *wish, const char *shown,
                               const facs_camera_mode **chosen, facs_error *error)
{
    const facs_camera_mode *best = NULL;
    bool sized = false;
    for (size_t i = 0; i < device->count; i++) {
        const facs_camera_mode *mode = &device->modes[i];
        sized |= has_size(mode, wish);
        if (has_size(mode, wish) && has_rate(mode, wish) && (!best || is_better(mode, best)))
            best = mode;
    }
    *chosen = best;
    if (best)
        return FACS_OK;
    if (device->count == 0)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: the camera offers no pictures of a kind that is known here",
                         shown);
    char text[600];
    const facs_camera_wish any = {.width = sized ? wish->width : 0, .height = wish->height};
    list_modes(device, &any, text, sizeof text);
    if (!sized)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: the camera does not offer %dx%d (--camera-size), but %s", shown,
                         wish->width, wish->height, text);
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%s: the camera does not offer %g pictures a second (--camera-rate), but %s", shown, wish->rate,
                     text);
}

/* ---- the driver ---- */

#if FACS_HAVE_V4L2
typedef struct question {
    const facs_env *env;
    const facs_camera_wish *wish;
    facs_camera_device *device;
    int file;
    uint32_t format;
    facs_camera_mode mode; /* with the name of the format */
    bool no_memory;
} question;

/* kinds of pictures, by the names that FFmpeg's reader of cameras takes */
static bool name_format(uint32_t format, facs_camera_mode *mode)
{
    static const struct {
        const char *name;
        uint32_t format;
        bool compressed;
    } known[] = {
        {"yuyv422", V4L2_PIX_FMT_YUYV, false},    {"uyvy422", V4L2_PIX_FMT_UYVY, false},
        {"nv12", V4L2_PIX_FMT_NV12, false},       {"yuv420p", V4L2_PIX_FMT_YUV420, false},
        {"yuv422p", V4L2_PIX_FMT_YUV422P, false}, {"rgb24", V4L2_PIX_FMT_RGB24, false},
        {"bgr24", V4L2_PIX_FMT_BGR24, false},     {"gray", V4L2_PIX_FMT_GREY, false},
        {"mjpeg", V4L2_PIX_FMT_MJPEG, true},      {"mjpeg", V4L2_PIX_FMT_JPEG, true},
        {"h264", V4L2_PIX_FMT_H264, true},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].format != format)
            continue;
        snprintf(mode->format, sizeof mode->format, "%s", known[i].name);
        mode->compressed = known[i].compressed;
        return true;
    }
    return false;
}

static int ask(int file, unsigned long what, void *about)
{
    int result;
    do
        result = ioctl(file, what, about);
    while (result < 0 && errno == EINTR);
    return result;
}

static void add(question *asked, int width, int height, double rate)
{
    facs_camera_device *device = asked->device;
    enum { MODES_MAX = 4096 };
    if (width <= 0 || height <= 0 || device->count >= MODES_MAX)
        return;
    if (device->count == device->room) {
        const size_t room = device->room ? 2 * device->room : 32, each = sizeof *device->modes;
        facs_camera_mode *grown = facs_regrow(asked->env, device->modes, device->count * each, room * each);
        if (!grown) {
            asked->no_memory = true;
            return;
        }
        device->modes = grown;
        device->room = room;
    }
    facs_camera_mode mode = asked->mode;
    mode.width = width;
    mode.height = height;
    mode.rate = rate;
    device->modes[device->count++] = mode;
}

static double rate_of(struct v4l2_fract interval)
{
    return interval.numerator > 0 ? (double)interval.denominator / interval.numerator : 0;
}

static void add_rates(question *asked, int width, int height)
{
    enum { RATES_MAX = 100, USUAL = 30 };
    for (uint32_t i = 0; i < RATES_MAX && !asked->no_memory; i++) {
        struct v4l2_frmivalenum interval = {
            .index = i, .pixel_format = asked->format, .width = (uint32_t)width, .height = (uint32_t)height};
        if (ask(asked->file, VIDIOC_ENUM_FRAMEINTERVALS, &interval) < 0) {
            if (i == 0)
                add(asked, width, height, 0);
            return;
        }
        if (interval.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
            add(asked, width, height, rate_of(interval.discrete));
            continue;
        }
        /* the shortest interval is the highest rate */
        const double low = rate_of(interval.stepwise.max), high = rate_of(interval.stepwise.min);
        const double wanted = asked->wish->rate > 0 ? asked->wish->rate : USUAL;
        add(asked, width, height, wanted < low ? low : wanted > high && high > 0 ? high : wanted);
        return;
    }
}

static bool on_step(uint32_t value, uint32_t low, uint32_t high, uint32_t step)
{
    return value >= low && value <= high && (step < 2 || (value - low) % step == 0);
}

static void add_usual_sizes(question *asked, const struct v4l2_frmsize_stepwise *bounds)
{
    static const int usual[][2] = {{320, 240}, {640, 480}, {800, 600}, {1280, 720}, {1920, 1080}, {3840, 2160}};
    enum { USUAL = sizeof usual / sizeof *usual };
    for (int i = 0; i <= USUAL; i++) {
        const int width = i < USUAL ? usual[i][0] : asked->wish->width;
        const int height = i < USUAL ? usual[i][1] : asked->wish->height;
        if (on_step((uint32_t)width, bounds->min_width, bounds->max_width, bounds->step_width) &&
            on_step((uint32_t)height, bounds->min_height, bounds->max_height, bounds->step_height))
            add_rates(asked, width, height);
    }
}

static void add_sizes(question *asked)
{
    enum { SIZES_MAX = 200 };
    for (uint32_t i = 0; i < SIZES_MAX && !asked->no_memory; i++) {
        struct v4l2_frmsizeenum size = {.index = i, .pixel_format = asked->format};
        if (ask(asked->file, VIDIOC_ENUM_FRAMESIZES, &size) < 0)
            return;
        if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
            add_usual_sizes(asked, &size.stepwise);
            return;
        }
        add_rates(asked, (int)size.discrete.width, (int)size.discrete.height);
    }
}

/* drivers that list nothing have at least what they are set to */
static void add_current(question *asked)
{
    struct v4l2_format current = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    if (ask(asked->file, VIDIOC_G_FMT, &current) < 0)
        return;
    asked->format = current.fmt.pix.pixelformat;
    if (name_format(asked->format, &asked->mode))
        add(asked, (int)current.fmt.pix.width, (int)current.fmt.pix.height, 0);
}

static void add_modes(question *asked)
{
    enum { FORMATS_MAX = 64 };
    for (uint32_t i = 0; i < FORMATS_MAX && !asked->no_memory; i++) {
        struct v4l2_fmtdesc format = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
        if (ask(asked->file, VIDIOC_ENUM_FMT, &format) < 0)
            break;
        asked->format = format.pixelformat;
        if (name_format(asked->format, &asked->mode))
            add_sizes(asked);
    }
    if (asked->device->count == 0 && !asked->no_memory)
        add_current(asked);
}

static facs_status look(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                        int file, facs_camera_device *device, facs_error *error)
{
    struct v4l2_capability can = {.driver = {0}};
    const bool camera = ask(file, VIDIOC_QUERYCAP, &can) >= 0;
    const uint32_t does = can.capabilities & V4L2_CAP_DEVICE_CAPS ? can.device_caps : can.capabilities;
    if (!camera || !(does & V4L2_CAP_VIDEO_CAPTURE) || !(does & (V4L2_CAP_STREAMING | V4L2_CAP_READWRITE)))
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: %s gives no pictures; a camera often has several devices: facsimile cameras lists those "
                         "that do",
                         shown, path);
    device->present = true;
    snprintf(device->name, sizeof device->name, "%.*s", (int)sizeof can.card, (const char *)can.card);
    question asked = {.env = env, .wish = wish, .device = device, .file = file};
    add_modes(&asked);
    return asked.no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown) : FACS_OK;
}

facs_status facs_camera_ask(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                            facs_camera_device *device, facs_error *error)
{
    *device = (facs_camera_device){.count = 0};
    const int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    device->present = file < 0 && errno != ENOENT && errno != ENODEV && errno != ENXIO;
    if (file < 0)
        return facs_camera_fail(path, shown, errno, error);
    facs_status status = look(env, path, shown, wish, file, device, error);
    close(file);
    return status;
}
#else
facs_status facs_camera_ask(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                            facs_camera_device *device, facs_error *error)
{
    (void)env;
    (void)path;
    (void)wish;
    *device = (facs_camera_device){.count = 0};
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "%s: cameras are read on Linux only; elsewhere let FFmpeg read it, and give facsimile extract - "
                     "what it writes: ffmpeg -f avfoundation|dshow -i ... -f matroska - | facsimile extract -",
                     shown);
}
#endif
