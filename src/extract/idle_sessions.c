/* See idle_sessions.h. */
#include "extract/idle_sessions.h"

#include <pthread.h>
#include <string.h>

enum { COMPAT_BYTES = 32, WARNINGS_MOST = 8 };

/* all that a session is made of */
typedef struct recipe_key {
    facs_models *models; /* retained by the session, so that no other set has its address */
    facs_env env;        /* resolved */
    facs_session_options options;
    facs_session_extras extras;
    char compat[COMPAT_BYTES];
} recipe_key;

struct facs_lent_session {
    facs_lent_session *next;
    recipe_key key;
    facs_session *session;
    const facs_env *run; /* who has it; NULL = it is idle, or ends */
    bool opening;
    char *warning[WARNINGS_MOST]; /* said when it was made: said again in every run that has it */
    int warnings;
};

struct facs_idle_sessions {
    facs_env env;
    pthread_mutex_t lock;
    facs_lent_session *first; /* idle, the one given back last first; guarded by the lock like `count` */
    int64_t count, most;      /* idle and lent */
};

facs_idle_sessions *facs_idle_sessions_create(const facs_env *env, int64_t most)
{
    facs_idle_sessions *made = facs_calloc(env, 1, sizeof *made);
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return NULL;
    }
    made->env = *env;
    made->most = most;
    return made;
}

static void destroy(facs_lent_session *lent)
{
    const facs_env env = lent->key.env;
    facs_session_destroy(&lent->session);
    for (int i = 0; i < lent->warnings && i < WARNINGS_MOST; i++)
        facs_free(&env, lent->warning[i]);
    facs_free(&env, lent);
}

void facs_idle_sessions_destroy(facs_idle_sessions **address)
{
    facs_idle_sessions *idle = *address;
    *address = NULL;
    if (!idle)
        return;
    for (facs_lent_session *next; (next = idle->first) != NULL;) {
        idle->first = next->next;
        destroy(next);
    }
    pthread_mutex_destroy(&idle->lock);
    const facs_env env = idle->env;
    facs_free(&env, idle);
}

/* ---- the environment of a session, whoever has it ---- */

static void *relay_alloc(void *cookie, size_t bytes, size_t alignment)
{
    const facs_lent_session *lent = cookie;
    return lent->key.env.alloc(lent->key.env.cookie, bytes, alignment);
}

static void relay_free(void *cookie, void *memory)
{
    const facs_lent_session *lent = cookie;
    lent->key.env.free(lent->key.env.cookie, memory);
}

static void relay_log(void *cookie, facs_log_level level, const char *message)
{
    facs_lent_session *lent = cookie;
    if (lent->opening && level == FACS_LOG_WARNING) {
        if (lent->warnings < WARNINGS_MOST)
            lent->warning[lent->warnings] = facs_strdup(&lent->key.env, message);
        lent->warnings++;
    }
    if (lent->run)
        lent->run->log(lent->run->cookie, level, message);
}

/* ---- which one fits ---- */

static bool is_kept(const facs_env *plain, const facs_models *models, const facs_session_options *options,
                    const facs_session_extras *extras)
{
    return !plain->read_file && !models->accelerated && !options->profile && !extras->fit &&
           (!options->compat || strlen(options->compat) < COMPAT_BYTES);
}

static recipe_key key_of(const facs_env *plain, facs_models *models, const facs_session_options *options,
                         const facs_session_extras *extras)
{
    recipe_key key = {.models = models, .env = *plain, .options = *options, .extras = *extras};
    if (options->compat)
        memcpy(key.compat, options->compat, strlen(options->compat) + 1);
    return key;
}

static bool is_same_env(const facs_env *a, const facs_env *b)
{
    return a->cookie == b->cookie && a->alloc == b->alloc && a->free == b->free && a->cpu == b->cpu;
}

static bool are_same_options(const facs_session_options *a, const facs_session_options *b)
{
    const facs_camera *c = &a->camera, *d = &b->camera;
    return a->faces == b->faces && a->image == b->image && a->wild == b->wild && a->static_au == b->static_au &&
           a->no_aus == b->no_aus && a->online_aus == b->online_aus && a->threads == b->threads && c->fx == d->fx &&
           c->fy == d->fy && c->cx == d->cx && c->cy == d->cy && a->final_aus_only == b->final_aus_only &&
           a->experimental == b->experimental && a->smooth == b->smooth && a->raw_au == b->raw_au &&
           a->max_faces == b->max_faces && a->order == b->order && !a->compat == !b->compat;
}

