/* Point distribution models: read, then shapes, Jacobians and a fit to landmarks. */
#include "fuzz_world.h"

#include "model/readers.h"
#include "shape/calc_params.h"
#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/shape_kernels.h"

#include <stdlib.h>

static void use(const facs_env *env, const facs_pdm *pdm)
{
    static const float g[6] = {1.5f, 0.1f, -0.2f, 0.05f, 40, 50}, zero[FACS_M_MAX];
    float shape[3 * FACS_N_MAX], landmarks[2 * FACS_N_MAX], fitted[6], p[FACS_M_MAX], start[6], r[9];
    facs_shape_3d(pdm, zero, shape);
    facs_project(pdm->n, shape, g, landmarks);
    facs_params_from_box(pdm, (const float[]){10, 10, 50, 60}, zero, (const float[]){0, 0, 0}, start);
    size_t floats = 2 * (size_t)pdm->n * (size_t)facs_jacobian_stride(6 + pdm->m);
    float *jacobian = facs_calloc(env, floats, sizeof *jacobian);
    facs_euler_to_matrix(g + 1, r);
    facs_shape_kernels_for(env->cpu)->jacobian_full(pdm, shape, g, r, jacobian);
    facs_free(env, jacobian);
    facs_calc *calc = NULL;
    if (pdm->n * pdm->m <= 64 && facs_calc_create(env, pdm, &calc, NULL) == FACS_OK)
        facs_calc_params_fit(calc, landmarks, NULL, fitted, p);
    facs_calc_destroy(&calc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/pdm", data, size);
    facs_pdm *pdm = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_pdm_load(env, "/pdm", &pdm, &error), &error))
        use(env, pdm);
    facs_pdm_free(env, &pdm);
    fuzz_end();
    return 0;
}
