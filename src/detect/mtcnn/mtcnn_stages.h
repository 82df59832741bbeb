/* The steps of the MTCNN detector one by one (docs/algorithm/face-detection.md), for mtcnn.c and the tests. */
#ifndef FACS_DETECT_MTCNN_MTCNN_STAGES_H
#define FACS_DETECT_MTCNN_MTCNN_STAGES_H

#include "nn/cnn_ordered.h"
#include "detect/mtcnn/mtcnn_outside.h"

/* ---- boxes: mtcnn_boxes.c ---------------------------------------------------------------------------------- */

/** A possible face.  Boxes hold whole numbers except after the O-Net's regression. */
typedef struct facs_candidate {
    float x, y, width, height; /**< pixels */
    float score;               /**< probability given by the last network, 0..1 */
    float correction[4];       /**< its shift of left, top, right, bottom edge, in widths and heights */
} facs_candidate;

/** Growing list; owned memory, kept from frame to frame. */
typedef struct facs_candidates {
    facs_candidate *item;
    int count, capacity;
} facs_candidates;

facs_status facs_candidates_add(const facs_env *env, facs_candidates *list, const facs_candidate *item,
                                facs_error *error);

typedef struct facs_pyramid_level {
    double scale;
    int width, height;
    int survivors; /**< candidates left after the suppression inside the level, of the last detection */
} facs_pyramid_level;

/** Levels for a width x height picture; 0 when it is too small for a face. */
int facs_mtcnn_pyramid(int width, int height, facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX]);

/** Face probability of P-Net's and of R-Net's and O-Net's two logits. */
float facs_mtcnn_pixel_probability(float not_face, float face);
float facs_mtcnn_probability(float not_face, float face);

/** Candidates of a heat map (6 maps without gaps), columns outer, rows inner, appended to `list`. */
facs_status facs_mtcnn_heat_candidates(const facs_env *env, const facs_tensor *heat, double scale,
                                       facs_candidates *list, facs_error *error);

/** Move the edges by the corrections; `grow` = one pixel wider and higher first. */
void facs_candidate_regress(facs_candidate *item, bool grow);
/** Square with whole numbers around the same centre. */
void facs_candidate_square(facs_candidate *item);
/** Box tight around the landmarks. */
facs_box facs_candidate_face_box(const facs_candidate *item);
/** Nearest whole number, ties to even; far away numbers and NaN end at +-2^28. */
int facs_box_round(float value);

/* ---- non-maximum suppression: mtcnn_nms.c ------------------------------------------------------------------ */

typedef enum facs_overlap { FACS_OVERLAP_UNION, FACS_OVERLAP_MINIMUM } facs_overlap;

/** Corners of a box, pixels. */
typedef struct facs_rectangle {
    int32_t left, top, right, bottom;
} facs_rectangle;

/** Memory of the suppression; grow-only. */
typedef struct facs_nms {
    size_t capacity;
    uint64_t *order;      /**< score and index in one number, sorted */
    facs_rectangle *kept; /**< the kept boxes */
    int64_t *area;        /**< per kept box */
    int32_t *next;        /**< per kept box: next one of the same cell, -1 = last */
    int32_t *cell;        /**< first kept box of every cell, -1 = none */
} facs_nms;

void facs_nms_free(const facs_env *env, facs_nms *nms);
/** Keep the best of overlapping candidates: `kept` = survivors of `list` by falling score, appended. */
facs_status facs_nms_run(const facs_env *env, facs_nms *nms, const facs_candidates *list, float threshold,
                         facs_overlap mode, facs_candidates *kept, facs_error *error);

/* ---- network inputs: mtcnn_input.c ------------------------------------------------------------------------- */

/** Rectangle of the picture; what lies outside the picture is black. */
typedef struct facs_crop {
    int x, y, width, height;
} facs_crop;

/** Column table and two rows of the resize; grow-only. */
typedef struct facs_sampler facs_sampler;

facs_status facs_sampler_create(const facs_env *env, facs_sampler **sampler, facs_error *error);
void facs_sampler_destroy(facs_sampler **sampler);
/** Rows [first, last) of the crop resized to width x height and normalised: maps R, G, B of
 *  (last - first) x width floats each. */
facs_status facs_sampler_run(facs_sampler *sampler, const facs_view *bgr, const facs_crop *crop, int width, int height,
                             int first, int last, float *maps, facs_error *error);

/* ---- stages: mtcnn.c --------------------------------------------------------------------------------------- */

struct facs_mtcnn {
    facs_env env;
    facs_cnn_ordered *pnet, *rnet, *onet;
    const facs_mtcnn_outside *outside; /**< NULL = own kernels */
    float *outputs;                    /**< of candidates done outside */
    size_t output_capacity;
    facs_sampler *sampler;
    facs_nms nms;
    float *input, *heat; /**< network input; P-Net's six maps of one level */
    size_t input_capacity, heat_capacity;
    facs_candidates found, kept, faces;
    facs_box *boxes;
    int box_capacity;
    int levels;
    facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX];
};

/** P-Net's six output maps of a pyramid level. */
facs_status facs_mtcnn_heat(facs_mtcnn *mtcnn, const facs_view *bgr, const facs_pyramid_level *level, facs_tensor *heat,
                            facs_error *error);
/** Proposals: fills mtcnn->levels and appends the survivors of every level to mtcnn->faces. */
facs_status facs_mtcnn_propose(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error);
/** Outputs of R-Net or O-Net for the crops of `count` candidates (squares with whole numbers), at most
 *  FACS_CNN_ORDERED_INPUTS; one after the other, borrowed until the next call. */
facs_status facs_mtcnn_score(facs_mtcnn *mtcnn, facs_cnn_ordered *net, int side, const facs_view *bgr,
                             const facs_candidate *item, int count, const float **outputs, facs_error *error);
/** What comes after P-Net, R-Net and O-Net, on mtcnn->faces. */
facs_status facs_mtcnn_stage1(facs_mtcnn *mtcnn, facs_error *error);
facs_status facs_mtcnn_stage2(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error);
facs_status facs_mtcnn_stage3(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error);

#endif
