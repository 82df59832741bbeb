/* What the networks do the plain way, at every level: single activations, and dense layers with fewer outputs than a
 * vector has places.  Formulas: cnn_reference.c. */
#include "nn/cnn_kernels.h"

#include <math.h>

float facs_cnn_activate(const facs_cnn_layer *layer, int channel, float value)
{
    switch (layer->kind) {
    case FACS_LAYER_PRELU:
        return value >= 0 ? value : value * layer->weights[channel];
    case FACS_LAYER_RELU:
        return value > 0 ? value : 0;
    case FACS_LAYER_SIGMOID:
        return 1 / (1 + expf(-value));
    default:
        return value;
    }
}

void facs_cnn_dense_plain(const float *in, const facs_cnn_layer *layer, float *out)
{
    for (int o = 0; o < layer->outputs; o++) {
        const float *weight = layer->weights + o;
        if (layer->outputs < FACS_DENSE_F64_BELOW) {
            double sum = 0;
            for (int i = 0; i < layer->inputs; i++)
                sum += (double)weight[(ptrdiff_t)i * layer->outputs] * (double)in[i];
            out[o] = (float)(sum + (double)layer->bias[o]);
        } else {
            float sum = 0;
            for (int i = 0; i < layer->inputs; i++)
                sum += weight[(ptrdiff_t)i * layer->outputs] * in[i];
            out[o] = sum + layer->bias[o];
        }
    }
}
