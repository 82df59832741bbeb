/* The pipeline of one stream.
 *
 *     caller: push ----> [track] ----> locate ----> [describe] ----> describe ----> [done] ----> caller: pull
 *                                      (faces, landmarks, pose, gaze)  (action units)
 *       ^                                                               |
 *       +--------------------------- [free] jobs <----------------------+
 *
 * Names in brackets are queues.  A job carries the pixels of one frame; there is a fixed number of them, which bounds
 * the memory and makes push wait.  Results leave the jobs behind and pile up in [done] until they are pulled, so push
 * never waits for pull; after FACS_SESSION_UNPULLED of them it takes no more frames.  Threads:
 *
 *     1   the caller does everything inside push
 *     2   a worker locates; the caller makes rows and describes, inside push and pull
 *     3+  one worker locates, another describes
 *
 * Stills need none of the ones before: each is done by one thread from start to end, several side by side (stills.h).
 * Those that are done early wait here until it is their turn.
 *
 * Locating is most of the work and one frame needs the one before: how long that chain is, decides.  So the caller makes
 * the grey picture, unless it is waited for, and the threads help: landmarks and part models are turns of shared loops
 * (base/share.h).  While the thread that locates has a frame to go on with, its loops come before a thread's own work,
 * which is done between them.  Every thread sleeps at a bell of its own, which is rung when something is put into a
 * queue it takes from, and when a loop opens that it may help with.
 *
 * Each half of the pipeline has its own profiler.  A result that was pulled has seen all of its stages, so when
 * everything is pulled both can be read without a lock.
 *
 * Every stage sees the frames in order and owns its state, so results do not depend on the number of threads. */
#include "session/frame.h"
#include "session/session_work.h"

#include <stdlib.h>
#include <string.h>

enum { JOBS_MAX = 5 };
static const int jobs_for_workers[] = {1, 4, JOBS_MAX};
/* Stills: jobs for each thread, bytes of pixels under way at which no more are taken; how far others get ahead of one that
 * takes long, in jobs of all threads. */
enum { STILL_JOBS = 4, STILL_BYTES = 64 << 20, STILL_AHEAD = 4 };

/* ---- stills ---- */

static size_t size_of_still(const facs_link *picture)
{
    return facs_work_size((const job *)picture);
}

static void run_still(void *cookie, const facs_still_tools *tools, facs_link *picture)
{
    facs_session *session = cookie;
    job *work = (job *)picture;
    if (tools->status == FACS_OK) {
        facs_work_locate(session, tools->locator, work);
    } else {
        work->outcome->status = tools->status;
        work->outcome->error = tools->error;
    }
    facs_work_describe_with(session, tools->describer, work);
}

static bool next_is_done(const facs_session *session)
{
    return session->early && session->early->number == session->pulled;
}

/* So far ahead of a picture that takes long, or with so many pixels, that no other is taken yet. */
static bool is_far_ahead(const facs_session *session)
{
    const int64_t most = (int64_t)STILL_AHEAD * session->job_count;
    return (session->pushed - session->pulled >= most && !next_is_done(session)) ||
           atomic_load(&session->under_way) >= STILL_BYTES;
}

static facs_still_tools tools_of_caller(const facs_session *session)
{
    return (facs_still_tools){.locator = session->locator, .describer = session->describer};
}

static job *take_free_still(facs_session *session)
{
    const facs_still_tools tools = tools_of_caller(session);
    for (;;) {
        unsigned heard = facs_bell_heard(&session->bell[CALLER]);
        facs_outcome_sort(&session->done, &session->early);
        job *work = is_far_ahead(session) ? NULL : (job *)facs_queue_take(&session->free);
        if (work)
            return work;
        if (!facs_stills_help(session->stills, &tools))
            facs_bell_wait(&session->bell[CALLER], heard, FACS_NEVER);
    }
}

/* The next one in their order; NULL: it is not done before the deadline. */
static facs_outcome *take_still(facs_session *session, int64_t deadline)
{
    const facs_still_tools tools = tools_of_caller(session);
    for (;;) {
        unsigned heard = facs_bell_heard(&session->bell[CALLER]);
        facs_outcome_sort(&session->done, &session->early);
        if (next_is_done(session))
            return facs_outcome_first(&session->early);
        if (deadline != FACS_NEVER && facs_clock() >= deadline)
            return NULL;
        if (deadline != FACS_NEVER || !facs_stills_help(session->stills, &tools))
            facs_bell_wait(&session->bell[CALLER], heard, deadline);
    }
}

