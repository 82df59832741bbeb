/* Landmark models as OpenFace's programs name them: -mloc model/main_clnf_general.txt. */
#ifndef FACSIMILE_CLI_DROPIN_MODELS_H
#define FACSIMILE_CLI_DROPIN_MODELS_H

#include <facsimile/facsimile.h>

/* What facs_models_options.landmarks is to be: the path itself when there is such a file, else our name of a model that is
 * called so.  NULL after a message.
 * @param path NULL = not given: CE-CLM, the programs' own default */
const char *dropin_models_name(const char *path);

/* Opens them.  EXIT_FINE, or another status after a message: EXIT_MODELS_MISSING with the command that fetches them. */
int dropin_models_open(const char *path, const facs_env *env, facs_models **models);

#endif
