/* Networks in Google's TFLite format, as far as those of MediaPipe's face landmarker need it. */
#ifndef FACS_NN_TFLITE_H
#define FACS_NN_TFLITE_H

#include "nn/net.h"

/** Read a network (docs/algorithm/open-networks.md, TFLite files): the first subgraph, f32 with weights of f32 or f16,
 *  tensors of at most three sides behind leading ones.  Outputs are called as in the file.  `name` is for messages;
 *  nothing is kept of `bytes`.  FACS_E_MODEL_CORRUPT, FACS_E_UNSUPPORTED (an operation or option not known here),
 *  FACS_E_MEMORY.  facs_net_free. */
facs_status facs_tflite_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_net **net,
                             facs_error *error);

#endif
