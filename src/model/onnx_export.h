/* OpenFace's stages as ONNX graphs (docs/models.md, ONNX files of OpenFace's stages): the same numbers as those of our own
 * kernels but for rounding.  Graphs point into the models, which must outlive them. */
#ifndef FACS_MODEL_ONNX_EXPORT_H
#define FACS_MODEL_ONNX_EXPORT_H

#include "au/openface/au_model.h"
#include "detect/mtcnn/mtcnn_model.h"
#include "landmark/clnf/landmark_model.h"
#include "nn/onnx_write.h"

/** P-Net (0), R-Net (1) or O-Net (2): `input` [batch, 3, height, width] -> `output`.  FACS_E_UNSUPPORTED: a layer that
 *  ONNX has no equal of. */
facs_status facs_onnx_mtcnn(const facs_mtcnn_model *model, int network, facs_onnx_graph *graph, facs_error *error);

/** What the graph of the action units takes from the model and from memory of its own. */
typedef struct facs_onnx_aus_source {
    const double *weights[FACS_AU_R + FACS_AU_C]; /**< by column: intensities, then presences; NULL = zeros */
    float dynamic[FACS_AU_R + FACS_AU_C], offset[FACS_AU_R + FACS_AU_C], positive[FACS_AU_C], negative[FACS_AU_C];
    float limit[3];                                            /**< of intensities and decisions: 0, 5, 0 */
    char intensities[8 * FACS_AU_R], presences[8 * FACS_AU_C]; /**< names, commas between */
} facs_onnx_aus_source;

/** All predictors of a set: `features`, `median` [batch, 4702] -> `intensity` [batch, 17], `presence`, `decision`
 *  [batch, 18]. */
void facs_onnx_aus(const facs_au_model *model, facs_onnx_aus_source *source, facs_onnx_graph *graph);

/** Products with the weights alone, in the order of the model: `features` [batch, 4702] -> `products` [batch,
 *  predictors]. */
void facs_onnx_au_products(const facs_au_model *model, facs_onnx_graph *graph);

enum { FACS_ONNX_NUMBER = 32 };

/** A CEN expert and the landmark it serves. */
typedef struct facs_onnx_expert {
    const facs_cen_expert *expert;
    int landmark;
    bool flipped; /**< it is that of the mirrored landmark: it sees the block with its columns reversed */
} facs_onnx_expert;

typedef struct facs_onnx_cen_source {
    int experts;
    facs_onnx_expert expert[FACS_N_MAX]; /**< by rising landmark */
    char landmarks[5 * FACS_N_MAX];      /**< those, commas between */
    char scale[FACS_ONNX_NUMBER], view[16], centre[3 * FACS_ONNX_NUMBER + 3];
} facs_onnx_cen_source;

/** The CEN experts of scale `c` in a view: `blocks` [landmarks, positions, 121] -> `responses` [landmarks, positions].
 *  source->experts is 0, and no graph made, when no landmark has one.  FACS_E_UNSUPPORTED: networks of unlike layers;
 *  FACS_E_MODEL_CORRUPT: mirror tables that do not fit. */
facs_status facs_onnx_cen(const facs_landmark_model *model, int c, int view, facs_onnx_cen_source *source,
                          facs_onnx_graph *graph, facs_error *error);

#endif
