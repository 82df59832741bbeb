/* Action-unit models: predictors, means, shape model and triangles.  Immutable after loading; format:
 * docs/algorithm/file-formats.md, AU predictor file. */
#ifndef FACS_AU_OPENFACE_AU_MODEL_H
#define FACS_AU_OPENFACE_AU_MODEL_H

#include "base/loaded.h"
#include "shape/pdm.h"
#include "shape/triangles.h"

#define FACS_MODEL_AU_STATIC "au.static"
#define FACS_MODEL_AU_DYNAMIC "au.dynamic"

enum { FACS_AU_FEATURES = FACS_FHOG_SIZE + FACS_GEOM_SIZE };

typedef enum facs_predictor_kind {
    FACS_SVR_STATIC = 0,
    FACS_SVR_DYNAMIC = 1,
    FACS_SVM_STATIC = 4,
    FACS_SVM_DYNAMIC = 5,
} facs_predictor_kind;

typedef struct facs_predictor {
    facs_predictor_kind kind;
    int au;        /**< index in output order: intensity index (SVR) or presence index (SVM) */
    double cutoff; /**< dynamic SVR; -1 = do not shift */
    double bias;
    double positive, negative; /**< SVM class values */
    double *weights;           /**< 4702 */
} facs_predictor;

/** One AU main file.  `mean` is the first file's of each group. */
typedef struct facs_au_model {
    facs_pdm *pdm;
    facs_triangles triangles;
    int predictors;
    facs_predictor *predictor; /**< in list order */
    double *mean[6];           /**< 4702 each, indexed by kind; NULL when the group is empty */
} facs_au_model;

/** The predictors of a face by itself, or those that are calibrated to a person; NULL = not loaded. */
static inline facs_au_model *facs_loaded_aus(const facs_loaded *loaded, bool dynamic)
{
    return facs_loaded_find(loaded, dynamic ? FACS_MODEL_AU_DYNAMIC : FACS_MODEL_AU_STATIC);
}

#endif
