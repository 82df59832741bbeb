/* Opening a set of models, for the public functions. */
#ifndef FACS_STORE_MODELS_H
#define FACS_STORE_MODELS_H

#include "model/model_kinds.h"
#include "store/file_ids.h"
#include "store/pipelines.h"

#include <pthread.h>

typedef struct facs_accelerated facs_accelerated;

/** The set of models behind facs_models of the public header. */
struct facs_models {
    facs_env env;
    int references;    /**< atomic */
    char *directory;   /**< of OpenFace's files; NULL = none are used */
    const char *named; /**< while they are opened: the folder the caller named, or NULL */
    char *landmark_path;
    char *pack_path; /**< NULL = no pack is used */
    facs_pipeline pipeline;
    bool automatic;                /**< what is installed has decided which pipeline it is */
    bool aus;                      /**< those of the action units are there, if the pipeline has any */
    facs_onnx_settings networks;   /**< how those are run that come as ONNX files; its cache is NULL */
    facs_loaded loaded;            /**< what the pipeline's engines need */
    facs_accelerated *accelerated; /**< stages that an accelerator does (accelerate.h), part of `loaded`; NULL = none */
    facs_file_ids files;           /**< model files they were read from */
    pthread_mutex_t hashing;       /**< of what follows, which model_hashes.h makes when it is first asked for */
    struct facs_model_hash *hashes;
    int hash_count;
    struct facs_pack *pack; /**< owns the loaded models when they were read from a pack (pack.h), else NULL */
};

/** FACS_E_ARGUMENT when an output of that name would replace a file the models were read from, or their pack, by
 *  whatever name. */
facs_status facs_models_check_output(const facs_models *models, const char *output, facs_error *error);

/** Do these models include one of that kind? */
bool facs_models_want(const facs_models *models, const facs_model_kind *kind);

/** IF_ALLOWED: from its pack, which is made when there is none and that is possible.  FORCE: make the pack anew, and
 * fail when that is not possible. */
typedef enum facs_pack_use { FACS_PACK_IF_ALLOWED, FACS_PACK_FORCE } facs_pack_use;

/** facs_models_open of the public header. */
facs_status facs_models_open_with(const facs_models_options *options, facs_pack_use use, facs_models **models,
                                  facs_error *error);

#endif
