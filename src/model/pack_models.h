/* Walks over whole models, for packs (pack.h). */
#ifndef FACS_MODEL_PACK_MODELS_H
#define FACS_MODEL_PACK_MODELS_H

#include "model/readers.h"
#include "pack/pack.h"

/** Writing: the model at *place.  Reading: *place gets a model of the pack, which must not be freed by itself. */
void facs_pack_mtcnn(facs_pack_walk *walk, facs_mtcnn_model **place);
void facs_pack_landmarks(facs_pack_walk *walk, facs_landmark_model **place);
void facs_pack_aus(facs_pack_walk *walk, facs_au_model **place);

#endif
