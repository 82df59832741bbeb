/* Settings of the landmark fit: defaults, -wild, parts, and what they become at each scale;
 * docs/algorithm/landmark-fit.md, Settings.
 *
 * Coarse scales see little detail, so the shape prior weighs more there and the kernel is narrower (in pixels of the
 * response map); the change is linear in the octaves between a scale and the coarsest one, 0.25 pixels per millimetre.
 */
#include "landmark/clnf/fit_internal.h"

#include <math.h>
#include <string.h>

static const facs_fit_params defaults = {
    .iterations = 5,
    .win_init = {11, 9, 7, 5},
    .win_small = {0, 9, 7, 0},
    .win_cur = {11, 9, 7, 5},
    .sigma = 1.5f,
    .reg = 25.0f,
    .w_nu = 0.0f,
    .adapt = true,
    .use_parts = true,
    .validate = true,
    .tau = 0.725f,
    .multi_view = false,
};

/* only a list of exactly this name gets the factors of CE-CLM (quirk 25 of docs/fidelity.md) */
static void apply_cen_factors(facs_fit_params *params)
{
    params->sigma = 1.5f * params->sigma;
    params->reg = 0.9f * params->reg;
}

static void apply_given(const facs_fit_settings *given, facs_fit_params *params)
{
    params->sigma = given->sigma > 0 ? (float)given->sigma : params->sigma;
    params->reg = given->reg >= 0 ? (float)given->reg : params->reg;
    params->w_nu = given->w_reg >= 0 ? (float)given->w_reg : params->w_nu;
    params->iterations = given->iterations >= 0 ? (int)given->iterations : params->iterations;
    params->multi_view = given->multi_view >= 0 ? given->multi_view != 0 : params->multi_view;
    params->validate = given->validate >= 0 ? given->validate != 0 : params->validate;
}

facs_fit_params facs_fit_params_main(const facs_landmark_model *model, bool wild, const facs_fit_settings *given)
{
    facs_fit_params params = defaults;
    if (wild) {
        /* win_small and win_cur stay as they are (quirk 47 of docs/fidelity.md) */
        static const int windows[FACS_SCALES_MAX] = {15, 13, 11, 11};
        memcpy(params.win_init, windows, sizeof windows);
        params.sigma = 1.25f;
        params.reg = 35.0f;
        params.w_nu = 2.5f;
        params.iterations = 10;
        params.multi_view = true;
    }
    if (given)
        apply_given(given, &params);
    if (strcmp(model->stem, "main_ceclm_general") == 0)
        apply_cen_factors(&params);
    return params;
}

facs_fit_params facs_fit_params_part(const char *name)
{
    static const struct {
        const char *name;
        int windows[FACS_SCALES_MAX];
        float reg, sigma, w_nu;
    } table[] = {
        {"left_eye_28", {3, 5, 9, 0}, 0.5f, 1.0f, 0.0f}, {"right_eye_28", {3, 5, 9, 0}, 0.5f, 1.0f, 0.0f},
        {"inner", {9, 0, 0, 0}, 2.5f, 1.75f, 2.5f},      {"left_eye", {5, 3, 0, 0}, 0.1f, 2.0f, 0.0f},
        {"right_eye", {5, 3, 0, 0}, 0.1f, 2.0f, 0.0f},   {"mouth", {7, 7, 0, 0}, 1.0f, 2.0f, 0.0f},
        {"brow", {11, 9, 0, 0}, 10.0f, 3.5f, 0.0f},
    };
    facs_fit_params params = defaults;
    apply_cen_factors(&params); /* the reference's default list is the CE-CLM one */
    params.validate = false;
    params.use_parts = false;
    params.adapt = false;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(name, table[i].name) != 0)
            continue;
        memcpy(params.win_init, table[i].windows, sizeof params.win_init);
        memcpy(params.win_small, table[i].windows, sizeof params.win_small);
        memcpy(params.win_cur, table[i].windows, sizeof params.win_cur);
        params.reg = table[i].reg;
        params.sigma = table[i].sigma;
        params.w_nu = table[i].w_nu;
    }
    return params;
}

facs_scale_params facs_fit_params_at(const facs_fit_params *params, const facs_landmark_model *model, int c)
{
    facs_scale_params at = {params->reg, params->sigma, params->w_nu};
    if (!params->adapt)
        return at;
    int k = c < 2 ? c : 2;
    double octaves = log(model->scale[k].scale / 0.25) / log(2.0);
    at.reg = (float)((double)params->reg - 15.0 * octaves);
    if (at.reg <= 0.0f)
        at.reg = 0.001f;
    at.sigma = (float)((double)params->sigma + 0.25 * octaves);
    at.weight = (float)((double)params->w_nu + 2.0 * (double)params->w_nu * octaves);
    return at;
}
