/* See report_film.h.
 *
 * The small video is at most 480 pixels high; each of its frames has the time that its row has, and is upright, since that is
 * how frames leave the reader. */
#include "report/report_film.h"

#include "base/descriptor.h"
#include "image/resample.h"
#include "media/encode.h"
#include "media/still_write.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE = 96, HEIGHT_MOST = 480, TICKS = 90000 /* a second */, PROGRESS = 16 /* frames */ };
static const float margin = 0.3F;  /* of the larger side of the points, on each side of them */
static const double outside = 0.5; /* of the picture: so far beyond it no point of its faces is */

typedef struct pass {
    facs_report_result *result;
    const facs_report_film_wish *wish;
    facs_media *media;
    const facs_media_info *info;
    facs_pixels pixels;
    facs_resampler *resampler;
    float *face;    /* SIDE x SIDE x 3 */
    uint8_t *small; /* the same */
    facs_still_file still;
    int64_t next_picture; /* of those wanted */
    facs_encode *encode;
    int64_t *row; /* of each person, the next one whose frame has not come */
    double last;
} pass;

static facs_status no_memory(const pass *at, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while its video is read", at->result->film.path);
}

/* ---- which faces ---- */

static bool find_box(const facs_clip_rows *clip, const facs_clip_person *person, int64_t row, float box[4])
{
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (int64_t i = 0; i < clip->columns; i++) {
        const facs_clip_group group = clip->column[i].group;
        if (group != FACS_CLIP_X && group != FACS_CLIP_Y)
            continue;
        const float value = facs_clip_value(clip, person, i, row);
        if (isnan(value))
            return false;
        const int y = group == FACS_CLIP_Y;
        box[y] = fminf(box[y], value);
        box[2 + y] = fmaxf(box[2 + y], value);
    }
    return box[2] > box[0] && box[3] > box[1];
}

static int by_frame(const void *a, const void *b)
{
    const facs_report_picture *x = a, *y = b;
    return x->frame > y->frame     ? 1
           : x->frame < y->frame   ? -1
           : x->person > y->person ? 1
           : x->person < y->person ? -1
                                   : 0;
}

/* spread over the rows of each person that have points */
static bool choose_pictures(facs_report_result *result)
{
    const facs_clip_rows *clip = &result->clip;
    result->picture = facs_calloc(&result->env, (size_t)clip->persons * FACS_REPORT_PICTURES, sizeof *result->picture);
    if (!result->picture)
        return false;
    for (int64_t i = 0; i < clip->persons; i++) {
        const facs_clip_person *person = clip->person[i];
        int64_t last = -1;
        for (int64_t k = 0; k < FACS_REPORT_PICTURES; k++) {
            int64_t row = (2 * k + 1) * person->rows / (2 * FACS_REPORT_PICTURES);
            const int64_t end = (2 * k + 3) * person->rows / (2 * FACS_REPORT_PICTURES);
            facs_report_picture made = {.person = i};
            while (row < end && row < person->rows && !find_box(clip, person, row, made.box))
                row++;
            if (row >= person->rows || row >= end || row <= last)
                continue;
            last = made.row = row;
            made.frame = person->frame[row];
            result->picture[result->pictures++] = made;
        }
    }
    if (result->pictures > 0)
        qsort(result->picture, (size_t)result->pictures, sizeof *result->picture, by_frame);
    return true;
}

/* ---- a face ---- */

/* a square around the points, inside of the picture */
static facs_rectangle square(const float box[4], int width, int height)
{
    const float size = fmaxf(box[2] - box[0], box[3] - box[1]) * (1 + 2 * margin);
    const int most = width < height ? width : height;
    int side = (int)lroundf(fminf(fmaxf(size, 1), (float)most));
    int left = (int)lroundf((box[0] + box[2]) / 2 - (float)side / 2),
        top = (int)lroundf((box[1] + box[3]) / 2 - (float)side / 2);
    left = left < 0 ? 0 : left > width - side ? width - side : left;
    top = top < 0 ? 0 : top > height - side ? height - side : top;
    return (facs_rectangle){left, top, side, side};
}

static facs_status take_picture(pass *at, facs_report_picture *picture, facs_error *error)
{
    const facs_env *env = &at->result->env;
    const facs_image image = facs_pixels_view(&at->pixels);
    const facs_rectangle from = square(picture->box, image.width, image.height);
    facs_status status = facs_resample(at->resampler, &image, &from, at->face, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < 3 * SIDE * SIDE; i++)
        at->small[i] = (uint8_t)lroundf(fminf(fmaxf(at->face[i], 0), 255));
    const facs_view view = {at->small, SIDE, SIDE, 3, (ptrdiff_t)3 * SIDE};
    status = facs_still_write(env, ".jpg", &view, &at->still, error);
    if (status != FACS_OK)
        return status;
    picture->bytes = facs_calloc(env, at->still.count, 1);
    if (!picture->bytes)
        return no_memory(at, error);
    memcpy(picture->bytes, at->still.bytes, at->still.count);
    picture->count = at->still.count;
    return FACS_OK;
}

