/* What tells a stream's persons from each other: descriptors and the gallery (identity/) as the tracker asks for them. */
#ifndef FACS_SESSION_RECOGNISER_H
#define FACS_SESSION_RECOGNISER_H

#include "track/people.h"

/** @param gallery  of several videos, borrowed; NULL = one that is empty when a video begins
 *  Errors: FACS_E_MEMORY, FACS_E_STATE (another one has the gallery). */
facs_status facs_recogniser_create(const facs_env *env, facs_gallery *gallery, facs_recogniser **recogniser,
                                   facs_error *error);
void facs_recogniser_destroy(facs_recogniser **recogniser);

#endif
