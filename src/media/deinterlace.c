/* See deinterlace.h.  libavfilter is loaded when the first interlaced frame comes: it brings thirty libraries of its own
 * with it, which every run would otherwise pay for with 12 MB and a third of its start. */
#include "media/deinterlace.h"

#include <dlfcn.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/macros.h>
#include <stdio.h>

#ifdef __APPLE__
#define LIBRARY "libavfilter." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR) ".dylib"
#else
#define LIBRARY "libavfilter.so." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR)
#endif

/* what is used of libavfilter */
#define FUNCTIONS(X)                                                                                                   \
    X(avfilter_graph_alloc)                                                                                            \
    X(avfilter_graph_free)                                                                                             \
    X(avfilter_get_by_name)                                                                                            \
    X(avfilter_graph_create_filter)                                                                                    \
    X(avfilter_link)                                                                                                   \
    X(avfilter_graph_config)                                                                                           \
    X(av_buffersrc_add_frame_flags)                                                                                    \
    X(av_buffersink_get_frame)

struct facs_deinterlacer {
    facs_env env;
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
#undef MEMBER
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

static bool load(facs_deinterlacer *made)
{
    /* never closed: its libraries may not be unloaded and loaded again at will */
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        return false;
    bool all = true;
#define FIND(name)                                                                                                     \
    *(void **)&made->name = dlsym(library, #name);                                                                     \
    all = all && made->name;
    FUNCTIONS(FIND)
#undef FIND
    dlclose(library);
    return all;
}

/* 0, or an AVERROR */
static int build(facs_deinterlacer *made, const AVFrame *frame)
{
    char source[128];
    snprintf(source, sizeof source, "video_size=%dx%d:pix_fmt=%d:time_base=1/1000:pixel_aspect=1/1", frame->width,
             frame->height, frame->format);
    AVFilterContext *fields = NULL;
    made->graph = made->avfilter_graph_alloc();
    if (!made->graph)
        return AVERROR(ENOMEM);
    made->graph->nb_threads = 1;
    const AVFilter *buffer = made->avfilter_get_by_name("buffer"), *sink = made->avfilter_get_by_name("buffersink"),
                   *bwdif = made->avfilter_get_by_name("bwdif");
    if (!buffer || !sink || !bwdif)
        return AVERROR_FILTER_NOT_FOUND;
    int result = made->avfilter_graph_create_filter(&made->in, buffer, "in", source, NULL, made->graph);
    if (result >= 0)
        result = made->avfilter_graph_create_filter(&fields, bwdif, "fields",
                                                    "mode=send_frame:parity=auto:deint=interlaced", NULL, made->graph);
    if (result >= 0)
        result = made->avfilter_graph_create_filter(&made->out, sink, "out", NULL, NULL, made->graph);
    if (result >= 0)
        result = made->avfilter_link(made->in, 0, fields, 0);
    if (result >= 0)
        result = made->avfilter_link(fields, 0, made->out, 0);
    return result >= 0 ? made->avfilter_graph_config(made->graph, NULL) : result;
}

facs_status facs_deinterlacer_open(const facs_env *env, const AVFrame *frame, facs_deinterlacer **deinterlacer,
                                   facs_error *error)
{
    facs_deinterlacer *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = *env;
    made->width = frame->width;
    made->height = frame->height;
    made->format = frame->format;
    facs_status status = FACS_OK;
    if (!load(made)) {
        status = facs_fail(error, FACS_E_UNSUPPORTED, "FFmpeg's library %s is not there", LIBRARY);
        facs_free(env, made);
        return status;
    }
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
    closing->avfilter_graph_free(&closing->graph);
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
    return deinterlacer->av_buffersrc_add_frame_flags(deinterlacer->in, frame, AV_BUFFERSRC_FLAG_NO_CHECK_FORMAT) >= 0
               ? FACS_OK
               : FACS_E_MEMORY;
}

facs_status facs_deinterlacer_get(facs_deinterlacer *deinterlacer, AVFrame *frame)
{
    const int result = deinterlacer->av_buffersink_get_frame(deinterlacer->out, frame);
    return result >= 0                 ? FACS_OK
           : result == AVERROR(EAGAIN) ? FACS_AGAIN
           : result == AVERROR_EOF     ? FACS_END
                                       : FACS_E_MEMORY;
}
