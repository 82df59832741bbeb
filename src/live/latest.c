/* See latest.h. */
#include "live/latest.h"

facs_status facs_latest_init(facs_latest *latest, const facs_env *env, facs_bell *taker)
{
    *latest = (facs_latest){.env = *env, .taker = taker, .filled = 0, .waiting = -1, .used = 1};
    return pthread_mutex_init(&latest->lock, NULL) == 0 ? FACS_OK : FACS_E_MEMORY;
}

void facs_latest_free(facs_latest *latest)
{
    for (int i = 0; i < FACS_LATEST_FRAMES; i++)
        facs_pixels_free(&latest->env, &latest->frame[i].pixels);
    pthread_mutex_destroy(&latest->lock);
}

facs_live_frame *facs_latest_room(facs_latest *latest)
{
    return &latest->frame[latest->filled];
}

/* neither of these two */
static int third(int a, int b)
{
    return 3 - a - b;
}

void facs_latest_put(facs_latest *latest)
{
    pthread_mutex_lock(&latest->lock);
    const int before = latest->waiting;
    latest->waiting = latest->filled;
    latest->filled = before >= 0 ? before : third(latest->filled, latest->used);
    latest->put++;
    latest->dropped += before >= 0;
    pthread_mutex_unlock(&latest->lock);
    facs_bell_ring(latest->taker);
}

facs_live_frame *facs_latest_take(facs_latest *latest)
{
    pthread_mutex_lock(&latest->lock);
    const bool some = latest->waiting >= 0;
    if (some)
        latest->used = latest->waiting;
    latest->waiting = -1;
    pthread_mutex_unlock(&latest->lock);
    return some ? &latest->frame[latest->used] : NULL;
}

void facs_latest_count(facs_latest *latest, int64_t *put, int64_t *dropped)
{
    pthread_mutex_lock(&latest->lock);
    *put = latest->put;
    *dropped = latest->dropped;
    pthread_mutex_unlock(&latest->lock);
}
