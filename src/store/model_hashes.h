/* What a set of models was made from, by its contents: for the record of a run. */
#ifndef FACS_STORE_MODEL_HASHES_H
#define FACS_STORE_MODEL_HASHES_H

#include "store/hash.h"
#include "store/models.h"

typedef struct facs_model_hash {
    const char *name; /**< of a file without its folder, or of a network that is built in; borrowed from the models */
    bool built_in;
    char sha256[FACS_SHA256_TEXT]; /**< "" = cannot be told: a build without OpenSSL, a file that has gone */
} facs_model_hash;

/** All of them, in the order they were read in, *count of them; they are the models' own.  The first time, files
 *  are read for that, unless the models come from a pack, which has the hashes of its originals.  Any thread.  FACS_E_MEMORY. */
facs_status facs_models_hash(facs_models *models, const facs_model_hash **hashes, int *count);

#endif
