/* The pipeline of one stream.
 *
 *     caller: push ----> [track] ----> locate ----> [describe] ----> describe ----> [done] ----> caller: pull
 *                                      (faces, landmarks, pose, gaze)  (action units)
 *       ^                                                               |
 *       +--------------------------- [free] jobs <----------------------+
 *
 * Names in brackets are queues.  A job carries the pixels of one frame; there is a fixed number of them, which bounds
 * the memory and makes push wait.  Results leave the jobs behind and pile up in [done] until they are pulled, so push
 * never waits for pull.  Threads:
 *
 *     1   the caller does everything inside push
 *     2   a worker locates; the caller describes, inside push and pull
 *     3+  one worker locates, another describes
 *
 * Locating is most of the work and one frame needs the one before.  So a thread that waits takes landmarks off the one
 * that locates: their response maps are turns of a shared loop.
 *
 * Each half of the pipeline has its own profiler.  A result that was pulled has seen all of its stages, so when
 * everything is pulled both can be read without a lock.
 *
 * Every stage sees the frames in order and owns its state, so results do not depend on the number of threads. */
#include "session/session.h"

#include "result/au_names.h"
#include "session/describer.h"
#include "session/face.h"
#include "session/frame.h"
#include "session/locator.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS_MAX = 5 };
static const int jobs_for_workers[] = {1, 3, JOBS_MAX};
enum { SHARE_CALLER = 1, SHARE_DESCRIBE }; /* who helps with the loops of the thread that locates */

typedef struct job {
    facs_link link;
    facs_pixels bgr;
    facs_box *boxes;
    int box_count, box_capacity;
    bool has_boxes;
    facs_outcome *outcome;
} job;

struct facs_session {
    facs_share share; /* first: its members have lines of their own */
    facs_env env;
    facs_models *models;
    facs_session_options options;
    facs_locator *locator;
    facs_describer *describer; /* NULL = no AUs */
    facs_face_shape shape;     /* of the faces */
    facs_profiler *profilers;  /* of locator and describer; NULL = not measured */
    int64_t started, cpu_started;
    job jobs[JOBS_MAX];
    job *begun;
    int workers; /* threads that were asked for */
    int running; /* threads that run */
    facs_thread threads[2];
    int queues; /* how many are initialised */
    union {
        facs_queue queue[5];
        struct {
            facs_queue free, track, describe, done, spare;
        };
    };
    facs_outcome *current; /* lent to the caller */
    int64_t pushed, pulled;
    double timestamp; /* of the frame pushed last */
    bool finished;
    facs_error error;
};

/* ---- stages ---- */

static void locate(facs_session *session, job *work)
{
    facs_outcome *outcome = work->outcome;
    facs_image bgr = facs_pixels_view(&work->bgr);
    outcome->analyse = false;
    outcome->store.result.face_count = 0;
    outcome->store.result.width = bgr.width;
    outcome->store.result.height = bgr.height;
    outcome->status = facs_locator_run(session->locator, &bgr, work->has_boxes ? work->boxes : NULL, work->box_count,
                                       outcome, &outcome->error);
}

/* the job is free afterwards, its outcome done */
static void describe(facs_session *session, job *work)
{
    facs_outcome *outcome = work->outcome;
    facs_image bgr = facs_pixels_view(&work->bgr);
    if (session->describer && outcome->status == FACS_OK)
        outcome->status = facs_describer_run(session->describer, &bgr, outcome, &outcome->error);
    work->outcome = NULL;
    facs_queue_put(&session->free, &work->link);
    facs_queue_put(&session->done, &outcome->link);
}

/* Oldest link of the queue; while there is none, help with the loops of the thread that locates, which has most to do.
 * After a while without work it sleeps. */
static facs_link *take_or_help(facs_session *session, facs_queue *queue, int worker)
{
    enum { PATIENCE = 4000 }; /* some milliseconds: longer than a frame takes */
    for (int idle = 0; idle < PATIENCE; idle++) {
        facs_link *link = facs_queue_take(queue, false);
        if (link)
            return link;
        if (facs_share_help(&session->share, worker))
            idle = 0;
        else
            sched_yield();
    }
    return facs_queue_take(queue, true);
}

static void locate_worker(void *argument)
{
    facs_session *session = argument;
    for (job *work; (work = (job *)facs_queue_take(&session->track, true)) != NULL;) {
        locate(session, work);
        facs_queue_put(&session->describe, &work->link);
    }
}

static void describe_worker(void *argument)
{
    facs_session *session = argument;
    for (job *work; (work = (job *)take_or_help(session, &session->describe, SHARE_DESCRIBE)) != NULL;)
        describe(session, work);
}

