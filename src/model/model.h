/* What the model files hold, in memory.  Everything here is immutable after loading.
 *
 * Formats: spec 01 1; spec 02 2; spec 03 1 and 5.2; spec 04 6.  Loaders check magic, sizes, counts and finite
 * numbers before use and name file, offset and expectation in the error.
 */
#ifndef FACS_MODEL_MODEL_H
#define FACS_MODEL_MODEL_H

#include "base/base.h"

/* ---- shape model ---------------------------------------------------------------------------- */

/** Point distribution model, spec 01 2.1.  Shape layout: x of all n points, then y, then z. */
typedef struct facs_pdm {
    int n, m;
    float *mean;        /**< 3n */
    float *modes;       /**< 3n x m, row-major: modes[row * m + mode] */
    float *modes_t;     /**< m x 3n: modes_t[mode * 3n + row] */
    float *eigenvalues; /**< m */
} facs_pdm;

facs_status facs_pdm_load(const facs_env *env, const char *path, facs_pdm **pdm, facs_error *error);
void facs_pdm_free(const facs_env *env, facs_pdm **pdm);

/** Triangles: count x 3 vertex indices, each in 0..vertices-1. */
typedef struct facs_triangles {
    int count;
    int32_t *index;
} facs_triangles;

/** A single text matrix (tris_68_full.txt). */
facs_status facs_triangles_load(const facs_env *env, const char *path, int vertices, facs_triangles *triangles,
                                facs_error *error);
void facs_triangles_free(const facs_env *env, facs_triangles *triangles);

/* ---- patch experts ---------------------------------------------------------------------------- */

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
    float *weights; /**< neurons x 122: bias, then 1 + 11 cc + rr = f32(theta[rr][cc] * f32(norm)) (spec 02 3.5) */
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
    void *storage[2]; /**< blocks the arrays inside the experts lie in; CCNF: weights of all, alphas and betas of all */
} facs_patch_scale;

/** `n` = landmarks the shape model has. */
facs_status facs_ccnf_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
facs_status facs_svr_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
facs_status facs_cen_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error);
void facs_patch_scale_free(const facs_env *env, facs_patch_scale *scale);

/* ---- small convolutional networks (MTCNN, validator) --------------------------------------------- */

typedef enum facs_layer_kind {
    FACS_LAYER_CONV,
    FACS_LAYER_POOL,
    FACS_LAYER_DENSE,
    FACS_LAYER_PRELU,
    FACS_LAYER_RELU,
    FACS_LAYER_SIGMOID,
} facs_layer_kind;

typedef struct facs_cnn_layer {
    facs_layer_kind kind;
    int inputs, outputs;    /**< conv: maps; dense: neurons; prelu: outputs = slopes */
    int kernel_w, kernel_h; /**< conv, pool */
    int stride_x, stride_y; /**< pool */
    float *weights;         /**< conv: [in][out][kh][kw]; dense: inputs x outputs as stored; prelu: slopes */
    float *bias;            /**< conv, dense: outputs */
} facs_cnn_layer;

typedef struct facs_cnn {
    int layers;
    facs_cnn_layer *layer;
} facs_cnn;

void facs_cnn_free(const facs_env *env, facs_cnn *cnn);

typedef struct facs_mtcnn_model {
    facs_cnn pnet, rnet, onet;
} facs_mtcnn_model;

/** `index_path` = .../mtcnn_detector/MTCNN_detector.txt */
facs_status facs_mtcnn_load(const facs_env *env, const char *index_path, facs_mtcnn_model **model, facs_error *error);
void facs_mtcnn_free(const facs_env *env, facs_mtcnn_model **model);

/** Validator's piecewise affine warp of one view, spec 01 1.15 and 4.6. */
typedef struct facs_validator_view {
    double orientation[3]; /**< rad */
    int pixels;            /**< mask ones */
    float *mean, *std;     /**< pixels */
    facs_cnn cnn;
    float min_x, min_y;
    int n, width, height; /**< 68; 60 x 60 */
    float *destination;   /**< 2n */
    facs_triangles triangles;
    int32_t *triangle_of_pixel; /**< height x width, -1 outside; checked < triangles.count */
    uint8_t *mask;              /**< height x width, 0/1; ones == pixels and triangle_of_pixel >= 0 there */
    float *alpha, *beta;        /**< triangles.count x 3 */
} facs_validator_view;

