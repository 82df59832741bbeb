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

/* All colours of a pixel are worked out together, as they lie in the picture (B, G, R, and one lane that nobody looks
 * at); four pixels at a time become maps. */
enum { COLOURS = 3, TOGETHER = 4 };

typedef float colours __attribute__((vector_size(16)));
typedef int32_t colours32 __attribute__((vector_size(16)));
typedef uint8_t bytes16 __attribute__((vector_size(16)));

#if defined(__clang__)
#define SHUFFLE16(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define SHUFFLE4(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE16(a, b, ...) __builtin_shuffle(a, b, (bytes16){__VA_ARGS__})
#define SHUFFLE4(a, b, ...) __builtin_shuffle(a, b, (colours32){__VA_ARGS__})
#endif

/* Where a column of the result comes from: byte offset in the row, how many bytes may be read there (0 = outside), of
 * both taps. */
typedef struct column {
    int32_t offset[2], bytes[2];
    float weight[2];
} column;

struct facs_sampler {
    facs_env env;
    int capacity;
    column *columns;
    colours *row[2];   /* capacity */
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
    colours *first = facs_calloc(&sampler->env, (size_t)width, sizeof *first);
    colours *second = facs_calloc(&sampler->env, (size_t)width, sizeof *second);
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
    const int row_bytes = bgr->width * bgr->channels;
    for (int x = 0; x < width; x++) {
        column *at = &sampler->columns[x];
        float weight;
        int64_t tap = source_of(x, step, &weight);
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
            const int left = row_bytes - at->offset[i];
            at->bytes[i] = !inside ? 0 : left < TOGETHER ? left : TOGETHER;
        }
    }
}

/* A pixel as numbers; of a grey one three times the same.  Four bytes are read where the row has as many. */
static inline colours pixel_at(const uint8_t *at, int bytes, int channels)
{
    uint32_t word = 0;
    if (bytes == 0)
        return (colours){0};
    if (channels == 1)
        word = *at * 0x01010101U;
    else if (bytes == TOGETHER)
        memcpy(&word, at, TOGETHER);
    else
        memcpy(&word, at, COLOURS);
    typedef uint32_t words __attribute__((vector_size(16)));
    const bytes16 packed = (bytes16)(words){word}, zero = {0};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    const bytes16 wide = SHUFFLE16(packed, zero, 16, 17, 18, 0, 16, 17, 18, 1, 16, 17, 18, 2, 16, 17, 18, 3);
#else
    const bytes16 half = SHUFFLE16(packed, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const bytes16 wide = SHUFFLE16(half, zero, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
#endif
    return __builtin_convertvector((colours32)wide, colours);
}

static inline void resize_row(const uint8_t *source, const column *columns, int width, int channels, colours *row)
{
    for (int x = 0; x < width; x++) {
        const column *at = &columns[x];
        row[x] = pixel_at(source + at->offset[0], at->bytes[0], channels) * at->weight[0] +
                 pixel_at(source + at->offset[1], at->bytes[1], channels) * at->weight[1];
    }
}

/* Row `y` of the crop, resized along x. */
static const colours *resized_row(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width,
                                  int64_t y)
{
    for (int i = 0; i < 2; i++)
        if (sampler->row_of[i] == y)
            return sampler->row[i];
    /* rows are asked for in rising order: the lower one is not needed again */
    int slot = sampler->row_of[0] < sampler->row_of[1] ? 0 : 1;
    colours *row = sampler->row[slot];
    sampler->row_of[slot] = y;
    int64_t place = crop->y + y;
    if (place < 0 || place >= bgr->height) {
        memset(row, 0, (size_t)width * sizeof *row);
        return row;
    }
    const uint8_t *source = bgr->data + (ptrdiff_t)place * bgr->stride;
    if (bgr->channels == COLOURS)
        resize_row(source, sampler->columns, width, COLOURS, row);
    else
        resize_row(source, sampler->columns, width, 1, row);
    return row;
}

static inline colours blend(colours above, colours below, float weight)
{
    const float rest = 1 - weight;
    return (above * rest + below * weight - 127.5f) * 0.0078125f;
}

/* One row of the maps: blue is first in a pixel and last of the maps. */
static void blend_rows(const colours *above, const colours *below, float weight, int width, size_t plane, float *out)
{
    float *blue = out + 2 * plane, *green = out + plane, *red = out;
    int x = 0;
    for (; x + TOGETHER <= width; x += TOGETHER) {
        colours pixel[TOGETHER];
        for (int i = 0; i < TOGETHER; i++)
            pixel[i] = blend(above[x + i], below[x + i], weight);
        const colours low0 = SHUFFLE4(pixel[0], pixel[1], 0, 4, 1, 5), low1 = SHUFFLE4(pixel[2], pixel[3], 0, 4, 1, 5);
        const colours high0 = SHUFFLE4(pixel[0], pixel[1], 2, 6, 3, 7),
                      high1 = SHUFFLE4(pixel[2], pixel[3], 2, 6, 3, 7);
        const colours b = SHUFFLE4(low0, low1, 0, 1, 4, 5), g = SHUFFLE4(low0, low1, 2, 3, 6, 7);
        const colours r = SHUFFLE4(high0, high1, 0, 1, 4, 5);
        memcpy(blue + x, &b, sizeof b);
        memcpy(green + x, &g, sizeof g);
        memcpy(red + x, &r, sizeof r);
    }
    for (; x < width; x++) {
        const colours pixel = blend(above[x], below[x], weight);
        blue[x] = pixel[0];
        green[x] = pixel[1];
        red[x] = pixel[2];
    }
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
        int64_t tap = source_of(y, step, &weight);
        const colours *above = resized_row(sampler, bgr, crop, width, clamped(tap, crop->height - 1));
        const colours *below = resized_row(sampler, bgr, crop, width, clamped(tap + 1, crop->height - 1));
        blend_rows(above, below, weight, width, plane, maps + (size_t)(y - first) * (size_t)width);
    }
    return FACS_OK;
}
