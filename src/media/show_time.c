/* See show_time.h and docs/algorithm/media.md, Time.
 *
 * Second 0 of a file is its container's start, the least of the starts of its streams, when that is after 0; so a video
 * that begins later than its sound keeps that distance.  Of a camera it is the first picture.
 *
 * A frame without a time stamp follows the one before after 1 / rate, and half of that for each field it repeats.
 *
 * Time stamps that go back (files that were put together, recorders that were reset) are continued: the frame follows
 * the one before as if it had no time stamp, and so do all after it at the distances they have, until a time stamp is
 * no longer behind.  When the frame is only behind a few that came after a leap, and not behind the one before the leap,
 * those were wrong (damage), and nothing is shifted. */
#include "media/show_time.h"

/* second 0 exactly, which the container states in microseconds */
static double exact_start(facs_show_time *shown, const AVFormatContext *format, const AVStream *ours)
{
    const AVStream *found = NULL;
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];
        if (stream->start_time == AV_NOPTS_VALUE || stream->time_base.num <= 0 || stream->time_base.den <= 0 ||
            av_rescale_q(stream->start_time, stream->time_base, AV_TIME_BASE_Q) != format->start_time)
            continue;
        if (!found || stream == ours)
            found = stream;
    }
    if (!found)
        return (double)format->start_time / AV_TIME_BASE;
    if (av_cmp_q(found->time_base, shown->base) == 0) {
        shown->whole = true;
        shown->start_ticks = found->start_time;
    }
    return (double)found->start_time * found->time_base.num / found->time_base.den;
}

void facs_show_time_start(facs_show_time *shown, const AVFormatContext *format, const AVStream *stream, double fps)
{
    *shown = (facs_show_time){.base = stream->time_base, .whole = true, .frame = 1 / fps};
    if (format->start_time == AV_NOPTS_VALUE || format->start_time <= 0)
        return;
    shown->whole = false;
    shown->start = exact_start(shown, format, stream);
}

void facs_show_time_start_at(facs_show_time *shown, const AVFrame *first)
{
    const int64_t stamp = first->best_effort_timestamp;
    if (stamp == AV_NOPTS_VALUE || shown->base.num <= 0 || shown->base.den <= 0)
        return;
    shown->whole = true;
    shown->start_ticks = stamp;
    shown->start = (double)stamp * shown->base.num / shown->base.den;
}

/* are the last few frames ahead of their time, and not this one behind? */
static bool are_strays(const facs_show_time *shown, double time)
{
    enum { FEW = 8 };
    if (shown->frames > 1 && time > shown->before_last)
        return true;
    return shown->leaps > 0 && shown->since_leap < FEW && time > shown->before_leap;
}

static void remember(facs_show_time *shown, double time)
{
    shown->since_leap++;
    if (shown->frames > 0 && time - shown->last > 1.5 * shown->frame) {
        shown->leaps++;
        shown->since_leap = 0;
        shown->before_leap = shown->last;
    }
    shown->before_last = shown->last;
    shown->last = time;
    shown->frames++;
}

static double seconds(const facs_show_time *shown, int64_t ticks)
{
    const double num = shown->base.num, den = shown->base.den;
    return shown->whole ? (double)(ticks - shown->start_ticks) * num / den : (double)ticks * num / den - shown->start;
}

double facs_show_time_next(facs_show_time *shown, const AVFrame *frame, facs_media_time *ticks)
{
    const int64_t stamp = frame->best_effort_timestamp; /* the decoder's guess where the container states none for it */
    const bool stamped = stamp != AV_NOPTS_VALUE && shown->base.num > 0 && shown->base.den > 0;
    const double by_rate = shown->anchor + shown->counted * shown->frame;
    double time = by_rate;
    *ticks = (facs_media_time){.den = 0};
    if (stamped) {
        *ticks = (facs_media_time){.ticks = stamp, .num = shown->base.num, .den = shown->base.den};
        const double plain = seconds(shown, stamp);
        if (shown->frames == 0 || plain >= shown->last) {
            shown->shift = 0;
        } else if (plain + shown->shift < shown->last) {
            const bool stray = are_strays(shown, plain + shown->shift);
            shown->shift = stray ? shown->shift : by_rate - plain;
            shown->strays += stray;
            shown->returns += !stray;
        }
        time = plain + shown->shift;
        shown->anchor = time;
        shown->counted = 0;
    }
    shown->counted += 1 + 0.5 * (frame->repeat_pict > 0 ? frame->repeat_pict : 0);
    remember(shown, time);
    return time;
}
