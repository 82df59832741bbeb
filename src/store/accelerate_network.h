/* Networks made of models, for accelerate.c and its stages. */
#ifndef FACS_STORE_ACCELERATE_NETWORK_H
#define FACS_STORE_ACCELERATE_NETWORK_H

#include "au/openface/au_outside.h"
#include "detect/mtcnn/mtcnn_outside.h"
#include "landmark/clnf/cen_outside.h"
#include "model/onnx_export.h"
#include "store/accelerate.h"

enum { FACS_ACCELERATED_NAME = 32, FACS_ACCELERATED_MAX = FACS_SCALES_MAX * FACS_VIEWS_MAX + 4 };

/** One of them.  Members point to each other. */
typedef struct facs_accelerated_net {
    char name[FACS_ACCELERATED_NAME], stage[FACS_ACCELERATED_NAME]; /**< `stage`: as it is listed */
    char input[FACS_ONNX_NAME], hint[3][64];
    facs_onnx_form form;
    facs_onnx *net;
    facs_outside outside;
} facs_accelerated_net;

struct facs_accelerated {
    int count;
    facs_accelerated_net *item[FACS_ACCELERATED_MAX];
    facs_au_outside *aus; /**< NULL = own kernels; so with the others */
    facs_cen_outside *cen;
    facs_mtcnn_outside *mtcnn;
};

/** While stages are exchanged. */
typedef struct facs_accelerating {
    facs_models *models;
    facs_accelerated *to;
    const facs_onnx_settings *settings;
    facs_onnx_graph *graph; /**< of the network that is made */
    facs_error *error;
} facs_accelerating;

/** Sizes of its input: fixed ones, and the least, usual and most of those that are free. */
typedef struct facs_accelerated_sizes {
    int rank;
    bool pictures; /**< of any size: no search for the best algorithm at each */
    int64_t least[FACS_ONNX_RANK], usual[FACS_ONNX_RANK], most[FACS_ONNX_RANK];
} facs_accelerated_sizes;

/** A session of work->graph; *made is the last of work->to then. */
facs_status facs_accelerating_start(const facs_accelerating *work, const char *name, const char *stage,
                                    const facs_accelerated_sizes *sizes, facs_accelerated_net **made);
/** Is it near enough?  Else it is warned of, and the last of work->to is freed: nothing may point to it then. */
bool facs_accelerating_keep(const facs_accelerating *work, double furthest, double tolerance);

/** The stages; each does nothing where the pipeline has another engine. */
facs_status facs_accelerate_detector(const facs_accelerating *work);
facs_status facs_accelerate_experts(const facs_accelerating *work);
facs_status facs_accelerate_aus(const facs_accelerating *work);
/** Out of memory for them. */
facs_status facs_accelerating_no_memory(const facs_accelerating *work);

#endif
