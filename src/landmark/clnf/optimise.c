/* Non-uniform regularised landmark mean shift (NU-RLMS); docs/algorithm/landmark-fit.md, Pass.
 *
 * Each iteration asks every landmark's response map where it wants to go (mean shift) and moves the shape parameters by
 * the regularised least-squares step that comes closest to all the wishes:
 *
 *     (J' W J + Lambda) delta = J' W shift - Lambda p
 *
 * J is the Jacobian of the 2D shape, W the diagonal of landmark confidences (or 1), Lambda = reg / eigenvalue the shape
 * prior.  A pass moves either the six global parameters (rigid; Lambda = 0) or all of them.  The maps live in a frame
 * of the training scale; T maps image offsets into it, U back.
 *
 * Baltrusaitis, Robinson, Morency: Constrained Local Neural Fields for robust facial landmark detection in the wild
 * (ICCVW 2013); Saragih, Lucey, Cohn: Deformable model fitting by regularized landmark mean-shift (IJCV 2011). */
#include "simd/fma.h"
#include "landmark/clnf/fit_internal.h"
#include "shape/pdm.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

/* What both passes of a scale share. */
typedef struct scale_fit {
    const facs_pdm *pdm;
    facs_fit_workspace *work;
    const uint8_t *visible;
    const float *t, *u;
    const float *maps;
    facs_kde *kde;
    int window, iterations;
    bool weighted;
} scale_fit;

/* The 3D shape at p: often the one that is there, since rigid passes and everything between two passes keep p. */
static void find_shape_3d(const facs_fitter *fitter, facs_fit_workspace *work, const facs_pdm *pdm, const float *p)
{
    size_t bytes = (size_t)pdm->m * sizeof *p;
    if (work->shape_of == pdm && memcmp(work->shape_p, p, bytes) == 0)
        return;
    fitter->shape->shape_3d(pdm, p, work->shape_3d);
    memcpy(work->shape_p, p, bytes);
    work->shape_of = pdm;
}

void facs_fitter_shape(const facs_fitter *fitter, facs_fit_workspace *work, const facs_pdm *pdm, const float g[6],
                       const float *p, float *shape)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
    find_shape_3d(fitter, work, pdm, p);
    fitter->shape->project(pdm->n, work->shape_3d, g, r, shape);
}

/* confidence of an SVR expert: it is the sum over its modalities, in f32 */
static float confidence_of(const facs_patch_scale *scale, int expert)
{
    float sum = 0.0f;
    switch (scale->kind) {
    case FACS_PATCH_CCNF:
        return (float)scale->ccnf[expert].confidence;
    case FACS_PATCH_CEN:
        return (float)scale->cen[expert].confidence;
    case FACS_PATCH_SVR:
        for (int k = 0; k < scale->svr[expert].modalities; k++)
            sum = (float)((double)sum + scale->svr[expert].modality[k].confidence);
        return sum;
    }
    return sum;
}

/* Table of this window, made with the sigma of its first use (quirk 13); NULL = no memory. */
static facs_kde *kde_of(facs_fitter *fitter, facs_model_fit *model_fit, int window, float sigma)
{
    facs_kde **kde = &model_fit->kde[window];
    if (!*kde)
        *kde = facs_kde_create(&fitter->env, window, sigma);
    return *kde;
}

/* || current - previous || < 0.01: squares summed in f64, four sums to break the chain of dependent additions */
static bool has_settled(int count, const float *current, const float *previous)
{
    double sum[4] = {0, 0, 0, 0};
    for (int i = 0; i < count; i++) {
        double d = (double)(current[i] - previous[i]);
        sum[i & 3] += d * d;
    }
    return sqrt((sum[0] + sum[1]) + (sum[2] + sum[3])) < 0.01;
}

/* Places of the landmarks in their maps */
static void map_places(const scale_fit *fit, facs_fit_workspace *work)
{
    int n = fit->pdm->n;
    double t[4] = {(double)fit->t[0], (double)fit->t[1], (double)fit->t[2], (double)fit->t[3]};
    float centre = (float)(fit->window - 1) / 2.0f;
    for (int i = 0; i < n; i++) {
        double x = (double)(work->current[i] - work->base[i]);
        double y = (double)(work->current[n + i] - work->base[n + i]);
        work->dxdy[i] = (float)(t[0] * x + t[1] * y) + centre;
        work->dxdy[n + i] = (float)(t[2] * x + t[3] * y) + centre;
    }
}

