/* FFmpeg's demuxer on top of a facs_source, or as the source when that gives frames (a camera, rtsp). */
#ifndef FACS_MEDIA_VIDEO_INPUT_H
#define FACS_MEDIA_VIDEO_INPUT_H

#include "media/camera_device.h"
#include "media/source.h"
#include "foreign/ffmpeg.h"

typedef struct facs_video_input {
    facs_source source;
    AVIOContext *io;
    AVFormatContext *format;
    AVStream *stream; /**< the video; all others are discarded */
} facs_video_input;

/** Recognise the container and choose the video stream: number `stream` of them, from 1; 0 = FFmpeg's choice, which is
 *  logged when there are several (not without `env`).  FACS_E_MEDIA, FACS_E_MEMORY, FACS_E_ARGUMENT (no such stream),
 *  for addresses and cameras also those of facs_remote_open() and facs_camera_open(); close in any case.
 *  Of a file only the given bytes are read: whatever playlists and references inside name is not opened.  What comes from
 *  a network may name more of the network (a playlist its segments), but nothing of this machine.
 *  @param wish what a camera is to give; NULL = anything */
facs_status facs_video_input_open(const facs_env *env, const char *path, int stream, const facs_camera_wish *wish,
                                  facs_video_input *input, facs_error *error);
void facs_video_input_close(facs_video_input *input);

/** Which of the video streams it is, from 1. */
int facs_video_input_number(const facs_video_input *input);

/** Frames per second as OpenCV reports them: the average of the container; 30 and false when it does not say. */
bool facs_video_input_rate(const facs_video_input *input, AVRational *rate);
/** How many frames the container says there are, from its index or its duration; 0 = unknown. */
int64_t facs_video_input_frames(const facs_video_input *input, double fps);
/** EXIF-like orientation (orient.h) of the display matrix of the stream, else of its first frame; 1 when there is none or
 *  it turns by something else than multiples of 90 degrees.
 *  @param mirrored false: what it mirrors counts as turned, and the frame's matrix is not looked at, as OpenCV does */
int facs_video_input_orientation(const facs_video_input *input, const AVFrame *first, bool mirrored);

#endif
