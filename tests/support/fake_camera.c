/* A camera that is not there, for LD_PRELOAD: open(), ioctl() and close() of /dev/video* as a driver of Video4Linux would
 * answer them.  No clock is involved: every picture is there at once, with the time it would have had.
 *
 *   /dev/video0   the camera: Motion-JPEG of 640 x 480 (30 and 15 a second), YUYV of 320 x 240 (30) and 640 x 480 (10)
 *   /dev/video1   its second device, without pictures
 *   /dev/video3   a camera of another user
 *
 * FAKE_CAMERA_MJPEG, FAKE_CAMERA_YUYV: files with pictures, one after the other.  FAKE_CAMERA_FAULT, of /dev/video0:
 *   unplugged  after the last picture; otherwise it gives no more, and goes on
 *   busy       another program streams from it
 *   absent     there is none
 *   stubborn   it gives YUYV of 320 x 240 whatever is asked for
 *
 * Its buffers are those of a file in memory, so that mmap() needs no help.  What is passed on is so by system calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEVICES = 8, BUFFERS = 4, BUFFER_BYTES = 1 << 20, FIRST_SECOND = 5000, FIRST_MICROSECOND = 123456 };

typedef struct device {
    int file; /* 0 = free */
    int node;
    uint32_t format, width, height, rate;
    bool streams, queued[BUFFERS];
    uint32_t next_buffer;
    FILE *pictures;
    long given;
} device;

static device devices[DEVICES];

typedef struct mode {
    uint32_t format, width, height, rates[2];
} mode;
static const mode modes[] = {
    {V4L2_PIX_FMT_MJPEG, 640, 480, {30, 15}},
    {V4L2_PIX_FMT_YUYV, 320, 240, {30, 0}},
    {V4L2_PIX_FMT_YUYV, 640, 480, {10, 0}},
};
enum { MODES = sizeof modes / sizeof *modes };

static bool has_fault(const char *name)
{
    const char *fault = getenv("FAKE_CAMERA_FAULT");
    return fault && strcmp(fault, name) == 0;
}

static device *find(int file)
{
    for (int i = 0; i < DEVICES; i++)
        if (file > 0 && devices[i].file == file)
            return &devices[i];
    return NULL;
}

static int fail(int code)
{
    errno = code;
    return -1;
}

static int open_device(int node)
{
    if (has_fault("absent"))
        return fail(ENOENT);
    if (node == 3)
        return fail(EACCES);
    if (node > 1)
        return fail(ENOENT);
    for (int i = 0; i < DEVICES; i++) {
        if (devices[i].file)
            continue;
        const int file = memfd_create("camera", MFD_CLOEXEC);
        if (file < 0 || ftruncate(file, (off_t)BUFFERS * BUFFER_BYTES) != 0)
            return -1;
        devices[i] = (device){.file = file, .node = node, .rate = 30};
        return file;
    }
    return fail(EMFILE);
}

/* ---- what it offers ---- */

static int tell_format(struct v4l2_fmtdesc *about)
{
    static const uint32_t formats[] = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV};
    if (about->index >= 2)
        return fail(EINVAL);
    about->pixelformat = formats[about->index];
    return 0;
}

static int tell_size(struct v4l2_frmsizeenum *about)
{
    uint32_t left = about->index;
    for (int i = 0; i < MODES; i++) {
        if (modes[i].format != about->pixel_format || left-- > 0)
            continue;
        about->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        about->discrete = (struct v4l2_frmsize_discrete){modes[i].width, modes[i].height};
        return 0;
    }
    return fail(EINVAL);
}

static int tell_rate(struct v4l2_frmivalenum *about)
{
    for (int i = 0; i < MODES; i++) {
        if (modes[i].format != about->pixel_format || modes[i].width != about->width ||
            modes[i].height != about->height || about->index >= 2 || modes[i].rates[about->index] == 0)
            continue;
        about->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        about->discrete = (struct v4l2_fract){1, modes[i].rates[about->index]};
        return 0;
    }
    return fail(EINVAL);
}

static int tell_can(const device *of, struct v4l2_capability *can)
{
    memset(can, 0, sizeof *can);
    snprintf((char *)can->driver, sizeof can->driver, "fake");
    snprintf((char *)can->card, sizeof can->card, "Test camera");
    can->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
    can->device_caps =
        of->node == 0 ? V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING : V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
    return 0;
}

static int set_format(device *of, struct v4l2_format *wanted)
{
    struct v4l2_pix_format *is = &wanted->fmt.pix;
    if (has_fault("busy"))
        return fail(EBUSY);
    of->format = is->pixelformat;
    of->width = is->width;
    of->height = is->height;
    if (has_fault("stubborn")) {
        of->format = V4L2_PIX_FMT_YUYV;
        of->width = 320;
        of->height = 240;
    }
    is->pixelformat = of->format;
    is->width = of->width;
    is->height = of->height;
    is->field = V4L2_FIELD_NONE;
    is->bytesperline = of->format == V4L2_PIX_FMT_YUYV ? 2 * of->width : 0;
    is->sizeimage = of->format == V4L2_PIX_FMT_YUYV ? 2 * of->width * of->height : BUFFER_BYTES;
    return 0;
}

static int set_rate(device *of, struct v4l2_streamparm *about, bool set)
{
    struct v4l2_captureparm *capture = &about->parm.capture;
    if (set && capture->timeperframe.numerator > 0)
        of->rate = capture->timeperframe.denominator / capture->timeperframe.numerator;
    capture->capability = V4L2_CAP_TIMEPERFRAME;
    capture->timeperframe = (struct v4l2_fract){1, of->rate};
    return 0;
}

/* ---- pictures ---- */

