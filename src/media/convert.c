/* FFmpeg frames -> B G R; see convert.h. */
#include "media/convert.h"

#include <string.h>

/* Does swscale need help here to give the bits of x86-64? */
#if defined(__x86_64__)
static const bool swscale_differs = false;
#else
static const bool swscale_differs = true;
#endif

facs_status facs_media_check_size(const char *path, int64_t width, int64_t height, facs_error *error)
{
    if (width >= 1 && height >= 1 && width <= FACS_IMAGE_SIDE_MAX && height <= FACS_IMAGE_SIDE_MAX &&
        width * height <= FACS_MEDIA_PIXELS_MAX)
        return FACS_OK;
    return facs_fail(error, FACS_E_MEDIA,
                     "%s: is %lld x %lld pixels; sides may have 1 to %d and the picture at most %d", path,
                     (long long)width, (long long)height, FACS_IMAGE_SIDE_MAX, FACS_MEDIA_PIXELS_MAX);
}

void facs_converter_free(facs_converter *converter)
{
    sws_freeContext(converter->scaler);
    sws_freeContext(converter->band);
    sws_freeContext(converter->last_band);
    *converter = (facs_converter){.as_stated = converter->as_stated};
}

/* The yuvj formats are the yuv ones with the full range of values.  swscale treats both spellings alike but complains
 * about the former. */
static int without_range(int format, int *full_range)
{
    *full_range = 1;
    switch (format) {
    case AV_PIX_FMT_YUVJ411P:
        return AV_PIX_FMT_YUV411P;
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    default:
        *full_range = 0;
        return format;
    }
}

static bool fits(const facs_converter *converter, const AVFrame *frame, int width, int height)
{
    return (converter->scaler || converter->own) && converter->src_width == frame->width &&
           converter->src_height == frame->height && converter->src_format == frame->format &&
           converter->dst_width == width && converter->dst_height == height;
}

static void use_stated_matrix(struct SwsContext *scaler, const AVFrame *frame, int full_range)
{
    enum { ONE = 1 << 16 }; /* of contrast and saturation */
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get((enum AVPixelFormat)frame->format);
    if (frame->colorspace == AVCOL_SPC_UNSPECIFIED || !format || (format->flags & AV_PIX_FMT_FLAG_RGB))
        return;
    const int *matrix = sws_getCoefficients((int)frame->colorspace);
    /* says no where there is nothing to convert */
    (void)sws_setColorspaceDetails(scaler, matrix, full_range, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, ONE, ONE);
}

/* NULL = out of memory or impossible */
static struct SwsContext *open_scaler(const AVFrame *frame, int src_height, int width, int height, bool as_stated)
{
    const int exact = SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT;
    struct SwsContext *scaler = sws_alloc_context();
    if (!scaler)
        return NULL;
    int full_range, format = without_range(frame->format, &full_range);
    full_range |= as_stated && frame->color_range == AVCOL_RANGE_JPEG;
    av_opt_set_int(scaler, "srcw", frame->width, 0);
    av_opt_set_int(scaler, "srch", src_height, 0);
    av_opt_set_int(scaler, "src_format", format, 0);
    av_opt_set_int(scaler, "src_range", full_range, 0);
    av_opt_set_int(scaler, "dstw", width, 0);
    av_opt_set_int(scaler, "dsth", height, 0);
    av_opt_set_int(scaler, "dst_format", AV_PIX_FMT_BGR24, 0);
    av_opt_set_int(scaler, "sws_flags", as_stated ? SWS_BICUBIC | exact : SWS_BICUBIC, 0);
    av_opt_set_int(scaler, "threads", 1, 0);
    if (sws_init_context(scaler, NULL, NULL) < 0) {
        sws_freeContext(scaler);
        return NULL;
    }
    if (as_stated)
        use_stated_matrix(scaler, frame, full_range);
    return scaler;
}

/* what swscale converts without looking at neighbours */
static bool is_for_us(const facs_converter *converter, const AVFrame *frame, int width, int height, int *full_range)
{
    const int format = without_range(frame->format, full_range);
    const bool halved = format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUV422P;
    return halved && swscale_differs && !converter->as_stated && frame->width == width && frame->height == height &&
           height % 2 == 0;
}

static facs_status prepare(const facs_env *env, facs_converter *converter, const char *path, const AVFrame *frame,
                           int width, int height, facs_error *error)
{
    facs_converter_free(converter);
    if (!sws_isSupportedInput((enum AVPixelFormat)frame->format)) {
        const char *name = av_get_pix_fmt_name((enum AVPixelFormat)frame->format);
        return facs_fail(error, FACS_E_MEDIA, "%s: its pixel format (%s) cannot be converted", path,
                         name ? name : "unknown");
    }
    int full_range;
    if (is_for_us(converter, frame, width, height, &full_range))
        converter->own = facs_image_kernels_for(env->cpu);
    converter->factors = full_range ? &facs_yuv_full : &facs_yuv_limited;
    if (!converter->own)
        converter->scaler = open_scaler(frame, frame->height, width, height, converter->as_stated);
    if (!converter->own && !converter->scaler)
        return facs_fail(error, FACS_E_MEDIA, "%s: its frames of %d x %d pixels cannot be converted", path,
                         frame->width, frame->height);
    converter->src_width = frame->width;
    converter->src_height = frame->height;
    converter->src_format = frame->format;
    converter->dst_width = width;
    converter->dst_height = height;
    return FACS_OK;
}

