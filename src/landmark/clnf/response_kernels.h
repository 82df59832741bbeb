/* Hot loops of the response maps, one table per CPU level (see simd/kernels.h).  All but the
 * correlation give the bits of the plain twins at every level, those of the reference build (docs/fidelity.md); the
 * correlation adds in another order and agrees to 1e-10. */
#ifndef FACS_LANDMARK_CLNF_RESPONSE_KERNELS_H
#define FACS_LANDMARK_CLNF_RESPONSE_KERNELS_H

#include "simd/kernels.h"
#include "landmark/clnf/area.h"
#include "landmark/clnf/sigma.h"
#include "landmark/clnf/patch_experts.h"

enum {
    FACS_TAPS = FACS_SUPPORT * FACS_SUPPORT,
    FACS_RESPONSE_SCRATCH = 65536, /**< bytes a kernel may use */
};

/** Values from row to row in facs_neuron_weights. */
static inline int facs_neuron_stride(int neurons)
{
    return (neurons + 7) / 8 * 8;
}

/** An expert's weights as the kernels read them: FACS_BLOCK rows (bias, taps) with a value for each neuron, 0 behind
 *  the last. */
static inline void facs_neuron_weights(const facs_ccnf_expert *expert, float *weights)
{
    int stride = facs_neuron_stride(expert->neurons);
    for (int row = 0; row < FACS_BLOCK; row++)
        for (int k = 0; k < stride; k++)
            weights[row * stride + k] = k < expert->neurons ? expert->weights[k * FACS_BLOCK + row] : 0.0f;
}

/** Buffers handed to the kernels are aligned to 64 bytes; areas have FACS_AREA_FLOATS, maps and sums room for
 *  FACS_CELLS_PAD values. */
typedef struct facs_response_kernels {
    /** facs_area_grid_rows; what lies behind the rows' `side` values may be written. */
    void (*grid_rows)(const float u[4], float x, float y, int side, facs_area_grid *grid);
    /** facs_area_sample for a grid that is facs_area_inside. */
    void (*sample)(const facs_view *grey, const facs_area_grid *grid, int side, void *scratch, float *area);
    /** Weighted sum of an expert's neurons in every cell: w^2 values row-major.  `area`
     *  as facs_area_sample makes it: multiples of 2^-10, none negative.
     *  `weights` = the expert's by facs_neuron_weights; `next` = what smooth() will be given: its matrix is fetched
     * into the caches meanwhile (NULL: nothing is). */
    void (*neurons)(const facs_ccnf_expert *expert, const float *weights, int window, const float *area,
                    const facs_sigma *next, void *scratch, float *sums);
    /** q = Sigma r, then minus its minimum where that is negative. */
    void (*smooth)(const facs_sigma *sigma, const float *r, float *q);
    /** sums[cell] = sum over the 11 x 11 block of area * weights (both row-major) in f64. */
    void (*correlate)(int window, const float *area, const float *weights, void *scratch, double *sums);
} facs_response_kernels;

FACS_KERNEL_DECLARE(facs_response_kernels)

/* The plain twins (response_reference.c); those of grid_rows and sample are facs_area_grid_rows() and
 * facs_area_sample() of area.h. */

/** 1 + exp(-z); not-a-number counts as the lower end of z. */
double facs_one_plus_exp_negative_reference(float z);
/** sum + weight / (1 + exp(-z)), rounded once: a neuron added to a map. */
float facs_add_logistic_reference(float sum, double weight, float z);
void facs_neurons_reference(const facs_ccnf_expert *expert, int window, const float *area, float *sums);
void facs_smooth_reference(const facs_sigma *sigma, const float *r, float *q);
void facs_correlate_reference(int window, const float *area, const float *weights, double *sums);

#endif
