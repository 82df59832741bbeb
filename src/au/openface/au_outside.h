/* Products of the predictors done outside (nn/outside.h), many frames at a time; docs/algorithm/onnx.md, OpenFace's stages.
 *
 *     x . w = (x - c) . w + c . w
 *
 * The network multiplies in f32; c, the mean of the training faces, keeps its numbers small, and c . w is ours, f64. */
#ifndef FACS_AU_OPENFACE_AU_OUTSIDE_H
#define FACS_AU_OPENFACE_AU_OUTSIDE_H

#include "au/openface/au.h"
#include "nn/outside.h"

#define FACS_MODEL_AU_OUTSIDE "au.dynamic.outside"

enum { FACS_AU_OUTSIDE_ROWS = 256 /**< most vectors of a run */ };

/** Immutable but for `outside`'s mark of failure. */
typedef struct facs_au_outside {
    facs_outside *outside; /**< [rows, FACS_AU_FEATURES] -> [rows, predictors] */
    const facs_au_model *model;
    double centre[FACS_AU_FEATURES];
    double *centre_products; /**< per predictor */
} facs_au_outside;

/** NULL = own kernels. */
static inline facs_au_outside *facs_loaded_au_outside(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_AU_OUTSIDE);
}

/** `model` and `outside` are borrowed.  FACS_E_MEMORY. */
facs_status facs_au_outside_create(const facs_env *env, const facs_au_model *model, facs_outside *outside,
                                   facs_au_outside **made, facs_error *error);
void facs_au_outside_destroy(const facs_env *env, facs_au_outside **outside);

/** Floats of the memory that facs_au_outside_products() needs. */
size_t facs_au_outside_room(const facs_au_model *model);
/** As facs_au_products(), for up to FACS_AU_OUTSIDE_ROWS vectors; false: it has failed and nothing is filled. */
bool facs_au_outside_products(const facs_env *env, facs_au_outside *outside, int vectors, const double *const *x,
                              float *memory, double *products);

/** Furthest product from that of our own kernels, for vectors as faces have them, always the same.  Infinite when it
 *  fails.  FACS_E_MEMORY. */
facs_status facs_au_outside_check(const facs_env *env, facs_au_outside *outside, double *furthest, facs_error *error);

/** Frames that wait (facs_au_history_defer()) are predicted there from now on; borrowed.  Before the first step.
 *  FACS_E_MEMORY. */
facs_status facs_au_history_exchange(facs_au_history *history, facs_au_outside *outside, facs_error *error);

#endif
