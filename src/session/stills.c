/* Threads that work on pictures; see stills.h.
 *
 * The threads take the pictures in their order.  The caller, who reads pictures and writes results, helps only when it
 * would have to wait, and then takes the smallest one: while it is busy nobody brings new ones. */
#include "session/stills.h"

typedef struct member {
    facs_stills *team;
    facs_thread thread;
    facs_still_tools tools;
    facs_profiler *profilers; /* of locator and describer; NULL = not measured */
} member;

struct facs_stills {
    facs_env env;
    const facs_models *models;
    facs_recipe recipe;
    facs_fit_settings fit; /* that the recipe leads to */
    facs_still_work work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    facs_link *first, *last; /* waiting; guarded by the lock, as what follows */
    int waiting, idle;       /* pictures; threads */
    bool closed;
    int running, members; /* threads that were started, the first at once, and that may be; of the caller */
    bool no_more;         /* the system starts no more threads */
    member *member;
};

/* ---- pictures that wait; under the lock ---- */

static facs_link *take(facs_stills *stills, facs_link *before)
{
    facs_link **link = before ? &before->next : &stills->first, *taken = *link;
    *link = taken->next;
    if (stills->last == taken)
        stills->last = before;
    taken->next = NULL;
    stills->waiting--;
    return taken;
}

static facs_link *take_smallest(facs_stills *stills)
{
    facs_link *before = NULL, *before_best = NULL, *best = NULL;
    for (facs_link *at = stills->first; at; before = at, at = at->next)
        if (!best || stills->work.size(at) < stills->work.size(best)) {
            best = at;
            before_best = before;
        }
    return best ? take(stills, before_best) : NULL;
}

/* ---- threads ---- */

static void make_tools(const facs_stills *stills, member *made)
{
    facs_still_tools *tools = &made->tools;
    facs_recipe recipe = stills->recipe;
    recipe.landmark.share = NULL;
    recipe.landmark.profiler = made->profilers;
    recipe.au.profiler = made->profilers ? &made->profilers[1] : NULL;
    tools->status = facs_locator_create(&stills->env, stills->models, &recipe, &tools->locator, &tools->error);
    if (tools->status == FACS_OK && recipe.aus)
        tools->status = facs_describer_create(&stills->env, stills->models, &recipe, &tools->describer, &tools->error);
}

static void work(void *argument)
{
    member *me = argument;
    facs_stills *stills = me->team;
    make_tools(stills, me);
    pthread_mutex_lock(&stills->lock);
    for (;;) {
        while (!stills->first && !stills->closed) {
            stills->idle++;
            pthread_cond_wait(&stills->changed, &stills->lock);
            stills->idle--;
        }
        if (!stills->first)
            break;
        facs_link *picture = take(stills, NULL);
        pthread_mutex_unlock(&stills->lock);
        stills->work.run(stills->work.cookie, &me->tools, picture);
        pthread_mutex_lock(&stills->lock);
    }
    pthread_mutex_unlock(&stills->lock);
}

static facs_status start_next(facs_stills *stills, facs_error *error)
{
    member *next = &stills->member[stills->running];
    facs_status status = facs_thread_start(&next->thread, work, next, error);
    if (status == FACS_OK)
        stills->running++;
    return status;
}

/* ---- life ---- */

facs_status facs_stills_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe, int threads,
                               const facs_still_work *work_of_session, facs_stills **stills, facs_error *error)
{
    facs_stills *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = *env;
    made->models = models;
    made->recipe = *recipe;
    if (recipe->landmark.fit) {
        made->fit = *recipe->landmark.fit;
        made->recipe.landmark.fit = &made->fit;
    }
    made->work = *work_of_session;
    if (pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    }
    if (pthread_cond_init(&made->changed, NULL) != 0) {
        pthread_mutex_destroy(&made->lock);
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    }
    bool enough = true;
    facs_status status = FACS_E_MEMORY;
    made->member = facs_calloc(env, (size_t)threads, sizeof *made->member);
    made->members = made->member ? threads : 0;
    for (int i = 0; i < made->members; i++) {
        made->member[i].team = made;
        if (recipe->landmark.profiler)
            made->member[i].profilers = facs_calloc(env, 2, sizeof *made->member[i].profilers);
        enough = enough && (!recipe->landmark.profiler || made->member[i].profilers);
    }
    if (made->member && enough)
        status = start_next(made, error);
    else
        facs_fail(error, status, "out of memory");
    if (status == FACS_OK)
        *stills = made;
    else
        facs_stills_destroy(&made);
    return status;
}

void facs_stills_destroy(facs_stills **address)
{
    facs_stills *stills = *address;
    *address = NULL;
    if (!stills)
        return;
    pthread_mutex_lock(&stills->lock);
    stills->closed = true;
    pthread_cond_broadcast(&stills->changed);
    pthread_mutex_unlock(&stills->lock);
    for (int i = 0; i < stills->running; i++)
        facs_thread_join(&stills->member[i].thread);
    facs_env env = stills->env;
    for (int i = 0; i < stills->members; i++) {
        if (stills->member[i].tools.locator)
            facs_locator_destroy(&stills->member[i].tools.locator);
        if (stills->member[i].tools.describer)
            facs_describer_destroy(&stills->member[i].tools.describer);
        facs_free(&env, stills->member[i].profilers);
    }
    facs_free(&env, stills->member);
    pthread_cond_destroy(&stills->changed);
    pthread_mutex_destroy(&stills->lock);
    facs_free(&env, stills);
}

/* ---- use ---- */

void facs_stills_put(facs_stills *stills, facs_link *picture)
{
    picture->next = NULL;
    pthread_mutex_lock(&stills->lock);
    if (stills->last)
        stills->last->next = picture;
    else
        stills->first = picture;
    stills->last = picture;
    stills->waiting++;
    const bool start = stills->waiting > stills->idle && stills->running < stills->members && !stills->no_more;
    pthread_cond_signal(&stills->changed);
    pthread_mutex_unlock(&stills->lock);
    if (start) /* fewer threads do as well */
        stills->no_more = start_next(stills, NULL) != FACS_OK;
}

bool facs_stills_help(facs_stills *stills, const facs_still_tools *tools)
{
    pthread_mutex_lock(&stills->lock);
    facs_link *picture = take_smallest(stills);
    pthread_mutex_unlock(&stills->lock);
    if (picture)
        stills->work.run(stills->work.cookie, tools, picture);
    return picture != NULL;
}

void facs_stills_add_times(const facs_stills *stills, facs_profiler *sum)
{
    for (int i = 0; i < stills->members && stills->member[i].profilers; i++) {
        facs_profiler_merge(sum, &stills->member[i].profilers[0]);
        facs_profiler_merge(sum, &stills->member[i].profilers[1]);
    }
}

void facs_stills_reset_times(facs_stills *stills)
{
    for (int i = 0; i < stills->members && stills->member[i].profilers; i++)
        for (int half = 0; half < 2; half++)
            stills->member[i].profilers[half] = (facs_profiler){0};
}