/* ---- life ---- */

void facs_session_options_init(facs_session_options *options, size_t size)
{
    const facs_session_options defaults = {.size = sizeof defaults, .camera = {-1, -1, -1, -1}};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

/* Pictures by themselves, with more threads than the caller's. */
static facs_status create_stills(facs_session *session, const facs_recipe *recipe, int threads, facs_error *error)
{
    const facs_still_work work = {run_still, size_of_still, session};
    return facs_stills_create(&session->env, session->models, recipe, threads - 1, &work, &session->stills, error);
}

static facs_status create_stages(facs_session *session, facs_recipe *recipe, facs_error *error)
{
    const facs_session_options *options = &session->options;
    if (options->profile) {
        session->profilers = facs_calloc(&session->env, PROFILERS, sizeof *session->profilers);
        if (!session->profilers)
            return facs_fail(error, FACS_E_MEMORY, "out of memory");
        session->started = facs_clock();
        session->cpu_started = facs_cpu_clock();
    }
    recipe->landmark.share = session->workers > 0 ? &session->share : NULL;
    recipe->landmark.profiler = session->profilers ? &session->profilers[LOCATE_TIMES] : NULL;
    recipe->au.profiler = session->profilers ? &session->profilers[DESCRIBE_TIMES] : NULL;
    facs_status status = facs_locator_create(&session->env, session->models, recipe, &session->locator, error);
    if (status == FACS_OK && recipe->aus)
        status = facs_describer_create(&session->env, session->models, recipe, &session->describer, error);
    if (status == FACS_OK)
        status = recipe->pipeline.landmark->shape(&session->models->loaded, &session->shape, error);
    if (status == FACS_OK && recipe->later)
        status = facs_held_frames_create(&session->env, recipe->order, &session->held, error);
    if (session->describer) {
        session->shape.au_r = facs_au_count(recipe->pipeline.au, &recipe->au, FACS_AU_INTENSITY);
        session->shape.au_c = facs_au_count(recipe->pipeline.au, &recipe->au, FACS_AU_PRESENCE);
        session->shape.au_raw = recipe->au.raw ? session->shape.au_r : 0;
        session->shape.emotions = recipe->pipeline.au->emotions;
        session->shape.gaze = session->shape.gaze || recipe->pipeline.au->gaze;
        session->shape.look = recipe->look;
        session->shape.portrait = recipe->look ? recipe->au.portrait.side : 0;
    }
    return status;
}

/* Who sleeps where: the thread that takes from a queue, and those that help with loops, are woken at their own bells.
 */
static facs_status wire(facs_session *session, facs_error *error)
{
    facs_bell *bell = session->bell;
    struct {
        facs_queue *queue;
        facs_bell *bell;
    } plan[] = {
        {&session->free, &bell[CALLER]}, {&session->track, &bell[LOCATE]},
        {&session->done, &bell[CALLER]}, {&session->describe, &bell[session->workers == 2 ? DESCRIBE : CALLER]},
        {&session->spare, NULL},
    };
    enum { QUEUES = sizeof plan / sizeof *plan };
    int bells = 0, queues = 0;
    facs_status status = FACS_OK;
    while (bells < THREADS && (status = facs_bell_init(&bell[bells])) == FACS_OK)
        bells++;
    while (status == FACS_OK && queues < QUEUES &&
           (status = facs_queue_init(plan[queues].queue, plan[queues].bell)) == FACS_OK)
        queues++;
    if (status == FACS_OK)
        status = facs_share_init(&session->share);
    session->wired = status == FACS_OK;
    if (session->wired) {
        session->share.bell[CALLER] = session->workers > 0 ? &bell[CALLER] : NULL;
        session->share.bell[DESCRIBE] = session->workers == 2 ? &bell[DESCRIBE] : NULL;
        return FACS_OK;
    }
    while (queues > 0)
        facs_queue_free(plan[--queues].queue);
    while (bells > 0)
        facs_bell_free(&bell[--bells]);
    return facs_fail(error, status, "out of memory: the system makes no more locks");
}

static void unwire(facs_session *session)
{
    if (!session->wired)
        return;
    facs_queue *queues[] = {&session->free, &session->track, &session->describe, &session->done, &session->spare};
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) /* NOLINT(bugprone-sizeof-expression): pointers */
        facs_queue_free(queues[i]);
    for (int i = 0; i < THREADS; i++)
        facs_bell_free(&session->bell[i]);
    facs_share_free(&session->share);
}

