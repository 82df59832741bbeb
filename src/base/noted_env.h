/* An environment that reads ordinary files and tells somebody which. */
#ifndef FACS_BASE_NOTED_ENV_H
#define FACS_BASE_NOTED_ENV_H

#include "base/base.h"

typedef struct facs_noted facs_noted;

/** First member of whatever notes the files; must outlive the environment. */
struct facs_noted {
    facs_env inner;                                    /**< resolved, without read_file */
    bool (*note)(facs_noted *noted, const char *path); /**< before it is read; false = no memory */
};

/** Memory from it may be freed through noted->inner.  One thread. */
facs_env facs_noted_env(facs_noted *noted);

/** Are files of `env` ordinary ones, which may be mapped as well? */
bool facs_env_has_files(const facs_env *env);
/** Tell whoever notes the files of `env`, if there is anybody, that this one is read.  FACS_E_MEMORY. */
facs_status facs_env_note(const facs_env *env, const char *path, facs_error *error);

#endif
