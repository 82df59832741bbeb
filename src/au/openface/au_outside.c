/* Products of the predictors done outside; see au_outside.h. */
#include "au/openface/au_outside.h"

#include <math.h>

enum { CHECK_ROWS = 24 };

facs_status facs_au_outside_create(const facs_env *env, const facs_au_model *model, facs_outside *outside,
                                   facs_au_outside **made, facs_error *error)
{
    facs_au_outside *created = facs_calloc(env, 1, sizeof *created);
    double *products = facs_calloc(env, (size_t)model->predictors, sizeof *products);
    if (!created || !products) {
        facs_free(env, products);
        facs_free(env, created);
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    }
    *created = (facs_au_outside){.outside = outside, .model = model, .centre_products = products};
    const double *mean = NULL;
    for (unsigned kind = 0; !mean && kind < sizeof model->mean / sizeof *model->mean; kind++)
        mean = model->mean[kind];
    for (int i = 0; mean && i < FACS_AU_FEATURES; i++)
        created->centre[i] = mean[i];
    facs_au_products(env, model, 1, &(const double *){created->centre}, products);
    *made = created;
    return FACS_OK;
}

void facs_au_outside_destroy(const facs_env *env, facs_au_outside **outside)
{
    if (*outside)
        facs_free(env, (*outside)->centre_products);
    facs_free(env, *outside);
    *outside = NULL;
}

size_t facs_au_outside_room(const facs_au_model *model)
{
    return (size_t)FACS_AU_OUTSIDE_ROWS * (FACS_AU_FEATURES + (size_t)model->predictors);
}

bool facs_au_outside_products(const facs_env *env, facs_au_outside *outside, int vectors, const double *const *x,
                              float *memory, double *products)
{
    const int predictors = outside->model->predictors;
    float *in = memory, *out = memory + (ptrdiff_t)FACS_AU_OUTSIDE_ROWS * FACS_AU_FEATURES;
    if (vectors < 1 || vectors > FACS_AU_OUTSIDE_ROWS)
        return false;
    for (int v = 0; v < vectors; v++)
        for (int i = 0; i < FACS_AU_FEATURES; i++)
            in[(ptrdiff_t)v * FACS_AU_FEATURES + i] = (float)(x[v][i] - outside->centre[i]);
    const facs_onnx_tensor input = {.rank = 2, .size = {vectors, FACS_AU_FEATURES}, .values = in};
    if (!facs_outside_run(env, outside->outside, &input, out, (size_t)vectors * (size_t)predictors))
        return false;
    for (int v = 0; v < vectors; v++)
        for (int i = 0; i < predictors; i++)
            products[(ptrdiff_t)v * predictors + i] =
                (double)out[(ptrdiff_t)v * predictors + i] + outside->centre_products[i];
    return true;
}

/* 0 .. 1 */
static double chance(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 40) / 16777216.0;
}

/* As faces lie around the mean: descriptors within some 0.1, points (mm) and parameters within some 5.  Products in f32
 * are then about 1e-5 from ours; in formats of fewer bits they are far outside of what is allowed. */
static void invent(uint64_t *state, const double *centre, double *x)
{
    for (int i = 0; i < FACS_AU_FEATURES; i++)
        x[i] = centre[i] + (i < FACS_FHOG_SIZE ? 0.2 : 10.0) * (chance(state) - 0.5);
}

facs_status facs_au_outside_check(const facs_env *env, facs_au_outside *outside, double *furthest, facs_error *error)
{
    const size_t predictors = (size_t)outside->model->predictors;
    double *vectors = facs_calloc(env, (size_t)CHECK_ROWS * FACS_AU_FEATURES, sizeof *vectors);
    double *products = facs_calloc(env, 2 * CHECK_ROWS * predictors, sizeof *products);
    float *memory = facs_calloc(env, facs_au_outside_room(outside->model), sizeof *memory);
    const double *x[CHECK_ROWS];
    uint64_t state = 88172645463325252u;
    const bool room = vectors && products && memory;
    *furthest = 0;
    for (int v = 0; room && v < CHECK_ROWS; v++) {
        x[v] = vectors + (ptrdiff_t)v * FACS_AU_FEATURES;
        invent(&state, outside->centre, vectors + (ptrdiff_t)v * FACS_AU_FEATURES);
    }
    if (room) {
        double *theirs = products + CHECK_ROWS * predictors;
        facs_au_products(env, outside->model, CHECK_ROWS, x, products);
        if (!facs_au_outside_products(env, outside, CHECK_ROWS, x, memory, theirs))
            *furthest = INFINITY;
        for (size_t i = 0; i < CHECK_ROWS * predictors; i++)
            *furthest = fmax(*furthest, fabs(products[i] - theirs[i]));
    }
    facs_free(env, memory);
    facs_free(env, products);
    facs_free(env, vectors);
    return room ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
}