/* ---- life ---- */

void facs_session_options_init(facs_session_options *options, size_t size)
{
    const facs_session_options defaults = {.size = sizeof defaults, .camera = {-1, -1, -1, -1}};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

/* which AU models, and how they are used */
static facs_status create_describer(facs_session *session, facs_error *error)
{
    const facs_session_options *options = &session->options;
    if (options->no_aus)
        return FACS_OK;
    bool history = !options->image && options->faces == FACS_FACES_ONE;
    bool dynamic = history && !options->static_au;
    const facs_au_model *model = dynamic ? session->models->au_dynamic : session->models->au_static;
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "these models were opened without action units: open them without no_aus in "
                         "facs_models_options, or set no_aus in facs_session_options");
    facs_describer_options how = {.history = history,
                                  .dynamic = dynamic,
                                  .online = history && options->online_aus,
                                  .final_only = history && options->final_aus_only};
    if (session->profilers)
        how.profiler = &session->profilers[1];
    return facs_describer_create(&session->env, model, &how, &session->describer, error);
}

static facs_status create_stages(facs_session *session, facs_error *error)
{
    const facs_session_options *options = &session->options;
    if (options->profile) {
        session->profilers = facs_calloc(&session->env, 2, sizeof *session->profilers);
        if (!session->profilers)
            return facs_fail(error, FACS_E_MEMORY, "out of memory");
        session->started = facs_clock();
        session->cpu_started = facs_cpu_clock();
    }
    facs_locator_options locating = {.many = options->faces == FACS_FACES_MANY,
                                     .image = options->image,
                                     .wild = options->wild,
                                     .camera = options->camera,
                                     .share = facs_thread_count(options->threads) > 1 ? &session->share : NULL,
                                     .profiler = session->profilers};
    facs_status status = facs_locator_create(&session->env, session->models, &locating, &session->locator, error);
    if (status == FACS_OK)
        status = create_describer(session, error);
    if (status == FACS_OK)
        session->shape = facs_face_shape_of(session->models->landmarks);
    if (session->describer) {
        session->shape.au_r = FACS_AU_R;
        session->shape.au_c = FACS_AU_C;
    }
    for (int i = 0; i < 5 && status == FACS_OK; i++) {
        status = facs_queue_init(&session->queue[i]);
        if (status == FACS_OK)
            session->queues++;
        else
            facs_fail(error, status, "out of memory");
    }
    if (status != FACS_OK)
        return status;
    int threads = facs_thread_count(options->threads);
    session->workers = threads < 3 ? threads - 1 : 2;
    for (int i = 0; i < jobs_for_workers[session->workers]; i++)
        facs_queue_put(&session->free, &session->jobs[i].link);
    void (*const work[2])(void *) = {locate_worker, describe_worker};
    while (session->running < session->workers && status == FACS_OK) {
        status = facs_thread_start(&session->threads[session->running], work[session->running], session, error);
        if (status == FACS_OK)
            session->running++;
    }
    return status;
}

static facs_status check_options(const facs_session_options *options, facs_error *error)
{
    if (options->threads < 0)
        return facs_fail(error, FACS_E_ARGUMENT, "threads = %d: 0 (one per core) or more are possible",
                         options->threads);
    if (options->faces != FACS_FACES_ONE && options->faces != FACS_FACES_MANY)
        return facs_fail(error, FACS_E_ARGUMENT, "faces = %d: FACS_FACES_ONE or FACS_FACES_MANY are possible",
                         (int)options->faces);
    if (options->online_aus && options->final_aus_only)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "online_aus asks for AUs of every frame, final_aus_only for none: "
                         "choose one");
    const facs_camera given = options->camera;
    const float camera[4] = {given.fx, given.fy, given.cx, given.cy};
    for (int i = 0; i < 4; i++)
        if (!isfinite(camera[i]))
            return facs_fail(error, FACS_E_ARGUMENT, "camera: fx, fy, cx, cy must be numbers; -1 = derive");
    if (options->camera.fx == 0 || options->camera.fy == 0)
        return facs_fail(error, FACS_E_ARGUMENT, "camera: a focal length of 0 is impossible; -1 = derive");
    return FACS_OK;
}

