/* What the library does with models that were accepted, in short: nothing of it may fail. */
#ifndef FACS_TESTS_USE_MODELS_H
#define FACS_TESTS_USE_MODELS_H

#include "model/readers.h"

enum { FUZZ_PATCH_LANDMARKS = 3 }; /* of the shape model that single files of patch experts are read for */

/* Response maps of the first and the last view, at the smallest and the largest window. */
void use_patches(const facs_env *env, const facs_patch_scale *scale);

/* A step of a fit with the default settings, parts and validator included. */
void use_landmarks(const facs_env *env, const facs_landmark_model *model);

/* Faces in a picture. */
void use_mtcnn(const facs_env *env, const facs_mtcnn_model *model);

/* Action units of a descriptor. */
void use_aus(const facs_env *env, const facs_au_model *model);
/* Load those of the installation in the world; use them if they are accepted. */
void load_and_use_aus(const facs_env *env);

#endif
