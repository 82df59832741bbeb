/* Which pipeline runs when nobody has named one. */
#ifndef FACS_STORE_CHOOSE_H
#define FACS_STORE_CHOOSE_H

#include "store/pipelines.h"

/** The pipeline that `options` mean, in this order: the one they name; the one FACSIMILE_PIPELINE names, unless the
 *  options say "auto"; "openface" when something is given that only it knows (landmarks, model_dir, FACSIMILE_MODELS);
 *  "openface" when its files are installed, even if not all of them are or some are damaged; else "open".
 *  *automatic: what is installed has decided.
 *  Errors: FACS_E_ARGUMENT (an unknown name; landmarks for a pipeline that has none to choose from), FACS_E_MEMORY. */
facs_status facs_pipeline_choose(const facs_env *env, const facs_models_options *options, facs_pipeline *pipeline,
                                 bool *automatic, facs_error *error);

/** Nobody has named one, by option or FACSIMILE_PIPELINE.
 *  @param name may be NULL */
bool facs_pipeline_is_free(const char *name);

#endif