facs_status facs_session_create(facs_models *models, const facs_session_options *options, facs_session **session,
                                facs_error *error)
{
    if (!models || !session)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_session_create: models or session is NULL");
    facs_session_options chosen;
    facs_session_options_init(&chosen, sizeof chosen);
    facs_env env;
    facs_status status = facs_options_take(&chosen, options, sizeof chosen, "facs_session_options", error);
    if (status == FACS_OK)
        status = check_options(&chosen, error);
    if (status == FACS_OK)
        status = facs_env_take(chosen.env ? chosen.env : &models->env, &env, error);
    if (status != FACS_OK)
        return status;
    facs_session *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = env;
    made->options = chosen;
    made->options.env = NULL;
    made->models = facs_models_retain(models);
    status = create_stages(made, error);
    if (status == FACS_OK)
        *session = made;
    else
        facs_session_destroy(&made);
    return status;
}

static void free_outcomes(const facs_env *env, facs_queue *queue)
{
    for (facs_outcome *outcome; (outcome = (facs_outcome *)facs_queue_take(queue, false)) != NULL;)
        facs_outcome_free(env, &outcome);
}

void facs_session_destroy(facs_session **address)
{
    facs_session *session = address ? *address : NULL;
    if (!session)
        return;
    *address = NULL;
    facs_env env = session->env;
    facs_queue *input[2] = {&session->track, &session->describe};
    for (int i = 0; i < 2 && i < session->running; i++) {
        facs_queue_close(input[i]);
        facs_thread_join(&session->threads[i]);
    }
    if (session->queues == 5) {
        free_outcomes(&env, &session->done);
        free_outcomes(&env, &session->spare);
    }
    for (int i = 0; i < session->queues; i++)
        facs_queue_free(&session->queue[i]);
    for (int i = 0; i < JOBS_MAX; i++) {
        facs_pixels_free(&env, &session->jobs[i].bgr);
        facs_free(&env, session->jobs[i].boxes);
        facs_outcome_free(&env, &session->jobs[i].outcome);
    }
    facs_outcome_free(&env, &session->current);
    if (session->locator)
        facs_locator_destroy(&session->locator);
    if (session->describer)
        facs_describer_destroy(&session->describer);
    facs_free(&env, session->profilers);
    facs_models_close(&session->models);
    facs_free(&env, session);
}

/* ---- in ---- */

/* with one worker the caller describes what the worker has located */
static bool describe_one(facs_session *session, bool wait)
{
    job *work = NULL;
    if (session->workers == 1)
        work = (job *)(wait ? take_or_help(session, &session->describe, SHARE_CALLER)
                            : facs_queue_take(&session->describe, false));
    if (work)
        describe(session, work);
    return work != NULL;
}

static void return_current(facs_session *session)
{
    if (session->current)
        facs_queue_put(&session->spare, &session->current->link);
    session->current = NULL;
}

facs_status facs_session_begin(facs_session *session, facs_pixels **bgr)
{
    return_current(session);
    if (session->finished)
        return facs_fail(&session->error, FACS_E_STATE,
                         "push after finish: facs_session_reset() starts the next video");
    while (!session->begun) {
        if (session->workers == 2)
            session->begun = (job *)take_or_help(session, &session->free, SHARE_CALLER);
        else
            session->begun = (job *)facs_queue_take(&session->free, false);
        if (!session->begun)
            describe_one(session, true);
    }
    job *work = session->begun;
    if (!work->outcome)
        work->outcome = (facs_outcome *)facs_queue_take(&session->spare, false);
    if (!work->outcome)
        work->outcome = facs_outcome_create(&session->env, &session->shape);
    if (!work->outcome) {
        facs_session_discard(session);
        return facs_fail(&session->error, FACS_E_MEMORY, "out of memory for one more result");
    }
    *bgr = &work->bgr;
    return FACS_OK;
}

bool facs_session_is_inline(const facs_session *session)
{
    return session->workers == 0;
}

