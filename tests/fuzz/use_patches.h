/* Response maps of a file of patch experts. */
#ifndef FACS_TESTS_USE_PATCHES_H
#define FACS_TESTS_USE_PATCHES_H

#include "model/model.h"

enum { FUZZ_PATCH_LANDMARKS = 3 }; /* of the shape model the experts are read for */

/* Responses of the first and the last view, at the smallest and the largest window. */
void use_patches(const facs_env *env, const facs_patch_scale *scale);

#endif