typedef struct facs_validator_model {
    int views;
    facs_validator_view *view;
} facs_validator_model;

facs_status facs_validator_load(const facs_env *env, const char *path, facs_validator_model **model, facs_error *error);
void facs_validator_free(const facs_env *env, facs_validator_model **model);

/* ---- landmark model: shape, experts, parts, validator -------------------------------------------- */

enum { FACS_PARTS_MAX = 8, FACS_N_MAX = 68, FACS_M_MAX = 64 };

typedef struct facs_landmark_model facs_landmark_model;

typedef struct facs_part {
    char name[32];
    facs_landmark_model *model;
    int pairs;
    int (*pair)[2]; /**< index in the main model, index in the part */
} facs_part;

struct facs_landmark_model {
    char stem[64]; /**< file stem of the main_*.txt: selects defaults (spec 02 1.2) */
    facs_pdm *pdm; /**< n <= FACS_N_MAX, m <= FACS_M_MAX */
    int scales;
    facs_patch_scale scale[FACS_SCALES_MAX]; /**< the kind in use: CEN over CCNF over SVR */
    bool early_termination;
    double early_weight[FACS_VIEWS_MAX], early_bias[FACS_VIEWS_MAX], early_cutoff[FACS_VIEWS_MAX];
    int parts;
    facs_part part[FACS_PARTS_MAX];
    facs_validator_model *validator; /**< NULL = none */
    /** Of a model read from a pack: where what is derived from it may be kept, and what it is; else NULL and 0. */
    const char *derived_path;
    uint64_t identity;
};

/** `path` = a main_*.txt (spec 01 1.5 a).  A missing validator is a warning, everything else fatal. */
facs_status facs_landmark_model_load(const facs_env *env, const char *path, facs_landmark_model **model,
                                     facs_error *error);
void facs_landmark_model_free(const facs_env *env, facs_landmark_model **model);

/* ---- action-unit models ------------------------------------------------------------------------------ */

enum { FACS_AU_FEATURES = FACS_FHOG_SIZE + FACS_GEOM_SIZE };

typedef enum facs_predictor_kind {
    FACS_SVR_STATIC = 0,
    FACS_SVR_DYNAMIC = 1,
    FACS_SVM_STATIC = 4,
    FACS_SVM_DYNAMIC = 5,
} facs_predictor_kind;

typedef struct facs_predictor {
    facs_predictor_kind kind;
    int au;        /**< index in output order: intensity index (SVR) or presence index (SVM) */
    double cutoff; /**< dynamic SVR; -1 = do not shift */
    double bias;
    double positive, negative; /**< SVM class values */
    double *weights;           /**< 4702 */
} facs_predictor;

/** One AU main file.  `mean` is the first file's of each group (spec 04 6.2). */
typedef struct facs_au_model {
    facs_pdm *pdm;
    facs_triangles triangles;
    int predictors;
    facs_predictor *predictor; /**< in list order */
    double *mean[6];           /**< 4702 each, indexed by kind; NULL when the group is empty */
} facs_au_model;

facs_status facs_au_model_load(const facs_env *env, const char *path, facs_au_model **model, facs_error *error);
void facs_au_model_free(const facs_env *env, facs_au_model **model);

/* ---- the set: facs_models of the public header ------------------------------------------------------- */

struct facs_models {
    facs_env env;
    int references; /**< atomic */
    char *directory;
    char *landmark_path;
    char *pack_path; /**< NULL = no pack is used */
    facs_mtcnn_model *mtcnn;
    facs_landmark_model *landmarks;
    facs_au_model *au_static; /**< NULL when left out */
    facs_au_model *au_dynamic;
    struct facs_pack *pack; /**< owns the models above when they were read from a pack (pack.h), else NULL */
};

#endif
