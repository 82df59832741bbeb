/* See camera_input.h.  The driver is asked what it offers (camera_device.c), one of these is chosen, and FFmpeg's libavdevice
 * reads it.  That is loaded when a camera is, unless it is bundled: it brings seventy libraries of its own with it. */
#include "media/camera_input.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* both have the same number since FFmpeg 4 */
static const char library_name[] = "libavdevice.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR);

#if FACS_BUNDLE_FFMPEG
const char *facs_camera_library(void)
{
    return FACS_HAVE_V4L2 ? av_version_info() : NULL;
}
#else
/* NULL = it is not there */
static void *load(void)
{
    /* never unloaded: its libraries may not be loaded again at will */
    return dlopen(library_name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

const char *facs_camera_library(void)
{
    void *library = FACS_HAVE_V4L2 ? load() : NULL;
    if (!library)
        return NULL;
    dlclose(library);
    return library_name;
}
#endif

/* FFmpeg's reader of Video4Linux devices.  Nothing is registered, so that libavformat stays as it is for others. */
static const AVInputFormat *find_reader(void)
{
    const AVInputFormat *(*next)(const AVInputFormat *) = NULL;
    const AVInputFormat *found = NULL;
#if FACS_BUNDLE_FFMPEG
    next = av_input_video_device_next;
#else
    void *library = load();
    if (!library)
        return NULL;
    *(void **)&next = dlsym(library, "av_input_video_device_next");
#endif
    while (next && (found = next(found)) != NULL && strncmp(found->name, "video4linux2", 12) != 0) {
    }
#if !FACS_BUNDLE_FFMPEG
    dlclose(library);
#endif
    return found;
}

/* 0, or an AVERROR */
static int set_mode(AVDictionary **options, const facs_camera_mode *mode)
{
    char size[32], rate[32];
    snprintf(size, sizeof size, "%dx%d", mode->width, mode->height);
    snprintf(rate, sizeof rate, "%.6g", mode->rate);
    int result = av_dict_set(options, "video_size", size, 0);
    if (result >= 0)
        result = av_dict_set(options, "input_format", mode->format, 0);
    return result >= 0 && mode->rate > 0 ? av_dict_set(options, "framerate", rate, 0) : result;
}

/* drivers may do something else than they offer */
static void tell_mode(const facs_env *env, const char *shown, const AVFormatContext *format,
                      const facs_camera_mode *mode, const char *name)
{
    const AVCodecParameters *is = format->streams[0]->codecpar;
    const double rate = av_q2d(format->streams[0]->avg_frame_rate);
    facs_log(env, FACS_LOG_INFO, "%s: %s, %s, %d x %d, %.4g pictures a second", shown, name, mode->format, is->width,
             is->height, rate);
    if (is->width != mode->width || is->height != mode->height)
        facs_log(env, FACS_LOG_WARNING, "%s: the camera gives %d x %d instead of %d x %d", shown, is->width, is->height,
                 mode->width, mode->height);
    if (mode->rate > 0 && fabs(rate - mode->rate) > 0.02 * mode->rate)
        facs_log(env, FACS_LOG_WARNING, "%s: the camera gives %.4g pictures a second instead of %.4g", shown, rate,
                 mode->rate);
}

static facs_status start(const char *path, const char *shown, const facs_camera_mode *mode, facs_waiting *waiting,
                         AVFormatContext **format, facs_error *error)
{
    const AVInputFormat *reader = find_reader();
    if (!reader)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: cameras are read by FFmpeg's libavdevice, which is not there (%s): install it (Debian: "
                         "libavdevice%d)",
                         shown, library_name, LIBAVFORMAT_VERSION_MAJOR);
    AVDictionary *options = NULL;
    *format = avformat_alloc_context();
    int result = *format ? set_mode(&options, mode) : AVERROR(ENOMEM);
    if (result >= 0) {
        (*format)->flags |= AVFMT_FLAG_NONBLOCK;
        (*format)->interrupt_callback = (AVIOInterruptCB){facs_waiting_ends, waiting};
        result = avformat_open_input(format, path, reader, &options);
    }
    av_dict_free(&options);
    if (result == AVERROR(ENOMEM))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    return result < 0 ? facs_camera_fail(path, shown, AVUNERROR(result), error) : FACS_OK;
}

facs_status facs_camera_open(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                             facs_waiting *waiting, AVFormatContext **format, facs_error *error)
{
    facs_camera_device device;
    facs_status status = facs_camera_ask(env, path, shown, wish, &device, error);
    if (status == FACS_OK) {
        const facs_camera_mode *mode = NULL;
        status = facs_camera_choose(&device, wish, shown, &mode, error);
        if (status == FACS_OK)
            status = start(path, shown, mode, waiting, format, error);
        if (status == FACS_OK)
            tell_mode(env, shown, *format, mode, device.name);
    }
    facs_camera_device_free(env, &device);
    return status;
}
