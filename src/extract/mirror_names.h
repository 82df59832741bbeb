/* What the files of a mirrored input are called. */
#ifndef FACS_EXTRACT_MIRROR_NAMES_H
#define FACS_EXTRACT_MIRROR_NAMES_H

#include "base/base.h"

typedef enum facs_mirror_file_kind {
    FACS_MIRROR_RIGHT_PICTURE,
    FACS_MIRROR_LEFT_PICTURE,
    FACS_MIRROR_DEBUG,
    FACS_MIRROR_SOURCE,
    FACS_MIRROR_RIGHT_TABLE,
    FACS_MIRROR_LEFT_TABLE,
    FACS_MIRROR_SIDES,
    FACS_MIRROR_UNITS,
    FACS_MIRROR_FILES,
} facs_mirror_file_kind;

typedef struct facs_mirror_names {
    facs_env env;
    char *folder;
    char *path[FACS_MIRROR_FILES]; /**< NULL = not wanted */
    bool copied;                   /**< the source is: it need not be turned */
} facs_mirror_names;

/** What an input is, as far as names depend on it. */
typedef struct facs_mirror_input {
    bool still;
    bool turned; /**< a video that is not stored upright */
} facs_mirror_input;

/** Looks into the file.  Errors: those of facs_media_open(); FACS_E_EMPTY below 1000 bytes; FACS_E_UNSUPPORTED for a
 *  folder. */
facs_status facs_mirror_look(const facs_env *env, const char *path, facs_mirror_input *input, facs_error *error);

/** Errors: FACS_E_MEMORY.  facs_mirror_names_free() in any case. */
facs_status facs_mirror_names_make(const facs_env *env, const char *path, const facs_mirror_input *input,
                                   const facs_mirror_options *options, facs_mirror_names *names, facs_error *error);
void facs_mirror_names_free(facs_mirror_names *names);

#endif
