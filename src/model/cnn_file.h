/* Layers of the small convolutional networks in MTCNN and validator files. */
#ifndef FACS_MODEL_CNN_FILE_H
#define FACS_MODEL_CNN_FILE_H

#include "model/matrix_reader.h"
#include "nn/network.h"

/** The two dialects of layer codes. */
typedef enum facs_cnn_dialect {
    FACS_CNN_MTCNN,     /**< 1 pool with sizes, 3 PReLU with slopes */
    FACS_CNN_VALIDATOR, /**< 1 pool 2x2 stride 2, 3 ReLU, both without payload */
} facs_cnn_dialect;

/** Read number of layers and layers; on failure nothing is kept. */
facs_status facs_cnn_read(const facs_env *env, facs_cursor *cursor, facs_cnn_dialect dialect, facs_cnn *cnn);

/** Whether the layers fit each other for an input of maps x height x width and end with at least `least_outputs`
 * values, so that evaluating them needs no further check.  `offset`: of the network in the file, for the message. */
facs_status facs_cnn_check(const facs_cursor *cursor, size_t offset, const facs_cnn *cnn, int maps, int height,
                           int width, int least_outputs);

/** What the detector needs of its P-Net (0), R-Net (1) or O-Net (2) besides. */
facs_status facs_mtcnn_check(const facs_cursor *cursor, const facs_cnn *cnn, int network);

enum { FACS_VALIDATOR_OUTPUTS_MIN = 2 };

#endif
