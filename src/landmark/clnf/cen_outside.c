/* Whether CEN experts done outside give the responses of our own kernels; see cen_outside.h. */
#include "landmark/clnf/cen_outside.h"

#include <math.h>
#include <string.h>

enum { SIDE = 256, WINDOW = 11, CELLS = WINDOW * WINDOW };

/* shades and edges at several sizes */
static void draw(uint8_t *grey)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            grey[y * SIDE + x] = (uint8_t)((3 * x + 5 * y + x * y / 16 + 90 * ((x / 7 + y / 11) % 2)) % 256);
}

static facs_status both(const facs_env *env, const facs_cen_outside *outside, int c, int v, const facs_image *grey,
                        float *maps, bool *done, facs_error *error)
{
    const facs_landmark_model *model = outside->model;
    const int n = model->scale[c].n;
    const float u[4] = {1.1f, -0.12f, 0.12f, 1.1f};
    float shape[2 * FACS_N_MAX];
    for (int i = 0; i < n; i++) {
        shape[i] = 30.5f + (float)(i * 53 % 197);
        shape[n + i] = 28.25f + (float)(i * 89 % 199);
    }
    facs_responder *responder = NULL;
    facs_status status = facs_responder_create(env, model, NULL, &responder, error);
    if (status == FACS_OK)
        status = facs_responses(responder, grey, c, v, WINDOW, shape, u, maps, error);
    if (status == FACS_OK)
        status = facs_responder_exchange(responder, outside, error);
    if (status == FACS_OK)
        status = facs_responses(responder, grey, c, v, WINDOW, shape, u, maps + (ptrdiff_t)n * CELLS, error);
    *done = !__atomic_load_n(&outside->view[c][v].outside->failed, __ATOMIC_ACQUIRE);
    facs_responder_destroy(&responder);
    return status;
}

facs_status facs_cen_outside_check(const facs_env *env, const facs_cen_outside *outside, int c, int v, double *furthest,
                                   facs_error *error)
{
    const size_t count = (size_t)outside->model->scale[c].n * CELLS;
    facs_pixels grey = {0};
    float *maps = facs_calloc(env, 2 * count, sizeof *maps);
    facs_status status = maps ? facs_pixels_resize(env, &grey, SIDE, SIDE, 1) : FACS_E_MEMORY;
    bool done = false;
    *furthest = 0;
    if (status == FACS_OK) {
        draw(grey.data);
        facs_image image = facs_pixels_view(&grey);
        status = both(env, outside, c, v, &image, maps, &done, error);
    } else {
        facs_fail(error, status, "out of memory for the response maps");
    }
    for (size_t i = 0; status == FACS_OK && i < count; i++)
        *furthest = fmax(*furthest, fabs((double)maps[i] - (double)maps[count + i]));
    if (!done)
        *furthest = INFINITY;
    facs_pixels_free(env, &grey);
    facs_free(env, maps);
    return status;
}
