/* Response maps of the patch experts; docs/algorithm/patch-experts.md. */
#ifndef FACS_LANDMARK_CLNF_RESPONSE_H
#define FACS_LANDMARK_CLNF_RESPONSE_H

#include "base/share.h"
#include "image/image.h"
#include "landmark/clnf/expert_cache.h"
#include "landmark/clnf/landmark_model.h"

/** Index of the view nearest to the rotation in g. */
int facs_select_view(const facs_patch_scale *scale, const float g[6]);

/** Similarity between image and reference frame: T (image -> reference), U = inverse, both 2x2.
 *  `shape_3d` = facs_shape_3d of the fit, `image` its 2n landmarks in the image; `scale` = training scale. */
void facs_response_similarity(int n, double scale, const float *shape_3d, const float *image, float t[4], float u[4]);

/** State: workspaces; one thread.  Serves any number of fitters that use the same model. */
typedef struct facs_responder facs_responder;

/** @param cache  where CCNF experts that are computed and laid out for use are kept, for the responders of one thread
 * together; it has to live longer.  NULL = one of its own. */
facs_status facs_responder_create(const facs_env *env, const facs_landmark_model *model, facs_expert_cache *cache,
                                  facs_responder **responder, facs_error *error);
void facs_responder_destroy(facs_responder **responder);
/** Take CCNF experts from there from now on; borrowed. */
void facs_responder_set_cache(facs_responder *responder, facs_expert_cache *cache);
/** Landmarks are turns of that loop from now on (borrowed; NULL = no helpers).  Late helpers read the picture given to
 *  facs_responses() until they have left (base/share.h).  FACS_E_MEMORY. */
facs_status facs_responder_set_share(facs_responder *responder, facs_share *share, facs_error *error);

/** Maps of all visible landmarks of scale `c` in view `v`: maps[landmark * window * window + row * window + col];
 *  0 for invisible ones.
 *  @param shape  2n landmarks in the image at which the areas are centred
 *  @param u      reference -> image, from facs_response_similarity */
facs_status facs_responses(facs_responder *responder, const facs_image *grey, int c, int v, int window,
                           const float *shape, const float u[4], float *maps, facs_error *error);

#endif