/* Shifts into the image frame */
static void shifts_to_image(const scale_fit *fit, facs_fit_workspace *work)
{
    int n = fit->pdm->n;
    double u[4] = {(double)fit->u[0], (double)fit->u[1], (double)fit->u[2], (double)fit->u[3]};
    for (int i = 0; i < n; i++) {
        double x = (double)work->shift_ref[i], y = (double)work->shift_ref[n + i];
        work->shift[i] = (float)(u[0] * x + u[1] * y);
        work->shift[n + i] = (float)(u[2] * x + u[3] * y);
    }
}

/* Jacobian J without the rows of invisible landmarks.  Returns W J, which is J itself when W = 1. */
static const float *jacobians(const facs_fitter *fitter, const scale_fit *fit, bool rigid, const float g[6],
                              const float r[9])
{
    facs_fit_workspace *work = fit->work;
    int n = fit->pdm->n, stride = facs_jacobian_stride(rigid ? 6 : 6 + fit->pdm->m);
    if (rigid)
        fitter->shape->jacobian_rigid(n, work->shape_3d, g, r, work->jacobian);
    else
        fitter->shape->jacobian_full(fit->pdm, work->shape_3d, g, r, work->jacobian);
    for (int i = 0; i < n; i++) {
        if (fit->visible[i])
            continue;
        memset(work->jacobian + i * stride, 0, (size_t)stride * sizeof *work->jacobian);
        memset(work->jacobian + (n + i) * stride, 0, (size_t)stride * sizeof *work->jacobian);
    }
    if (!fit->weighted)
        return work->jacobian;
    for (int row = 0; row < 2 * n; row++)
        for (int column = 0; column < stride; column++)
            work->weighted[row * stride + column] = work->jacobian[row * stride + column] * work->weight[row];
    return work->weighted;
}

/* delta from the Jacobian and the shifts */
static void solve_step(const facs_fitter *fitter, const scale_fit *fit, bool rigid, const float *weighted,
                       const float *p)
{
    facs_fit_workspace *work = fit->work;
    int rows = 2 * fit->pdm->n, columns = rigid ? 6 : 6 + fit->pdm->m;
    fitter->shape->jt_mul(columns, rows, weighted, work->shift, work->b);
    fitter->shape->gram(columns, rows, weighted, work->jacobian, work->h);
    for (int i = 6; i < columns; i++) {
        float lambda = work->prior[i - 6];
        work->b[i] = facs_fma(-lambda, p[i - 6], work->b[i]);
        work->h[i * columns + i] += lambda;
    }
    fitter->cholesky->solve(columns, work->h, work->b, work->delta);
}

static void trace_start(facs_pass_trace *trace, bool rigid, int m, const facs_fit_state *state)
{
    if (!trace)
        return;
    if (rigid) {
        trace->rigid_count = 0;
        memcpy(trace->rigid_g[0], state->g, sizeof state->g);
    } else {
        trace->nonrigid_count = 0;
        memcpy(trace->nonrigid_g[0], state->g, sizeof state->g);
        memcpy(trace->nonrigid_p[0], state->p, (size_t)m * sizeof *state->p);
    }
}

static void trace_iteration(facs_pass_trace *trace, bool rigid, int n, int m, const facs_fit_workspace *work,
                            const facs_fit_state *state)
{
    int *count = !trace ? NULL : rigid ? &trace->rigid_count : &trace->nonrigid_count;
    if (!count || *count + 1 >= FACS_TRACE_MAX)
        return;
    size_t shape_bytes = (size_t)(2 * n) * sizeof(float);
    int at = (*count)++;
    if (at == 0)
        memcpy(rigid ? trace->rigid_shift_first : trace->nonrigid_shift_first, work->shift_ref, shape_bytes);
    memcpy(rigid ? trace->rigid_dxdy[at] : trace->nonrigid_dxdy[at], work->dxdy, shape_bytes);
    memcpy(rigid ? trace->rigid_shift[at] : trace->nonrigid_shift[at], work->shift, shape_bytes);
    if (rigid) {
        memcpy(trace->rigid_update[at], work->delta, 6 * sizeof(float));
        memcpy(trace->rigid_g[at + 1], state->g, sizeof state->g);
    } else {
        memcpy(trace->nonrigid_update[at], work->delta, (size_t)(6 + m) * sizeof(float));
        memcpy(trace->nonrigid_g[at + 1], state->g, sizeof state->g);
        memcpy(trace->nonrigid_p[at + 1], state->p, (size_t)m * sizeof(float));
    }
}