static facs_status start_threads(facs_session *session, facs_error *error)
{
    void (*const work[2])(void *) = {facs_work_locate_all, facs_work_describe_all};
    facs_status status = FACS_OK;
    for (int i = 0; i < session->job_count; i++)
        facs_queue_put(&session->free, &session->jobs[i].link);
    while (session->running < session->workers && status == FACS_OK) {
        status = facs_thread_start(&session->threads[session->running], work[session->running], session, error);
        if (status == FACS_OK)
            session->running++;
    }
    return status;
}

facs_status facs_session_create(facs_models *models, const facs_session_options *options, facs_session **session,
                                facs_error *error)
{
    return facs_session_open(models, options, &(facs_session_extras){0}, session, error);
}

facs_status facs_session_open(facs_models *models, const facs_session_options *options,
                              const facs_session_extras *extras, facs_session **session, facs_error *error)
{
    if (!models || !session)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_session_create: models or session is NULL");
    facs_session_options chosen;
    facs_session_options_init(&chosen, sizeof chosen);
    facs_recipe recipe = {0};
    facs_env env;
    facs_status status = facs_options_take(&chosen, options, sizeof chosen, "facs_session_options", error);
    if (status == FACS_OK)
        status = facs_recipe_make(models, &chosen, &recipe, error);
    if (status == FACS_OK && extras->look)
        status = facs_recipe_look(&recipe, &extras->portrait, error);
    if (status == FACS_OK && extras->fit)
        status = facs_recipe_fit(&recipe, extras->fit, error);
    recipe.landmark.stills = recipe.landmark.stills || extras->again;
    recipe.later = recipe.people && (extras->later || !chosen.online_aus);
    recipe.au.corrected = recipe.au.corrected || (recipe.au.persons && extras->both);
    if (status == FACS_OK)
        status = facs_env_take(chosen.env ? chosen.env : &models->env, &env, error);
    if (status != FACS_OK)
        return status;
    facs_session *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = env;
    made->options = chosen;
    made->keep_pictures = extras->picture;
    made->options.env = NULL;
    made->models = facs_models_retain(models);
    made->people = recipe.people;
    int threads = facs_thread_count(chosen.threads);
    const bool side_by_side = chosen.image && !extras->lone && threads > 1;
    made->workers = side_by_side ? 0 : threads < 3 ? threads - 1 : 2;
    made->job_count = side_by_side ? STILL_JOBS * threads : jobs_for_workers[made->workers];
    made->jobs = facs_calloc(&env, (size_t)made->job_count, sizeof *made->jobs);
    status = made->jobs ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (status == FACS_OK)
        status = wire(made, error);
    if (status == FACS_OK)
        status = create_stages(made, &recipe, error);
    if (status == FACS_OK && extras->looks)
        status = facs_locator_watch(made->locator, error);
    if (status == FACS_OK && side_by_side)
        status = create_stills(made, &recipe, threads, error);
    if (status == FACS_OK)
        status = start_threads(made, error);
    if (status == FACS_OK)
        *session = made;
    else
        facs_session_destroy(&made);
    return status;
}

static void free_outcomes(const facs_env *env, facs_queue *queue)
{
    for (facs_outcome *outcome; (outcome = (facs_outcome *)facs_queue_take(queue)) != NULL;)
        facs_outcome_free(env, &outcome);
}

