/* The three networks of the face detector.  Immutable after loading; format:
 * docs/algorithm/file-formats.md, Networks. */
#ifndef FACS_DETECT_MTCNN_MTCNN_MODEL_H
#define FACS_DETECT_MTCNN_MTCNN_MODEL_H

#include "nn/network.h"

typedef struct facs_mtcnn_model {
    facs_cnn pnet, rnet, onet;
} facs_mtcnn_model;

#endif
