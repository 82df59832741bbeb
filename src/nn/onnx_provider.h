/* Providers of ONNX Runtime: what runs a network.  Which there are, in which order they are tried, with which options
 * (docs/algorithm/onnx.md, Providers). */
#ifndef FACS_NN_ONNX_PROVIDER_H
#define FACS_NN_ONNX_PROVIDER_H

#include "base/base.h"
#include "nn/onnx_runtime.h"

typedef enum facs_onnx_provider {
    FACS_PROVIDER_AUTO,
    FACS_PROVIDER_CPU,
    FACS_PROVIDER_CUDA,
    FACS_PROVIDER_TENSORRT,
    FACS_PROVIDER_COREML,
    FACS_PROVIDER_OPENVINO,
    FACS_PROVIDER_XNNPACK,
    FACS_PROVIDERS,
} facs_onnx_provider;

/** How networks are to be run. */
typedef struct facs_onnx_settings {
    facs_onnx_provider provider;
    int threads;       /**< of the CPU provider for one run; 0 or 1 = the caller's only */
    bool trace;        /**< sum up the runtime's trace of the first runs (onnx_trace.h) */
    const char *cache; /**< folder for what providers make of a network, which may not exist yet; NULL = none */
} facs_onnx_settings;

/** What providers want to know of a network. */
typedef struct facs_onnx_hints {
    bool free_size;                   /**< pictures of any size go in: no search for the best algorithm at each */
    const char *least, *usual, *most; /**< of TensorRT: "input:1x3x160x160"; NULL = as the file declares */
} facs_onnx_hints;

/** "auto", "cpu", ... ; FACS_E_ARGUMENT for another name, with the list.  NULL or "" = auto. */
facs_status facs_provider_find(const char *name, facs_onnx_provider *provider, facs_error *error);
const char *facs_provider_name(facs_onnx_provider provider);

/** Which to try, in order, as many as `tried` gets; always at least one. */
int facs_provider_candidates(facs_onnx_provider wanted, facs_onnx_provider tried[FACS_PROVIDERS]);
/** Does the runtime list it among those it was built with? */
bool facs_provider_listed(const facs_onnx_runtime *runtime, facs_onnx_provider provider);
/** All it lists, by our names where we have one, else its own, with blanks between them; as much as fits. */
void facs_provider_list(const facs_onnx_runtime *runtime, char *text, size_t room);
/** Put the provider, with its options, into the options of a session.  FACS_E_UNSUPPORTED with the runtime's words;
 *  FACS_E_OUTPUT when the cache folder cannot be made. */
facs_status facs_provider_append(const facs_env *env, const facs_onnx_runtime *runtime, facs_onnx_provider provider,
                                 const facs_onnx_settings *settings, const facs_onnx_hints *hints,
                                 facs_ort_session_options *options, facs_error *error);

/** FACS_OK, or the runtime's message as facs_fail does, behind `what`; releases `status`. */
facs_status facs_ort_check(const facs_ort *api, facs_ort_status *status, facs_status failure, const char *what,
                           facs_error *error);

#endif
