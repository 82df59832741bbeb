/* What is read of models. */
#ifndef FACSIMILE_CLI_CLAIMS_MODELS_H
#define FACSIMILE_CLI_CLAIMS_MODELS_H

#include "claims.h"

/* The files of the sets where they are read from, the cache with what is made from them, and the folder of a landmark
 * model that is named by its path.  Any of the names may be NULL. */
void claims_models(claims *all, const char *model_dir, const char *landmarks);

#endif
