/* A camera as Linux has it (Video4Linux 2): what it is called and which pictures it offers. */
#ifndef FACS_MEDIA_CAMERA_DEVICE_H
#define FACS_MEDIA_CAMERA_DEVICE_H

#include "base/base.h"

/** Pictures it offers: a kind that FFmpeg knows, a size, a rate. */
typedef struct facs_camera_mode {
    char format[16]; /**< FFmpeg's name */
    bool compressed;
    int width, height;
    double rate; /**< 0 = not known */
} facs_camera_mode;

typedef struct facs_camera_device {
    bool present; /**< there is a camera, even if it cannot be asked */
    char name[64];
    facs_camera_mode *modes;
    size_t count, room;
} facs_camera_device;

/** What is asked for; 0 = anything. */
typedef struct facs_camera_wish {
    int width, height;
    double rate;
} facs_camera_wish;

/** @param device free in any case
 *  Errors: FACS_E_NOT_FOUND (the message has the reason and what to do), FACS_E_UNSUPPORTED (no Linux), FACS_E_MEMORY. */
facs_status facs_camera_ask(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                            facs_camera_device *device, facs_error *error);
void facs_camera_device_free(const facs_env *env, facs_camera_device *device);

/** The mode for a wish.  What is not asked for: fluent (24 a second), then the largest up to 1280 x 720, then one that is
 *  not compressed, then the rate nearest to 30.  FACS_E_ARGUMENT when it does not offer that (the message lists what it
 *  does), FACS_E_UNSUPPORTED when it offers nothing that is known here. */
facs_status facs_camera_choose(const facs_camera_device *device, const facs_camera_wish *wish, const char *shown,
                               const facs_camera_mode **mode, facs_error *error);

/** Say why a camera cannot be opened: an errno value.  FACS_E_NOT_FOUND. */
facs_status facs_camera_fail(const char *path, const char *shown, int code, facs_error *error);

#endif
