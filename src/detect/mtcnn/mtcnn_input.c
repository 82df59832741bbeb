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
#include <string.h>

/* Pixels are fetched one by one as words B G R x, then all of a row's become numbers, VECTOR at a time: maps from the
 * start, blue first. */
enum { COLOURS = 3, VECTOR = 4, WORD = 4 };

typedef float numbers __attribute__((vector_size(4 * VECTOR)));
typedef uint32_t words __attribute__((vector_size(4 * VECTOR)));
typedef int32_t whole_numbers __attribute__((vector_size(4 * VECTOR)));

/* One of the two columns of the picture that each column of the result comes from. */
typedef struct tap {
    int32_t *offset; /* bytes in the row; 0 when the column is outside, whose weight is 0 */
    uint32_t *word;  /* of the row that is read */
    float *weight;
} tap;

struct facs_sampler {
    facs_env env;
    int capacity; /* columns, a multiple of VECTOR */
    tap tap[2];
    float *row[2];     /* [COLOURS][capacity] */
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
    for (int i = 0; i < 2; i++) {
        facs_free(&sampler->env, sampler->tap[i].offset);
        facs_free(&sampler->env, sampler->tap[i].word);
        facs_free(&sampler->env, sampler->tap[i].weight);
        facs_free(&sampler->env, sampler->row[i]);
        sampler->tap[i] = (tap){0};
        sampler->row[i] = NULL;
    }
    sampler->capacity = 0;
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
    free_tables(sampler);
    const size_t columns = ((size_t)width + VECTOR - 1) / VECTOR * VECTOR;
    bool done = true;
    for (int i = 0; i < 2; i++) {
        tap *at = &sampler->tap[i];
        at->offset = facs_calloc(&sampler->env, columns, sizeof *at->offset);
        at->word = facs_calloc(&sampler->env, columns, sizeof *at->word);
        at->weight = facs_calloc(&sampler->env, columns, sizeof *at->weight);
        sampler->row[i] = facs_calloc(&sampler->env, COLOURS * columns, sizeof *sampler->row[i]);
        done = done && at->offset && at->word && at->weight && sampler->row[i];
    }
    if (!done) {
        free_tables(sampler);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture %d pixels wide", width);
    }
    sampler->capacity = (int)columns;
    return FACS_OK;
}

static double step_of(int size, int source_size)
{
    return 1 / (size / (double)source_size);
}

/* Position in the crop that pixel `at` of the result is taken from, split into whole part and weight. */
static int64_t source_of(int at, double step, float *weight)
{
    float position = (float)((at + 0.5) * step - 0.5);
    float whole = floorf(position);
    *weight = position - whole;
    return (int64_t)whole;
}

static void fill_columns(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width)
{
    const double step = step_of(width, crop->width);
    for (int x = 0; x < width; x++) {
        float weight;
        int64_t column = source_of(x, step, &weight);
        if (column < 0 || column >= crop->width - 1) {
            column = column < 0 ? 0 : crop->width - 1;
            weight = 0;
        }
        for (int i = 0; i < 2; i++) {
            const int64_t place = crop->x + column + i;
            const bool inside = place >= 0 && place < bgr->width && column + i < crop->width;
            sampler->tap[i].offset[x] = inside ? (int32_t)place * bgr->channels : 0;
            /* zeros outside, which make the same sum as whatever is there times 0 */
            sampler->tap[i].weight[x] = !inside ? 0 : i == 0 ? 1 - weight : weight;
        }
    }
}

/* Four bytes are read where the row has as many. */
static inline uint32_t bgr_word(const uint8_t *row, int offset, int row_bytes)
{
    const uint8_t *at = row + offset;
    if (__builtin_expect(row_bytes - offset < WORD, 0))
        return (uint32_t)(at[0] | at[1] << 8 | at[2] << 16);
    uint32_t word;
    memcpy(&word, at, WORD);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static void fetch(const uint8_t *row, const facs_view *bgr, int width, const tap *at)
{
    const int row_bytes = bgr->width * bgr->channels;
    if (bgr->channels == COLOURS)
        for (int x = 0; x < width; x++)
            at->word[x] = bgr_word(row, at->offset[x], row_bytes);
    else
        for (int x = 0; x < width; x++)
            at->word[x] = row[at->offset[x]] * 0x010101U;
}

static inline numbers load_numbers(const float *from)
{
    numbers v;
    memcpy(&v, from, sizeof v);
    return v;
}

static inline numbers colour_of(const uint32_t *word, int colour)
{
    words v;
    memcpy(&v, word, sizeof v);
    return __builtin_convertvector((whole_numbers)(v >> 8 * colour & 255), numbers);
}

/* Row `y` of the crop, resized along x. */
static const float *resized_row(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width,
                                int64_t y)
{
    for (int i = 0; i < 2; i++)
        if (sampler->row_of[i] == y)
            return sampler->row[i];
    /* rows are asked for in rising order: the lower one is not needed again */
    const int slot = sampler->row_of[0] < sampler->row_of[1] ? 0 : 1;
    const size_t capacity = (size_t)sampler->capacity;
    float *row = sampler->row[slot];
    sampler->row_of[slot] = y;
    const int64_t place = crop->y + y;
    if (place < 0 || place >= bgr->height) {
        memset(row, 0, COLOURS * capacity * sizeof *row);
        return row;
    }
    const tap *first = &sampler->tap[0], *second = &sampler->tap[1];
    fetch(bgr->data + (ptrdiff_t)place * bgr->stride, bgr, width, first);
    fetch(bgr->data + (ptrdiff_t)place * bgr->stride, bgr, width, second);
    for (int x = 0; x < width; x += VECTOR) {
        const numbers left = load_numbers(first->weight + x), right = load_numbers(second->weight + x);
        for (int c = 0; c < COLOURS; c++) {
            const numbers sum = colour_of(first->word + x, c) * left + colour_of(second->word + x, c) * right;
            memcpy(row + (size_t)c * capacity + x, &sum, sizeof sum);
        }
    }
    return row;
}

/* One row of a map. */
static void blend(const float *above, const float *below, float weight, int width, float *out)
{
    const float rest = 1 - weight;
    for (int x = 0; x < width; x++)
        out[x] = (above[x] * rest + below[x] * weight - 127.5f) * 0.0078125f;
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
    const double step = step_of(height, crop->height);
    for (int y = first; y < last; y++) {
        float weight;
        const int64_t row = source_of(y, step, &weight);
        const float *above = resized_row(sampler, bgr, crop, width, clamped(row, crop->height - 1));
        const float *below = resized_row(sampler, bgr, crop, width, clamped(row + 1, crop->height - 1));
        /* blue is first in a pixel and last of the maps */
        for (int c = 0; c < COLOURS; c++)
            blend(above + c * sampler->capacity, below + c * sampler->capacity, weight, width,
                  maps + (size_t)(COLOURS - 1 - c) * plane + (size_t)(y - first) * (size_t)width);
    }
    return FACS_OK;
}