static bool are_same_extras(const facs_session_extras *a, const facs_session_extras *b)
{
    return a->look == b->look && a->portrait.side == b->portrait.side && a->portrait.scale == b->portrait.scale &&
           a->portrait.mask == b->portrait.mask && a->both == b->both && a->picture == b->picture &&
           a->lone == b->lone && a->looks == b->looks && a->later == b->later;
}

static bool fits(const recipe_key *a, const recipe_key *b)
{
    return a->models == b->models && is_same_env(&a->env, &b->env) && are_same_options(&a->options, &b->options) &&
           are_same_extras(&a->extras, &b->extras) && strcmp(a->compat, b->compat) == 0;
}

static facs_lent_session *unlink_one(facs_lent_session **link)
{
    facs_lent_session *found = *link;
    *link = found->next;
    found->next = NULL;
    return found;
}

/* One that fits; else NULL, and there is room for another: *old is one to be destroyed for it. */
static facs_lent_session *find(facs_idle_sessions *idle, const recipe_key *key, facs_lent_session **old)
{
    facs_lent_session *found = NULL, **last = NULL;
    pthread_mutex_lock(&idle->lock);
    for (facs_lent_session **link = &idle->first; *link && !found;)
        if (fits(&(*link)->key, key)) {
            found = unlink_one(link);
        } else {
            last = link;
            link = &(*link)->next;
        }
    if (!found && last && idle->count >= idle->most) {
        *old = unlink_one(last);
        idle->count--;
    }
    if (!found)
        idle->count++;
    pthread_mutex_unlock(&idle->lock);
    return found;
}

static void forget_one(facs_idle_sessions *idle)
{
    pthread_mutex_lock(&idle->lock);
    idle->count--;
    pthread_mutex_unlock(&idle->lock);
}

/* ---- use ---- */

static facs_status open_new(const recipe_key *key, const facs_session_options *options,
                            const facs_session_extras *extras, facs_lent_session **lent, facs_error *error)
{
    facs_lent_session *made = facs_calloc(&key->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->key = *key;
    made->run = options->env;
    made->opening = true;
    facs_env env = key->env;
    env.cookie = made;
    env.alloc = relay_alloc;
    env.free = relay_free;
    env.log = relay_log;
    facs_session_options with = *options;
    with.env = &env;
    facs_session_extras kept = *extras;
    kept.again = true;
    facs_status status = facs_session_open(key->models, &with, &kept, &made->session, error);
    made->opening = false;
    if (status == FACS_OK)
        *lent = made;
    else
        destroy(made);
    return status;
}

facs_status facs_idle_sessions_take(facs_idle_sessions *idle, const facs_env *plain, facs_models *models,
                                    const facs_session_options *options, const facs_session_extras *extras,
                                    facs_lent_session **lent, facs_session **session, facs_error *error)
{
    *lent = NULL;
    if (!idle || !is_kept(plain, models, options, extras))
        return facs_session_open(models, options, extras, session, error);
    const recipe_key key = key_of(plain, models, options, extras);
    facs_lent_session *old = NULL, *found = find(idle, &key, &old);
    facs_status status = FACS_OK;
    if (old)
        destroy(old);
    if (found) {
        found->run = options->env;
        for (int i = 0; i < found->warnings; i++)
            facs_log(found->run, FACS_LOG_WARNING, "%s", found->warning[i]);
    } else {
        status = open_new(&key, options, extras, &found, error);
    }
    if (status != FACS_OK) {
        forget_one(idle);
        return status;
    }
    *lent = found;
    *session = found->session;
    return FACS_OK;
}

/* a warning that could not be kept cannot be said again */
static bool has_all_warnings(const facs_lent_session *lent)
{
    for (int i = 0; i < lent->warnings; i++)
        if (i >= WARNINGS_MOST || !lent->warning[i])
            return false;
    return true;
}

void facs_idle_sessions_give(facs_idle_sessions *idle, facs_lent_session **address, bool clean)
{
    facs_lent_session *lent = *address;
    *address = NULL;
    if (!clean || !has_all_warnings(lent) || facs_session_reset(lent->session) != FACS_OK) {
        destroy(lent);
        forget_one(idle);
        return;
    }
    lent->run = NULL;
    pthread_mutex_lock(&idle->lock);
    lent->next = idle->first;
    idle->first = lent;
    pthread_mutex_unlock(&idle->lock);
}
