/* Pieces of the AU module that its own files and tests share. */
#ifndef FACS_AU_OPENFACE_HISTORY_INTERNAL_H
#define FACS_AU_OPENFACE_HISTORY_INTERNAL_H

#include "au/openface/au.h"

/** What is remembered of a frame.  Raw intensities are in fixed point with 27 fractional bits: range +-16, error 4e-9
 *  (f32 would be up to 60 times coarser where it matters); outputs have two decimals and lie in 0..5. */
typedef struct facs_au_record {
    int32_t raw[FACS_AU_R];
    uint32_t flags; /**< presences, success */
} facs_au_record;

/** Landmarks in the aligned face, brows and upper jaw points moved up: the outline of the mask.  2n values. */
void facs_au_mask_landmarks(int n, const float *landmarks, const float matrix[6], float scale, float *mapped);

/** Medians of fewer dimensions (at most 4464 and 238), for tests of long runs; values lie one after the other. */
facs_status facs_medians_create_sized(const facs_env *env, int fhog_dimensions, int geometry_dimensions,
                                      facs_medians **medians, facs_error *error);

/** One frame's record after its products are known: what facs_au_history_step() does behind the descriptor.
 *  For tests and for callers that describe elsewhere. */
facs_status facs_au_history_step_described(facs_au_history *history, const float *fhog, const double *geometry,
                                           bool success, double au_r[FACS_AU_R], double au_c[FACS_AU_C], double *online,
                                           facs_error *error);

/** Frames stepped so far. */
int64_t facs_au_history_frames(const facs_au_history *history);

/** Intermediate arrays of the last step, borrowed. */
typedef struct facs_au_trace {
    const float *fhog;      /**< 4464 */
    const uint8_t *aligned; /**< B G R; NULL = the face was not seen */
    const float *g;         /**< 6 parameters it was aligned with */
} facs_au_trace;
facs_au_trace facs_au_history_last(const facs_au_history *history);
/** 4702 medians after the last step, borrowed; NULL when static.  They are brought up to date for it, which nobody who does
 *  not read them should pay for. */
const double *facs_au_history_medians(const facs_au_history *history);

#endif