/* One pass */
static void run_pass(const facs_fitter *fitter, const scale_fit *fit, bool rigid, facs_fit_state *state,
                     facs_pass_trace *trace)
{
    facs_fit_workspace *work = fit->work;
    const facs_pdm *pdm = fit->pdm;
    float r[9];
    facs_euler_to_matrix(state->g + 1, r);
    trace_start(trace, rigid, pdm->m, state);
    for (int iteration = 0; iteration < fit->iterations; iteration++) {
        find_shape_3d(fitter, work, pdm, state->p);
        fitter->shape->project(pdm->n, work->shape_3d, state->g, r, work->current);
        if (iteration > 0 && has_settled(2 * pdm->n, work->current, work->previous))
            break;
        memcpy(work->previous, work->current, (size_t)(2 * pdm->n) * sizeof(float));
        map_places(fit, work);
        fitter->mean_shift->mean_shift(pdm->n, fit->kde, fit->maps, work->dxdy, fit->visible, &work->seen,
                                       work->shift_ref);
        shifts_to_image(fit, work);
        const float *weighted = jacobians(fitter, fit, rigid, state->g, r);
        solve_step(fitter, fit, rigid, weighted, state->p);
        facs_update_turned(pdm->m, work->delta, rigid, state->g, r, state->p);
        facs_clamp_params(pdm, state->p);
        trace_iteration(trace, rigid, pdm->n, pdm->m, work, state);
    }
}

facs_status facs_optimise(facs_fitter *fitter, facs_model_fit *model_fit, const facs_fit_params *params, int c, int v,
                          int window, const float *maps, const float t[4], const float u[4], bool record,
                          facs_fit_state *state, facs_pass_trace *trace)
{
    const facs_landmark_model *model = model_fit->model;
    if (c < 0 || c >= model->scales || v < 0 || v >= model->scale[c].views || window < 1 || window > FACS_WINDOW_MAX)
        return FACS_E_ARGUMENT;
    const facs_patch_scale *scale = &model->scale[c];
    const facs_pdm *pdm = model->pdm;
    int n = pdm->n;
    facs_fit_workspace *work = model_fit->work;
    facs_scale_params at = facs_fit_params_at(params, model, c);
    facs_kde *kde = kde_of(fitter, model_fit, window, at.sigma);
    if (!kde)
        return FACS_E_MEMORY;

    scale_fit fit = {.pdm = pdm,
                     .work = work,
                     .visible = scale->visible + v * n,
                     .t = t,
                     .u = u,
                     .maps = maps,
                     .kde = kde,
                     .window = window,
                     .iterations = params->iterations,
                     .weighted = at.weight > 0.0f};
    facs_fitter_shape(fitter, work, pdm, state->g, state->p, work->base);
    for (int i = 0; i < pdm->m; i++)
        work->prior[i] = at.reg / pdm->eigenvalues[i];
    for (int i = 0; fit.weighted && i < n; i++)
        work->weight[i] = work->weight[n + i] = at.weight * confidence_of(scale, v * n + i);

    facs_mean_shift_forget(&work->seen);
    run_pass(fitter, &fit, true, state, trace);
    record = record || (double)state->g[0] < 0.30; /* small faces stop before the finer scales */
    run_pass(fitter, &fit, false, state, trace);
    /* places of the last iteration that ran: before the last update (quirk 12) */
    if (record && fit.iterations > 0)
        state->likelihood =
            fitter->mean_shift->likelihoods(n, kde, at.sigma, maps, work->dxdy, fit.visible, state->likelihoods);
    return FACS_OK;
}
