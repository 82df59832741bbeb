/* Cameras as FFmpeg reads them. */
#ifndef FACS_MEDIA_CAMERA_INPUT_H
#define FACS_MEDIA_CAMERA_INPUT_H

#include "media/camera_device.h"
#include "media/waiting.h"
#include "foreign/ffmpeg.h"

/** @param format gets a demuxer that never waits: av_read_frame() gives AVERROR(EAGAIN) while there is no picture.
 *                Its time stamps are those of the device
 *  Errors: FACS_E_NOT_FOUND (the message has the reason and what to do), FACS_E_UNSUPPORTED (no Linux, no libavdevice),
 *  FACS_E_ARGUMENT (the camera does not offer what is wished), FACS_E_MEMORY. */
facs_status facs_camera_open(const facs_env *env, const char *path, const char *shown, const facs_camera_wish *wish,
                             facs_waiting *waiting, AVFormatContext **format, facs_error *error);

/** The library that reads them, NULL = it is not there. */
const char *facs_camera_library(void);

#endif
