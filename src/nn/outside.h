/* A stage's arithmetic that something else does than our own kernels: ONNX Runtime on an accelerator, in tests whatever they
 * like (docs/algorithm/onnx.md, OpenFace's stages).  An engine that gets none uses its own kernels, and nothing else
 * changes; one that gets some goes on with its own kernels when a run fails. */
#ifndef FACS_NN_OUTSIDE_H
#define FACS_NN_OUTSIDE_H

#include "nn/onnx.h"

/** Threads may run it at the same time. */
typedef struct facs_outside {
    const char *name; /**< "AU regressions" */
    void *cookie;
    /** `out` gets exactly `count` finite numbers, or it fails. */
    facs_status (*run)(const facs_env *env, void *cookie, const facs_onnx_tensor *input, float *out, size_t count,
                       facs_error *error);
    int failed; /**< atomic: it has failed once and is not used again */
} facs_outside;

/** Run a network of one input and one output; `net` is borrowed. */
facs_outside facs_outside_of(const char *name, const facs_onnx *net);

/** False: `out` is not filled, and the stage does it itself.  The first failure is told as a warning. */
bool facs_outside_run(const facs_env *env, facs_outside *outside, const facs_onnx_tensor *input, float *out,
                      size_t count);

#endif
