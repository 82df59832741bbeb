/* Groups of experts and their budget; see ready.h. */
#include "landmark/ready.h"

#include "landmark/response_kernels.h"

#include <string.h>

enum { FLOATS = 16 }; /* in a cache line */
_Static_assert(FACS_BLOCK % 2 == 0, "weights of an expert end at a cache line");

/* A block inside the arena: this, then the weights and matrices of all experts. */
struct facs_ready_group {
    facs_ready_group *next;   /* by address */
    facs_ready_group **place; /* who asked for it */
    size_t bytes;             /* of the block */
    uint64_t used;            /* when, last */
    facs_ready_expert expert[FACS_N_MAX];
};
enum { HEAD = (sizeof(facs_ready_group) + 63) / 64 * 64 };

struct facs_ready {
    facs_env env;
    uint8_t *arena; /* made with the first group */
    size_t size, budget;
    facs_ready_group *first; /* by address */
    uint64_t clock;
    facs_spd_work *work;
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

void facs_ready_destroy(facs_ready **ready)
{
    facs_ready *old = *ready;
    if (!old)
        return;
    facs_env env = old->env;
    facs_free(&env, old->arena);
    facs_free(&env, old->work);
    facs_free(&env, old);
    *ready = NULL;
}

/* ---- arena ---- */

static void drop(facs_ready_group **link)
{
    facs_ready_group *group = *link;
    *link = group->next;
    *group->place = NULL;
}

static void drop_oldest(facs_ready *ready)
{
    facs_ready_group **oldest = &ready->first;
    for (facs_ready_group **link = &ready->first; *link; link = &(*link)->next)
        if ((*link)->used < (*oldest)->used)
            oldest = link;
    drop(oldest);
}

/* Link that precedes the first gap of `bytes`; *at is where the gap starts.  NULL = no gap is large enough. */
static facs_ready_group **find_gap(facs_ready *ready, size_t bytes, uint8_t **at)
{
    facs_ready_group **link = &ready->first;
    uint8_t *from = ready->arena, *end = ready->arena + ready->size;
    for (;; link = &(*link)->next) {
        uint8_t *to = *link ? (uint8_t *)*link : end;
        if ((size_t)(to - from) >= bytes) {
            *at = from;
            return link;
        }
        if (!*link)
            return NULL;
        from = to + (*link)->bytes;
    }
}

/* An arena that holds at least one block of `bytes`; a larger one than before starts empty. */
static bool reserve(facs_ready *ready, size_t bytes)
{
    size_t size = bytes > ready->budget ? bytes : ready->budget;
    if (!ready->work)
        ready->work = facs_calloc(&ready->env, 1, sizeof *ready->work);
    if (!ready->work || size <= ready->size)
        return ready->work != NULL;
    while (ready->first)
        drop(&ready->first);
    facs_free(&ready->env, ready->arena);
    /* not facs_calloc: what is never used should not take memory */
    ready->arena = ready->env.alloc(ready->env.cookie, size, 64);
    ready->size = ready->arena ? size : 0;
    return ready->arena != NULL;
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
    size_t floats = FACS_SIGMA_OVERHANG; /* a multiple of FLOATS too */
    for (int i = 0; i < source->scale->n; i++) {
        const facs_ccnf_expert *expert = used_expert(source, i);
        floats += expert ? weights_size(expert) + columns_size(source) : 0;
    }
    return HEAD + floats * sizeof(float);
}

static void fill(const facs_ready *ready, const facs_ready_source *source, facs_ready_group *group)
{
    facs_spd_invert_function *invert = facs_spd_kernels_for(ready->env.cpu)->invert;
    float *next = (float *)(void *)((uint8_t *)group + HEAD);
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
    uint8_t *at = NULL;
    facs_ready_group **link;
    if (!reserve(ready, bytes))
        return facs_fail(error, FACS_E_MEMORY, "no memory for the smoothing matrices of window %d", source->window);
    while (!(link = find_gap(ready, bytes, &at)))
        drop_oldest(ready);
    facs_ready_group *group = (facs_ready_group *)(void *)at;
    *group = (facs_ready_group){.next = *link, .place = place, .bytes = bytes};
    fill(ready, source, group);
    *link = *place = group;
    return FACS_OK;
}

facs_status facs_ready_get(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place,
                           const facs_ready_expert **experts, facs_error *error)
{
    facs_status status = *place ? FACS_OK : make(ready, source, place, error);
    if (status != FACS_OK)
        return status;
    (*place)->used = ++ready->clock;
    *experts = (*place)->expert;
    return FACS_OK;
}
