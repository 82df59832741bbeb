/* What a network of ONNX Runtime is inside; onnx.c is the file and the runs, onnx_session.c the session. */
#ifndef FACS_NN_ONNX_INTERNAL_H
#define FACS_NN_ONNX_INTERNAL_H

#include "nn/onnx.h"
#include "nn/onnx_trace.h"

enum { FACS_ONNX_SKIPPED_BYTES = 1024 };

/** Of all threads; atomic. */
typedef struct facs_onnx_counts {
    int64_t runs, nanoseconds;
} facs_onnx_counts;

struct facs_onnx {
    facs_env env;
    const facs_onnx_form *form;
    char *path;
    uint8_t *bytes; /**< until it is started */
    size_t size;

    facs_onnx_runtime runtime;
    facs_ort_env *ort;
    facs_ort_session *session;
    facs_ort_memory *memory;
    facs_ort_allocator *allocator;
    facs_onnx_provider provider;
    char skipped[FACS_ONNX_SKIPPED_BYTES];
    double start;

    char *input_names[FACS_ONNX_INPUTS], *output_names[FACS_ONNX_OUTPUTS]; /**< the runtime's memory */
    int outputs;
    int64_t declared[FACS_ONNX_INPUTS][FACS_ONNX_RANK];
    facs_onnx_tensor seen[FACS_ONNX_OUTPUTS];

    facs_onnx_counts *counts;
    facs_onnx_trace *trace; /**< NULL = none is wanted */
};

/** The session and all that belongs to it goes; without one nothing happens. */
void facs_onnx_stop(facs_onnx *net);
/** One run.  `outputs` get values to be released; on failure they are NULL. */
facs_status facs_onnx_call(const facs_onnx *net, const facs_onnx_tensor *inputs, int count, const char *const *names,
                           int named, facs_ort_value **outputs, facs_error *error);
/** Size and numbers of a value, which are borrowed from it.  FACS_E_MODEL_CORRUPT: it is not of float32. */
facs_status facs_onnx_tensor_of(const facs_onnx *net, facs_ort_value *value, facs_onnx_tensor *tensor,
                                facs_error *error);

#endif
