/* Operations of general networks, plainly written (docs/algorithm/open-networks.md, Operations).
 *
 *   convolution  out_k(y,x) = b_k + sum_r sum_c sum_i  X_i(y s + r - top, x s + c - left) W(r,c,i,k)
 *   depth-wise   out_k(y,x) = b_k + sum_r sum_c        X_k(y s + r - top, x s + c - left) W(r,c,k)
 *
 * Each product is rounded, then each sum. */
#include "nn/net_kernels.h"

static float finish(const facs_net_ending *ending, int y, int x, int k, float value)
{
    const facs_net_view *add = ending->add;
    if (add)
        value = add->data[y * add->row + x * add->pixel + k] + value;
    if (ending->activation == FACS_NET_RELU)
        return value > 0 ? value : 0;
    if (ending->activation == FACS_NET_PRELU)
        return value >= 0 ? value : value * ending->slopes[k];
    return value;
}

void facs_net_conv_reference(const facs_net_conv *conv)
{
    const facs_net_view *in = conv->in, *out = conv->out;
    const ptrdiff_t inputs = (ptrdiff_t)conv->runs * conv->run;
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            const float *corner = in->data + conv->first + conv->stride * (y * in->row + x * in->pixel);
            for (int k = 0; k < out->channels; k++) {
                const float *weight = conv->weights + k / FACS_NET_PACK * inputs * FACS_NET_PACK + k % FACS_NET_PACK;
                float sum = conv->bias[k];
                for (int r = 0; r < conv->runs; r++)
                    for (int i = 0; i < conv->run; i++, weight += FACS_NET_PACK)
                        sum += corner[conv->offset[r] + i] * *weight;
                out->data[y * out->row + x * out->pixel + k] = finish(&conv->ending, y, x, k, sum);
            }
        }
    }
}

void facs_net_depthwise_reference(const facs_net_depthwise *depthwise)
{
    const facs_net_view *in = depthwise->in, *out = depthwise->out;
    const ptrdiff_t tap = (ptrdiff_t)(out->channels + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
    for (int y = 0; y < out->rows; y++) {
        for (int x = 0; x < out->cols; x++) {
            const float *corner = in->data + depthwise->first + depthwise->stride * (y * in->row + x * in->pixel);
            for (int k = 0; k < out->channels; k++) {
                const float *weight = depthwise->weights + k;
                float sum = depthwise->bias[k];
                for (int r = 0; r < depthwise->kernel_h; r++)
                    for (int c = 0; c < depthwise->kernel_w; c++, weight += tap)
                        sum += corner[r * in->row + c * in->pixel + k] * *weight;
                out->data[y * out->row + x * out->pixel + k] = finish(&depthwise->ending, y, x, k, sum);
            }
        }
    }
}
