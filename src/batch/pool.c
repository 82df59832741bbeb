/* See pool.h. */
#include "batch/pool.h"

#include "base/thread.h"
#include "extract/run.h"

#include <math.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

typedef struct pool {
    int64_t count;
    void (*work)(void *cookie, int64_t index);
    void *cookie;
    atomic_llong next;
} pool;

static void take_turns(void *argument)
{
    pool *of = argument;
    for (int64_t index; (index = atomic_fetch_add(&of->next, 1)) < of->count;)
        of->work(of->cookie, index);
}

void facs_pool_run(const facs_env *env, int64_t jobs, int64_t count, void (*work)(void *cookie, int64_t index),
                   void *cookie)
{
    pool of = {.count = count, .work = work, .cookie = cookie};
    const int64_t wanted = (jobs < count ? jobs : count) - 1; /* besides this thread */
    facs_thread *threads = wanted > 0 ? facs_calloc(env, (size_t)wanted, sizeof *threads) : NULL;
    int64_t running = 0;
    while (threads && running < wanted && facs_thread_start(&threads[running], take_turns, &of, NULL) == FACS_OK)
        running++;
    if (running < wanted)
        facs_log(env, FACS_LOG_WARNING, "the system starts no more threads: fewer inputs at a time");
    take_turns(&of);
    for (int64_t i = 0; i < running; i++)
        facs_thread_join(&threads[i]);
    facs_free(env, threads);
}

/* who is met first has the first number, so somebody who is looked for in all of them is looked for in their order */
static bool has_order(const facs_task *list, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (list[i].options && list[i].options->size >= offsetof(facs_extract_options, gallery) + sizeof(void *) &&
            list[i].options->gallery)
            return true;
    return false;
}

/* ---- one of them ---- */

typedef struct watched {
    const facs_extract_options *given;
    facs_task_outcome *outcome;
} watched;

static int on_progress(void *cookie, const facs_progress *progress)
{
    const watched *of = cookie;
    of->outcome->frames = progress->frames_done;
    of->outcome->with_face = progress->with_face;
    return of->given->progress ? of->given->progress(of->given->progress_cookie, progress) : 0;
}

static double seconds_of(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void facs_pool_extract(const facs_task *task, facs_idle_sessions *idle, bool alone, facs_task_outcome *outcome,
                       facs_error *error)
{
    watched of = {.outcome = outcome};
    facs_extract_options options;
    *outcome = (facs_task_outcome){.size = sizeof *outcome, .error = error, .begun = 1, .cpu = NAN};
    facs_extract_options_init(&options, sizeof options);
    outcome->status = facs_options_take(&options, task->options, sizeof options, "facs_extract_options", error);
    if (outcome->status != FACS_OK)
        return;
    const facs_extract_options given = options;
    of.given = &given;
    options.size = sizeof options;
    options.progress = on_progress;
    options.progress_cookie = &of;
    const clockid_t clock = alone ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID;
    const double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(clock);
    outcome->status = facs_extract_among(idle, task->input, task->output, &options, error);
    outcome->wall = seconds_of(CLOCK_MONOTONIC) - wall;
    if (alone || options.threads == 1) /* one thread does everything itself */
        outcome->cpu = seconds_of(clock) - cpu;
}

/* ---- for callers ---- */

typedef struct tasks {
    const facs_task *list;
    facs_tasks_options options;
    facs_idle_sessions *idle;
    bool alone;
    atomic_bool stopped;
} tasks;

static void run_task(void *cookie, int64_t index)
{
    tasks *all = cookie;
    const facs_tasks_options *options = &all->options;
    facs_error error = {0};
    facs_task_outcome outcome = {.size = sizeof outcome, .status = FACS_E_INTERRUPTED, .error = &error, .cpu = NAN};
    if (!atomic_load(&all->stopped) && options->begin && options->begin(options->cookie, index) != 0)
        atomic_store(&all->stopped, true);
    if (!atomic_load(&all->stopped))
        facs_pool_extract(&all->list[index], all->idle, all->alone, &outcome, &error);
    if (options->end)
        options->end(options->cookie, index, &outcome);
}

void facs_tasks_options_init(facs_tasks_options *options, size_t size)
{
    const facs_tasks_options defaults = {.size = sizeof defaults};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

facs_status facs_extract_tasks(const facs_task *list, int64_t count, const facs_tasks_options *given, facs_error *error)
{
    tasks all = {.list = list};
    facs_env env;
    if (error)
        *error = (facs_error){0};
    facs_tasks_options_init(&all.options, sizeof all.options);
    facs_status status = facs_options_take(&all.options, given, sizeof all.options, "facs_tasks_options", error);
    if (status == FACS_OK)
        status = facs_env_take(all.options.env, &env, error);
    if (status != FACS_OK)
        return status;
    if (count < 0 || (count > 0 && !list) || all.options.jobs < 0)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_extract_tasks: count and jobs are not below 0, and tasks is not NULL");
    const int64_t wanted = all.options.jobs > 0 ? all.options.jobs : facs_thread_count(0);
    const int64_t jobs = has_order(list, count) ? 1 : wanted;
    all.alone = jobs == 1 || count == 1;
    all.idle = count > 1 ? facs_idle_sessions_create(&env, jobs) : NULL;
    facs_pool_run(&env, jobs, count, run_task, &all);
    facs_idle_sessions_destroy(&all.idle);
    return FACS_OK;
}
