/* Groups of experts and their budget; see expert_cache.h. */
#include "landmark/clnf/expert_cache.h"

#include "landmark/clnf/expert_cache_pack.h"

#include <unistd.h>

struct facs_expert_cache_group {
    facs_expert_cache_group *next;        /* computed: by address */
    facs_expert_cache_group **place;      /* who asked for it */
    size_t bytes;                         /* computed: of this and the floats behind it; mapped: in the file */
    uint64_t used;                        /* when, last */
    const facs_expert_cache_entry *entry; /* mapped: where; NULL = computed */
    bool checked, resident;               /* mapped */
    facs_cached_expert expert[FACS_N_MAX];
};
enum { HEAD = (sizeof(facs_expert_cache_group) + 63) / 64 * 64 };

struct facs_expert_cache {
    facs_env env;
    uint64_t clock;
    facs_share *share; /* whose helpers read groups in loops with this work; NULL = none */
    const facs_share_work *work_of_readers;

    uint8_t *arena; /* of computed groups, made with the first one */
    size_t size, budget;
    facs_expert_cache_group *first; /* by address */
    facs_spd_work *work;

    facs_expert_cache_pack *pack;    /* NULL = no file */
    facs_expert_cache_group *mapped; /* one per entry of the file */
    size_t mapped_bytes, mapped_budget;
};

facs_status facs_expert_cache_create(const facs_env *env, size_t budget, facs_expert_cache **cache, facs_error *error)
{
    facs_expert_cache *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the patch experts' matrices");
    made->env = *env;
    made->budget = budget;
    *cache = made;
    return FACS_OK;
}

void facs_expert_cache_destroy(facs_expert_cache **cache)
{
    facs_expert_cache *old = *cache;
    if (!old)
        return;
    facs_env env = old->env;
    facs_expert_cache_pack_close(&old->pack);
    facs_free(&env, old->mapped);
    facs_free(&env, old->arena);
    facs_free(&env, old->work);
    facs_free(&env, old);
    *cache = NULL;
}

void facs_expert_cache_set_share(facs_expert_cache *cache, facs_share *share, const facs_share_work *work)
{
    cache->share = share;
    cache->work_of_readers = work;
}

/* ---- arena ---- */

static void drop(facs_expert_cache_group **link)
{
    facs_expert_cache_group *group = *link;
    *link = group->next;
    *group->place = NULL;
}

static void drop_oldest(facs_expert_cache *cache)
{
    facs_expert_cache_group **oldest = &cache->first;
    for (facs_expert_cache_group **link = &cache->first; *link; link = &(*link)->next)
        if ((*link)->used < (*oldest)->used)
            oldest = link;
    drop(oldest);
}

