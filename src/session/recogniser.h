/* What tells a stream's persons from each other: descriptors and the gallery (identity/) as the tracker asks for them. */
#ifndef FACS_SESSION_RECOGNISER_H
#define FACS_SESSION_RECOGNISER_H

#include "track/people.h"

facs_status facs_recogniser_create(const facs_env *env, facs_recogniser **recogniser, facs_error *error);
void facs_recogniser_destroy(facs_recogniser **recogniser);

#endif
