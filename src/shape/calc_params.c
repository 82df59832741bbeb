/* Shape parameters that reproduce given 2D landmarks.
 *
 * What: Damped Gauss-Newton over all 6 + m parameters with a Gaussian prior on the local ones: each iteration
 * solves (J^T J + Gamma) d = J^T e - Gamma p and goes 3/4 of the way. It ends when the residual has failed three
 * times to fall by 0.1 %; the last parameters are the result, not the best ones.
 *
 * Quirk: The residual of an iteration is measured with the new pose but the old 3D shape (quirk 2 of docs/fidelity.md).
 *
 * Missing: Landmarks with x == 0 are left out. The reduced model is kept and rebuilt only when another set is
 * missing.
 *
 * Guards: A residual that is not finite ends the fit at the last parameters with a finite one (the reference
 * would go on to 1000 iterations with NaN).
 *
 * Source: docs/algorithm/calc-params.md.
 */
#include "shape/calc_params.h"

#include "shape/pdm.h"
#include "shape/rotation.h"
#include "linear/cholesky_kernels.h"
#include "shape/shape_kernels.h"

#include <math.h>
#include <string.h>

enum { ITERATIONS_MAX = 1000, FAILURES_MAX = 3, WIDE_BELOW = 100 };

struct facs_calc {
    facs_env env;
    const facs_shape_kernels *kernels;
    const facs_cholesky_kernels *cholesky;
    const facs_pdm *pdm;             /* borrowed */
    facs_pdm visible;                /* the PDM without missing points; its eigenvalues are those of `pdm` */
    uint8_t missing[FACS_N_MAX];     /* the set `visible` was made for */
    float precision[FACS_M_MAX];     /* 1 / eigenvalue */
    float model_width, model_height; /* of the visible part of the mean shape */
    float *jacobian;                 /* 2n x (6 + m), see jacobian_full of shape_kernels.h */
    float *normal;                   /* (6 + m)^2 */
};

/* Copy the visible ones of n values; returns the end of the copy. */
static float *keep_visible(const uint8_t *missing, int n, const float *from, float *to)
{
    for (int i = 0; i < n; i++)
        if (!missing[i])
            *to++ = from[i];
    return to;
}

/* Make `visible` for the set in `missing`. */
static void reduce_model(facs_calc *calc)
{
    const facs_pdm *full = calc->pdm;
    const uint8_t *missing = calc->missing;
    facs_pdm *visible = &calc->visible;
    int n = full->n;
    visible->n = 0;
    for (int i = 0; i < n; i++)
        visible->n += !missing[i];
    float *mean = visible->mean, *modes = visible->modes, *modes_t = visible->modes_t;
    for (int axis = 0; axis < 3; axis++)
        mean = keep_visible(missing, n, full->mean + axis * n, mean);
    for (int row = 0; row < 3 * full->m; row++)
        modes_t = keep_visible(missing, n, full->modes_t + (ptrdiff_t)row * n, modes_t);
    for (int row = 0; row < 3 * n && full->m > 0; row++) {
        if (missing[row % n])
            continue;
        memcpy(modes, full->modes + (ptrdiff_t)row * full->m, (size_t)full->m * sizeof *modes);
        modes += full->m;
    }
    if (visible->n > 0) {
        float x0, x1, y0, y1;
        facs_shape_extremes(visible->n, visible->mean, &x0, &x1, &y0, &y1);
        calc->model_width = fabsf(x0 - x1);
        calc->model_height = fabsf(y0 - y1);
    }
}

void facs_calc_destroy(facs_calc **calc)
{
    if (!calc || !*calc)
        return;
    facs_env env = (*calc)->env;
    facs_free(&env, (*calc)->visible.mean);
    facs_free(&env, (*calc)->visible.modes);
    facs_free(&env, (*calc)->visible.modes_t);
    facs_free(&env, (*calc)->jacobian);
    facs_free(&env, (*calc)->normal);
    facs_free(&env, *calc);
    *calc = NULL;
}