/* Link that precedes the first gap of `bytes`; *at is where the gap starts.  NULL = no gap is large enough. */
static facs_expert_cache_group **find_gap(facs_expert_cache *cache, size_t bytes, uint8_t **at)
{
    facs_expert_cache_group **link = &cache->first;
    uint8_t *from = cache->arena, *end = cache->arena + cache->size;
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
static bool reserve(facs_expert_cache *cache, size_t bytes)
{
    size_t size = bytes > cache->budget ? bytes : cache->budget;
    if (!cache->work)
        cache->work = facs_calloc(&cache->env, 1, sizeof *cache->work);
    if (!cache->work || size <= cache->size)
        return cache->work != NULL;
    while (cache->first)
        drop(&cache->first);
    facs_free(&cache->env, cache->arena);
    /* not facs_calloc: what is never used should not take memory */
    cache->arena = cache->env.alloc(cache->env.cookie, size, 64);
    cache->size = cache->arena ? size : 0;
    return cache->arena != NULL;
}

/* ---- computed groups ---- */

static facs_status make(facs_expert_cache *cache, const facs_expert_cache_source *source,
                        facs_expert_cache_group **place, facs_error *error)
{
    size_t bytes = HEAD + facs_expert_cache_floats(source) * sizeof(float);
    uint8_t *at = NULL;
    facs_expert_cache_group **link;
    if (cache->share)
        facs_share_settle(cache->share, cache->work_of_readers);
    if (!reserve(cache, bytes))
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the smoothing matrices of window %d", source->window);
    while (!(link = find_gap(cache, bytes, &at)))
        drop_oldest(cache);
    facs_expert_cache_group *group = (facs_expert_cache_group *)(void *)at;
    float *floats = (float *)(void *)(at + HEAD);
    *group = (facs_expert_cache_group){.next = *link, .place = place, .bytes = bytes};
    facs_expert_cache_compute(source, facs_spd_inverse_kernels_for(cache->env.cpu)->invert, cache->work, floats);
    facs_expert_cache_lay_out(source, floats, group->expert);
    *link = *place = group;
    return FACS_OK;
}

/* ---- groups of the file ---- */

void facs_expert_cache_set_mapped(facs_expert_cache *cache, size_t budget)
{
    cache->mapped_budget = budget;
}

facs_status facs_expert_cache_use_file(facs_expert_cache *cache, const facs_landmark_model *model, size_t budget,
                                       facs_error *error)
{
    facs_error why = {0};
    facs_status status = facs_expert_cache_pack_open(&cache->env, model, &cache->pack, &why);
    if (status == FACS_E_NOT_FOUND || status == FACS_E_MODEL_CORRUPT || status == FACS_AGAIN) {
        facs_log(&cache->env, FACS_LOG_DEBUG, "%s; it is made anew", why.message);
        status = facs_expert_cache_pack_write(&cache->env, model, &why);
        if (status == FACS_OK)
            status = facs_expert_cache_pack_open(&cache->env, model, &cache->pack, &why);
    }
    if (status == FACS_E_MEMORY)
        return facs_fail(error, status, "%s", why.message);
    if (status != FACS_OK)
        facs_log(&cache->env, FACS_LOG_DEBUG, "%s; going on without", why.message);
    if (!cache->pack)
        return FACS_OK;
    cache->mapped_budget = budget;
    cache->mapped = facs_calloc(&cache->env, (size_t)cache->pack->entries, sizeof *cache->mapped);
    if (!cache->mapped)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the patch experts' matrices");
    for (int i = 0; i < cache->pack->entries; i++) {
        cache->mapped[i].entry = &cache->pack->entry[i];
        cache->mapped[i].bytes = cache->pack->entry[i].block.count * sizeof(float);
    }
    return FACS_OK;
}

static facs_expert_cache_group *find_mapped(facs_expert_cache *cache, const facs_expert_cache_source *source)
{
    for (int i = 0; cache->pack && i < cache->pack->entries; i++) {
        const facs_expert_cache_source *here = &cache->mapped[i].entry->source;
        if (here->scale == source->scale && here->view == source->view && here->window == source->window &&
            here->components == source->components)
            return &cache->mapped[i];
    }
    return NULL;
}

static void release(facs_expert_cache *cache, facs_expert_cache_group *group)
{
    facs_pack_release(cache->pack->file, &group->entry->block);
    cache->mapped_bytes -= group->bytes;
    group->resident = false;
}

static void release_oldest(facs_expert_cache *cache)
{
    facs_expert_cache_group *oldest = NULL;
    for (int i = 0; i < cache->pack->entries; i++) {
        facs_expert_cache_group *group = &cache->mapped[i];
        if (group->resident && (!oldest || group->used < oldest->used))
            oldest = group;
    }
    if (oldest)
        release(cache, oldest);
}

static const facs_expert_cache_entry nowhere = {0}; /* of a group that is damaged in the file: no source is the same */

/* Makes room; false when the file is damaged there. */
static bool admit(facs_expert_cache *cache, facs_expert_cache_group *group)
{
    while (cache->mapped_bytes && cache->mapped_bytes + group->bytes > cache->mapped_budget)
        release_oldest(cache);
    cache->mapped_bytes += group->bytes;
    group->resident = true;
    if (group->checked)
        return true;
    const float *floats = facs_pack_look(cache->pack->file, &group->entry->block, true);
    if (floats) {
        facs_expert_cache_lay_out(&group->entry->source, floats, group->expert);
        group->checked = true;
        return true;
    }
    facs_log(&cache->env, FACS_LOG_WARNING, "%s: the file is damaged; it is not used, and the next run makes it anew",
             cache->pack->path);
    unlink(cache->pack->path); /* the mapping stays */
    release(cache, group);
    return false;
}

/* ---- use ---- */

facs_status facs_expert_cache_get(facs_expert_cache *cache, const facs_expert_cache_source *source,
                                  facs_expert_cache_group **place, const facs_cached_expert **experts,
                                  facs_error *error)
{
    if (!*place)
        *place = find_mapped(cache, source);
    if (*place && (*place)->entry && !(*place)->resident && !admit(cache, *place)) {
        (*place)->entry = &nowhere; /* not again */
        *place = NULL;
    }
    facs_status status = *place ? FACS_OK : make(cache, source, place, error);
    if (status != FACS_OK)
        return status;
    (*place)->used = ++cache->clock;
    *experts = (*place)->expert;
    return FACS_OK;
}
