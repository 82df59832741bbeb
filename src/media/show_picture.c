/* See show_picture.h and docs/algorithm/media.md, The picture as it is shown.
 *
 * Pixels that are not square: the shorter of their sides is stretched, so that no row or column is lost.  A frame of
 * another size than the first is scaled until it just fits, keeping its aspect, and put into the middle; what is left is
 * black. */
#include "media/show_picture.h"

#include "media/orient.h"

#include <math.h>
#include <string.h>

/* size with square pixels; what no camera or disc has is taken for damage */
static void square(const AVFrame *frame, AVRational aspect, int64_t *width, int64_t *height)
{
    const double most = 10, ratio = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1;
    *width = frame->width;
    *height = frame->height;
    if (ratio > 1 && ratio <= most)
        *width = llrint(frame->width * ratio);
    else if (ratio < 1 && ratio >= 1 / most)
        *height = llrint(frame->height / ratio);
}

facs_status facs_show_picture_start(facs_show_picture *picture, const AVFrame *first, AVRational aspect,
                                    facs_error *error)
{
    int64_t width = first->width, height = first->height;
    facs_status status = facs_media_check_size(picture->path, width, height, error);
    if (status == FACS_OK && !picture->reference) {
        square(first, aspect, &width, &height);
        status = facs_media_check_size(picture->path, width, height, error);
    }
    picture->width = (int)width;
    picture->height = (int)height;
    return status;
}

void facs_show_picture_end(facs_show_picture *picture)
{
    facs_converter_free(&picture->converter);
    facs_tone_map_free(&picture->env, &picture->tones);
    facs_pixels_free(&picture->env, &picture->sideways);
    facs_pixels_free(&picture->env, &picture->fitted);
}

static void make_band(void *cookie, int first, int count)
{
    facs_show_picture *picture = cookie;
    facs_convert_band(&picture->converter, picture->frame, first, count, picture->target);
}

static void make_columns(void *cookie, int first, int count, int left, int width)
{
    facs_show_picture *picture = cookie;
    facs_convert_columns(&picture->converter, picture->frame, first, count, left, width, picture->target);
}

static bool is_mapped(const facs_show_picture *picture, const AVFrame *frame)
{
    return !picture->reference && facs_tone_map_needed(frame);
}

/* *possible = true: the frame's rows are made when they are needed */
static facs_status lend_rows(facs_show_picture *picture, const AVFrame *frame, facs_pixels *bgr, bool *possible,
                             facs_error *error)
{
    *possible = false;
    if (picture->orientation != 1 || is_mapped(picture, frame))
        return FACS_OK;
    facs_status status = facs_convert_prepare_bands(&picture->env, &picture->converter, picture->path, frame,
                                                    picture->width, picture->height, bgr, possible, error);
    if (*possible) {
        picture->late = (facs_late_rows){
            .make = make_band, .make_columns = picture->converter.kernels ? make_columns : NULL, .cookie = picture};
        facs_late_rows_begin(&picture->late);
        picture->frame = frame;
        picture->target = bgr;
        bgr->late = &picture->late;
    }
    return status;
}

static facs_status convert(facs_show_picture *picture, const AVFrame *frame, int width, int height, facs_pixels *bgr,
                           facs_error *error)
{
    if (is_mapped(picture, frame))
        return facs_tone_map_frame(&picture->env, &picture->tones, picture->path, frame, width, height, bgr, error);
    return facs_convert(&picture->env, &picture->converter, picture->path, frame, width, height, bgr, error);
}

/* into the middle of a black picture */
static facs_status fit(facs_show_picture *picture, const AVFrame *frame, int64_t width, int64_t height,
                       facs_pixels *bgr, facs_error *error)
{
    const double across = picture->width / (double)width, down = picture->height / (double)height;
    const double scale = across < down ? across : down;
    const int inner_width = (int)fmax(1, rint((double)width * scale)),
              inner_height = (int)fmax(1, rint((double)height * scale));
    facs_status status = convert(picture, frame, inner_width, inner_height, &picture->fitted, error);
    if (status != FACS_OK)
        return status;
    status = facs_pixels_resize(&picture->env, bgr, picture->width, picture->height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a frame of %d x %d pixels", picture->path,
                         picture->width, picture->height);
    const int left = (picture->width - inner_width) / 2, top = (picture->height - inner_height) / 2;
    for (int y = 0; y < picture->height; y++) {
        uint8_t *row = bgr->data + y * bgr->stride;
        memset(row, 0, 3 * (size_t)picture->width);
        if (y >= top && y < top + inner_height)
            memcpy(row + 3 * (ptrdiff_t)left, picture->fitted.data + (y - top) * picture->fitted.stride,
                   3 * (size_t)inner_width);
    }
    return FACS_OK;
}

static void report_size(facs_show_picture *picture, const AVFrame *frame, int64_t number)
{
    if (picture->other_width == frame->width && picture->other_height == frame->height)
        return;
    const bool first = picture->other_width == 0;
    picture->other_width = frame->width;
    picture->other_height = frame->height;
    if (first)
        facs_log(&picture->env, FACS_LOG_WARNING,
                 "%s: changes its size to %d x %d pixels after %lld frames; these frames are scaled to %d x %d%s",
                 picture->path, frame->width, frame->height, (long long)(number - 1), picture->width, picture->height,
                 picture->reference ? "" : ", keeping their aspect");
}

/* upright or not, in its final size */
static facs_status make(facs_show_picture *picture, const AVFrame *frame, AVRational aspect, int64_t number,
                        facs_pixels *bgr, facs_error *error)
{
    int64_t width = frame->width, height = frame->height;
    if (!picture->reference)
        square(frame, aspect, &width, &height);
    const bool same = width == picture->width && height == picture->height;
    if (!same)
        report_size(picture, frame, number);
    return same || picture->reference ? convert(picture, frame, picture->width, picture->height, bgr, error)
                                      : fit(picture, frame, width, height, bgr, error);
}

facs_status facs_show_picture_make(facs_show_picture *picture, const AVFrame *frame, AVRational aspect, bool late,
                                   int64_t number, facs_pixels *bgr, facs_error *error)
{
    facs_status status = facs_media_check_size(picture->path, frame->width, frame->height, error);
    bool lent = false;
    if (status == FACS_OK && late)
        status = lend_rows(picture, frame, bgr, &lent, error);
    if (status != FACS_OK || lent)
        return status;
    if (picture->orientation == 1)
        return make(picture, frame, aspect, number, bgr, error);
    status = make(picture, frame, aspect, number, &picture->sideways, error);
    if (status != FACS_OK)
        return status;
    facs_image sideways = facs_pixels_view(&picture->sideways);
    facs_view view = facs_image_need_all(&sideways);
    status = facs_pixels_orient(&picture->env, &view, picture->orientation, bgr);
    return status == FACS_OK ? FACS_OK
                             : facs_fail(error, status, "%s: out of memory while turning a frame", picture->path);
}