/* ---- the small video ---- */

/* of the frame in the table; NAN = it is in none of its rows */
static double time_of(pass *at, double number)
{
    const facs_clip_rows *clip = &at->result->clip;
    double time = NAN;
    for (int64_t i = 0; i < clip->persons; i++) {
        const facs_clip_person *person = clip->person[i];
        while (at->row[i] < person->rows && person->frame[at->row[i]] < number)
            at->row[i]++;
        if (at->row[i] < person->rows && person->frame[at->row[i]] <= number)
            time = person->time[at->row[i]];
    }
    return time;
}

/* a temporary file of that ending, which nobody else has; facs_free */
static char *temporary(const facs_env *env, const char *ending)
{
    const char *folder = facs_temporary_folder();
    const size_t room = strlen(folder) + strlen(ending) + sizeof "/facsimile-XXXXXX";
    char *path = facs_calloc(env, room, 1);
    if (!path)
        return NULL;
    snprintf(path, room, "%s/facsimile-XXXXXX%s", folder, ending);
    const int file = mkstemps(path, (int)strlen(ending));
    if (file < 0) {
        facs_free(env, path);
        return NULL;
    }
    close(file);
    return path;
}

static int even(double size)
{
    return size >= 2 ? 2 * (int)lround(size / 2) : 2;
}

static facs_status start_encoding(pass *at, facs_error *error)
{
    static const char *const kinds[][2] = {{".mp4", "video/mp4"}, {".webm", "video/webm"}};
    const facs_media_info *info = at->info;
    facs_report_film *film = &at->result->film;
    const double shrink = info->height > HEIGHT_MOST ? (double)HEIGHT_MOST / info->height : 1;
    facs_status status = FACS_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        film->carried = temporary(&at->result->env, kinds[i][0]);
        film->type = kinds[i][1];
        if (!film->carried)
            return facs_fail(error, FACS_E_OUTPUT,
                             "%s: no temporary file can be made for the small video of the report; set TMPDIR to a "
                             "folder with room",
                             facs_temporary_folder());
        const facs_encode_options options = {.path = film->carried,
                                             .width = info->width,
                                             .height = info->height,
                                             .shown_width = even(info->width * shrink),
                                             .shown_height = even(info->height * shrink),
                                             .rate_num = info->rate_num > 0 ? info->rate_num : 30,
                                             .rate_den = info->rate_den > 0 ? info->rate_den : 1,
                                             .tick_num = 1,
                                             .tick_den = TICKS,
                                             .small = true,
                                             .threads = at->wish->threads};
        status = facs_encode_open(&at->result->env, &options, &at->encode, error);
        if (status == FACS_OK)
            return FACS_OK;
        unlink(film->carried);
        facs_free(&at->result->env, film->carried);
        film->carried = NULL;
        if (status != FACS_E_UNSUPPORTED)
            return status;
    }
    return status;
}

static facs_status carry(pass *at, const facs_media_frame *frame, double time, facs_error *error)
{
    const facs_image image = facs_pixels_view(&at->pixels);
    if (!(time >= 0) || image.width != at->info->width || image.height != at->info->height)
        return FACS_OK;
    return facs_encode_write_at(at->encode, &image, time, frame->duration > 0 ? frame->duration : 0, error);
}

/* ---- does it fit? ---- */

static facs_status other(const pass *at, facs_error *error, const char *why)
{
    return facs_fail(error, FACS_E_ARGUMENT, "%s: is not the video that %s was made from: %s", at->result->film.path,
                     at->result->path, why);
}

static facs_status check_size(const pass *at, facs_error *error)
{
    const facs_report_record *record = &at->result->record;
    const facs_clip_rows *clip = &at->result->clip;
    char why[160];
    const int width = at->info->width, height = at->info->height;
    if (at->info->kind != FACS_MEDIA_VIDEO)
        return other(at, error, "it is no video");
    if (record->width > 0 && (record->width != width || record->height != height)) {
        snprintf(why, sizeof why, "it has %d x %d pixels, and that had %lld x %lld", width, height,
                 (long long)record->width, (long long)record->height);
        return other(at, error, why);
    }
    for (int64_t i = 0; i < clip->persons; i++)
        for (int64_t row = 0; row < clip->person[i]->rows; row++) {
            float box[4];
            if (find_box(clip, clip->person[i], row, box) &&
                ((double)box[0] > (1 + outside) * width || (double)box[1] > (1 + outside) * height)) {
                snprintf(why, sizeof why, "points of frame %.0f lie outside of its %d x %d pixels",
                         clip->person[i]->frame[row], width, height);
                return other(at, error, why);
            }
        }
    return FACS_OK;
}