static void convert_own(const facs_converter *converter, const AVFrame *frame, int first, int count, facs_pixels *bgr)
{
    int full_range;
    const int halved = without_range(frame->format, &full_range) == AV_PIX_FMT_YUV420P;
    for (int row = first; row < first + count; row++)
        converter->own->yuv_bgr(converter->factors, frame->data[0] + (ptrdiff_t)row * frame->linesize[0],
                                frame->data[1] + (ptrdiff_t)(row >> halved) * frame->linesize[1],
                                frame->data[2] + (ptrdiff_t)(row >> halved) * frame->linesize[2],
                                bgr->data + row * bgr->stride, frame->width);
}

facs_status facs_convert(const facs_env *env, facs_converter *converter, const char *path, const AVFrame *frame,
                         int width, int height, facs_pixels *bgr, facs_error *error)
{
    facs_status status = facs_pixels_resize(env, bgr, width, height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a frame of %d x %d pixels", path, width, height);
    if (!fits(converter, frame, width, height))
        status = prepare(env, converter, path, frame, width, height, error);
    if (status != FACS_OK)
        return status;
    if (converter->own) {
        convert_own(converter, frame, 0, height, bgr);
        return FACS_OK;
    }
    uint8_t *planes[4] = {bgr->data};
    int strides[4] = {(int)bgr->stride};
    if (sws_scale(converter->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes,
                  strides) < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: a frame could not be converted", path);
    return FACS_OK;
}

static void convert_rows(const facs_converter *converter, const AVFrame *frame, int first, int count, uint8_t *bgr,
                         ptrdiff_t stride)
{
    const uint8_t *const from[4] = {frame->data[0] + (ptrdiff_t)first * frame->linesize[0],
                                    frame->data[1] + (ptrdiff_t)(first / 2) * frame->linesize[1],
                                    frame->data[2] + (ptrdiff_t)(first / 2) * frame->linesize[2]};
    uint8_t *to[4] = {bgr};
    const int strides[4] = {(int)stride};
    /* cannot fail: context and picture are those it was made for */
    sws_scale(count == FACS_BAND_ROWS ? converter->band : converter->last_band, from, frame->linesize, 0, count, to,
              strides);
}

static void own_row(const facs_image_kernels *kernels, const AVFrame *frame, int row, int left, int width, uint8_t *bgr)
{
    kernels->yuv_bgr(&facs_yuv_limited, frame->data[0] + (ptrdiff_t)row * frame->linesize[0] + left,
                     frame->data[1] + (ptrdiff_t)(row / 2) * frame->linesize[1] + left / 2,
                     frame->data[2] + (ptrdiff_t)(row / 2) * frame->linesize[2] + left / 2, bgr, width);
}

void facs_convert_columns(const facs_converter *converter, const AVFrame *frame, int first, int count, int left,
                          int width, facs_pixels *bgr)
{
    for (int row = first; row < first + count; row++)
        own_row(converter->kernels, frame, row, left, width, bgr->data + row * bgr->stride + 3 * (ptrdiff_t)left);
}

void facs_convert_band(const facs_converter *converter, const AVFrame *frame, int first, int count, facs_pixels *bgr)
{
    if (converter->own)
        convert_own(converter, frame, first, count, bgr);
    else if (converter->kernels)
        facs_convert_columns(converter, frame, first, count, 0, frame->width, bgr);
    else
        convert_rows(converter, frame, first, count, bgr->data + (ptrdiff_t)first * bgr->stride, bgr->stride);
}

/* Does this swscale, on this processor, give the pixels of yuv_bgr?  Two rows hold all U with one V.  Y is such that with
 * all rows every U and every V meets every Y, and every pair of U and V four of them: blue depends on Y and U, red on Y
 * and V, green is a sum of what depends on one of the three. */
static bool same_colours(const facs_image_kernels *kernels)
{
    enum { WIDTH = 512, ROWS = 16 };
    uint8_t light[ROWS * WIDTH], blue[ROWS * WIDTH / 4], red[ROWS * WIDTH / 4];
    uint8_t bgr[3 * ROWS * WIDTH], own[3 * WIDTH];
    AVFrame frame = {.width = WIDTH,
                     .height = ROWS,
                     .format = AV_PIX_FMT_YUV420P,
                     .data = {light, blue, red},
                     .linesize = {WIDTH, WIDTH / 2, WIDTH / 2}};
    uint8_t *to[4] = {bgr};
    const int strides[4] = {3 * WIDTH};
    struct SwsContext *scaler = open_scaler(&frame, ROWS, WIDTH, ROWS, false);
    bool same = scaler;
    for (int v = 0; v < 256 && same; v += ROWS / 2) {
        for (int row = 0; row < ROWS; row++) {
            for (int x = 0; x < WIDTH; x++)
                light[row * WIDTH + x] = (uint8_t)(x / 2 + v + row / 2 + 128 * (row % 2) + 64 * (x % 2));
            for (int x = 0; x < WIDTH / 2; x++) {
                blue[row / 2 * (WIDTH / 2) + x] = (uint8_t)x;
                red[row / 2 * (WIDTH / 2) + x] = (uint8_t)(v + row / 2);
            }
        }
        same = sws_scale(scaler, (const uint8_t *const *)frame.data, frame.linesize, 0, ROWS, to, strides) == ROWS;
        for (int row = 0; row < ROWS && same; row++) {
            own_row(kernels, &frame, row, 0, WIDTH, own);
            same = memcmp(own, bgr + row * 3 * WIDTH, sizeof own) == 0;
        }
    }
    sws_freeContext(scaler);
    return same;
}

/* Can all frames like this one, which `bgr` shows as swscale converts it, be converted without it?  By size, format and
 * processor it may go other ways, with other roundings. */
static bool same_frame(const facs_env *env, const facs_image_kernels *kernels, const AVFrame *frame,
                       const facs_pixels *bgr)
{
    uint8_t *own = facs_calloc(env, (size_t)frame->width, 3);
    bool same = own;
    for (int row = 0; row < frame->height && same; row++) {
        own_row(kernels, frame, row, 0, frame->width, own);
        same = memcmp(own, bgr->data + row * bgr->stride, 3 * (size_t)frame->width) == 0;
    }
    facs_free(env, own);
    return same;
}

/* Whether bands are converted like whole pictures is swscale's business: it picks its way by size, format and
 * processor. So it is tried, with the frame at hand. */
static facs_status try_bands(const facs_env *env, facs_converter *converter, const char *path, const AVFrame *frame,
                             facs_pixels *bgr, facs_error *error)
{
    facs_pixels band = {.data = NULL};
    facs_status status = facs_convert(env, converter, path, frame, frame->width, frame->height, bgr, error);
    if (status != FACS_OK)
        return status;
    const facs_image_kernels *kernels = facs_image_kernels_for(env->cpu);
    if (frame->format == AV_PIX_FMT_YUV420P && !converter->as_stated && same_frame(env, kernels, frame, bgr) &&
        same_colours(kernels)) {
        converter->kernels = kernels;
        converter->by_bands = true;
        return FACS_OK;
    }
    if (facs_pixels_resize(env, &band, frame->width, FACS_BAND_ROWS, 3) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    const int last = frame->height % FACS_BAND_ROWS;
    converter->band = open_scaler(frame, FACS_BAND_ROWS, frame->width, FACS_BAND_ROWS, converter->as_stated);
    converter->last_band = last > 0 ? open_scaler(frame, last, frame->width, last, converter->as_stated) : NULL;
    converter->by_bands = converter->band && (converter->last_band || last == 0);
    for (int row = 0; row < frame->height && converter->by_bands; row += FACS_BAND_ROWS) {
        int count = frame->height - row < FACS_BAND_ROWS ? frame->height - row : FACS_BAND_ROWS;
        convert_rows(converter, frame, row, count, band.data, band.stride);
        for (int y = 0; y < count; y++)
            converter->by_bands &= memcmp(band.data + y * band.stride, bgr->data + (ptrdiff_t)(row + y) * bgr->stride,
                                          3 * (size_t)frame->width) == 0;
    }
    facs_pixels_free(env, &band);
    return FACS_OK;
}

facs_status facs_convert_prepare_bands(const facs_env *env, facs_converter *converter, const char *path,
                                       const AVFrame *frame, int width, int height, facs_pixels *bgr, bool *possible,
                                       facs_error *error)
{
    int full_range;
    *possible = false;
    if (without_range(frame->format, &full_range) != AV_PIX_FMT_YUV420P || frame->width != width ||
        frame->height != height || height <= FACS_BAND_ROWS)
        return FACS_OK;
    facs_status status = facs_pixels_resize(env, bgr, width, height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a frame of %d x %d pixels", path, width, height);
    if (!fits(converter, frame, width, height))
        status = prepare(env, converter, path, frame, width, height, error);
    if (status == FACS_OK && converter->own) {
        converter->by_bands = converter->tried = true;
    } else if (status == FACS_OK && !converter->tried) {
        status = try_bands(env, converter, path, frame, bgr, error);
        converter->tried = true;
    }
    *possible = status == FACS_OK && converter->by_bands;
    return status;
}
