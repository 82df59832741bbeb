/* Layers of the small convolutional networks, plainly written (docs/algorithm/networks.md, Layers).
 *
 *   convolution  out_k(y,x) = b_k + sum_in sum_r sum_c K[in][k](r,c) X_in(y+r, x+c)       (no padding, stride 1)
 *   PReLU        v >= 0 ? v : v a_k                     ReLU  v > 0 ? v : 0
 *   max-pool     size rha((W - k) / s) + 1: a partial window at the right or bottom border is kept and clipped
 *   dense        out_o = sum_i W(i,o) v_i + b_o; fewer than 100 outputs: sum and bias in f64, rounded once;
 *                applied to every pixel (pointwise): the bias is added in f32 to the rounded sum
 *
 * Kernels are stored [in][out][kh][kw], dense weights inputs x outputs, both as in the files. */
#include "nn/cnn_kernels.h"

void facs_cnn_conv_reference(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *activation,
                             facs_maps *out)
{
    for (int k = 0; k < out->maps; k++) {
        for (int y = 0; y < out->rows; y++) {
            for (int x = 0; x < out->cols; x++) {
                float sum = layer->bias[k];
                for (int i = 0; i < in->maps; i++) {
                    const float *source = in->data + (size_t)i * in->plane + (ptrdiff_t)y * in->stride + x;
                    const float *kernel = layer->weights + ((size_t)i * (size_t)layer->outputs + (size_t)k) *
                                                               (size_t)(layer->kernel_h * layer->kernel_w);
                    for (int r = 0; r < layer->kernel_h; r++)
                        for (int c = 0; c < layer->kernel_w; c++)
                            sum += kernel[r * layer->kernel_w + c] * source[(ptrdiff_t)r * in->stride + c];
                }
                out->data[(size_t)k * out->plane + (size_t)y * (size_t)out->stride + (size_t)x] =
                    activation ? facs_cnn_activate(activation, k, sum) : sum;
            }
        }
    }
}

void facs_cnn_pool_reference(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out)
{
    for (int k = 0; k < out->maps; k++) {
        for (int j = 0; j < out->rows; j++) {
            for (int i = 0; i < out->cols; i++) {
                const float *source = in->data + (size_t)k * in->plane;
                int left = i * layer->stride_x, top = j * layer->stride_y;
                float best = source[(ptrdiff_t)top * in->stride + left];
                for (int y = top; y < top + layer->kernel_h && y < in->rows; y++) {
                    for (int x = left; x < left + layer->kernel_w && x < in->cols; x++) {
                        float value = source[(ptrdiff_t)y * in->stride + x];
                        best = value > best ? value : best;
                    }
                }
                out->data[(size_t)k * out->plane + (size_t)j * (size_t)out->stride + (size_t)i] = best;
            }
        }
    }
}

void facs_cnn_pointwise_reference(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out)
{
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            size_t pixel = (size_t)y * (size_t)in->stride + (size_t)x;
            for (int o = 0; o < layer->outputs; o++) {
                double sum = 0;
                for (int i = 0; i < layer->inputs; i++)
                    sum += (double)layer->weights[i * layer->outputs + o] *
                           (double)in->data[(size_t)i * in->plane + pixel];
                out->data[(size_t)o * out->plane + pixel] = (float)sum + layer->bias[o];
            }
        }
    }
}
