/* A group of CCNF experts computed and laid out for use: for every landmark of one view at one scale and window, the
 * neuron weights in the kernels' order and Sigma, one behind the other in one block of floats. */
#ifndef FACS_LANDMARK_CLNF_EXPERT_CACHE_GROUP_H
#define FACS_LANDMARK_CLNF_EXPERT_CACHE_GROUP_H

#include "landmark/clnf/sigma.h"
#include "landmark/clnf/landmark_model.h"

enum {
    FACS_WINDOW_MIN = 3,
    FACS_WINDOWS = (FACS_WINDOW_MAX - FACS_WINDOW_MIN) / 2 + 1, /**< sizes a window may have */
};

typedef struct facs_cached_expert {
    facs_sigma sigma;
    const float *weights; /**< facs_neuron_weights; NULL = the expert is empty or invisible in this view */
} facs_cached_expert;

/** What a group is made of. */
typedef struct facs_expert_cache_source {
    const facs_patch_scale *scale;       /**< of CCNF experts */
    const facs_sigma_window *components; /**< of Sigma for `window`; NULL = none */
    int view, window;
} facs_expert_cache_source;

/** `scale` is one of the model's. */
facs_expert_cache_source facs_expert_cache_source_of(const facs_landmark_model *model, const facs_patch_scale *scale,
                                                     int view, int window);

/** Floats of the block, a multiple of 16. */
size_t facs_expert_cache_floats(const facs_expert_cache_source *source);

/** Fill the block, every value of it. */
void facs_expert_cache_compute(const facs_expert_cache_source *source, facs_spd_invert_function *invert,
                               facs_spd_work *work, float *floats);

/** Where the experts lie in a filled block; one entry per landmark. */
void facs_expert_cache_lay_out(const facs_expert_cache_source *source, const float *floats,
                               facs_cached_expert *experts);

#endif
