/* Network inputs of the face detector: part of the picture, resized and normalised, as maps R, G, B.
 *
 * Bilinear without anti-aliasing (docs/algorithm/face-detection.md, Input), on whatever lies in the crop; outside the
 * picture it is 0; then (v - 127.5) / 128.  The same numbers as converting the picture to float, cropping, resizing
 * and normalising, but only pixels that are looked at are touched, and no float copy of a
 * large picture is made.  The rule for exact halving, a 2 x 2 mean, needs no code: with bytes both are exact.
 *
 * Columns:  f = f32((x + 0.5) S - 0.5), S = 1 / (width / W) in f64; s = floor(f), weight f - s;
 *           s < 0: s = 0, weight 0;  s >= W - 1: s = W - 1, weight 0.
 * Rows the same, but only the two row numbers are clamped, the weight is not. */
#include "detect/mtcnn/mtcnn_stages.h"

#include <math.h>

enum { COLOURS = 3 };

/* Where a column of the result comes from: byte offset in the row and 255 or 0 for outside, of both taps. */
typedef struct column {
    int32_t offset[2], inside[2];
    float weight[2];
} column;

struct facs_sampler {
    facs_env env;
    int capacity;
    column *columns;
    float *row[2];     /* COLOURS x capacity */
    int64_t row_of[2]; /* source row in row[], or NOT_A_ROW */
};

static const int64_t NOT_A_ROW = INT64_MIN;

facs_status facs_sampler_create(const facs_env *env, facs_sampler **sampler, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_sampler *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    *sampler = made;
    return FACS_OK;
}

static void free_tables(facs_sampler *sampler)
{
    facs_free(&sampler->env, sampler->columns);
    facs_free(&sampler->env, sampler->row[0]);
    facs_free(&sampler->env, sampler->row[1]);
}

void facs_sampler_destroy(facs_sampler **sampler)
{
    if (!sampler || !*sampler)
        return;
    facs_env env = (*sampler)->env;
    free_tables(*sampler);
    facs_free(&env, *sampler);
    *sampler = NULL;
}

static facs_status reserve(facs_sampler *sampler, int width, facs_error *error)
{
    if (width <= sampler->capacity)
        return FACS_OK;
    column *columns = facs_calloc(&sampler->env, (size_t)width, sizeof *columns);
    float *first = facs_calloc(&sampler->env, COLOURS * (size_t)width, sizeof *first);
    float *second = facs_calloc(&sampler->env, COLOURS * (size_t)width, sizeof *second);
    if (!columns || !first || !second) {
        facs_free(&sampler->env, columns);
        facs_free(&sampler->env, first);
        facs_free(&sampler->env, second);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture %d pixels wide", width);
    }
    free_tables(sampler);
    sampler->columns = columns;
    sampler->row[0] = first;
    sampler->row[1] = second;
    sampler->capacity = width;
    return FACS_OK;
}

/* Position in the crop that pixel `at` of the result is taken from, split into whole part and weight. */
static int64_t source_of(int at, int size, int source_size, float *weight)
{
    const double step = 1 / (size / (double)source_size);
    float position = (float)((at + 0.5) * step - 0.5);
    float whole = floorf(position);
    *weight = position - whole;
    return (int64_t)whole;
}

static void fill_columns(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width)
{
    for (int x = 0; x < width; x++) {
        column *at = &sampler->columns[x];
        float weight;
        int64_t tap = source_of(x, width, crop->width, &weight);
        if (tap < 0 || tap >= crop->width - 1) {
            tap = tap < 0 ? 0 : crop->width - 1;
            weight = 0;
        }
        at->weight[0] = 1 - weight;
        at->weight[1] = weight;
        for (int i = 0; i < 2; i++) {
            int64_t place = crop->x + tap + i;
            bool inside = place >= 0 && place < bgr->width && tap + i < crop->width;
            at->offset[i] = inside ? (int32_t)place * bgr->channels : 0;
            at->inside[i] = inside ? 255 : 0;
        }
    }
}

/* Row `y` of the crop, resized along x: R of all columns, then G, then B. */
static const float *resized_row(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width,
                                int64_t y)
{
    for (int i = 0; i < 2; i++)
        if (sampler->row_of[i] == y)
            return sampler->row[i];
    /* rows are asked for in rising order: the lower one is not needed again */
    int slot = sampler->row_of[0] < sampler->row_of[1] ? 0 : 1;
    float *row = sampler->row[slot];
    sampler->row_of[slot] = y;
    int64_t place = crop->y + y;
    if (place < 0 || place >= bgr->height) {
        for (int i = 0; i < COLOURS * width; i++)
            row[i] = 0;
        return row;
    }
    const uint8_t *source = bgr->data + (ptrdiff_t)place * bgr->stride;
    const int step = bgr->channels == COLOURS ? 1 : 0; /* grey: three times the same */
    for (int x = 0; x < width; x++) {
        const column *at = &sampler->columns[x];
        const uint8_t *a = source + at->offset[0], *b = source + at->offset[1];
        for (int c = 0; c < COLOURS; c++) {
            int blue_first = (COLOURS - 1 - c) * step;
            row[c * width + x] = (float)(a[blue_first] & at->inside[0]) * at->weight[0] +
                                 (float)(b[blue_first] & at->inside[1]) * at->weight[1];
        }
    }
    return row;
}

static int64_t clamped(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

facs_status facs_sampler_run(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width, int height,
                             int first, int last, float *maps, facs_error *error)
{
    facs_status status = reserve(sampler, width, error);
    if (status != FACS_OK)
        return status;
    fill_columns(sampler, bgr, crop, width);
    sampler->row_of[0] = sampler->row_of[1] = NOT_A_ROW;
    const size_t plane = (size_t)(last - first) * (size_t)width;
    for (int y = first; y < last; y++) {
        float weight;
        int64_t tap = source_of(y, height, crop->height, &weight);
        const float *above = resized_row(sampler, bgr, crop, width, clamped(tap, crop->height - 1));
        const float *below = resized_row(sampler, bgr, crop, width, clamped(tap + 1, crop->height - 1));
        const float rest = 1 - weight;
        for (int c = 0; c < COLOURS; c++) {
            float *restrict out = maps + (size_t)c * plane + (size_t)(y - first) * (size_t)width;
            const float *a = above + c * width, *b = below + c * width;
            for (int x = 0; x < width; x++)
                out[x] = (a[x] * rest + b[x] * weight - 127.5f) * 0.0078125f;
        }
    }
    return FACS_OK;
}
