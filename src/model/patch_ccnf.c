/* CCNF patch experts: a binary file; docs/algorithm/file-formats.md, CCNF file.
 *
 * An expert's neurons become rows of 122 weights in the order of the block vector (constant 1, then the pixels column
 * by column) with the norm multiplied in: row 0 = f32(bias), 1 + 11 cc + rr = f32(theta[rr][cc] * f32(norm)).
 *
 * Memory: the weights of all experts lie in storage[0], alphas and betas in storage[1].  How many neurons come is not
 * known before the records are read; the bytes left bound it, as a neuron takes 528 of them. */
#include "model/patch_scale.h"

enum {
    NEURON_BYTES = 4 + 4 + 3 * 8 + 12 + 4 * FACS_SUPPORT * FACS_SUPPORT,
    RECORD_TAG = 5,
    NEURON_TAG = 2,
    WINDOWS_MAX = 16,
    COMPONENTS_MAX = 16,
};

/* Parts of the two blocks not given to an expert yet. */
typedef struct ccnf_pool {
    float *weights;
    double *scalars;
    size_t weights_left, scalars_left;
} ccnf_pool;

static facs_status make_pool(const facs_env *env, const facs_cursor *cursor, int betas, facs_patch_scale *scale,
                             ccnf_pool *pool)
{
    size_t neurons = (cursor->size - cursor->at) / NEURON_BYTES;
    size_t records = (size_t)scale->views * (size_t)scale->n;
    pool->weights_left = neurons * FACS_BLOCK;
    pool->scalars_left = neurons + records * (size_t)betas;
    scale->storage[0] = pool->weights = facs_calloc(env, pool->weights_left, sizeof *pool->weights);
    scale->storage[1] = pool->scalars = facs_calloc(env, pool->scalars_left, sizeof *pool->scalars);
    return pool->weights && pool->scalars ? FACS_OK : facs_cursor_no_memory(cursor);
}

static facs_status read_window(const facs_env *env, facs_cursor *cursor, facs_sigma_window *window)
{
    size_t offset = cursor->at;
    int32_t side = 0, count = 0;
    facs_status status = facs_read_i32_range(cursor, "window size", 1, 255, &side);
    if (status == FACS_OK && (side > FACS_WINDOW_MAX || side % 2 == 0))
        return facs_cursor_unsupported(cursor, offset, "expected an odd window size up to %d, found %d",
                                       FACS_WINDOW_MAX, (int)side);
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "number of sigma components", 0, COMPONENTS_MAX, &count);
    if (status != FACS_OK)
        return status;
    window->window = side;
    window->count = count;
    if (count == 0)
        return FACS_OK;
    int cells = side * side;
    size_t entries = (size_t)cells * (size_t)cells;
    if (entries * sizeof(float) * (size_t)count > cursor->size - cursor->at)
        return facs_cursor_corrupt(cursor, cursor->at, "expected %d sigma components of %d x %d, found only %zu bytes",
                                   (int)count, cells, cells, cursor->size - cursor->at);
    window->components = facs_calloc(env, entries * (size_t)count, sizeof *window->components);
    if (!window->components)
        return facs_cursor_no_memory(cursor);
    for (int i = 0; status == FACS_OK && i < count; i++)
        status = facs_read_matrix_f32_into(cursor, "sigma component", cells, cells,
                                           window->components + (size_t)i * entries);
    return status;
}

static facs_status read_windows(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    int32_t count = 0;
    facs_status status = facs_read_i32_range(cursor, "number of window sizes", 0, WINDOWS_MAX, &count);
    if (status != FACS_OK || count == 0)
        return status;
    scale->sigma = facs_calloc(env, (size_t)count, sizeof *scale->sigma);
    if (!scale->sigma)
        return facs_cursor_no_memory(cursor);
    scale->sigma_windows = count;
    for (int i = 0; status == FACS_OK && i < count; i++)
        status = read_window(env, cursor, &scale->sigma[i]);
    return status;
}

static facs_status read_neuron(facs_cursor *cursor, float *row, double *alpha)
{
    size_t offset = cursor->at;
    int32_t type = 0;
    double norm = 0, bias = 0;
    float theta[FACS_SUPPORT * FACS_SUPPORT];
    facs_status status = facs_read_i32_range(cursor, "record tag of a neuron", NEURON_TAG, NEURON_TAG, &(int32_t){0});
    if (status == FACS_OK)
        status = facs_read_i32(cursor, "neuron type", &type);
    if (status == FACS_OK && type != 0)
        return facs_cursor_unsupported(cursor, offset + 4, "expected neuron type 0 (raw intensity), found %d",
                                       (int)type);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "weight norm of a neuron", &norm);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "bias of a neuron", &bias);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "alpha of a neuron", alpha);
    if (status == FACS_OK)
        status = facs_read_matrix_f32_into(cursor, "weights of a neuron", FACS_SUPPORT, FACS_SUPPORT, theta);
    if (status != FACS_OK)
        return status;
    float factor = (float)norm;
    row[0] = (float)bias;
    for (int cc = 0; cc < FACS_SUPPORT; cc++)
        for (int rr = 0; rr < FACS_SUPPORT; rr++)
            row[1 + FACS_SUPPORT * cc + rr] = theta[rr * FACS_SUPPORT + cc] * factor;
    return FACS_OK;
}

