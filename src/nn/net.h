/* General small networks: a graph of tensors and operations read from a file (net_file.h, tflite.h) and run on one thread
 * (docs/algorithm/open-networks.md).  The same bits at every CPU level.
 *
 *     facs_net *net;                                      // immutable; threads may share it
 *     facs_net_read(env, bytes, size, "eye-patch.net", &net, error);
 *     facs_net_run_state *state;                          // of one thread; all memory is taken here
 *     facs_net_create_state(env, net, &state, error);
 *     memcpy(facs_net_input(state), patch, ...);
 *     facs_net_run(state, error);
 *     const float *lids = facs_net_output(state, facs_net_find_output(net, "lids"), NULL);
 */
#ifndef FACS_NN_NET_H
#define FACS_NN_NET_H

#include "base/base.h"

typedef struct facs_net facs_net;
typedef struct facs_net_run_state facs_net_run_state;

/** Size of a tensor; its values lie row by row, pixel by pixel, all channels of a pixel next to each other. */
typedef struct facs_net_shape {
    int rows, cols, channels;
} facs_net_shape;

/** Takes the address of the pointer and sets it to NULL; the states have to be gone. */
void facs_net_free(facs_net **net);

/** The size the net was made for. */
facs_net_shape facs_net_input_shape(const facs_net *net);
/** Index of an output; -1 when there is none of that name. */
int facs_net_find_output(const facs_net *net, const char *name);

/** Everything a run needs, for the size the net was made for.  `net` is borrowed. */
facs_status facs_net_create_state(const facs_env *env, const facs_net *net, facs_net_run_state **state,
                                  facs_error *error);
void facs_net_destroy_state(facs_net_run_state **state);
/** Another size of the input, of nets that consist of convolutions.  Takes memory only when it needs more than ever
 *  before.  FACS_E_ARGUMENT when the net cannot have this size; then the state has to be resized again before it runs. */
facs_status facs_net_resize(facs_net_run_state *state, int rows, int cols, facs_error *error);
/** Where the input is to be written, all of it before each run, which uses it up; valid until the next resize. */
float *facs_net_input(facs_net_run_state *state);
/** FACS_E_STATE after a resize that failed, and only then. */
facs_status facs_net_run(facs_net_run_state *state, facs_error *error);
/** Output `index` of the last run, valid until the next one or the next resize; `shape` may be NULL. */
const float *facs_net_output(const facs_net_run_state *state, int index, facs_net_shape *shape);

#endif
