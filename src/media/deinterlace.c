/* See deinterlace.h.  libavfilter is loaded when the first interlaced frame comes: it brings thirty libraries of its own
 * with it, which every run would otherwise pay for with 12 MB and a third of its start. */
#include "media/deinterlace.h"

#include <stdio.h>

struct facs_deinterlacer {
    facs_env env;
    AVFilterGraph *graph;
    AVFilterContext *in, *out;
    int width, height, format;
};

bool facs_is_interlaced(const AVFrame *frame)
{
#ifdef AV_FRAME_FLAG_INTERLACED /* FFmpeg 6.1 */
    return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
    return frame->interlaced_frame != 0;
#endif
}

/* 0, or an AVERROR */
static int build(facs_deinterlacer *made, const AVFrame *frame)
{
    char source[128];
    snprintf(source, sizeof source, "video_size=%dx%d:pix_fmt=%d:time_base=1/1000:pixel_aspect=1/1", frame->width,
             frame->height, frame->format);
    AVFilterContext *fields = NULL;
    made->graph = avfilter_graph_alloc();
    if (!made->graph)
        return AVERROR(ENOMEM);
    made->graph->nb_threads = 1;
    const AVFilter *buffer = avfilter_get_by_name("buffer"), *sink = avfilter_get_by_name("buffersink"),
                   *bwdif = avfilter_get_by_name("bwdif");
    if (!buffer || !sink || !bwdif)
        return AVERROR_FILTER_NOT_FOUND;
    int result = avfilter_graph_create_filter(&made->in, buffer, "in", source, NULL, made->graph);
    if (result >= 0)
        result = avfilter_graph_create_filter(&fields, bwdif, "fields", "mode=send_frame:parity=auto:deint=interlaced",
                                              NULL, made->graph);
    if (result >= 0)
        result = avfilter_graph_create_filter(&made->out, sink, "out", NULL, NULL, made->graph);
    if (result >= 0)
        result = avfilter_link(made->in, 0, fields, 0);
    if (result >= 0)
        result = avfilter_link(fields, 0, made->out, 0);
    return result >= 0 ? avfilter_graph_config(made->graph, NULL) : result;
}

facs_status facs_deinterlacer_open(const facs_env *env, const AVFrame *frame, facs_deinterlacer **deinterlacer,
                                   facs_error *error)
{
    facs_status status = facs_avfilter_load(NULL, error);
    if (status != FACS_OK)
        return status;
    facs_deinterlacer *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = *env;
    made->width = frame->width;
    made->height = frame->height;
    made->format = frame->format;
    const int result = build(made, frame);
    if (result < 0)
        status = facs_fail(error, result == AVERROR(ENOMEM) ? FACS_E_MEMORY : FACS_E_UNSUPPORTED,
                           "FFmpeg's filter bwdif does not take them");
    if (status != FACS_OK)
        facs_deinterlacer_close(&made);
    *deinterlacer = made;
    return status;
}

void facs_deinterlacer_close(facs_deinterlacer **deinterlacer)
{
    facs_deinterlacer *closing = *deinterlacer;
    if (!closing)
        return;
    facs_env env = closing->env;
    avfilter_graph_free(&closing->graph);
    facs_free(&env, closing);
    *deinterlacer = NULL;
}

bool facs_deinterlacer_takes(const facs_deinterlacer *deinterlacer, const AVFrame *frame)
{
    return deinterlacer->width == frame->width && deinterlacer->height == frame->height &&
           deinterlacer->format == frame->format;
}

facs_status facs_deinterlacer_put(facs_deinterlacer *deinterlacer, AVFrame *frame)
{
    return av_buffersrc_add_frame_flags(deinterlacer->in, frame, AV_BUFFERSRC_FLAG_NO_CHECK_FORMAT) >= 0
               ? FACS_OK
               : FACS_E_MEMORY;
}

facs_status facs_deinterlacer_get(facs_deinterlacer *deinterlacer, AVFrame *frame)
{
    const int result = av_buffersink_get_frame(deinterlacer->out, frame);
    return result >= 0                 ? FACS_OK
           : result == AVERROR(EAGAIN) ? FACS_AGAIN
           : result == AVERROR_EOF     ? FACS_END
                                       : FACS_E_MEMORY;
}
