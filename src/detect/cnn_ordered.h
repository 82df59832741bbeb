/* A small convolutional network whose sums follow the order of the reference build, so that its results are equal to
 * the reference's to the last bit: for networks whose outputs are used as numbers and not only compared.  cnn.h
 * evaluates any network, with the sums in whatever order is fastest.
 *
 * Layers: convolutions, max-pooling and dense layers, each with or without a PReLU behind it. */
#ifndef FACS_DETECT_CNN_ORDERED_H
#define FACS_DETECT_CNN_ORDERED_H

#include "detect/cnn.h"

/** A network prepared for one size of input; owned by one thread. */
typedef struct facs_cnn_ordered facs_cnn_ordered;

/** Prepare `cnn`, which must outlive the result, for inputs of maps x rows x cols.  FACS_E_ARGUMENT when a layer does
 *  not fit its input's size or is not one of the above, FACS_E_MEMORY. */
facs_status facs_cnn_ordered_create(const facs_env *env, const facs_cnn *cnn, int maps, int rows, int cols,
                                    facs_cnn_ordered **net, facs_error *error);
void facs_cnn_ordered_destroy(facs_cnn_ordered **net);

/** Size of the result; data is not set. */
facs_tensor facs_cnn_ordered_shape(const facs_cnn_ordered *net);

/** Run all layers on `input` (maps x rows x cols, map by map); the result's data is borrowed until the next run. */
facs_tensor facs_cnn_ordered_run(facs_cnn_ordered *net, const float *input);

#endif
