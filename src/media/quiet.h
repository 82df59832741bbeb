/* Keeping FFmpeg silent.
 *
 * FFmpeg prints messages to stderr unless its log level or callback is changed, and both belong to the whole process,
 * hence to the surrounding program, not to us.  What belongs to one object is its log_level_offset: it is added to the
 * level of every message about the object, and a message whose level is above all levels is not shown.  Codec contexts
 * have such a member.  Format and scaler contexts do not, but their class (AVClass, the first member of every FFmpeg
 * object that logs) says where to look for one; a copy of the class can point it at a member that does no harm:
 *   format  metadata_header_padding, which reading does not use;
 *   scaler  one half of the f64 param0.  For bicubic scaling it is the weight B of the filter, 0 unless set; it is set
 *           to a denormal number, which is as good as 0 and has the offset as its lower bits.
 * The copies live in facs_quiet, which must outlive the context.
 *
 * One gap remains: while a video is probed, FFmpeg opens decoders of its own that cannot be reached; it may print
 * about a damaged stream start. */
#ifndef FACS_MEDIA_QUIET_H
#define FACS_MEDIA_QUIET_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

typedef struct facs_quiet {
    AVClass class;
} facs_quiet;

void facs_quiet_codec(AVCodecContext *codec);
void facs_quiet_format(facs_quiet *quiet, AVFormatContext *format);
void facs_quiet_scaler(facs_quiet *quiet, struct SwsContext *scaler);

#endif
