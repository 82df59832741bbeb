/* The FHOG descriptor per CPU level (see simd/kernels.h).  Every level gives the bits of the plain twin. */
#ifndef FACS_AU_OPENFACE_FHOG_KERNELS_H
#define FACS_AU_OPENFACE_FHOG_KERNELS_H

#include "simd/kernels.h"

typedef struct facs_fhog_kernels {
    /** 112 x 112 B G R bytes -> 4464 f32, (row * 12 + column) * 31 + channel. */
    void (*describe)(const uint8_t *aligned, float *descriptor);
} facs_fhog_kernels;

FACS_KERNEL_DECLARE(facs_fhog_kernels)

/** The plain twin (fhog_reference.c). */
void facs_fhog_reference(const uint8_t *aligned, float *descriptor);

#endif
