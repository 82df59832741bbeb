/* MTCNN's networks done outside (nn/outside.h): P-Net for a whole pyramid level, R-Net and O-Net for many candidates at a
 * time; docs/algorithm/onnx.md, OpenFace's stages. */
#ifndef FACS_DETECT_MTCNN_MTCNN_OUTSIDE_H
#define FACS_DETECT_MTCNN_MTCNN_OUTSIDE_H

#include "detect/mtcnn/mtcnn.h"
#include "nn/outside.h"

#define FACS_MODEL_MTCNN_OUTSIDE "detector.mtcnn.outside"

enum { FACS_MTCNN_OUTSIDE_BATCH = 64 /**< most candidates of a run */ };

typedef enum facs_mtcnn_network {
    FACS_MTCNN_PNET,
    FACS_MTCNN_RNET,
    FACS_MTCNN_ONET,
    FACS_MTCNN_NETWORKS
} facs_mtcnn_network;

typedef struct facs_mtcnn_outside {
    const facs_mtcnn_model *model;
    facs_outside *network[FACS_MTCNN_NETWORKS]; /**< [batch, 3, rows, cols] -> as ours, for each; NULL = own kernels */
} facs_mtcnn_outside;

/** NULL = own kernels. */
static inline facs_mtcnn_outside *facs_loaded_mtcnn_outside(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_MTCNN_OUTSIDE);
}

/** Its networks are run there from now on; borrowed. */
void facs_mtcnn_exchange(facs_mtcnn *mtcnn, const facs_mtcnn_outside *outside);

/** Furthest number of a network from that of our own kernels, for inputs that are always the same.  Infinite when it fails.
 *  FACS_E_MEMORY, and FACS_E_MODEL_CORRUPT for a detector that could not be used. */
facs_status facs_mtcnn_outside_check(const facs_env *env, const facs_mtcnn_outside *outside, facs_mtcnn_network network,
                                     double *furthest, facs_error *error);

#endif
