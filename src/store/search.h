/* Where model files lie on this machine. */
#ifndef FACS_STORE_SEARCH_H
#define FACS_STORE_SEARCH_H

#include "base/base.h"

/** A folder that holds the models. */
typedef struct facs_model_place {
    char *directory;       /**< as it was found */
    char *landmark_folder; /**< .../LandmarkDetector/model or .../model */
    char *au_folder;       /**< .../FaceAnalyser/AU_predictors or .../AU_predictors */
} facs_model_place;

/** Look through the places of docs/models.md in their order; `model_dir` may be NULL, `need_aus` whether a place
 * without action-unit models counts. FACS_E_MODELS_MISSING with every place looked at and what is wrong with it. */
facs_status facs_model_search(const facs_env *env, const char *model_dir, bool need_aus, facs_model_place *place,
                              facs_error *error);
void facs_model_place_free(const facs_env *env, facs_model_place *place);

#endif