void facs_session_destroy(facs_session **address)
{
    facs_session *session = address ? *address : NULL;
    if (!session)
        return;
    *address = NULL;
    facs_env env = session->env;
    facs_stills_destroy(&session->stills);
    facs_queue *input[2] = {&session->track, &session->describe};
    for (int i = 0; i < 2 && i < session->running; i++) {
        facs_queue_close(input[i]);
        facs_thread_join(&session->threads[i]);
    }
    if (session->wired) {
        free_outcomes(&env, &session->done);
        free_outcomes(&env, &session->spare);
    }
    for (facs_outcome *next; (next = facs_outcome_first(&session->early)) != NULL;)
        facs_outcome_free(&env, &next);
    for (int i = 0; session->jobs && i < session->job_count; i++) {
        facs_pixels_free(&env, &session->jobs[i].bgr);
        facs_pixels_free(&env, &session->jobs[i].grey);
        facs_free(&env, session->jobs[i].boxes);
        facs_free(&env, session->jobs[i].same.pair);
        facs_outcome_free(&env, &session->jobs[i].outcome);
    }
    facs_outcome_free(&env, &session->current);
    facs_held_frames_destroy(&session->held);
    facs_free(&env, session->same.pair);
    if (session->locator)
        facs_locator_destroy(&session->locator);
    if (session->describer)
        facs_describer_destroy(&session->describer);
    unwire(session);
    facs_free(&env, session->jobs);
    facs_free(&env, session->profilers);
    facs_models_close(&session->models);
    facs_free(&env, session);
}

void facs_session_begin_call(facs_session *session)
{
    session->error.status = FACS_OK;
    session->error.message[0] = '\0';
}

/* ---- in ---- */

static void return_current(facs_session *session)
{
    if (session->current)
        facs_queue_put(&session->spare, &session->current->link);
    session->current = NULL;
}

/* A job that nobody has; with one worker the caller describes until there is one. */
static job *take_free(facs_session *session)
{
    if (session->stills)
        return take_free_still(session);
    if (session->workers == 2)
        return (job *)facs_work_take(session, &session->free, CALLER, FACS_NEVER);
    for (;;) {
        facs_work_help_first(session, CALLER);
        job *work = (job *)facs_queue_take(&session->free);
        if (work)
            return work;
        facs_work_describe(session, (job *)facs_work_take(session, &session->describe, CALLER, FACS_NEVER));
    }
}

/* session->begun has an outcome */
static facs_status take_job(facs_session *session)
{
    if (!session->begun)
        session->begun = take_free(session);
    job *work = session->begun;
    if (!work->outcome)
        work->outcome = (facs_outcome *)facs_queue_take(&session->spare);
    if (!work->outcome)
        work->outcome = facs_outcome_create(&session->env, &session->shape);
    if (work->outcome) {
        work->outcome->last = false;
        return FACS_OK;
    }
    facs_session_discard(session);
    return facs_fail(&session->error, FACS_E_MEMORY, "out of memory for one more result");
}

facs_status facs_session_begin(facs_session *session, facs_pixels **bgr)
{
    return_current(session);
    if (session->finished)
        return facs_fail(&session->error, FACS_E_STATE,
                         "push after finish: facs_session_reset() starts the next video");
    if (session->pushed - session->pulled >= FACS_SESSION_UNPULLED)
        return FACS_AGAIN;
    facs_status status = take_job(session);
    if (status == FACS_OK)
        *bgr = &session->begun->bgr;
    return status;
}

void facs_session_discard(facs_session *session)
{
    if (session->begun)
        facs_queue_put_first(&session->free, &session->begun->link);
    session->begun = NULL;
}

static facs_status copy_boxes(facs_session *session, job *work, const facs_box *boxes, int count)
{
    work->has_boxes = boxes != NULL;
    work->box_count = boxes ? count : 0;
    if (!boxes)
        return FACS_OK;
    if (count + 1 > work->box_capacity) { /* one more, so that no boxes are not NULL */
        facs_box *copy = facs_calloc(&session->env, (size_t)count + 1, sizeof *copy);
        if (!copy)
            return facs_fail(&session->error, FACS_E_MEMORY, "out of memory for %d boxes", count);
        facs_free(&session->env, work->boxes);
        work->boxes = copy;
        work->box_capacity = count + 1;
    }
    if (count)
        memcpy(work->boxes, boxes, (size_t)count * sizeof *boxes);
    return FACS_OK;
}

/* what comes back as it was given */
static void label(facs_result *result, const facs_frame *frame)
{
    result->frame = frame->number;
    result->timestamp = frame->timestamp;
    result->ticks = frame->ticks;
    result->tick_num = frame->tick_num;
    result->tick_den = frame->tick_den;
    result->user = frame->user;
}

