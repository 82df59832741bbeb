/* Shared by the response map tests: random numbers, aligned buffers, comparison. */
#ifndef FACS_TESTS_RESPONSE_SUPPORT_H
#define FACS_TESTS_RESPONSE_SUPPORT_H

#include "landmark/clnf/experts.h"
#include "landmark/clnf/response.h"
#include "shape/pdm.h"
#include "support/levels.h"
#include "support/random.h"

#include <stdlib.h>
#include <string.h>

static uint64_t response_seed = 1;

/* -1 .. 1 */
static inline float random_signed(void)
{
    return 2 * random_unit_f32(&response_seed) - 1;
}

static inline void random_fill(float *values, int count, float scale)
{
    for (int i = 0; i < count; i++)
        values[i] = scale * random_signed();
}

/* facs_response_similarity for a fit's parameters */
static inline void similarity_of(const facs_pdm *pdm, double scale, const float *p, const float g[6], float t[4],
                                 float u[4])
{
    float shape_3d[3 * FACS_N_MAX], image[2 * FACS_N_MAX];
    facs_shape_3d(pdm, p, shape_3d);
    facs_project(pdm->n, shape_3d, g, image);
    facs_response_similarity(pdm->n, scale, shape_3d, image, t, u);
}

/* area of interest of one landmark: side x side values row-major; side = window + 10 */
static inline void sample_area(const facs_view *grey, float x, float y, const float u[4], int side, float *area)
{
    facs_area_grid grid;
    facs_area_grid_columns(u, side, &grid);
    facs_area_grid_rows(u, x, y, side, &grid);
    facs_area_sample(grey, &grid, side, area);
}

/* components of Sigma for that window, NULL: none */
static inline const facs_sigma_window *components_of(const facs_patch_scale *scale, int window)
{
    for (int i = 0; i < scale->sigma_windows; i++)
        if (scale->sigma[i].window == window)
            return &scale->sigma[i];
    return NULL;
}

/* Sigma with memory of its own; sigma_free */
static inline facs_sigma sigma_create(const facs_ccnf_expert *expert, int window, int betas,
                                      const facs_sigma_window *source, facs_spd_invert_function *invert,
                                      facs_spd_work *work)
{
    size_t floats = facs_sigma_floats(window, betas, source);
    float *columns = floats ? calloc(floats + FACS_SIGMA_OVERHANG, sizeof *columns) : NULL;
    facs_sigma_compute(expert, window, betas, source, invert, work, columns);
    return facs_sigma_at(expert, window, betas, source, columns);
}

static inline void sigma_free(facs_sigma *sigma)
{
    free((void *)(uintptr_t)sigma->columns);
    sigma->columns = NULL;
}

/* places where two arrays differ; not-a-number differs from everything, 0 equals -0 */
static inline long count_different(const float *a, const float *b, size_t count)
{
    long different = 0;
    for (size_t i = 0; i < count; i++)
        different += !(a[i] == b[i]);
    return different;
}

/* zeroed work with `buffer` floats for each layer; work_free */
static inline facs_response_work *work_create(size_t buffer)
{
    facs_response_work *work = aligned_alloc(64, (sizeof *work + 63) / 64 * 64);
    memset(work, 0, sizeof *work);
    for (int i = 0; i < 2; i++)
        work->layer[i] = aligned_alloc(64, (buffer * sizeof(float) + 64) / 64 * 64);
    return work;
}

static inline void work_free(facs_response_work *work)
{
    free(work->layer[0]);
    free(work->layer[1]);
    free(work);
}

#endif
