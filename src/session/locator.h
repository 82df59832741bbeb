/* First half of the pipeline: frame -> faces with landmarks, pose and gaze. */
#ifndef FACS_SESSION_LOCATOR_H
#define FACS_SESSION_LOCATOR_H

#include "identity/gallery.h"
#include "session/outcome.h"
#include "session/recipe.h"

typedef struct facs_locator facs_locator; /**< state; one thread at a time */

/** `models` must outlive the locator. */
facs_status facs_locator_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe,
                                facs_locator **locator, facs_error *error);
void facs_locator_destroy(facs_locator **locator);
/** The next frame starts a new video. */
void facs_locator_reset(facs_locator *locator);

/** Does it tell persons from each other by their faces? */
bool facs_locator_recognises(const facs_locator *locator);

/** Does it look at grey pictures, so that facs_locator_grey_rows() is of use? */
bool facs_locator_wants_grey(const facs_locator *locator);
/** Rows first .. first + count - 1 of a frame as grey; any thread, also while the locator runs with another frame.
 *  @param grey has the size of the frame and one channel */
void facs_locator_grey_rows(const facs_locator *locator, const facs_image *bgr, int first, int count,
                            const facs_pixels *grey);

/** Fill outcome->result's faces and `analyse`.
 *  @param grey  of facs_locator_grey_rows(), all rows; it stays as it is until no thread of the share can be late with this frame
 *               (base/share.h).  NULL: made here, as far as it is looked at; only without threads that help
 *  @param boxes stills: the faces to fit; NULL = detect */
facs_status facs_locator_run(facs_locator *locator, const facs_image *bgr, const facs_image *grey,
                             const facs_box *boxes, int box_count, facs_outcome *outcome, facs_error *error);

/** A frame of a video without a picture: what is remembered stays; with one face there is one without success, all
 *  zero; of several, faces whose person is not known yet are those of new persons. */
facs_status facs_locator_pass(facs_locator *locator, facs_outcome *outcome, facs_error *error);

/** With recipe.people: nothing more comes that tells who somebody is.  Fills outcome->news. */
facs_status facs_locator_decide(facs_locator *locator, facs_outcome *outcome, facs_error *error);

/** A video with one face: look whose it is, in frames now and then.  Nothing where points do not say it. */
facs_status facs_locator_watch(facs_locator *locator, facs_error *error);
/** Persons 0 .. count - 1 who are known, as far as there are looks of them, before the first frame: several faces that are
 *  like one of them get his number.  With one face there is one person, and it is watched.  Copied.
 *  FACS_E_STATE: nobody is recognised here; FACS_E_MEMORY. */
facs_status facs_locator_know(facs_locator *locator, const facs_gallery_looks *looks, int count, facs_error *error);
/** What a person looks like, as he was given or was seen; false: that is not known. */
bool facs_locator_looks(const facs_locator *locator, int person, facs_gallery_looks *looks);
/** One face: see facs_face_watch_alike(). */
float facs_locator_alike(const facs_locator *locator, int64_t *views);

/** From the next frame on two persons are one; only with recipe.people. */
facs_status facs_locator_same(facs_locator *locator, int keep, int drop, facs_error *error);

#endif
