/* OpenFace's stages on an accelerator: networks of ONNX Runtime made of the models that were opened, each of which is used
 * only when its numbers are those of our own kernels but for rounding (docs/algorithm/onnx.md, OpenFace's stages). */
#ifndef FACS_STORE_ACCELERATE_H
#define FACS_STORE_ACCELERATE_H

#include "store/models.h"

/** Does a pipeline with OpenFace's stages exchange some for this provider? */
bool facs_provider_accelerates(facs_onnx_provider provider);

/** Exchange what can be: stages of models->pipeline get networks of `settings`, whose cache is found here.  A network that
 *  gives other numbers than our kernels is left out with a warning.  To be called once, before anything uses the models.
 *  Errors: FACS_E_MODELS_MISSING (no runtime), FACS_E_UNSUPPORTED (the provider), FACS_E_MEMORY. */
facs_status facs_models_accelerate(facs_models *models, const facs_onnx_settings *settings, facs_error *error);
void facs_accelerated_free(const facs_env *env, facs_accelerated **accelerated);

/** Number `index` of the networks that are used; NULL past the last. */
const facs_onnx *facs_accelerated_network(const facs_accelerated *accelerated, int index);

/** "AU regressions, CEN 0.25 (cuda)"; "" = everything is done by our own kernels.
 *  @param aus  the run predicts action units of waiting frames */
void facs_accelerated_list(const facs_accelerated *accelerated, bool aus, char *text, size_t room);

#endif
