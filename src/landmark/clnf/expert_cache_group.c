/* Blocks of experts; see expert_cache_group.h. */
#include "landmark/clnf/expert_cache_group.h"

#include "landmark/clnf/response_kernels.h"

#include <string.h>

enum { FLOATS = 16 }; /* in a cache line */
_Static_assert(FACS_BLOCK % 2 == 0 && FACS_SIGMA_OVERHANG % FLOATS == 0, "parts of a block end at a cache line");

/* the components in use are those of the file read last */
facs_expert_cache_source facs_expert_cache_source_of(const facs_landmark_model *model, const facs_patch_scale *scale,
                                                     int view, int window)
{
    const facs_patch_scale *last = &model->scale[model->scales - 1];
    facs_expert_cache_source source = {.scale = scale, .view = view, .window = window};
    for (int i = 0; i < last->sigma_windows && !source.components; i++)
        if (last->sigma[i].window == window)
            source.components = &last->sigma[i];
    return source;
}

static const facs_ccnf_expert *used_expert(const facs_expert_cache_source *source, int landmark)
{
    int index = source->view * source->scale->n + landmark;
    const facs_ccnf_expert *expert = &source->scale->ccnf[index];
    return source->scale->visible[index] && expert->neurons ? expert : NULL;
}

static int count_betas(const facs_expert_cache_source *source)
{
    return source->scale->sigma_windows > 0 ? source->scale->sigma[0].count : 0;
}

/* FACS_BLOCK times a multiple of 8 is one of FLOATS */
static size_t weights_size(const facs_ccnf_expert *expert)
{
    return FACS_BLOCK * (size_t)facs_neuron_stride(expert->neurons);
}

static size_t columns_size(const facs_expert_cache_source *source)
{
    size_t floats = facs_sigma_floats(source->window, count_betas(source), source->components);
    return (floats + FLOATS - 1) / FLOATS * FLOATS;
}

size_t facs_expert_cache_floats(const facs_expert_cache_source *source)
{
    size_t floats = FACS_SIGMA_OVERHANG;
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        floats += expert ? weights_size(expert) + columns_size(source) : 0;
    }
    return floats;
}

void facs_expert_cache_compute(const facs_expert_cache_source *source, facs_spd_invert_function *invert,
                               facs_spd_work *work, float *floats)
{
    size_t columns = columns_size(source);
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        if (!expert)
            continue;
        facs_neuron_weights(expert, floats);
        floats += weights_size(expert);
        if (columns)
            memset(floats + columns - FLOATS, 0, FLOATS * sizeof *floats); /* some of these are padding */
        facs_sigma_compute(expert, source->window, count_betas(source), source->components, invert, work, floats);
        floats += columns;
    }
    memset(floats, 0, FACS_SIGMA_OVERHANG * sizeof *floats);
}

void facs_expert_cache_lay_out(const facs_expert_cache_source *source, const float *floats, facs_cached_expert *experts)
{
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        experts[i] = (facs_cached_expert){0};
        if (!expert)
            continue;
        experts[i].weights = floats;
        floats += weights_size(expert);
        experts[i].sigma = facs_sigma_at(expert, source->window, count_betas(source), source->components, floats);
        floats += columns_size(source);
    }
}
