/* Ready experts in a file: the groups that the default settings use, computed once and mapped (pack/pack.h).
 *
 * Lies beside the pack of the models it was made from and carries that pack's identity.  A group's checksum is looked
 * at when the group is first used. */
#ifndef FACS_LANDMARK_CLNF_EXPERT_CACHE_PACK_H
#define FACS_LANDMARK_CLNF_EXPERT_CACHE_PACK_H

#include "landmark/clnf/expert_cache_group.h"
#include "pack/pack.h"

typedef struct facs_ready_entry {
    facs_ready_source source;
    facs_pack_block block;
} facs_ready_entry;

typedef struct facs_ready_pack {
    facs_env env;
    facs_pack *file;
    char *path;
    facs_ready_entry *entry; /**< all groups of the main model, then those of its parts */
    int entries;
} facs_ready_pack;

/** Compute the groups of `model`, which has a derived_path, and write them.  FACS_E_OUTPUT, FACS_E_DISK_FULL: nothing
 *  was left behind. */
facs_status facs_ready_pack_write(const facs_env *env, const facs_landmark_model *model, facs_error *error);

/** Map the file of `model`; *pack is NULL when the model has no derived_path or nothing to make ready. */
facs_status facs_ready_pack_open(const facs_env *env, const facs_landmark_model *model, facs_ready_pack **pack,
                                 facs_error *error);
void facs_ready_pack_close(facs_ready_pack **pack);

#endif
