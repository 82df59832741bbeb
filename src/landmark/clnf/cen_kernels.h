/* Hot loops of the CEN patch experts, one table per CPU level (see simd/kernels.h), with the bits of the plain twins at
 * every level, those of the reference build (docs/fidelity.md). */
#ifndef FACS_LANDMARK_CLNF_CEN_KERNELS_H
#define FACS_LANDMARK_CLNF_CEN_KERNELS_H

#include "simd/kernels.h"
#include "landmark/clnf/patch_experts.h"

enum { FACS_BATCH_PAD = 16 /**< cells of a batch are padded to a multiple of this */ };

/** Buffers handed to the kernels are aligned to 64 bytes. */
typedef struct facs_cen_kernels {
    /** Contrast normalisation of 121 taps (column-major) x `stride` cells in place. */
    void (*normalise)(int stride, float *taps);
    /** One layer of a network: out[output * stride + cell] from in[input * stride + cell].  `stride`
     * is `cells` rounded up to FACS_BATCH_PAD; the values behind `cells` are any. */
    void (*layer)(const facs_cen_layer *layer, int cells, int stride, const float *in, float *out);
} facs_cen_kernels;

FACS_KERNEL_DECLARE(facs_cen_kernels)

/* The plain twins (response_reference.c). */
void facs_normalise_reference(int stride, float *taps);
/** e^x; expf.h. */
float facs_expf_reference(float x);
void facs_layer_reference(const facs_cen_layer *layer, int cells, int stride, const float *in, float *out);

#endif
