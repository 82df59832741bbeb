/* The models of a batch: each set that some input needs, opened once and shared by all that need it. */
#ifndef FACS_BATCH_MODEL_SETS_H
#define FACS_BATCH_MODEL_SETS_H

#include "base/base.h"

enum { FACS_MODEL_SETS_MOST = 16 };

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_model_sets {
    facs_env env;
    struct {
        char key[160];
        facs_models *models;
    } set[FACS_MODEL_SETS_MOST];
    int count;
} facs_model_sets;

/** Open what the options ask for, unless that was opened before.  Errors: those of facs_models_open(); FACS_E_ARGUMENT:
 *  there are too many.
 *  @param look some output wants descriptors */
facs_status facs_model_sets_open(facs_model_sets *all, const facs_extract_options *options, bool look,
                                 facs_error *error);
/** The models of options that were opened for, borrowed. */
facs_models *facs_model_sets_get(const facs_model_sets *all, const facs_extract_options *options, bool look);
void facs_model_sets_close(facs_model_sets *all);

#endif