/* Before a frame is handed over all its rows are made, since other threads must not find any missing; in pieces, so that
 * loops do not wait for long.  As grey, too, but when the thread that locates would wait for that. */
static facs_status make_rows(facs_session *session, job *work)
{
    enum { ROWS = 4 * FACS_BAND_ROWS };
    const facs_image bgr = facs_pixels_view(&work->bgr);
    facs_status status = FACS_OK;
    work->has_grey = facs_locator_wants_grey(session->locator) && !facs_queue_is_empty(&session->track);
    if (work->has_grey)
        status = facs_work_begin_grey(session, work);
    for (int first = 0; first < bgr.height && status == FACS_OK; first += ROWS) {
        facs_work_help_first(session, CALLER);
        const int count = first + ROWS < bgr.height ? ROWS : bgr.height - first;
        const int64_t start = facs_lap_start(session->profilers);
        facs_image_need(&bgr, first, first + count - 1);
        if (work->has_grey)
            facs_locator_grey_rows(session->locator, &bgr, first, count, &work->grey);
        work->rows_time += facs_lap_start(session->profilers) - start;
    }
    work->bgr.late = NULL;
    return status;
}

static facs_status submit(facs_session *session, const facs_frame *frame, bool blank)
{
    job *work = session->begun;
    work->blank = blank;
    facs_status status = copy_boxes(session, work, frame->boxes, frame->box_count);
    if (status != FACS_OK) {
        facs_session_discard(session);
        return status;
    }
    session->begun = NULL;
    const same_persons same = work->same; /* memory goes round */
    work->same = session->same;
    session->same = same;
    work->outcome->number = session->pushed++;
    session->timestamp = frame->timestamp;
    work->outcome->status = FACS_OK;
    label(&work->outcome->store.result, frame);
    if (session->stills) {
        atomic_fetch_add(&session->under_way, facs_work_size(work));
        facs_stills_put(session->stills, &work->link);
    } else if (session->workers > 0) {
        work->rows_time = 0;
        if (!blank)
            work->outcome->status = make_rows(session, work);
        facs_queue_put(&session->track, &work->link);
    } else {
        facs_work_locate(session, session->locator, work);
        facs_work_describe(session, work);
    }
    return FACS_OK;
}

facs_status facs_session_submit(facs_session *session, const facs_frame *frame)
{
    return submit(session, frame, false);
}

facs_status facs_session_submit_blank(facs_session *session, const facs_frame *frame)
{
    return submit(session, frame, true);
}

facs_status facs_session_push(facs_session *session, const facs_picture *picture, const facs_frame *frame)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    facs_frame given;
    facs_pixels *bgr = NULL;
    facs_status status = facs_frame_take(frame, session->options.image, session->pushed, &given, &session->error);
    if (status != FACS_OK)
        return status;
    if (!session->options.image && session->pushed > 0 && given.timestamp < session->timestamp)
        return facs_fail(&session->error, FACS_E_ARGUMENT,
                         "facs_frame: timestamp %g s is before that of the last frame, %g s; facs_session_reset() "
                         "starts the next video",
                         given.timestamp, session->timestamp);
    status = facs_session_begin(session, &bgr);
    if (status != FACS_OK)
        return status;
    status = facs_image_from_picture(&session->env, picture, bgr, &session->error);
    if (status != FACS_OK) {
        facs_session_discard(session);
        return status;
    }
    return facs_session_submit(session, &given);
}

/* What waits for its persons is told that there is nothing more to come. */
static facs_status submit_end(facs_session *session)
{
    const facs_status status = take_job(session);
    if (status != FACS_OK)
        return status;
    job *work = session->begun;
    session->begun = NULL;
    work->outcome->last = session->ending = true;
    if (session->workers > 0) {
        facs_queue_put(&session->track, &work->link);
    } else {
        facs_work_locate(session, session->locator, work);
        facs_work_describe(session, work);
    }
    return FACS_OK;
}

/* ---- out ---- */

