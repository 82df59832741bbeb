/* What the multi-task network is shown of a picture, and what its numbers mean; docs/algorithm/multi-task.md. */
#ifndef FACS_AU_MTL_MTL_FACE_H
#define FACS_AU_MTL_MTL_FACE_H

#include "au/engine.h"
#include "au/mtl/mtl_model.h"
#include "image/resample.h"

/** The piece of the picture that is the face: the box cut off to whole pixels, on each side larger by `margin` of its size,
 *  as far as it lies in the picture.  False: nothing of it does. */
bool facs_mtl_place(const float box[4], double margin, const facs_image *bgr, facs_rectangle *piece);
/** 224 x 224 pixels B G R -> the network's input, planar. */
void facs_mtl_input(const float *bgr, float *input);
/** The same from bytes R G B. */
void facs_mtl_input_bytes(const uint8_t *rgb, float *input);

/** Logits -> probabilities in the order of facs_emotion. */
void facs_mtl_emotion(const float logits[FACS_MTL_EMOTIONS], double probability[FACS_EMOTIONS]);
/** Yaw and pitch -> a unit vector in the camera frame. */
void facs_mtl_gaze(const float angles[2], float direction[3]);

/** Action unit number `index` of the network's outputs; the second way is that of Face Mirror. */
const char *facs_mtl_au(int index, bool facemirror);

#endif
