/* A small convolutional network whose sums follow the order of the reference build, so that its results are equal to
 * the reference's to the last bit.  In cnn.h the sums are in whatever order is fastest.
 *
 * Layers: convolutions and dense layers, each with or without a PReLU behind it, and max-pooling.  A dense layer at the
 * end is applied to every pixel when it has as many inputs as there are maps. */
#ifndef FACS_NN_CNN_ORDERED_H
#define FACS_NN_CNN_ORDERED_H

#include "nn/cnn.h"

/** A network with its weights laid out and memory for the largest input seen; owned by one thread. */
typedef struct facs_cnn_ordered facs_cnn_ordered;

/** What a network is given: `rows` x `cols` pixels.  The order of the sums depends on the place in the picture: rows
 *  first .. first + rows - 1 of a picture `all_rows` high give the same numbers as in the whole one. */
typedef struct facs_cnn_input {
    int rows, cols, first, all_rows;
} facs_cnn_input;

/** Lay out the weights of `cnn`, which must outlive the result, for inputs with `maps` maps.  FACS_E_ARGUMENT when the
 *  layers do not fit together or are not those above, FACS_E_MEMORY. */
facs_status facs_cnn_ordered_create(const facs_env *env, const facs_cnn *cnn, int maps, facs_cnn_ordered **net,
                                    facs_error *error);
void facs_cnn_ordered_destroy(facs_cnn_ordered **net);

/** Get ready for inputs of that size and set memory aside (none when it is not larger than an earlier one); *shape
 *  (may be NULL) = size of the result, data not set.  FACS_E_ARGUMENT when a layer does not fit its input, or when
 *  `first` is not at the start of a pooling window; FACS_E_MEMORY. */
facs_status facs_cnn_ordered_prepare(facs_cnn_ordered *net, const facs_cnn_input *input, facs_tensor *shape,
                                     facs_error *error);

/** Run all layers on an input of the prepared size, map by map; the result's data is borrowed until the next run. */
facs_tensor facs_cnn_ordered_run(facs_cnn_ordered *net, const float *input);

/** Most inputs of facs_cnn_ordered_end. */
enum { FACS_CNN_ORDERED_INPUTS = 12 };

/** The same for several inputs, so that the weights of large dense layers are read once.  For networks that end in a
 *  vector: begin runs the layers in front of the first dense one for input `number` (0 .. FACS_CNN_ORDERED_INPUTS - 1),
 *  end all others for inputs 0 .. count - 1; the result's data is that of one input after the other, with the shape that
 *  prepare says, borrowed until the next run. */
void facs_cnn_ordered_begin(facs_cnn_ordered *net, const float *input, int number);
float *facs_cnn_ordered_end(facs_cnn_ordered *net, int count);

#endif