static facs_status check_count(const pass *at, double last, facs_error *error)
{
    char why[160];
    if (at->result->clip.last_frame <= last)
        return FACS_OK;
    snprintf(why, sizeof why, "its last frame is number %.0f, and the table goes on to %.0f", last,
             at->result->clip.last_frame);
    return other(at, error, why);
}

/* ---- the pass ---- */

static facs_status take_frame(pass *at, const facs_media_frame *frame, double number, facs_error *error)
{
    facs_report_result *result = at->result;
    facs_status status = FACS_OK;
    const double time = time_of(at, number);
    result->film.frames++;
    result->film.duration = frame->shown + (frame->duration > 0 ? frame->duration : 0);
    while (status == FACS_OK && at->next_picture < result->pictures && result->picture[at->next_picture].frame < number)
        at->next_picture++;
    while (status == FACS_OK && at->next_picture < result->pictures &&
           result->picture[at->next_picture].frame <= number)
        status = take_picture(at, &result->picture[at->next_picture++], error);
    if (status == FACS_OK && at->encode)
        status = carry(at, frame, time, error);
    if (status == FACS_OK && at->wish->progress && result->film.frames % PROGRESS == 1 &&
        at->wish->progress(at->wish->cookie, result->film.frames, result->clip.frames) != 0)
        status = facs_fail(error, FACS_E_INTERRUPTED, "stopped");
    return status;
}

static facs_status read_frames(pass *at, facs_error *error)
{
    facs_status status;
    facs_media_frame frame;
    const int shift = at->result->record.from_zero || at->result->clip.from_zero;
    while ((status = facs_media_read(at->media, &at->pixels, &frame, error)) == FACS_OK) {
        at->last = (double)(frame.number - shift);
        if (at->last > at->result->clip.last_frame)
            break;
        status = take_frame(at, &frame, at->last, error);
        if (status != FACS_OK)
            return status;
    }
    return status == FACS_END || status == FACS_OK ? check_count(at, at->last, error) : status;
}

static facs_status open_pass(pass *at, facs_error *error)
{
    facs_report_result *result = at->result;
    const facs_env *env = &result->env;
    facs_media_options options = result->record.reading;
    options.threads = at->wish->threads;
    facs_status status = facs_media_open_as(env, result->film.path, &options, &at->media, error);
    if (status != FACS_OK)
        return status;
    at->info = facs_media_get_info(at->media);
    facs_media_allow_late(at->media);
    status = check_size(at, error);
    if (status != FACS_OK)
        return status;
    result->film.width = at->info->width;
    result->film.height = at->info->height;
    at->row = facs_calloc(env, (size_t)result->clip.persons, sizeof *at->row);
    at->face = facs_calloc(env, (size_t)3 * SIDE * SIDE, sizeof *at->face);
    at->small = facs_calloc(env, (size_t)3 * SIDE * SIDE, 1);
    if (!at->row || !at->face || !at->small || (at->wish->pictures && !choose_pictures(result)))
        return no_memory(at, error);
    status = facs_resampler_create(env, SIDE, SIDE, &at->resampler, error);
    return status == FACS_OK && at->wish->carry ? start_encoding(at, error) : status;
}

facs_status facs_report_film_read(facs_report_result *result, const facs_report_film_wish *wish, facs_error *error)
{
    pass at = {.result = result, .wish = wish};
    const facs_env *env = &result->env;
    facs_status status = open_pass(&at, error);
    if (status == FACS_OK)
        status = read_frames(&at, error);
    if (status == FACS_OK && at.encode)
        status = facs_encode_finish(&at.encode, error);
    facs_encode_abandon(&at.encode);
    facs_media_close(&at.media);
    facs_resampler_destroy(&at.resampler);
    facs_pixels_free(env, &at.pixels);
    facs_still_file_free(env, &at.still);
    facs_free(env, at.row);
    facs_free(env, at.face);
    facs_free(env, at.small);
    result->film.shown = status == FACS_OK;
    return status;
}

void facs_report_film_forget(facs_report_result *result)
{
    const facs_env *env = &result->env;
    facs_report_film *film = &result->film;
    for (int64_t i = 0; i < result->pictures; i++)
        facs_free(env, result->picture[i].bytes);
    facs_free(env, result->picture);
    result->picture = NULL;
    result->pictures = 0;
    if (film->carried)
        unlink(film->carried);
    facs_free(env, film->carried);
    film->carried = NULL;
    film->shown = false;
    film->frames = 0;
}
