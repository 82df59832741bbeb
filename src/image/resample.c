/* Resizing of a rectangle; see resample.h.
 *
 * Output i of a line of n values that becomes m long is a weighted mean of those that lie within one step
 * k = max(n / m, 1) of its place c = (i + 0.5) n / m:
 *
 *     weight of value j  ~  max(0, 1 - |j + 0.5 - c| / k),   summing up to 1
 *
 * Columns first, then rows, on floats that are not rounded.
 *
 * Source: docs/algorithm/multi-task.md, Resizing. */
#include "image/resample.h"

#include <math.h>
#include <string.h>

enum { COLOURS = 3 };

/* which values of a line an output is made of, and how much of each */
typedef struct taps {
    int *first;    /* by output */
    int *count;    /* likewise */
    float *weight; /* room for `most` of each output */
    int most;      /* that there is room for */
    int room_taps; /* floats in weight */
    int from, to;  /* lengths that they are for */
} taps;

struct facs_resampler {
    facs_env env;
    int width, height;
    taps columns, rows;
    float *lines; /* every row of the rectangle, made narrower */
    size_t room;
};

/* ---- life ---- */

static bool make_taps(const facs_env *env, int to, taps *made)
{
    made->to = to;
    made->first = facs_calloc(env, (size_t)to, sizeof *made->first);
    made->count = facs_calloc(env, (size_t)to, sizeof *made->count);
    return made->first && made->count;
}

static void free_taps(const facs_env *env, taps *old)
{
    facs_free(env, old->first);
    facs_free(env, old->count);
    facs_free(env, old->weight);
}

facs_status facs_resampler_create(const facs_env *env, int width, int height, facs_resampler **resampler,
                                  facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_resampler *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for resizing faces");
    made->env = full;
    made->width = width;
    made->height = height;
    if (!make_taps(&full, width, &made->columns) || !make_taps(&full, height, &made->rows)) {
        facs_resampler_destroy(&made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for resizing faces");
    }
    *resampler = made;
    return FACS_OK;
}

void facs_resampler_destroy(facs_resampler **resampler)
{
    facs_resampler *old = *resampler;
    *resampler = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    free_taps(&env, &old->columns);
    free_taps(&env, &old->rows);
    facs_free(&env, old->lines);
    facs_free(&env, old);
}

/* ---- tables ---- */

/* *memory has room for `floats` afterwards, a quarter more where it had to grow: faces come nearer */
static bool need(const facs_env *env, float **memory, size_t *room, size_t floats)
{
    if (floats <= *room)
        return true;
    floats += floats / 4;
    float *grown = facs_calloc(env, floats, sizeof *grown);
    if (!grown)
        return false;
    facs_free(env, *memory);
    *memory = grown;
    *room = floats;
    return true;
}

static void fill_weights(taps *made, int from)
{
    const double step = (double)from / made->to, wide = step > 1 ? step : 1;
    for (int i = 0; i < made->to; i++) {
        const double place = (i + 0.5) * step;
        int first = (int)(place - wide + 0.5), end = (int)(place + wide + 0.5);
        first = first > 0 ? first : 0;
        end = end < from ? end : from;
        double sum = 0;
        float *weight = made->weight + (ptrdiff_t)i * made->most;
        for (int j = first; j < end; j++)
            sum += fmax(0, 1 - fabs(j + 0.5 - place) / wide);
        for (int j = first; j < end; j++)
            weight[j - first] = (float)(fmax(0, 1 - fabs(j + 0.5 - place) / wide) / sum);
        made->first[i] = first;
        made->count[i] = end - first;
    }
}

static bool fill_taps(const facs_env *env, int from, taps *made)
{
    if (made->from == from)
        return true;
    const int most = from <= made->to ? 3 : 2 * ((from + made->to - 1) / made->to) + 1;
    size_t room = (size_t)made->room_taps;
    made->from = 0;
    if (!need(env, &made->weight, &room, (size_t)most * (size_t)made->to))
        return false;
    made->room_taps = (int)room;
    made->most = most;
    fill_weights(made, from);
    made->from = from;
    return true;
}

/* ---- pixels ---- */

static void narrow(const uint8_t *row, const taps *columns, float *line)
{
    for (int i = 0; i < columns->to; i++) {
        const float *weight = columns->weight + (ptrdiff_t)i * columns->most;
        const uint8_t *at = row + (ptrdiff_t)columns->first[i] * COLOURS;
        float b = 0, g = 0, r = 0;
        for (int j = 0; j < columns->count[i]; j++, at += COLOURS) {
            b += weight[j] * (float)at[0];
            g += weight[j] * (float)at[1];
            r += weight[j] * (float)at[2];
        }
        line[COLOURS * i] = b;
        line[COLOURS * i + 1] = g;
        line[COLOURS * i + 2] = r;
    }
}

static facs_status shrink(facs_resampler *resampler, const facs_view *view, const facs_rectangle *from, float *pixels,
                          facs_error *error)
{
    const int line = COLOURS * resampler->width;
    const taps *rows = &resampler->rows;
    if (!need(&resampler->env, &resampler->lines, &resampler->room, (size_t)line * (size_t)from->height))
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a face of %d x %d pixels", from->width, from->height);
    for (int y = 0; y < from->height; y++)
        narrow(view->data + (from->top + y) * view->stride + (ptrdiff_t)from->left * COLOURS, &resampler->columns,
               resampler->lines + (ptrdiff_t)y * line);
    for (int i = 0; i < resampler->height; i++) {
        float *to = pixels + (ptrdiff_t)i * line;
        const float *weight = rows->weight + (ptrdiff_t)i * rows->most;
        memset(to, 0, (size_t)line * sizeof *to);
        for (int j = 0; j < rows->count[i]; j++) {
            const float *at = resampler->lines + (ptrdiff_t)(rows->first[i] + j) * line;
            for (int k = 0; k < line; k++)
                to[k] += weight[j] * at[k];
        }
    }
    return FACS_OK;
}

facs_status facs_resample(facs_resampler *resampler, const facs_image *bgr, const facs_rectangle *from, float *pixels,
                          facs_error *error)
{
    if (bgr->channels != COLOURS || from->width < 1 || from->height < 1 || from->left < 0 || from->top < 0 ||
        from->left > bgr->width - from->width || from->top > bgr->height - from->height)
        return facs_fail(error, FACS_E_ARGUMENT, "resizing: %d x %d pixels at %d, %d are not in a picture of %d x %d",
                         from->width, from->height, from->left, from->top, bgr->width, bgr->height);
    if (!fill_taps(&resampler->env, from->width, &resampler->columns) ||
        !fill_taps(&resampler->env, from->height, &resampler->rows))
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a face of %d x %d pixels", from->width, from->height);
    const facs_view view = facs_image_need(bgr, from->top, from->top + from->height - 1);
    return shrink(resampler, &view, from, pixels, error);
}
