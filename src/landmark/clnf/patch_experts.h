/* Patch experts as read from their files: CCNF, SVR (linear) and CEN (small dense networks).  Immutable after loading;
 * formats: docs/algorithm/file-formats.md, View table. */
#ifndef FACS_LANDMARK_CLNF_PATCH_EXPERTS_H
#define FACS_LANDMARK_CLNF_PATCH_EXPERTS_H

#include "base/file_map.h"

enum {
    FACS_SUPPORT = 11,                            /**< side of a patch expert's support, all shipped files */
    FACS_BLOCK = 1 + FACS_SUPPORT * FACS_SUPPORT, /**< block vector: constant 1, then column-major pixels */
    FACS_SCALES_MAX = 4,
    FACS_VIEWS_MAX = 16,
    FACS_NEURONS_MAX = 32,
    FACS_WINDOW_MAX = 15, /**< largest side of a response map */
};

typedef enum facs_patch_kind { FACS_PATCH_SVR, FACS_PATCH_CCNF, FACS_PATCH_CEN } facs_patch_kind;

typedef struct facs_ccnf_expert {
    int neurons;    /**< 0 = empty */
    float *weights; /**< neurons x 122: bias, then 1 + 11 cc + rr = f32(theta[rr][cc] * f32(norm)) */
    double *alphas; /**< neurons */
    double *betas;  /**< per component of the first window size */
    double confidence;
} facs_ccnf_expert;

/** Sigma components of one window size: `count` matrices of (w*w) x (w*w). */
typedef struct facs_sigma_window {
    int window, count;
    float *components;
} facs_sigma_window;

typedef struct facs_svr_modality {
    int kind; /**< 0 raw, 1 gradient magnitude squared */
    double confidence, scaling, bias;
    float weights[FACS_SUPPORT * FACS_SUPPORT]; /**< already transposed: [row * 11 + col] is applied at that offset */
} facs_svr_modality;

typedef struct facs_svr_expert {
    int modalities;
    facs_svr_modality *modality;
} facs_svr_expert;

typedef struct facs_cen_layer {
    int activation; /**< 0 sigmoid, 2 ReLU, others identity */
    int inputs, outputs;
    float *weights; /**< outputs x inputs */
    float *bias;    /**< outputs */
} facs_cen_layer;

typedef struct facs_cen_expert {
    int layers; /**< 0 = empty */
    facs_cen_layer *layer;
    double confidence;
} facs_cen_expert;

/** One patch-expert file = one scale.  Arrays of experts are views x n, view-major; only the one of `kind` is set. */
typedef struct facs_patch_scale {
    facs_patch_kind kind;
    double scale; /**< training scale a */
    int views, n;
    double (*centre)[3]; /**< rad, f64 (deg * pi / 180) */
    uint8_t *visible;    /**< views x n */
    facs_ccnf_expert *ccnf;
    facs_svr_expert *svr;
    facs_cen_expert *cen;
    int sigma_windows; /**< CCNF */
    facs_sigma_window *sigma;
    int32_t *mirror_landmark; /**< CEN: n */
    int32_t *mirror_view;     /**< CEN: views */
    facs_file_map file;       /**< CEN: where the weights and biases lie, unless in storage[0]; `bytes` NULL = none */
    void *storage[2]; /**< blocks the arrays inside the experts lie in; CCNF: weights of all, alphas and betas of all */
} facs_patch_scale;

#endif
