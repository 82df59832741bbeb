/* Convolution and large dense layer with the sums in the order of the reference build, plainly written.
 *
 *   convolution  the matrix product  W (maps x K) * columns (K x pixels):  K runs map by map, each kernel column by
 *                column; last comes the bias times 1; pixels run row by row
 *   dense        the product  W^T (outputs x inputs) * v,  added to the bias
 *
 * Order of the products of one element: simd/sgemm_order.h with m = maps or outputs, n = pixels or 1. */
#include "nn/cnn_ordered_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"

/* Sum of products that come one after the other. */
typedef struct ordered_sum {
    bool two;      /**< accumulators */
    int left;      /**< products after this chunk */
    int length, k; /**< of this chunk; products of it so far */
    float chunk[2], total;
} ordered_sum;

static ordered_sum start(int products, bool two, float total)
{
    return (ordered_sum){.two = two, .left = products, .total = total};
}

static void end_chunk(ordered_sum *sum)
{
    if (sum->length > 0)
        sum->total += sum->two ? sum->chunk[0] + sum->chunk[1] : sum->chunk[0];
    sum->length = sum->left > 0 ? facs_sgemm_chunk(sum->left) : 0;
    sum->left -= sum->length;
    sum->k = 0;
    sum->chunk[0] = sum->chunk[1] = 0;
}

static void add(ordered_sum *sum, float weight, float value)
{
    if (sum->k == sum->length)
        end_chunk(sum);
    float *into = &sum->chunk[sum->two && sum->k < facs_sgemm_paired(sum->length) ? sum->k % 2 : 0];
    *into = facs_fma(weight, value, *into);
    sum->k++;
}

static float convolve(const facs_maps *in, const facs_cnn_layer *layer, int map, int y, int x, bool two)
{
    const int area = layer->kernel_h * layer->kernel_w;
    ordered_sum sum = start(in->maps * area + 1, two, 0);
    for (int i = 0; i < in->maps; i++) {
        const float *source = in->data + (size_t)i * in->plane + (ptrdiff_t)y * in->stride + x;
        const float *kernel = layer->weights + ((ptrdiff_t)i * layer->outputs + map) * area;
        for (int c = 0; c < layer->kernel_w; c++)
            for (int r = 0; r < layer->kernel_h; r++)
                add(&sum, kernel[r * layer->kernel_w + c], source[(ptrdiff_t)r * in->stride + c]);
    }
    add(&sum, layer->bias[map], 1);
    end_chunk(&sum);
    return sum.total;
}

void facs_ordered_conv_reference(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *slopes,
                                 facs_maps *out)
{
    for (int map = 0; map < out->maps; map++) {
        for (int y = 0; y < out->rows; y++) {
            for (int x = 0; x < out->cols; x++) {
                bool two = facs_sgemm_two(out->maps, out->rows * out->cols, map, y * out->cols + x);
                float value = convolve(in, layer, map, y, x, two);
                out->data[(size_t)map * out->plane + (size_t)y * (size_t)out->stride + (size_t)x] =
                    slopes ? facs_cnn_activate(slopes, map, value) : value;
            }
        }
    }
}

void facs_ordered_dense_reference(const float *in, const facs_cnn_layer *layer, float *out)
{
    for (int o = 0; o < layer->outputs; o++) {
        ordered_sum sum = start(layer->inputs, facs_sgemm_two(layer->outputs, 1, o, 0), layer->bias[o]);
        for (int i = 0; i < layer->inputs; i++)
            add(&sum, layer->weights[(ptrdiff_t)i * layer->outputs + o], in[i]);
        end_chunk(&sum);
        out[o] = sum.total;
    }
}
