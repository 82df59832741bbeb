/* Networks of other people: ONNX files, run by ONNX Runtime (onnx_runtime.h) on a provider of it: the CPU, or an accelerator.
 *
 *     facs_onnx *net;                                   // immutable once started; threads may run it at the same time
 *     facs_onnx_load(env, "pfld_cunjian.onnx", &form, &net, error);   // the file
 *     facs_onnx_start(env, net, &settings, error);      // the session, which has run once then
 *     facs_onnx_state *state;                           // of one thread
 *     facs_onnx_create_state(env, net, wanted, 1, &state, error);
 *     facs_onnx_run(state, &input, 1, error);
 *     const facs_onnx_tensor *points = facs_onnx_output(state, 0);
 *
 * Inputs and outputs are known by their place, never by their names.  Numbers are float32, and what comes out is finite:
 * a run that gives anything else fails.  docs/algorithm/onnx.md. */
#ifndef FACS_NN_ONNX_H
#define FACS_NN_ONNX_H

#include "base/base.h"
#include "nn/onnx_provider.h"
#include "nn/onnx_trace.h"
#include "nn/onnx_write.h"

enum { FACS_ONNX_RANK = 5, FACS_ONNX_INPUTS = 2, FACS_ONNX_OUTPUTS = 24 };

/** Values, row by row; what belongs to a run is borrowed until the next one. */
typedef struct facs_onnx_tensor {
    int rank;
    int64_t size[FACS_ONNX_RANK];
    const float *values;
} facs_onnx_tensor;

/** What a file has to be for the stage that uses it. */
typedef struct facs_onnx_form {
    const char *network; /**< "RetinaFace" */
    int inputs;
    struct {
        int rank;
        int64_t size[FACS_ONNX_RANK];    /**< 0 = any */
        int64_t warm_up[FACS_ONNX_RANK]; /**< of the run before the first */
    } input[FACS_ONNX_INPUTS];
    /** The outputs of that run are what the stage can use.  NULL = any.  `fail` is FACS_E_MODEL_CORRUPT, and
     *  facs_onnx_unfit() says what was expected. */
    facs_status (*check)(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error);
    facs_onnx_hints hints; /**< for providers */
} facs_onnx_form;

typedef struct facs_onnx facs_onnx;
typedef struct facs_onnx_state facs_onnx_state;

/** Read the file; ONNX Runtime is not needed for it.  `form` is borrowed.
 *  Errors: FACS_E_MODELS_MISSING, FACS_E_MODEL_CORRUPT (empty, or no ONNX file), FACS_E_MEMORY. */
facs_status facs_onnx_load(const facs_env *env, const char *path, const facs_onnx_form *form, facs_onnx **net,
                           facs_error *error);
/** A network of our own: the graph as a file in memory, which goes by the graph's name.  FACS_E_UNSUPPORTED (too large),
 *  FACS_E_MEMORY. */
facs_status facs_onnx_make(const facs_env *env, const facs_onnx_graph *graph, const facs_onnx_form *form,
                           facs_onnx **net, facs_error *error);
/** Make the session on the first provider that works, and run it once.
 *  Errors: FACS_E_MODELS_MISSING (no runtime), FACS_E_UNSUPPORTED (the provider that was asked for by name),
 *  FACS_E_MODEL_CORRUPT (not the network it should be), FACS_E_MEMORY. */
facs_status facs_onnx_start(const facs_env *env, facs_onnx *net, const facs_onnx_settings *settings, facs_error *error);
/** From now on `env` is its environment. */
void facs_onnx_adopt(const facs_env *env, facs_onnx *net);
/** Takes the address of the pointer and sets it to NULL; the states have to be gone. */
void facs_onnx_free(facs_onnx **net);

/** How it runs, for people; texts live as long as the net. */
facs_network_info facs_onnx_info(const facs_onnx *net);
/** What the trace of the first runs says, which ends with this; NULL = none was wanted. */
const facs_trace_sum *facs_onnx_traced(const facs_onnx *net);
/** Size `axis` of input `index` as the file declares it; -1 = free.  Of a net that was started. */
int64_t facs_onnx_input_size(const facs_onnx *net, int index, int axis);
/** How many outputs there are, and what they were in the first run (values: NULL). */
int facs_onnx_outputs(const facs_onnx *net);
facs_onnx_tensor facs_onnx_seen(const facs_onnx *net, int output);

/** What a thread needs to run it and to have the outputs at the places `wanted`.  `net` is borrowed. */
facs_status facs_onnx_create_state(const facs_env *env, const facs_onnx *net, const int *wanted, int count,
                                   facs_onnx_state **state, facs_error *error);
void facs_onnx_destroy_state(facs_onnx_state **state);
/** Inputs in the order of the file; `count` as in its form.
 *  Errors: FACS_E_MODEL_CORRUPT (the network fails, or gives numbers that are not finite), FACS_E_MEMORY. */
facs_status facs_onnx_run(facs_onnx_state *state, const facs_onnx_tensor *inputs, int count, facs_error *error);
/** Output number `index` of those wanted, of the last run that did not fail; borrowed until the next. */
const facs_onnx_tensor *facs_onnx_output(const facs_onnx_state *state, int index);

/** FACS_E_MODEL_CORRUPT: output `output` is not what `expected` says. */
facs_status facs_onnx_unfit(const char *path, const facs_onnx_tensor *outputs, int count, int output,
                            const char *expected, facs_error *error);

#endif