facs_status facs_calc_create(const facs_env *env, const facs_pdm *pdm, facs_calc **calc, facs_error *error)
{
    if (!pdm || pdm->n < 1 || pdm->n > FACS_N_MAX || pdm->m < 0 || pdm->m > FACS_M_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "shape model: 1 to %d points and 0 to %d modes are supported",
                         (int)FACS_N_MAX, (int)FACS_M_MAX);
    facs_env resolved = facs_env_resolve(env);
    facs_calc *made = facs_calloc(&resolved, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a shape fit");
    size_t n = (size_t)pdm->n, m = (size_t)pdm->m;
    made->env = resolved;
    made->kernels = facs_shape_kernels_for(resolved.cpu);
    made->cholesky = facs_cholesky_kernels_for(resolved.cpu);
    made->pdm = pdm;
    made->visible = (facs_pdm){.m = pdm->m, .eigenvalues = pdm->eigenvalues};
    made->visible.mean = facs_calloc(&resolved, 3 * n, sizeof(float));
    made->visible.modes = facs_calloc(&resolved, 3 * n * (m + 1), sizeof(float));
    made->visible.modes_t = facs_calloc(&resolved, 3 * n * (m + 1), sizeof(float));
    made->jacobian = facs_calloc(&resolved, 2 * n * (size_t)facs_jacobian_stride(6 + pdm->m), sizeof(float));
    made->normal = facs_calloc(&resolved, (6 + m) * (6 + m), sizeof(float));
    if (!made->visible.mean || !made->visible.modes || !made->visible.modes_t || !made->jacobian || !made->normal) {
        facs_calc_destroy(&made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a shape fit");
    }
    for (int j = 0; j < pdm->m; j++)
        made->precision[j] = (float)(1 / (double)pdm->eigenvalues[j]);
    reduce_model(made);
    *calc = made;
    return FACS_OK;
}

/* Reduce model and landmarks to the visible points; returns how many there are. */
static int select_visible(facs_calc *calc, const float *landmarks, float *reduced)
{
    int n = calc->pdm->n;
    uint8_t missing[FACS_N_MAX] = {0};
    for (int i = 0; i < n; i++)
        missing[i] = landmarks[i] == 0;
    if (memcmp(missing, calc->missing, sizeof missing) != 0) {
        memcpy(calc->missing, missing, sizeof missing);
        reduce_model(calc);
    }
    float *y = keep_visible(missing, n, landmarks, reduced);
    keep_visible(missing, n, landmarks + n, y);
    return calc->visible.n;
}

static void initial_pose(const facs_calc *calc, const float *landmarks, const float rotation[3], float g[6])
{
    float x0, x1, y0, y1;
    facs_shape_extremes(calc->visible.n, landmarks, &x0, &x1, &y0, &y1);
    g[0] = (fabsf(x0 - x1) / calc->model_width + fabsf(y0 - y1) / calc->model_height) / 2;
    for (int k = 0; k < 3; k++)
        g[1 + k] = rotation ? rotation[k] : 0;
    g[4] = (x0 + x1) / 2;
    g[5] = (y0 + y1) / 2;
}

/* 3/4 of the Gauss-Newton step from (g, p); e = landmarks - shape; shape_3d in f32. */
static void step(const facs_calc *calc, const float *shape_3d, const float g[6], const float r[9], const float *p,
                 const float *e, float *delta)
{
    const facs_shape_kernels *kernels = calc->kernels;
    int m = calc->visible.m, size = 6 + m, rows = 2 * calc->visible.n;
    float b[FACS_SOLVE_MAX];
    kernels->jacobian_full(&calc->visible, shape_3d, g, r, calc->jacobian);
    kernels->jt_mul(size, rows, calc->jacobian, e, b);
    for (int j = 0; j < m; j++)
        b[6 + j] = (float)((double)b[6 + j] - (double)calc->precision[j] * (double)p[j]);
    kernels->gram(size, rows, calc->jacobian, calc->jacobian, calc->normal);
    for (int j = 0; j < m; j++)
        calc->normal[(6 + j) * size + 6 + j] += calc->precision[j];
    calc->cholesky->solve(size, calc->normal, b, delta);
    for (int k = 0; k < size; k++)
        delta[k] *= 0.75f;
}

/* Iterations from (g, p) with residual norm `error`; both hold the result. */
static int iterate(facs_calc *calc, const float *landmarks, float error, float g[6], float *p)
{
    const facs_shape_kernels *kernels = calc->kernels;
    int n = calc->visible.n, m = calc->visible.m, failures = 0, iteration = 0;
    float rotation[9], shape_3d[3 * FACS_N_MAX], small_shape[WIDE_BELOW], shape_2d[2 * FACS_N_MAX];
    const float *shape_wide = 3 * n < WIDE_BELOW ? small_shape : shape_3d;
    float e[2 * FACS_N_MAX], delta[FACS_SOLVE_MAX], next_g[6], next_p[FACS_M_MAX];
    memcpy(next_g, g, sizeof next_g);
    memcpy(next_p, p, (size_t)m * sizeof *p);
    facs_euler_to_matrix(next_g + 1, rotation);
    while (iteration < ITERATIONS_MAX && failures < FAILURES_MAX) {
        kernels->shape_3d(&calc->visible, next_p, shape_3d);
        if (3 * n < WIDE_BELOW) /* the reference's library takes another way for small products */
            kernels->shape_3d_wide(&calc->visible, next_p, small_shape);
        kernels->project_wide(n, shape_wide, next_g, rotation, shape_2d);
        kernels->difference_norm(2 * n, landmarks, shape_2d, e);
        step(calc, shape_3d, next_g, rotation, next_p, e, delta);
        facs_update_turned(m, delta, false, next_g, rotation, next_p);
        kernels->project_wide(n, shape_wide, next_g, rotation, shape_2d); /* the old shape, on purpose */
        float next_error = kernels->difference_norm(2 * n, shape_2d, landmarks, e);
        iteration++;
        if (!isfinite(next_error))
            break;
        if (0.999 * (double)error < (double)next_error)
            failures++;
        error = next_error;
        memcpy(g, next_g, sizeof next_g);
        memcpy(p, next_p, (size_t)m * sizeof *p);
    }
    return iteration;
}

int facs_calc_params_fit(facs_calc *calc, const float *landmarks, const float rotation[3], float g[6], float *p)
{
    static const float untouched[6] = {1, 0, 0, 0, 0, 0};
    float visible[2 * FACS_N_MAX], shape_2d[2 * FACS_N_MAX], e[2 * FACS_N_MAX];
    memcpy(g, untouched, sizeof untouched);
    for (int j = 0; j < calc->pdm->m; j++)
        p[j] = 0;
    int n = select_visible(calc, landmarks, visible);
    if (n == 0)
        return 0;
    float start[6], r[9];
    initial_pose(calc, visible, rotation, start);
    facs_euler_to_matrix(start + 1, r);
    calc->kernels->project(n, calc->visible.mean, start, r, shape_2d);
    float error = calc->kernels->difference_norm(2 * n, shape_2d, visible, e);
    if (!isfinite(error))
        return 0;
    memcpy(g, start, sizeof start);
    return iterate(calc, visible, error, g, p);
}
