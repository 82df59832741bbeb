/* Evaluation of the small convolutional networks (docs/algorithm/networks.md): valid cross-correlation, PReLU/ReLU,
 * max-pooling with the size rounded up, dense layers with column-major flattening, all f32.  A dense layer for every
 * pixel is for cnn_ordered.h.
 *
 * Maps are planar: map after map, rows without padding. */
#ifndef FACS_NN_CNN_H
#define FACS_NN_CNN_H

#include "nn/cnn_shape.h"

enum { FACS_CNN_SIDE_MAX = 32767 }; /**< of an input */

/** Reusable memory for one network and the largest input it has seen; owned by one thread. */
typedef struct facs_cnn_workspace facs_cnn_workspace;

facs_status facs_cnn_workspace_create(const facs_env *env, facs_cnn_workspace **workspace, facs_error *error);
void facs_cnn_workspace_destroy(facs_cnn_workspace **workspace);

/** Size of the result of all layers for an input of that size (shape->data is not set), with the memory for it set
 *  aside, so that runs of this or a smaller input allocate nothing.  FACS_E_ARGUMENT when a layer does not fit its
 *  input's size, FACS_E_MEMORY. */
facs_status facs_cnn_reserve(facs_cnn_workspace *workspace, const facs_cnn *cnn, int maps, int rows, int cols,
                             facs_tensor *shape, facs_error *error);

/** Run all layers on `input` (maps x rows x cols); *output is borrowed from the workspace until the next run.
 *  FACS_E_ARGUMENT when a layer does not fit its input's size. */
facs_status facs_cnn_run(facs_cnn_workspace *workspace, const facs_cnn *cnn, const float *input, int maps, int rows,
                         int cols, facs_tensor *output, facs_error *error);

#endif
