/* Bilinear resize of float pictures (docs/algorithm/face-detection.md, Input), bit for bit: every product and sum is
 * rounded to f32.
 *
 * The centre of destination pixel x lies at (x + 0.5) W/w - 0.5 in the source; the two neighbours are mixed first along
 * the row, then along the column.  Nothing is averaged when the picture shrinks, except that exact halving is the mean
 * of 2x2 pixels.
 *
 * Working memory: for every destination column two source offsets and a weight, then the two horizontally resized
 * source rows the current output row lies between.  Rows are remembered from one output row to the next. */
#include "support/resize.h"

#include <math.h>
#include <string.h>

typedef struct column {
    int32_t first, second; /* elements from the start of the source row */
    float weight_first, weight_second;
} column;

enum { ALIGNMENT = 64 };

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t row_bytes(int width, int channels)
{
    return aligned((size_t)width * (size_t)channels * sizeof(float));
}

size_t resize_scratch(int dst_width, int channels)
{
    return aligned((size_t)dst_width * sizeof(column)) + 2 * row_bytes(dst_width, channels);
}

/* index and fraction of the source position of destination index i */
static int source_position(int i, int dst_size, int src_size, float *fraction)
{
    double scale = 1 / (dst_size / (double)src_size);
    float position = (float)((i + 0.5) * scale - 0.5);
    float index = floorf(position);
    *fraction = position - index;
    return (int)index;
}

static void fill_columns(column *columns, int dst_width, int src_width, int channels)
{
    for (int x = 0; x < dst_width; x++) {
        float fraction;
        int first = source_position(x, dst_width, src_width, &fraction);
        if (first < 0) {
            first = 0;
            fraction = 0;
        }
        if (first >= src_width - 1) {
            first = src_width - 1;
            fraction = 0;
        }
        int second = first + 1 < src_width ? first + 1 : first;
        columns[x] = (column){first * channels, second * channels, 1 - fraction, fraction};
    }
}

static void resize_row(const float *restrict row, const column *columns, int width, int channels, float *restrict out)
{
    for (int x = 0; x < width; x++) {
        const float *a = row + columns[x].first, *b = row + columns[x].second;
        for (int c = 0; c < channels; c++)
            *out++ = a[c] * columns[x].weight_first + b[c] * columns[x].weight_second;
    }
}

static void halve(const image_f32 *src, image_f32 *dst)
{
    size_t src_row = (size_t)src->width * (size_t)src->channels;
    int channels = src->channels;
    float *out = dst->data;
    for (int y = 0; y < dst->height; y++) {
        const float *above = src->data + 2 * (size_t)y * src_row, *below = above + src_row;
        for (int x = 0; x < dst->width; x++, above += 2 * channels, below += 2 * channels)
            for (int c = 0; c < channels; c++)
                *out++ = (((above[c] + above[channels + c]) + below[c]) + below[channels + c]) * 0.25f;
    }
}

static int clamp_index(int index, int size)
{
    return index < 0 ? 0 : index >= size ? size - 1 : index;
}

void resize_bilinear_f32(const image_f32 *src, image_f32 *dst, void *scratch)
{
    int channels = src->channels;
    size_t src_row = (size_t)src->width * (size_t)channels, dst_row = (size_t)dst->width * (size_t)channels;
    if (src->width == dst->width && src->height == dst->height) {
        memcpy(dst->data, src->data, src_row * (size_t)src->height * sizeof(float));
        return;
    }
    if (src->width == 2 * dst->width && src->height == 2 * dst->height) {
        halve(src, dst);
        return;
    }
    column *columns = scratch;
    uint8_t *rows = (uint8_t *)scratch + aligned((size_t)dst->width * sizeof(column));
    float *resized[2] = {(float *)(void *)rows, (float *)(void *)(rows + row_bytes(dst->width, channels))};
    int held[2] = {-1, -1}; /* source rows in `resized` */
    fill_columns(columns, dst->width, src->width, channels);

    for (int y = 0; y < dst->height; y++) {
        float weight; /* not reset at the border, unlike the columns' */
        int index = source_position(y, dst->height, src->height, &weight);
        int wanted[2] = {clamp_index(index, src->height), clamp_index(index + 1, src->height)};
        if (held[1] == wanted[0]) {
            float *swap = resized[0];
            resized[0] = resized[1];
            resized[1] = swap;
            held[1] = held[0];
            held[0] = wanted[0];
        }
        for (int i = 0; i < 2; i++) {
            if (held[i] != wanted[i])
                resize_row(src->data + (size_t)wanted[i] * src_row, columns, dst->width, channels, resized[i]);
            held[i] = wanted[i];
        }
        const float *restrict above = resized[0], *restrict below = resized[1];
        float *restrict out = dst->data + (size_t)y * dst_row;
        float weight_above = 1 - weight;
        for (size_t i = 0; i < dst_row; i++)
            out[i] = above[i] * weight_above + below[i] * weight;
    }
}
