/* Groups of experts and their budget; see ready.h. */
#include "landmark/ready.h"

#include "landmark/response_kernels.h"

#include <string.h>

enum { FLOATS = 16 }; /* in a cache line */
_Static_assert(FACS_BLOCK % 2 == 0, "weights of an expert end at a cache line");

struct facs_ready_group {
    facs_ready_group *older, *newer;
    facs_ready_group **place; /* who asked for it */
    size_t bytes;             /* of `memory` */
    float *memory;            /* weights and Sigmas of all experts */
    facs_ready_expert expert[FACS_N_MAX];
};

struct facs_ready {
    facs_env env;
    size_t budget, bytes;
    facs_ready_group *oldest, *newest;
    facs_spd_work *work; /* of the first inversion on */
};

facs_status facs_ready_create(const facs_env *env, size_t budget, facs_ready **ready, facs_error *error)
{
    facs_ready *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "no memory for the patch experts' matrices");
    made->env = *env;
    made->budget = budget;
    *ready = made;
    return FACS_OK;
}

size_t facs_ready_bytes(const facs_ready *ready)
{
    return ready->bytes;
}

/* ---- order of use ---- */

static void take_out(facs_ready *ready, facs_ready_group *group)
{
    if (group->older)
        group->older->newer = group->newer;
    else
        ready->oldest = group->newer;
    if (group->newer)
        group->newer->older = group->older;
    else
        ready->newest = group->older;
}

static void put_newest(facs_ready *ready, facs_ready_group *group)
{
    group->older = ready->newest;
    group->newer = NULL;
    if (ready->newest)
        ready->newest->newer = group;
    else
        ready->oldest = group;
    ready->newest = group;
}

static void drop(facs_ready *ready, facs_ready_group *group)
{
    take_out(ready, group);
    ready->bytes -= group->bytes;
    *group->place = NULL;
    facs_free(&ready->env, group->memory);
    facs_free(&ready->env, group);
}

void facs_ready_destroy(facs_ready **ready)
{
    facs_ready *old = *ready;
    if (!old)
        return;
    while (old->oldest)
        drop(old, old->oldest);
    facs_env env = old->env;
    facs_free(&env, old->work);
    facs_free(&env, old);
    *ready = NULL;
}

/* ---- making a group ---- */

static const facs_ccnf_expert *used_expert(const facs_ready_source *source, int landmark)
{
    int index = source->view * source->scale->n + landmark;
    const facs_ccnf_expert *expert = &source->scale->ccnf[index];
    return source->scale->visible[index] && expert->neurons ? expert : NULL;
}

static int count_betas(const facs_ready_source *source)
{
    return source->scale->sigma_windows > 0 ? source->scale->sigma[0].count : 0;
}

/* whole cache lines, so that what follows is aligned */
static size_t round_up(size_t floats)
{
    return (floats + FLOATS - 1) / FLOATS * FLOATS;
}

/* FACS_BLOCK times a multiple of 8 is one of 16 */
static size_t weights_size(const facs_ccnf_expert *expert)
{
    return FACS_BLOCK * (size_t)facs_neuron_stride(expert->neurons);
}

static size_t columns_size(const facs_ready_source *source)
{
    return round_up(facs_sigma_floats(source->window, count_betas(source), source->components));
}

static size_t group_bytes(const facs_ready_source *source)
{
    size_t floats = FACS_SIGMA_OVERHANG;
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        floats += expert ? weights_size(expert) + columns_size(source) : 0;
    }
    return floats * sizeof(float);
}

static void fill(const facs_ready *ready, const facs_ready_source *source, facs_ready_group *group)
{
    facs_spd_invert_function *invert = facs_spd_kernels_for(ready->env.cpu)->invert;
    float *next = group->memory;
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        if (!expert)
            continue;
        facs_neuron_weights(expert, next);
        group->expert[i].weights = next;
        next += weights_size(expert);
        float *end = next + columns_size(source);
        if (end > next)
            memset(end - FLOATS, 0, FLOATS * sizeof *end); /* some of them padding */
        facs_sigma_build(expert, source->window, count_betas(source), source->components, invert, ready->work, next,
                         &group->expert[i].sigma);
        next = end;
    }
    memset(next, 0, FACS_SIGMA_OVERHANG * sizeof *next);
}

static facs_status make(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place, facs_error *error)
{
    size_t bytes = group_bytes(source);
    while (ready->oldest && (bytes > ready->budget || ready->bytes > ready->budget - bytes))
        drop(ready, ready->oldest);
    if (!ready->work)
        ready->work = facs_calloc(&ready->env, 1, sizeof *ready->work);
    facs_ready_group *group = ready->work ? facs_calloc(&ready->env, 1, sizeof *group) : NULL;
    if (group) /* not facs_calloc: fill writes every value */
        group->memory = ready->env.alloc(ready->env.cookie, bytes, 64);
    if (!group || !group->memory) {
        facs_free(&ready->env, group);
        return facs_fail(error, FACS_E_MEMORY, "no memory for the smoothing matrices of window %d", source->window);
    }
    group->bytes = bytes;
    group->place = place;
    fill(ready, source, group);
    ready->bytes += bytes;
    put_newest(ready, group);
    *place = group;
    return FACS_OK;
}

facs_status facs_ready_get(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place,
                           const facs_ready_expert **experts, facs_error *error)
{
    if (*place) {
        take_out(ready, *place);
        put_newest(ready, *place);
    } else {
        facs_status status = make(ready, source, place, error);
        if (status != FACS_OK)
            return status;
    }
    *experts = (*place)->expert;
    return FACS_OK;
}
