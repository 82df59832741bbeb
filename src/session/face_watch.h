/* Whose face a video with one face shows: what it looks like, and how alike it is to somebody who is known. */
#ifndef FACS_SESSION_FACE_WATCH_H
#define FACS_SESSION_FACE_WATCH_H

#include "identity/gallery.h"

typedef struct facs_face_watch facs_face_watch; /**< state; one thread at a time */

facs_status facs_face_watch_create(const facs_env *env, facs_face_watch **watch, facs_error *error);
void facs_face_watch_destroy(facs_face_watch **watch);
/** Another video begins; who is known stays known. */
void facs_face_watch_reset(facs_face_watch *watch);

/** Whom the face is compared with.  Copied. */
void facs_face_watch_know(facs_face_watch *watch, const facs_gallery_looks *looks);
/** The face of a frame with success; one in 32 is looked at, and more until there was a clear one.  Points as for
 *  facs_descriptor_run(). */
facs_status facs_face_watch_see(facs_face_watch *watch, const facs_image *bgr, int n, const float *landmarks,
                                facs_error *error);

/** What is known of the face: as it was given, else what was seen.  False: nothing. */
bool facs_face_watch_looks(const facs_face_watch *watch, facs_gallery_looks *looks);
/** Mean likeness of the views that were clear to the one who is known; *views = 0: there is none, or nobody is known. */
float facs_face_watch_alike(const facs_face_watch *watch, int64_t *views);

#endif
