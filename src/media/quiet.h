/* Keeping FFmpeg silent: a library must not print, but FFmpeg writes messages to stderr unless it is told otherwise.
 *
 * Its log level and log callback belong to the whole process, hence to the surrounding program.  What belongs to one
 * decoder is its log_level_offset, which is added to the level of its messages (facs_quiet_codec).  Demuxers, scalers
 * and helpers have no such thing, nor have the parsers and decoders that demuxers create for themselves.  So the level
 * of the process is lowered for the time of each call that works with FFmpeg, and put back afterwards.  What this can
 * do to a program that uses FFmpeg itself: messages of its other threads get lost in these moments.  A log callback of
 * its own still receives ours. */
#ifndef FACS_MEDIA_QUIET_H
#define FACS_MEDIA_QUIET_H

#include "foreign/ffmpeg.h"

/** Lower FFmpeg's log level; calls nest and may come from several threads.  Every begin needs its end. */
void facs_quiet_begin(void);
void facs_quiet_end(void);

/** Silence one decoder for good. */
void facs_quiet_codec(AVCodecContext *codec);

#endif
