/* When a frame is shown, in seconds, as players count them: see docs/algorithm/media.md, Time. */
#ifndef FACS_MEDIA_SHOW_TIME_H
#define FACS_MEDIA_SHOW_TIME_H

#include "media/media.h"
#include "foreign/ffmpeg.h"

typedef struct facs_show_time {
    AVRational base;           /**< s a tick of the stream */
    int64_t start_ticks;       /**< second 0 in these ticks, when it is a whole number of them */
    bool whole;                /**< it is */
    double start;              /**< s of the container that are second 0 */
    double frame;              /**< s from frame to frame by the rate */
    double last, shift;        /**< s: of the frame before; added since times went back */
    double before_last;        /**< s: of the frame before that */
    double before_leap;        /**< s: of the last frame before the time went on by more than a frame */
    int64_t leaps, since_leap; /**< how often it did; frames since then */
    double anchor,
        counted; /**< s: of the last frame with a time; frames since then, those that repeat a field as more */
    int64_t frames, returns, strays; /**< frames so far; how often times went back, and a few frames had been ahead */
} facs_show_time;

/** @param fps what a frame without a time stamp is counted by */
void facs_show_time_start(facs_show_time *shown, const AVFormatContext *format, const AVStream *stream, double fps);

/** Second 0 is that of this frame, the first one: of cameras, whose clocks started at any time. */
void facs_show_time_start_at(facs_show_time *shown, const AVFrame *first);

/** Of the next frame the decoder gave.  Never less than that of the frame before, unless that one's was
 *  wrong.
 *  @param ticks gets the time stamp as the container has it, den 0 when it has none */
double facs_show_time_next(facs_show_time *shown, const AVFrame *frame, facs_media_time *ticks);

#endif
