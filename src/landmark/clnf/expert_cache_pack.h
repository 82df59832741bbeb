/* The expert cache in a file: the groups that the default settings use, computed once and mapped (pack/pack.h).
 *
 * Lies beside the pack of the models it was made from and carries that pack's identity.  A group's checksum is looked
 * at when the group is first used. */
#ifndef FACS_LANDMARK_CLNF_EXPERT_CACHE_PACK_H
#define FACS_LANDMARK_CLNF_EXPERT_CACHE_PACK_H

#include "landmark/clnf/expert_cache_group.h"
#include "pack/pack.h"

typedef struct facs_expert_cache_entry {
    facs_expert_cache_source source;
    facs_pack_block block;
} facs_expert_cache_entry;

typedef struct facs_expert_cache_pack {
    facs_env env;
    facs_pack *file;
    char *path;
    facs_expert_cache_entry *entry; /**< all groups of the main model, then those of its parts */
    int entries;
} facs_expert_cache_pack;

/** Compute the groups of `model`, which has a derived_path, and write them.  FACS_E_OUTPUT, FACS_E_DISK_FULL: nothing
 *  was left behind. */
facs_status facs_expert_cache_pack_write(const facs_env *env, const facs_landmark_model *model, facs_error *error);

/** Map the file of `model`; *pack is NULL when the model has no derived_path or no experts of that kind. */
facs_status facs_expert_cache_pack_open(const facs_env *env, const facs_landmark_model *model,
                                        facs_expert_cache_pack **pack, facs_error *error);
void facs_expert_cache_pack_close(facs_expert_cache_pack **pack);

#endif
