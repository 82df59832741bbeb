/* Operations of general networks besides convolutions (docs/algorithm/open-networks.md, Operations).  They take little of
 * the time; every value is computed by itself in f32 (sums of means and the functions of the C library in f64), so that
 * there is only one answer. */
#include "nn/net_graph.h"

#include <math.h>
#include <string.h>

static float *at(const facs_net_view *view, int y, int x)
{
    return view->data + y * view->row + x * view->pixel;
}

static void activate(const facs_net_operation *operation, const facs_net_view *out)
{
    const int channels = out->channels;
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            float *value = at(out, y, x);
            if (operation->activation == FACS_NET_RELU) {
                for (int k = 0; k < channels; k++)
                    value[k] = value[k] > 0 ? value[k] : 0;
            } else {
                for (int k = 0; k < channels; k++)
                    value[k] = value[k] >= 0 ? value[k] : value[k] * operation->slopes[k];
            }
        }
    }
}

/* ---- value by value ------------------------------------------------------------------------------------------ */

/* One pixel of two tensors; a tensor of one channel stands for all of them (step 0). */
static void pair_pixel(facs_net_kind kind, const float *a, int a_step, const float *b, int b_step, int count,
                       float *out)
{
#define EACH(value)                                                                                                    \
    for (int k = 0; k < count; k++) {                                                                                  \
        const float u = a[k * a_step], v = b[k * b_step];                                                              \
        out[k] = (value);                                                                                              \
    }                                                                                                                  \
    break
    switch (kind) {
    case FACS_NET_ADD:
        EACH(u + v);
    case FACS_NET_SUB:
        EACH(u - v);
    case FACS_NET_MUL:
        EACH(u * v);
    case FACS_NET_DIV:
        EACH(u / v);
    default: /* FACS_NET_SQUARED_DIFFERENCE */
        EACH((u - v) * (u - v));
    }
#undef EACH
}

static void pairs(facs_net_kind kind, const facs_net_view *a, const facs_net_view *b, const facs_net_view *out)
{
    const int a_step = a->channels > 1, b_step = b->channels > 1;
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->cols; x++)
            pair_pixel(kind, at(a, a->rows > 1 ? y : 0, a->cols > 1 ? x : 0), a_step,
                       at(b, b->rows > 1 ? y : 0, b->cols > 1 ? x : 0), b_step, out->channels, at(out, y, x));
}

static float single(facs_net_kind kind, float value)
{
    switch (kind) {
    case FACS_NET_LOGISTIC:
        return (float)(1 / (1 + exp(-(double)value)));
    case FACS_NET_NEG:
        return -value;
    case FACS_NET_SQRT:
        return sqrtf(value);
    case FACS_NET_RSQRT:
        return (float)(1 / sqrt((double)value));
    default: /* FACS_NET_ACTIVATE */
        return value;
    }
}

static void singles(facs_net_kind kind, const facs_net_view *a, const facs_net_view *out)
{
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->cols; x++)
            for (int k = 0; k < out->channels; k++)
                at(out, y, x)[k] = single(kind, at(a, y, x)[k]);
}

/* ---- pictures ------------------------------------------------------------------------------------------------ */

static void upsample(const facs_net_view *a, const facs_net_view *out)
{
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->cols; x++)
            memcpy(at(out, y, x), at(a, y / 2, x / 2), (size_t)out->channels * sizeof(float));
}

/* One window; rows and columns outside the picture do not count. */
static void pool_window(const facs_net_view *a, const int window[4], float *out)
{
    bool first = true;
    for (int y = window[0] < 0 ? 0 : window[0]; y < window[1] && y < a->rows; y++) {
        for (int x = window[2] < 0 ? 0 : window[2]; x < window[3] && x < a->cols; x++, first = false) {
            const float *value = at(a, y, x);
            for (int k = 0; k < a->channels; k++)
                out[k] = first || value[k] > out[k] ? value[k] : out[k];
        }
    }
    if (first)
        memset(out, 0, (size_t)a->channels * sizeof *out);
}

