/* Opening a set of models, for the public functions. */
#ifndef FACS_STORE_MODELS_H
#define FACS_STORE_MODELS_H

#include "au/openface/au_model.h"
#include "detect/mtcnn/mtcnn_model.h"
#include "landmark/clnf/landmark_model.h"
#include "store/file_ids.h"

/** The set of models behind facs_models of the public header. */
struct facs_models {
    facs_env env;
    int references; /**< atomic */
    char *directory;
    char *landmark_path;
    char *pack_path; /**< NULL = no pack is used */
    facs_mtcnn_model *mtcnn;
    facs_landmark_model *landmarks;
    facs_au_model *au_static; /**< NULL when left out */
    facs_au_model *au_dynamic;
    facs_file_ids files;    /**< model files they were read from, and their packs */
    struct facs_pack *pack; /**< owns the models above when they were read from a pack (pack.h), else NULL */
};

/** FACS_E_ARGUMENT when an output of that name would replace a file the models were read from, by whatever name. */
facs_status facs_models_check_output(const facs_models *models, const char *output, facs_error *error);

/** IF_ALLOWED: from its pack, which is made when there is none and that is possible.  FORCE: make the pack anew, and
 * fail when that is not possible. */
typedef enum facs_pack_use { FACS_PACK_IF_ALLOWED, FACS_PACK_FORCE } facs_pack_use;

/** facs_models_open of the public header. */
facs_status facs_models_open_with(const facs_models_options *options, facs_pack_use use, facs_models **models,
                                  facs_error *error);

#endif
