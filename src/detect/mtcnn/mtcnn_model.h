/* The three networks of the face detector.  Immutable after loading; format:
 * docs/algorithm/file-formats.md, Networks. */
#ifndef FACS_DETECT_MTCNN_MTCNN_MODEL_H
#define FACS_DETECT_MTCNN_MTCNN_MODEL_H

#include "base/loaded.h"
#include "nn/network.h"

#define FACS_MODEL_MTCNN "detector.mtcnn"

typedef struct facs_mtcnn_model {
    facs_cnn pnet, rnet, onet;
} facs_mtcnn_model;

/** NULL = not loaded. */
static inline facs_mtcnn_model *facs_loaded_mtcnn(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_MTCNN);
}

#endif
