/* The pack of a set of models: one file per landmark model and folder of action-unit models, in the shared cache
 * (cache.h), made on first use.  Besides the models it lists the original files with their sizes and times of change;
 * when one of them is no longer the same, the pack is made anew. */
#ifndef FACS_STORE_PACK_SET_H
#define FACS_STORE_PACK_SET_H

#include "store/models.h"
#include "store/originals.h"

/** Is `FACSIMILE_PACK` one of 0, off, no? */
bool facs_pack_set_disabled(void);

/** Name of the pack of models->landmark_path and, unless it is NULL, `au_folder`; facs_free.  FACS_AGAIN: there is no
 *  cache folder. */
facs_status facs_pack_set_path(const facs_models *models, const char *au_folder, char **path);

/** Fill `models` from the pack at `path`: models->pack then owns them.  FACS_E_NOT_FOUND: there is none.  FACS_AGAIN:
 * it was made from other files.  FACS_E_MODEL_CORRUPT: not usable, or not what facs_models_want() says. */
facs_status facs_pack_set_read(const char *path, facs_models *models, facs_error *error);

/** Write the models, which were read from `originals`. */
facs_status facs_pack_set_write(const char *path, const facs_models *models, const facs_originals *originals,
                                facs_error *error);

/** Was the pack at `path` made from a file that has gone from `top` or a folder below it?  FACS_E_NOT_FOUND: there is
 * no pack.  FACS_E_MODEL_CORRUPT: what it was made from cannot be told.  FACS_E_MEMORY.
 *  @param env resolved */
facs_status facs_pack_set_orphaned(const facs_env *env, const char *path, const char *top, bool *orphaned,
                                   facs_error *error);

#endif
