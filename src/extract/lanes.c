/* See lanes.h.  Item number i lies in slot i % slots. */
#include "extract/lanes.h"

#include "base/thread.h"

#include <pthread.h>

enum { HELPERS_MOST = FACS_LANES_MOST };

typedef struct lane {
    int64_t next; /* item */
    bool busy;
    facs_status status;
    facs_error error;
} lane;

struct facs_lanes {
    facs_env env;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    facs_lane_work *work;
    void *cookie;
    int count, slots, running;
    int64_t items; /* submitted */
    bool ended;
    lane lane[FACS_LANES_MOST];
    facs_thread helpers[HELPERS_MOST];
};

/* the lane that is furthest behind of those with something to do; -1.  With the lock. */
static int find_ready(const facs_lanes *lanes)
{
    int found = -1;
    for (int i = 0; i < lanes->count; i++) {
        const lane *at = &lanes->lane[i];
        if (!at->busy && at->next < lanes->items && (found < 0 || at->next < lanes->lane[found].next))
            found = i;
    }
    return found;
}

/* One item of a lane, or until something has changed.  With the lock. */
static void work_or_wait(facs_lanes *lanes)
{
    const int index = find_ready(lanes);
    if (index < 0) {
        pthread_cond_wait(&lanes->changed, &lanes->mutex);
        return;
    }
    lane *at = &lanes->lane[index];
    at->busy = true;
    const int slot = (int)(at->next % lanes->slots);
    pthread_mutex_unlock(&lanes->mutex);
    facs_error error = {0};
    /* no other thread touches the status of a busy lane but to read it under the lock */
    facs_status status = at->status == FACS_OK ? lanes->work(lanes->cookie, index, slot, &error) : at->status;
    pthread_mutex_lock(&lanes->mutex);
    if (at->status == FACS_OK && status != FACS_OK)
        at->error = error;
    at->status = status;
    at->busy = false;
    at->next++;
    pthread_cond_broadcast(&lanes->changed);
}

static void help(void *argument)
{
    facs_lanes *lanes = argument;
    pthread_mutex_lock(&lanes->mutex);
    while (!lanes->ended)
        work_or_wait(lanes);
    pthread_mutex_unlock(&lanes->mutex);
}

facs_status facs_lanes_create(const facs_env *env, int lanes, int slots, int helpers, facs_lane_work *work,
                              void *cookie, facs_lanes **made, facs_error *error)
{
    facs_lanes *created = facs_calloc(env, 1, sizeof *created);
    if (!created)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    created->env = *env;
    created->work = work;
    created->cookie = cookie;
    created->count = lanes;
    created->slots = slots;
    const bool locked = pthread_mutex_init(&created->mutex, NULL) == 0;
    if (!locked || pthread_cond_init(&created->changed, NULL) != 0) {
        if (locked)
            pthread_mutex_destroy(&created->mutex);
        facs_free(env, created);
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    }
    *made = created;
    facs_status status = FACS_OK;
    while (status == FACS_OK && created->running < helpers && created->running < lanes) {
        status = facs_thread_start(&created->helpers[created->running], help, created, error);
        created->running += status == FACS_OK;
    }
    if (status != FACS_OK)
        facs_lanes_destroy(made);
    return status;
}

void facs_lanes_destroy(facs_lanes **address)
{
    facs_lanes *lanes = *address;
    *address = NULL;
    if (!lanes)
        return;
    pthread_mutex_lock(&lanes->mutex);
    lanes->ended = true;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->mutex);
    for (int i = 0; i < lanes->running; i++)
        facs_thread_join(&lanes->helpers[i]);
    pthread_cond_destroy(&lanes->changed);
    pthread_mutex_destroy(&lanes->mutex);
    facs_env env = lanes->env;
    facs_free(&env, lanes);
}

/* every lane has passed item number `item` */
static bool has_passed(const facs_lanes *lanes, int64_t item)
{
    for (int i = 0; i < lanes->count; i++)
        if (lanes->lane[i].next <= item)
            return false;
    return true;
}

static void pass(facs_lanes *lanes, int64_t item)
{
    pthread_mutex_lock(&lanes->mutex);
    while (!has_passed(lanes, item))
        work_or_wait(lanes);
    pthread_mutex_unlock(&lanes->mutex);
}

int facs_lanes_claim(facs_lanes *lanes)
{
    pass(lanes, lanes->items - lanes->slots);
    return (int)(lanes->items % lanes->slots);
}

void facs_lanes_submit(facs_lanes *lanes)
{
    pthread_mutex_lock(&lanes->mutex);
    lanes->items++;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->mutex);
}

facs_status facs_lanes_check(facs_lanes *lanes, facs_error *error)
{
    facs_status status = FACS_OK;
    pthread_mutex_lock(&lanes->mutex);
    for (int i = 0; i < lanes->count && status == FACS_OK; i++) {
        status = lanes->lane[i].status;
        if (status != FACS_OK && error)
            *error = lanes->lane[i].error;
    }
    pthread_mutex_unlock(&lanes->mutex);
    return status;
}

facs_status facs_lanes_drain(facs_lanes *lanes, facs_error *error)
{
    pass(lanes, lanes->items - 1);
    return facs_lanes_check(lanes, error);
}