void facs_session_discard(facs_session *session)
{
    if (session->begun)
        facs_queue_put(&session->free, &session->begun->link);
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

facs_status facs_session_submit(facs_session *session, const facs_frame *frame)
{
    job *work = session->begun;
    facs_status status = copy_boxes(session, work, frame->boxes, frame->box_count);
    if (status != FACS_OK) {
        facs_session_discard(session);
        return status;
    }
    session->begun = NULL;
    session->pushed++;
    session->timestamp = frame->timestamp;
    work->outcome->status = FACS_OK;
    label(&work->outcome->store.result, frame);
    if (session->workers > 0) {
        facs_queue_put(&session->track, &work->link);
    } else {
        locate(session, work);
        describe(session, work);
    }
    return FACS_OK;
}

facs_status facs_session_push(facs_session *session, const facs_picture *picture, const facs_frame *frame)
{
    if (!session)
        return FACS_E_ARGUMENT;
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

/* ---- out ---- */

facs_status facs_session_pull(facs_session *session, const facs_result **result)
{
    if (!session || !result)
        return FACS_E_ARGUMENT;
    return_current(session);
    if (session->pulled == session->pushed)
        return session->finished ? FACS_END : FACS_AGAIN;
    /* all that was pushed is certain to come once nothing more is pushed */
    facs_outcome *outcome = NULL;
    if (session->finished && session->workers == 2)
        outcome = (facs_outcome *)take_or_help(session, &session->done, SHARE_CALLER);
    else
        outcome = (facs_outcome *)facs_queue_take(&session->done, false);
    while (!outcome && describe_one(session, session->finished))
        outcome = (facs_outcome *)facs_queue_take(&session->done, false);
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

facs_status facs_session_finish(facs_session *session)
{
    if (!session)
        return FACS_E_ARGUMENT;
    return_current(session);
    facs_session_discard(session);
    session->finished = true;
    return FACS_OK;
}

facs_status facs_session_final_aus(facs_session *session, int person, int64_t index, double *au_r, int au_r_room,
                                   double *au_c, int au_c_room)
{
    if (!session)
        return FACS_E_ARGUMENT;
    if (!session->finished || session->pulled != session->pushed)
        return facs_fail(&session->error, FACS_E_STATE, "final AUs: finish and pull everything first");
    if (!session->describer)
        return facs_fail(&session->error, FACS_E_STATE, "final AUs: the session has no AUs");
    if ((au_r ? au_r_room < FACS_AU_R : au_r_room != 0) || (au_c ? au_c_room < FACS_AU_C : au_c_room != 0))
        return facs_fail(&session->error, FACS_E_ARGUMENT,
                         "final AUs: there are %d intensities and %d presences; room is for %d and %d", FACS_AU_R,
                         FACS_AU_C, au_r ? au_r_room : 0, au_c ? au_c_room : 0);
    double r[FACS_AU_R], c[FACS_AU_C];
    facs_status status = facs_describer_final(session->describer, person, index, r, c, &session->error);
    if (status == FACS_OK && au_r)
        memcpy(au_r, r, sizeof r);
    if (status == FACS_OK && au_c)
        memcpy(au_c, c, sizeof c);
    return status;
}

bool facs_session_au(const facs_session *session, facs_au_kind kind, int index, facs_au_info *info)
{
    facs_au_info found;
    return session && session->describer && info && facs_au_info_get(kind, index, &found) &&
           facs_give(&found, info, sizeof found);
}

facs_status facs_session_reset(facs_session *session)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_finish(session);
    const facs_result *result;
    while (facs_session_pull(session, &result) != FACS_END) {
    }
    session->pushed = session->pulled = 0;
    session->finished = false;
    session->error = (facs_error){0};
    facs_locator_reset(session->locator);
    if (session->describer)
        facs_describer_reset(session->describer);
    if (session->profilers) {
        memset(session->profilers, 0, 2 * sizeof *session->profilers);
        session->started = facs_clock();
        session->cpu_started = facs_cpu_clock();
    }
    return FACS_OK;
}

/* ---- measuring ---- */

bool facs_session_add_times(const facs_session *session, facs_profiler *sum)
{
    if (!session->profilers || session->pulled != session->pushed)
        return false;
    facs_profiler_merge(sum, &session->profilers[0]);
    facs_profiler_merge(sum, &session->profilers[1]);
    return true;
}

facs_status facs_session_profile(facs_session *session, facs_profile *profile)
{
    if (!session || !profile)
        return FACS_E_ARGUMENT;
    facs_status status = facs_profile_check(profile, &session->error);
    if (status != FACS_OK)
        return status;
    if (!session->profilers)
        return facs_fail(&session->error, FACS_E_STATE, "profile: set `profile` in facs_session_options");
    facs_profiler *sum = facs_calloc(&session->env, 1, sizeof *sum);
    if (!sum)
        return facs_fail(&session->error, FACS_E_MEMORY, "out of memory");
    facs_profile found;
    facs_profile_init(&found, sizeof found);
    bool idle = facs_session_add_times(session, sum);
    facs_profile_fill(sum, &found);
    facs_free(&session->env, sum);
    if (!idle)
        return facs_fail(&session->error, FACS_E_STATE, "profile: frames are on their way; pull them first");
    found.frames = session->pulled;
    found.wall = 1e-9 * (double)(facs_clock() - session->started);
    found.cpu = 1e-9 * (double)(facs_cpu_clock() - session->cpu_started);
    facs_give(&found, profile, sizeof found);
    return FACS_OK;
}

const char *facs_session_message(const facs_session *session)
{
    return session ? session->error.message : "";
}

void *facs_session_user(const facs_session *session)
{
    return session->current ? session->current->store.result.user : NULL;
}
