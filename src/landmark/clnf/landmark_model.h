/* Landmark model: shape, patch experts per scale, parts (eyes, brows, mouth), validator.  Immutable after loading. */
#ifndef FACS_LANDMARK_CLNF_LANDMARK_MODEL_H
#define FACS_LANDMARK_CLNF_LANDMARK_MODEL_H

#include "base/loaded.h"
#include "landmark/clnf/patch_experts.h"
#include "landmark/clnf/validator_model.h"
#include "shape/pdm.h"

#define FACS_MODEL_LANDMARKS "landmarks"

enum { FACS_PARTS_MAX = 8 };

typedef struct facs_landmark_model facs_landmark_model;

typedef struct facs_part {
    char name[32];
    facs_landmark_model *model;
    int pairs;
    int (*pair)[2]; /**< index in the main model, index in the part */
} facs_part;

struct facs_landmark_model {
    char stem[64]; /**< file stem of the main_*.txt: selects defaults (quirk 25) */
    facs_pdm *pdm; /**< n <= FACS_N_MAX, m <= FACS_M_MAX */
    int scales;
    facs_patch_scale scale[FACS_SCALES_MAX]; /**< the kind in use: CEN over CCNF over SVR */
    bool early_termination;
    double early_weight[FACS_VIEWS_MAX], early_bias[FACS_VIEWS_MAX], early_cutoff[FACS_VIEWS_MAX];
    int parts;
    facs_part part[FACS_PARTS_MAX];
    facs_validator_model *validator; /**< NULL = none */
    /** Of a model read from a pack: where what is derived from it may be kept, and what it is; else NULL and 0. */
    const char *derived_path;
    uint64_t identity;
};

/** NULL = not loaded. */
static inline facs_landmark_model *facs_loaded_landmarks(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_LANDMARKS);
}

#endif
