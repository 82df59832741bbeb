/* Regressions of the action units on an accelerator; see accelerate.h and au/openface/au_outside.h. */
#include "store/accelerate_network.h"

#include "au/openface/openface_engine.h"

static const double au_tolerance = 1e-4; /* of a product; intensities go from 0 to 5 */

facs_status facs_accelerate_aus(const facs_accelerating *work)
{
    const facs_env *env = &work->models->env;
    const facs_au_model *model = facs_loaded_aus(&work->models->loaded, true);
    if (work->models->pipeline.au != &facs_openface_aus || !model || model->predictors < 1)
        return FACS_OK;
    const facs_accelerated_sizes sizes = {.rank = 2,
                                          .least = {1, FACS_AU_FEATURES},
                                          .usual = {FACS_AU_OUTSIDE_ROWS / 2, FACS_AU_FEATURES},
                                          .most = {FACS_AU_OUTSIDE_ROWS, FACS_AU_FEATURES}};
    facs_accelerated_net *net = NULL;
    facs_au_outside *outside = NULL;
    double furthest = 0;
    facs_onnx_au_products(model, work->graph);
    facs_status status = facs_accelerating_start(work, "AU regressions", "AU regressions", &sizes, &net);
    if (status == FACS_OK)
        status = facs_au_outside_create(env, model, &net->outside, &outside, work->error);
    if (status == FACS_OK)
        status = facs_au_outside_check(env, outside, &furthest, work->error);
    if (status == FACS_OK && facs_accelerating_keep(work, furthest, au_tolerance) &&
        facs_loaded_put(&work->models->loaded, FACS_MODEL_AU_OUTSIDE, outside))
        work->to->aus = outside;
    else
        facs_au_outside_destroy(env, &outside);
    return status;
}
