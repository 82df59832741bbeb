/* Groups of experts and their budget; see ready.h. */
#include "landmark/clnf/expert_cache.h"

#include "landmark/clnf/expert_cache_pack.h"

#include <unistd.h>

struct facs_ready_group {
    facs_ready_group *next;        /* computed: by address */
    facs_ready_group **place;      /* who asked for it */
    size_t bytes;                  /* computed: of this and the floats behind it; mapped: in the file */
    uint64_t used;                 /* when, last */
    const facs_ready_entry *entry; /* mapped: where; NULL = computed */
    bool checked, resident;        /* mapped */
    facs_ready_expert expert[FACS_N_MAX];
};
enum { HEAD = (sizeof(facs_ready_group) + 63) / 64 * 64 };

struct facs_ready {
    facs_env env;
    uint64_t clock;

    uint8_t *arena; /* of computed groups, made with the first one */
    size_t size, budget;
    facs_ready_group *first; /* by address */
    facs_spd_work *work;

    facs_ready_pack *pack;    /* NULL = no file */
    facs_ready_group *mapped; /* one per entry of the file */
    size_t mapped_bytes, mapped_budget;
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
    facs_ready_pack_close(&old->pack);
    facs_free(&env, old->mapped);
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

/* ---- computed groups ---- */

static facs_status make(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place, facs_error *error)
{
    size_t bytes = HEAD + facs_ready_floats(source) * sizeof(float);
    uint8_t *at = NULL;
    facs_ready_group **link;
    if (!reserve(ready, bytes))
        return facs_fail(error, FACS_E_MEMORY, "no memory for the smoothing matrices of window %d", source->window);
    while (!(link = find_gap(ready, bytes, &at)))
        drop_oldest(ready);
    facs_ready_group *group = (facs_ready_group *)(void *)at;
    float *floats = (float *)(void *)(at + HEAD);
    *group = (facs_ready_group){.next = *link, .place = place, .bytes = bytes};
    facs_ready_compute(source, facs_spd_kernels_for(ready->env.cpu)->invert, ready->work, floats);
    facs_ready_lay_out(source, floats, group->expert);
    *link = *place = group;
    return FACS_OK;
}

/* ---- groups of the file ---- */

void facs_ready_set_mapped(facs_ready *ready, size_t budget)
{
    ready->mapped_budget = budget;
}

facs_status facs_ready_use_file(facs_ready *ready, const facs_landmark_model *model, size_t budget, facs_error *error)
{
    facs_error why = {0};
    facs_status status = facs_ready_pack_open(&ready->env, model, &ready->pack, &why);
    if (status == FACS_E_NOT_FOUND || status == FACS_E_MODEL_CORRUPT || status == FACS_AGAIN) {
        facs_log(&ready->env, FACS_LOG_DEBUG, "%s; it is made anew", why.message);
        status = facs_ready_pack_write(&ready->env, model, &why);
        if (status == FACS_OK)
            status = facs_ready_pack_open(&ready->env, model, &ready->pack, &why);
    }
    if (status == FACS_E_MEMORY)
        return facs_fail(error, status, "%s", why.message);
    if (status != FACS_OK)
        facs_log(&ready->env, FACS_LOG_DEBUG, "%s; going on without", why.message);
    if (!ready->pack)
        return FACS_OK;
    ready->mapped_budget = budget;
    ready->mapped = facs_calloc(&ready->env, (size_t)ready->pack->entries, sizeof *ready->mapped);
    if (!ready->mapped)
        return facs_fail(error, FACS_E_MEMORY, "no memory for the patch experts' matrices");
    for (int i = 0; i < ready->pack->entries; i++) {
        ready->mapped[i].entry = &ready->pack->entry[i];
        ready->mapped[i].bytes = ready->pack->entry[i].block.count * sizeof(float);
    }
    return FACS_OK;
}

static facs_ready_group *find_mapped(facs_ready *ready, const facs_ready_source *source)
{
    for (int i = 0; ready->pack && i < ready->pack->entries; i++) {
        const facs_ready_source *here = &ready->mapped[i].entry->source;
        if (here->scale == source->scale && here->view == source->view && here->window == source->window &&
            here->components == source->components)
            return &ready->mapped[i];
    }
    return NULL;
}

static void release(facs_ready *ready, facs_ready_group *group)
{
    facs_pack_release(ready->pack->file, &group->entry->block);
    ready->mapped_bytes -= group->bytes;
    group->resident = false;
}

static void release_oldest(facs_ready *ready)
{
    facs_ready_group *oldest = NULL;
    for (int i = 0; i < ready->pack->entries; i++) {
        facs_ready_group *group = &ready->mapped[i];
        if (group->resident && (!oldest || group->used < oldest->used))
            oldest = group;
    }
    if (oldest)
        release(ready, oldest);
}

static const facs_ready_entry nowhere = {0}; /* of a group that is damaged in the file: no source is the same */

/* Makes room; false when the file is damaged there. */
static bool admit(facs_ready *ready, facs_ready_group *group)
{
    while (ready->mapped_bytes && ready->mapped_bytes + group->bytes > ready->mapped_budget)
        release_oldest(ready);
    ready->mapped_bytes += group->bytes;
    group->resident = true;
    if (group->checked)
        return true;
    const float *floats = facs_pack_look(ready->pack->file, &group->entry->block, true);
    if (floats) {
        facs_ready_lay_out(&group->entry->source, floats, group->expert);
        group->checked = true;
        return true;
    }
    facs_log(&ready->env, FACS_LOG_WARNING, "%s: the file is damaged; it is not used, and the next run makes it anew",
             ready->pack->path);
    unlink(ready->pack->path); /* the mapping stays */
    release(ready, group);
    return false;
}

/* ---- use ---- */

facs_status facs_ready_get(facs_ready *ready, const facs_ready_source *source, facs_ready_group **place,
                           const facs_ready_expert **experts, facs_error *error)
{
    if (!*place)
        *place = find_mapped(ready, source);
    if (*place && (*place)->entry && !(*place)->resident && !admit(ready, *place)) {
        (*place)->entry = &nowhere; /* not again */
        *place = NULL;
    }
    facs_status status = *place ? FACS_OK : make(ready, source, place, error);
    if (status != FACS_OK)
        return status;
    (*place)->used = ++ready->clock;
    *experts = (*place)->expert;
    return FACS_OK;
}