/* NULL: there is none before the deadline; 0 = what there is now.  With one worker the caller describes meanwhile. */
static facs_outcome *take_outcome(facs_session *session, int64_t deadline)
{
    if (session->stills)
        return take_still(session, deadline);
    if (session->workers == 2)
        return (facs_outcome *)facs_work_take(session, &session->done, CALLER, deadline);
    for (;;) {
        facs_outcome *outcome = (facs_outcome *)facs_queue_take(&session->done);
        if (outcome || session->workers == 0)
            return outcome;
        job *work = (job *)facs_work_take(session, &session->describe, CALLER, deadline);
        if (!work)
            return NULL;
        facs_work_describe(session, work);
    }
}

/* The end comes behind all results; then no other thread has anything of the video to do. */
static facs_status end(facs_session *session)
{
    if (session->ending) {
        facs_outcome *last = take_outcome(session, FACS_NEVER);
        session->ending = false;
        facs_queue_put(&session->spare, &last->link);
    }
    return FACS_END;
}

static facs_status pull(facs_session *session, int64_t deadline, const facs_result **result)
{
    return_current(session);
    if (session->pulled == session->pushed)
        return session->finished ? end(session) : FACS_AGAIN;
    facs_outcome *outcome = take_outcome(session, deadline);
    if (!outcome)
        return FACS_AGAIN;
    session->pulled++;
    session->current = outcome;
    if (outcome->status != FACS_OK) {
        session->error = outcome->error;
        return outcome->status;
    }
    *result = &outcome->store.result;
    return FACS_OK;
}

/* FACS_OK: there is a session, and a place for the result */
static facs_status begin_pull(facs_session *session, const facs_result **result, const char *function)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    if (result)
        return FACS_OK;
    return facs_fail(&session->error, FACS_E_ARGUMENT, "%s: no place for the result given", function);
}

facs_status facs_session_pull(facs_session *session, const facs_result **result)
{
    facs_status status = begin_pull(session, result, "facs_session_pull");
    if (status != FACS_OK)
        return status;
    /* all that was pushed is certain to come once nothing more is pushed */
    return pull(session, session->finished ? FACS_NEVER : 0, result);
}

facs_status facs_session_pull_wait(facs_session *session, double seconds, const facs_result **result)
{
    const double longest = 1e9; /* 31 years */
    facs_status status = begin_pull(session, result, "facs_session_pull_wait");
    if (status != FACS_OK)
        return status;
    if (!(seconds >= 0))
        return facs_fail(&session->error, FACS_E_ARGUMENT, "facs_session_pull_wait: %g seconds: 0 or more are possible",
                         seconds);
    return pull(session, seconds < longest ? facs_clock() + (int64_t)(1e9 * seconds) : FACS_NEVER, result);
}

void facs_session_stamp(facs_session *session, double captured, double latency)
{
    if (!session->current)
        return;
    session->current->store.result.captured = captured;
    session->current->store.result.latency = latency;
}

void facs_session_restamp(facs_session *session, int64_t frame, double timestamp)
{
    if (!session->current)
        return;
    facs_result *result = &session->current->store.result;
    result->frame = frame;
    result->timestamp = timestamp;
    result->ticks = result->tick_num = result->tick_den = 0;
}

facs_status facs_session_finish(facs_session *session)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    return_current(session);
    const bool some = session->held && !session->finished && session->pushed > session->pulled;
    const facs_status status = some ? submit_end(session) : FACS_OK;
    if (status != FACS_OK)
        return status;
    facs_session_discard(session);
    session->finished = true;
    return FACS_OK;
}

facs_status facs_session_reset(facs_session *session)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    const facs_status status = facs_session_finish(session);
    if (status != FACS_OK)
        return status;
    const facs_result *result;
    while (facs_session_pull(session, &result) != FACS_END) {
    }
    session->pushed = session->pulled = 0;
    session->same.count = 0;
    session->finished = false;
    facs_session_begin_call(session); /* what happened to the frames that were dropped */
    facs_locator_reset(session->locator);
    if (session->describer)
        facs_describer_reset(session->describer);
    if (session->profilers) {
        memset(session->profilers, 0, PROFILERS * sizeof *session->profilers);
        if (session->stills)
            facs_stills_reset_times(session->stills);
        session->started = facs_clock();
        session->cpu_started = facs_cpu_clock();
    }
    return FACS_OK;
}