static size_t read_raw(device *of, uint8_t *bytes)
{
    const size_t size = (size_t)2 * of->width * of->height;
    return fread(bytes, 1, size, of->pictures) == size ? size : 0;
}

/* up to the mark of its end */
static size_t read_jpeg(device *of, uint8_t *bytes)
{
    size_t count = 0;
    for (int byte, before = 0; count < BUFFER_BYTES && (byte = getc(of->pictures)) != EOF; before = byte) {
        bytes[count++] = (uint8_t)byte;
        if (before == 0xFF && byte == 0xD9)
            return count;
    }
    return 0;
}

static int give_picture(device *of, struct v4l2_buffer *buffer)
{
    static uint8_t bytes[BUFFER_BYTES];
    const uint32_t index = of->next_buffer;
    if (!of->streams || !of->queued[index])
        return fail(of->streams ? EAGAIN : EINVAL);
    const size_t count = !of->pictures                     ? 0
                         : of->format == V4L2_PIX_FMT_YUYV ? read_raw(of, bytes)
                                                           : read_jpeg(of, bytes);
    if (count == 0)
        return fail(has_fault("unplugged") ? ENODEV : EAGAIN);
    if (pwrite(of->file, bytes, count, (off_t)index * BUFFER_BYTES) != (ssize_t)count)
        return fail(EIO);
    /* not even: every third picture is 4 ms late */
    const long k = of->given++, late = k % 3 == 2 ? 4000 : 0;
    const long time = FIRST_MICROSECOND + k * 1000000 / (long)of->rate + late;
    buffer->index = index;
    buffer->bytesused = (uint32_t)count;
    buffer->length = BUFFER_BYTES;
    buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->sequence = (uint32_t)k;
    buffer->timestamp.tv_sec = FIRST_SECOND + time / 1000000;
    buffer->timestamp.tv_usec = time % 1000000;
    of->queued[index] = false;
    of->next_buffer = (index + 1) % BUFFERS;
    return 0;
}

static int start(device *of)
{
    const char *name = getenv(of->format == V4L2_PIX_FMT_YUYV ? "FAKE_CAMERA_YUYV" : "FAKE_CAMERA_MJPEG");
    of->pictures = name ? fopen(name, "rb") : NULL;
    of->streams = true;
    return 0;
}

static void stop(device *of)
{
    if (of->pictures)
        fclose(of->pictures);
    of->pictures = NULL;
    of->streams = false;
}

static int tell_buffer(struct v4l2_buffer *buffer)
{
    if (buffer->index >= BUFFERS)
        return fail(EINVAL);
    buffer->length = BUFFER_BYTES;
    buffer->m.offset = buffer->index * BUFFER_BYTES;
    return 0;
}

static int queue(device *of, const struct v4l2_buffer *buffer)
{
    if (buffer->index >= BUFFERS)
        return fail(EINVAL);
    of->queued[buffer->index] = true;
    return 0;
}

static int answer(device *of, unsigned long what, void *about)
{
    if (what == VIDIOC_QUERYCAP)
        return tell_can(of, about);
    if (of->node != 0)
        return fail(ENOTTY);
    switch (what) {
    case VIDIOC_ENUM_FMT:
        return tell_format(about);
    case VIDIOC_ENUM_FRAMESIZES:
        return tell_size(about);
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return tell_rate(about);
    case VIDIOC_ENUMINPUT:
        return ((struct v4l2_input *)about)->index == 0 ? 0 : fail(EINVAL);
    case VIDIOC_G_INPUT:
        *(int *)about = 0;
        return 0;
    case VIDIOC_S_FMT:
        return set_format(of, about);
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        return set_rate(of, about, what == VIDIOC_S_PARM);
    case VIDIOC_REQBUFS:
        ((struct v4l2_requestbuffers *)about)->count = BUFFERS;
        return 0;
    case VIDIOC_QUERYBUF:
        return tell_buffer(about);
    case VIDIOC_QBUF:
        return queue(of, about);
    case VIDIOC_DQBUF:
        return give_picture(of, about);
    case VIDIOC_STREAMON:
        return start(of);
    case VIDIOC_STREAMOFF:
        stop(of);
        return 0;
    default:
        return fail(ENOTTY);
    }
}

/* ---- in place of the system's ---- */

static int open_at(int folder, const char *path, int flags, mode_t permissions)
{
    static const char camera[] = "/dev/video";
    enum { CAMERA = sizeof camera - 1 };
    if (strncmp(path, camera, CAMERA) == 0 && path[CAMERA])
        return open_device((int)strtol(path + CAMERA, NULL, 10));
    return (int)syscall(SYS_openat, folder, path, flags, permissions);
}

#define PERMISSIONS(flags)                                                                                             \
    mode_t permissions = 0;                                                                                            \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        permissions = (mode_t)va_arg(more, unsigned);                                                                  \
        va_end(more);                                                                                                  \
    }

int open(const char *path, int flags, ...)
{
    PERMISSIONS(flags)
    return open_at(AT_FDCWD, path, flags, permissions);
}

int open64(const char *path, int flags, ...)
{
    PERMISSIONS(flags)
    return open_at(AT_FDCWD, path, flags, permissions);
}

int __open_2(const char *path, int flags); /* of programs that are built with _FORTIFY_SOURCE */
int __open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int ioctl(int file, unsigned long what, ...)
{
    va_list more;
    va_start(more, what);
    void *about = va_arg(more, void *);
    va_end(more);
    device *of = find(file);
    return of ? answer(of, what, about) : (int)syscall(SYS_ioctl, file, what, about);
}

int close(int file)
{
    device *of = find(file);
    if (of) {
        stop(of);
        of->file = 0;
    }
    return (int)syscall(SYS_close, file);
}
