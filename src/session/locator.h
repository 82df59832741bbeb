/* First half of the pipeline: frame -> faces with landmarks, pose and gaze. */
#ifndef FACS_SESSION_LOCATOR_H
#define FACS_SESSION_LOCATOR_H

#include "base/profile.h"
#include "base/share.h"
#include "image/image.h"
#include "store/models.h"
#include "session/outcome.h"

typedef struct facs_locator facs_locator; /**< state; one thread at a time */

typedef struct facs_locator_options {
    bool many;  /**< up to four tracked faces */
    bool image; /**< every frame is a still by itself */
    bool wild;
    facs_camera camera;
    facs_share *share;       /**< threads that may help; borrowed, NULL = none */
    facs_profiler *profiler; /**< borrowed; NULL = not measured */
} facs_locator_options;

/** `models` must outlive the locator. */
facs_status facs_locator_create(const facs_env *env, const facs_models *models, const facs_locator_options *options,
                                facs_locator **locator, facs_error *error);
void facs_locator_destroy(facs_locator **locator);
/** The next frame starts a new video. */
void facs_locator_reset(facs_locator *locator);

/** Fill outcome->result's faces and `analyse`.
 *  @param boxes stills: the faces to fit; NULL = detect */
facs_status facs_locator_run(facs_locator *locator, const facs_image *bgr, const facs_box *boxes, int box_count,
                             facs_outcome *outcome, facs_error *error);

#endif
