/* Opening a set of models, for the public functions. */
#ifndef FACS_MODEL_MODELS_H
#define FACS_MODEL_MODELS_H

#include "model/model.h"

/** IF_ALLOWED: from its pack, which is made when there is none and that is possible.  FORCE: make the pack anew, and
 * fail when that is not possible. */
typedef enum facs_pack_use { FACS_PACK_IF_ALLOWED, FACS_PACK_FORCE } facs_pack_use;

/** facs_models_open of the public header. */
facs_status facs_models_open_with(const facs_models_options *options, facs_pack_use use, facs_models **models,
                                  facs_error *error);

#endif
