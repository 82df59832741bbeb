/* CCNF experts made ready for a window: neuron weights in the kernels' order, and Sigma.
 *
 * They come in groups, all landmarks of one view at one scale and window, because a response map call needs just that.
 * A group takes 0.1 to 15 MB.  Tracking needs a handful; the start rotations of a detection go through most views
 * once.  So the groups of a fitter (main model and parts) share one block of memory: when there is no room for a new
 * one, those that were not used for longest go, and are made again when they are asked for again. */
#ifndef FACS_LANDMARK_READY_H
#define FACS_LANDMARK_READY_H

#include "landmark/sigma.h"

enum {
    FACS_WINDOW_MIN = 3,
    FACS_WINDOWS = (FACS_WINDOW_MAX - FACS_WINDOW_MIN) / 2 + 1, /**< sizes a window may have */
    /** Bytes of the groups kept.  A tracked face needs 5 MB in one view, so a head that turns to and fro fits in. */
    FACS_READY_BUDGET = 12 << 20,
};

typedef struct facs_ready_expert {
    facs_sigma sigma;
    const float *weights; /**< facs_neuron_weights; NULL = the expert is empty or invisible in this view */
} facs_ready_expert;

typedef struct facs_ready_group facs_ready_group;

/** State: the groups of one fitter, one thread. */
typedef struct facs_ready facs_ready;

/** What a group is made of. */
typedef struct facs_ready_source {
    const facs_patch_scale *scale;       /**< of CCNF experts */
    const facs_sigma_window *components; /**< of Sigma for `window`; NULL = none */
    int view, window;
} facs_ready_source;

/** Takes `budget` bytes, or those of the largest single group, in one block; making a group does not allocate. */
facs_status facs_ready_create(const facs_env *env, size_t budget, facs_ready **ready, facs_error *error);
void facs_ready_destroy(facs_ready **ready);

/** Experts of the group kept at *place, made when it is NULL: one per landmark, valid until the next call.
 *  *place becomes NULL again when the group has to go; it must live as long as `ready`. */
facs_status facs_ready_get(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place,
                           const facs_ready_expert **experts, facs_error *error);

#endif
