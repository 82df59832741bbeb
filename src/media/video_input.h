/* FFmpeg's demuxer on top of a facs_source. */
#ifndef FACS_MEDIA_VIDEO_INPUT_H
#define FACS_MEDIA_VIDEO_INPUT_H

#include "media/source.h"

#include <libavformat/avformat.h>

typedef struct facs_video_input {
    facs_source source;
    AVIOContext *io;
    AVFormatContext *format;
    AVStream *stream; /**< the video; all others are discarded */
} facs_video_input;

/** Recognise the container and choose the video stream.  FACS_E_MEDIA, FACS_E_MEMORY; close in any case.
 *  Only the given bytes are read: whatever playlists and references inside name is not opened. */
facs_status facs_video_input_open(const char *path, facs_video_input *input, facs_error *error);
void facs_video_input_close(facs_video_input *input);

/** Frames per second as OpenCV reports them: the average of the container; 30 and false when it does not say. */
bool facs_video_input_rate(const facs_video_input *input, AVRational *rate);
/** How many frames the container says there are, from its index or its duration; 0 = unknown. */
int64_t facs_video_input_frames(const facs_video_input *input, double fps);
/** EXIF-like orientation (orient.h) of the display matrix: turned by a multiple of 90 degrees, else 1. */
int facs_video_input_orientation(const facs_video_input *input);

#endif
