/* ONNX Runtime, a library that is loaded when the first network of somebody else's is opened. */
#ifndef FACS_NN_ONNX_RUNTIME_H
#define FACS_NN_ONNX_RUNTIME_H

#include "base/base.h"
#include "nn/onnx_api.h"

typedef struct facs_onnx_runtime {
    facs_ort api;
    char version[32];
    char path[1024]; /**< of the library; "" = found by the system under `name`, and it does not say where */
    char name[64];
} facs_onnx_runtime;

/** Load the library, as facs_library_load() does ($FACSIMILE_ONNXRUNTIME); one that is too old is refused.
 *  Errors: FACS_E_MODELS_MISSING (there is none; it cannot be loaded; it is too old; the message says how to get one). */
facs_status facs_onnx_runtime_load(const facs_env *env, facs_onnx_runtime *runtime, facs_error *error);

#endif
