/* What tells a stream's persons from each other: descriptors and the gallery (identity/) as the tracker asks for them. */
#ifndef FACS_SESSION_RECOGNISER_H
#define FACS_SESSION_RECOGNISER_H

#include "identity/gallery.h"
#include "track/people.h"

/** @param gallery  of several videos, borrowed; NULL = one that is empty when a video begins
 *  Errors: FACS_E_MEMORY, FACS_E_STATE (another one has the gallery). */
facs_status facs_recogniser_create(const facs_env *env, facs_gallery *gallery, facs_recogniser **recogniser,
                                   facs_error *error);
void facs_recogniser_destroy(facs_recogniser **recogniser);

/** Persons 0 .. count - 1 are known, those of whom there are looks, in every video from the next reset on.  Copied.
 *  FACS_E_MEMORY. */
facs_status facs_recogniser_know(facs_recogniser *recogniser, const facs_gallery_looks *looks, int count,
                                 facs_error *error);
/** What a person looks like: as he was given or, of others, what was seen.  False: that is not known. */
bool facs_recogniser_looks(const facs_recogniser *recogniser, int person, facs_gallery_looks *looks);

#endif