static facs_status read_neurons(facs_cursor *cursor, int betas, ccnf_pool *pool, int count, facs_ccnf_expert *expert)
{
    size_t weights = (size_t)count * FACS_BLOCK, scalars = (size_t)count + (size_t)betas;
    if (weights > pool->weights_left || scalars > pool->scalars_left)
        return facs_cursor_corrupt(cursor, cursor->at, "expected %d neurons, found only %zu bytes more", count,
                                   cursor->size - cursor->at);
    expert->weights = pool->weights;
    expert->alphas = pool->scalars;
    expert->betas = pool->scalars + count;
    pool->weights += weights;
    pool->scalars += scalars;
    pool->weights_left -= weights;
    pool->scalars_left -= scalars;
    expert->neurons = count;
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < count; i++)
        status = read_neuron(cursor, expert->weights + (size_t)i * FACS_BLOCK, &expert->alphas[i]);
    return status;
}

/* The field has a maximum only when its alphas and betas are not negative and some alpha is positive. */
static facs_status check_potentials(const facs_cursor *cursor, size_t offset, int betas, const facs_ccnf_expert *expert)
{
    double sum = 0, least = 0;
    for (int i = 0; i < expert->neurons; i++) {
        sum += expert->alphas[i];
        least = expert->alphas[i] < least ? expert->alphas[i] : least;
    }
    for (int i = 0; i < betas; i++)
        least = expert->betas[i] < least ? expert->betas[i] : least;
    if (sum >= 1e-6 && least >= 0)
        return FACS_OK;
    return facs_cursor_corrupt(cursor, offset,
                               "expected alphas and betas from 0 up and a positive sum of the alphas, "
                               "found a least one of %g and a sum of %g",
                               least, sum);
}

static facs_status read_expert(facs_cursor *cursor, int betas, ccnf_pool *pool, facs_ccnf_expert *expert)
{
    size_t offset = cursor->at;
    int32_t tag = 0, width = 0, height = 0, neurons = 0;
    facs_status status = facs_read_i32(cursor, "record tag of an expert", &tag);
    if (status == FACS_OK && tag != RECORD_TAG)
        return facs_cursor_corrupt(cursor, offset, "expected record tag %d of a CCNF expert, found %d%s", RECORD_TAG,
                                   (int)tag, tag == 6 ? " (a CEN expert)" : "");
    if (status == FACS_OK)
        status = facs_read_i32(cursor, "width of the support", &width);
    if (status == FACS_OK)
        status = facs_read_i32(cursor, "height of the support", &height);
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "number of neurons", 0, FACS_NEURONS_MAX, &neurons);
    if (status != FACS_OK)
        return status;
    if (neurons == 0)
        return facs_read_i32(cursor, "end of an empty expert", &(int32_t){0});
    status = facs_patch_check_support(cursor, offset + 4, width, height);
    if (status == FACS_OK)
        status = read_neurons(cursor, betas, pool, neurons, expert);
    for (int i = 0; status == FACS_OK && i < betas; i++)
        status = facs_read_f64(cursor, "beta of an expert", &expert->betas[i]);
    if (status == FACS_OK)
        status = check_potentials(cursor, offset, betas, expert);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "confidence of an expert", &expert->confidence);
    return status;
}

static facs_status read_file(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    facs_status status = facs_patch_read_head(env, cursor, scale);
    if (status == FACS_OK)
        status = read_windows(env, cursor, scale);
    if (status != FACS_OK)
        return status;
    int betas = scale->sigma_windows ? scale->sigma[0].count : 0;
    size_t records = (size_t)scale->views * (size_t)scale->n;
    ccnf_pool pool = {0};
    scale->ccnf = facs_calloc(env, records, sizeof *scale->ccnf);
    status = scale->ccnf ? make_pool(env, cursor, betas, scale, &pool) : facs_cursor_no_memory(cursor);
    for (size_t i = 0; status == FACS_OK && i < records; i++)
        status = read_expert(cursor, betas, &pool, &scale->ccnf[i]);
    return status == FACS_OK ? facs_expect_end(cursor) : status;
}

facs_status facs_ccnf_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error)
{
    return facs_patch_load(env, path, "CCNF patch experts", true, read_file, FACS_PATCH_CCNF, n, scale, error);
}
