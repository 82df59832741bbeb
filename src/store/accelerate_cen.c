/* CEN patch experts on an accelerator: a network for each scale and view; see accelerate.h and landmark/clnf/cen_outside.h. */
#include "store/accelerate_network.h"

#include "base/number_write.h"
#include "landmark/clnf/clnf_engine.h"

#include <stdio.h>

enum { TAPS = FACS_SUPPORT * FACS_SUPPORT, LEAST = 9 / 2, USUAL = 11 * 11 / 2, MOST = 15 * 15 / 2 };
static const double response_tolerance = 1e-3; /* responses go from 0 to 1 */

/* "CEN 0.25", "CEN 0.25 view 0" */
static void name_view(const facs_patch_scale *scale, int v, char stage[FACS_ACCELERATED_NAME],
                      char name[FACS_ACCELERATED_NAME])
{
    char number[FACS_DECIMAL_WIDTH];
    *facs_decimal_fixed(number, scale->scale, 2) = '\0';
    snprintf(stage, FACS_ACCELERATED_NAME, "CEN %.8s", number);
    snprintf(name, FACS_ACCELERATED_NAME, "%.12s view %d", stage, v);
}

/* to->cen has it when it is good */
static facs_status exchange_view(const facs_accelerating *work, int c, int v, facs_onnx_cen_source *source)
{
    facs_cen_outside *cen = work->to->cen;
    facs_cen_outside_view *view = &cen->view[c][v];
    char stage[FACS_ACCELERATED_NAME], name[FACS_ACCELERATED_NAME];
    facs_accelerated_net *net = NULL;
    double furthest = 0;
    name_view(&cen->model->scale[c], v, stage, name);
    facs_error why = {.message = ""};
    facs_status status = facs_onnx_cen(cen->model, c, v, source, work->graph, &why);
    if (status == FACS_E_UNSUPPORTED) /* unlike layers */
        facs_log(&work->models->env, FACS_LOG_WARNING, "%s: %s; our own kernels do this", name, why.message);
    else if (status != FACS_OK)
        return facs_fail(work->error, status, "%s", why.message);
    if (status != FACS_OK || !source->experts)
        return FACS_OK;
    const facs_accelerated_sizes sizes = {.rank = 3,
                                          .least = {source->experts, LEAST, TAPS},
                                          .usual = {source->experts, USUAL, TAPS},
                                          .most = {source->experts, MOST, TAPS}};
    status = facs_accelerating_start(work, name, stage, &sizes, &net);
    if (status != FACS_OK)
        return status;
    view->landmarks = source->experts;
    for (int i = 0; i < source->experts; i++)
        view->landmark[i] = source->expert[i].landmark;
    view->outside = &net->outside;
    status = facs_cen_outside_check(&work->models->env, cen, c, v, &furthest, work->error);
    if (status != FACS_OK || !facs_accelerating_keep(work, furthest, response_tolerance))
        view->outside = NULL;
    return status;
}

facs_status facs_accelerate_experts(const facs_accelerating *work)
{
    const facs_env *env = &work->models->env;
    const facs_landmark_model *model = facs_loaded_landmarks(&work->models->loaded);
    if (work->models->pipeline.landmark != &facs_clnf_engine || !model || model->scale[0].kind != FACS_PATCH_CEN)
        return FACS_OK;
    facs_onnx_cen_source *source = facs_calloc(env, 1, sizeof *source);
    work->to->cen = facs_calloc(env, 1, sizeof *work->to->cen);
    facs_status status = source && work->to->cen ? FACS_OK : facs_accelerating_no_memory(work);
    if (status == FACS_OK)
        work->to->cen->model = model;
    for (int c = 0; c < model->scales; c++)
        for (int v = 0; status == FACS_OK && model->scale[c].kind == FACS_PATCH_CEN && v < model->scale[c].views; v++)
            status = exchange_view(work, c, v, source);
    facs_free(env, source);
    if (status == FACS_OK && !facs_loaded_put(&work->models->loaded, FACS_MODEL_CEN_OUTSIDE, work->to->cen))
        status = facs_fail(work->error, FACS_E_INTERNAL, "CEN: one model too many");
    return status;
}
