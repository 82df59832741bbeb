/* CCNF experts that are computed and laid out for use, as long as there is room.
 *
 * They come in groups, all landmarks of one view at one scale and window, because a response map call needs just that
 * (expert_cache_group.h).  A group takes 0.1 to 15 MB.  Tracking needs a handful; the start rotations of a detection go
 * through most views once.  So the groups of a fitter (main model and parts) share a budget, and when there is no room
 * for another one, those that were not used for longest go:
 *
 *     groups of the file (expert_cache_pack.h)   are pages of a mapping; they are given back and come back when read
 *     other groups                               are computed into one block of memory, anew when needed again
 *
 * The file may be missing: then all groups are of the second kind. */
#ifndef FACS_LANDMARK_CLNF_EXPERT_CACHE_H
#define FACS_LANDMARK_CLNF_EXPERT_CACHE_H

#include "base/share.h"
#include "landmark/clnf/expert_cache_group.h"
#include "landmark/clnf/landmark_model.h"

enum {
    /** Bytes of groups kept.  A tracked face needs 5 MB in one view.  Pages are cheap to get back, matrices are not. */
    FACS_EXPERT_CACHE_COMPUTED = 12 << 20,
    FACS_EXPERT_CACHE_MAPPED = 6 << 20,
    /** Of stills and of many videos: all scales of the views that most faces are seen in, and the parts. */
    FACS_EXPERT_CACHE_STILLS = 24 << 20,
    FACS_EXPERT_CACHE_MAIN = 4 << 20, /**< mapped, when the parts have their own: */
    FACS_EXPERT_CACHE_PART = 3 << 19, /**< either */
};

typedef struct facs_expert_cache_group facs_expert_cache_group;

/** State: the groups of one fitter, one thread. */
typedef struct facs_expert_cache facs_expert_cache;

/** Computed groups take `budget` bytes, or those of the largest single group, in one block; making one does not
 *  allocate. */
facs_status facs_expert_cache_create(const facs_env *env, size_t budget, facs_expert_cache **cache, facs_error *error);
void facs_expert_cache_destroy(facs_expert_cache **cache);

/** Use the file of `model`, which has to live longer, made when it is missing.  Keeps up to `budget` bytes of it in
 *  memory.  Without a file, which is no failure, all goes on as before.  FACS_E_MEMORY. */
facs_status facs_expert_cache_use_file(facs_expert_cache *cache, const facs_landmark_model *model, size_t budget,
                                       facs_error *error);

/** Keep up to `budget` bytes of the file in memory from now on. */
void facs_expert_cache_set_mapped(facs_expert_cache *cache, size_t budget);

/** Helpers of that share read the groups in loops with that work (borrowed; NULL = none).  A group is computed into memory where another one
 * was when they all have left; pages of the file are as they were when they come back. */
void facs_expert_cache_set_share(facs_expert_cache *cache, facs_share *share, const facs_share_work *work);

/** Experts of the group kept at *place, made when it is NULL: one per landmark, valid until the next call.
 *  *place becomes NULL again when the group has to go; it must live as long as `cache`. */
facs_status facs_expert_cache_get(facs_expert_cache *cache, const facs_expert_cache_source *source,
                                  facs_expert_cache_group **place, const facs_cached_expert **experts,
                                  facs_error *error);

#endif