static void max_pool(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *out)
{
    const facs_net_sides size = {{a->rows, a->cols, a->channels}};
    facs_net_operation alone = *operation;
    alone.a = 0;
    facs_net_sides result;
    facs_net_placing placing = {0, 0};
    facs_net_result(&alone, &size, &result, &placing);
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            const int top = y * operation->stride - placing.top, left = x * operation->stride - placing.left;
            const int window[4] = {top, top + operation->kernel_h, left, left + operation->kernel_w};
            pool_window(a, window, at(out, y, x));
        }
    }
}

/* ---- moves --------------------------------------------------------------------------------------------------- */

/* All values of a go into `out`, value (y, x, k) to (y + to[0], x + to[1], k + to[2]). */
static void place(const facs_net_view *a, const facs_net_view *out, int y0, int x0, int k0)
{
    for (int y = 0; y < a->rows; y++)
        for (int x = 0; x < a->cols; x++)
            memcpy(at(out, y + y0, x + x0) + k0, at(a, y, x), (size_t)a->channels * sizeof(float));
}

static void pad(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *out)
{
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->cols; x++)
            memset(at(out, y, x), 0, (size_t)out->channels * sizeof(float));
    place(a, out, operation->number[0], operation->number[2], operation->number[4]);
}

static void concat(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *b,
                   const facs_net_view *out)
{
    const int side = operation->number[0];
    place(a, out, 0, 0, 0);
    place(b, out, side == 0 ? a->rows : 0, side == 1 ? a->cols : 0, side == 2 ? a->channels : 0);
}

static void reshape(const facs_net_view *a, const facs_net_view *out)
{
    int y = 0, x = 0, k = 0;
    for (int row = 0; row < a->rows; row++) {
        for (int col = 0; col < a->cols; col++) {
            for (int channel = 0; channel < a->channels; channel++) {
                at(out, y, x)[k] = at(a, row, col)[channel];
                if (++k < out->channels)
                    continue;
                k = 0;
                if (++x < out->cols)
                    continue;
                x = 0;
                y++;
            }
        }
    }
}

static void slice(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *out)
{
    const int *begin = operation->number;
    for (int y = 0; y < out->rows; y++)
        for (int x = 0; x < out->cols; x++)
            memcpy(at(out, y, x), at(a, y + begin[0], x + begin[1]) + begin[2], (size_t)out->channels * sizeof(float));
}

static void transpose(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *out)
{
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            for (int k = 0; k < out->channels; k++) {
                int from[3];
                from[operation->number[0]] = y;
                from[operation->number[1]] = x;
                from[operation->number[2]] = k;
                at(out, y, x)[k] = at(a, from[0], from[1])[from[2]];
            }
        }
    }
}

static void reduce(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *out)
{
    const int rows = a->rows / out->rows, cols = a->cols / out->cols, channels = a->channels / out->channels;
    const double count = operation->kind == FACS_NET_MEAN ? (double)rows * cols * channels : 1;
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            for (int k = 0; k < out->channels; k++) {
                double sum = 0;
                for (int r = 0; r < rows; r++)
                    for (int c = 0; c < cols; c++)
                        for (int i = 0; i < channels; i++)
                            sum += (double)at(a, y + r, x + c)[k + i];
                at(out, y, x)[k] = (float)(sum / count);
            }
        }
    }
}

void facs_net_run_plain(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *b,
                        const facs_net_view *out)
{
    const facs_net_kind kind = operation->kind;
    if (kind == FACS_NET_UPSAMPLE)
        upsample(a, out);
    else if (kind == FACS_NET_MAX_POOL)
        max_pool(operation, a, out);
    else if (kind == FACS_NET_PAD)
        pad(operation, a, out);
    else if (kind == FACS_NET_CONCAT)
        concat(operation, a, b, out);
    else if (kind == FACS_NET_RESHAPE)
        reshape(a, out);
    else if (kind == FACS_NET_SLICE)
        slice(operation, a, out);
    else if (kind == FACS_NET_TRANSPOSE)
        transpose(operation, a, out);
    else if (kind == FACS_NET_MEAN || kind == FACS_NET_SUM)
        reduce(operation, a, out);
    else if (b)
        pairs(kind, a, b, out);
    else
        singles(kind, a, out);
    if (operation->activation != FACS_NET_NONE)
        activate(operation, out);
}
