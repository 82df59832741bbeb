/* What becomes of a frame between push and pull: faces are located in it, and described; see session.c for who does it. */
#include "session/session_work.h"

#include <string.h>

enum { STILL_KEPT = 4 << 20 }; /* bytes of the pixels of a still for which a buffer is kept */

/* No helper can still be reading the grey picture that was there: helpers are the caller, who has since begun this frame,
 * and the thread that describes, which has since described the frame that it was of. */
facs_status facs_work_begin_grey(const facs_session *session, job *work)
{
    const int width = work->bgr.width, height = work->bgr.height;
    if (facs_pixels_resize(&session->env, &work->grey, width, height, 1) == FACS_OK)
        return FACS_OK;
    return facs_fail(&work->outcome->error, FACS_E_MEMORY, "out of memory for a frame of %d x %d pixels", width,
                     height);
}

/* What the caller has left to do, by the thread that locates. */
static facs_status finish_grey(facs_session *session, job *work)
{
    facs_profiler *profiler = session->profilers ? &session->profilers[LOCATE_TIMES] : NULL;
    const facs_image bgr = facs_pixels_view(&work->bgr);
    const int64_t start = facs_lap_start(profiler);
    facs_status status = work->has_grey ? FACS_OK : facs_work_begin_grey(session, work);
    if (status == FACS_OK && !work->has_grey)
        facs_locator_grey_rows(session->locator, &bgr, 0, bgr.height, &work->grey);
    if (profiler)
        facs_profiler_add(profiler, FACS_STAGE_GREY, work->rows_time + facs_clock() - start);
    return status;
}

static void locate_frame(facs_session *session, facs_locator *locator, job *work)
{
    facs_outcome *outcome = work->outcome;
    facs_image bgr = facs_pixels_view(&work->bgr);
    outcome->analyse = false;
    outcome->blank = work->blank;
    outcome->store.result.face_count = 0;
    outcome->news_count = 0;
    outcome->status = FACS_OK;
    if (outcome->last) {
        outcome->status = facs_locator_decide(locator, outcome, &outcome->error);
        return;
    }
    for (int i = 0; i < work->same.count && outcome->status == FACS_OK; i++)
        outcome->status = facs_locator_same(locator, work->same.pair[i][0], work->same.pair[i][1], &outcome->error);
    work->same.count = 0;
    if (outcome->status != FACS_OK)
        return;
    if (work->blank) {
        outcome->store.result.width = outcome->store.result.height = 0;
        outcome->status = facs_locator_pass(locator, outcome, &outcome->error);
        return;
    }
    outcome->store.result.width = bgr.width;
    outcome->store.result.height = bgr.height;
    const bool wants_grey = session->workers > 0 && !session->stills && facs_locator_wants_grey(locator);
    if (outcome->status == FACS_OK && wants_grey)
        outcome->status = finish_grey(session, work);
    const facs_image grey = facs_pixels_view(&work->grey);
    if (outcome->status == FACS_OK)
        outcome->status =
            facs_locator_run(locator, &bgr, wants_grey ? &grey : NULL, work->has_boxes ? work->boxes : NULL,
                             work->box_count, outcome, &outcome->error);
}

void facs_work_locate(facs_session *session, facs_locator *locator, job *work)
{
    facs_error ignored; /* there is one already */
    locate_frame(session, locator, work);
    if (work->outcome->status != FACS_OK && session->held)
        (void)facs_locator_decide(locator, work->outcome, &ignored);
}

size_t facs_work_size(const job *work)
{
    return (size_t)work->bgr.width * (size_t)work->bgr.height * 3;
}

/* a copy of the frame goes with its result */
static void keep_picture(facs_session *session, const facs_image *bgr, facs_outcome *outcome)
{
    facs_face_store *store = &outcome->store;
    const facs_view from = facs_image_need_all(bgr);
    facs_status status = facs_pixels_resize(&session->env, &store->picture, from.width, from.height, 3);
    if (status != FACS_OK && outcome->status == FACS_OK)
        outcome->status =
            facs_fail(&outcome->error, status, "out of memory for a frame of %d x %d pixels", from.width, from.height);
    for (int y = 0; status == FACS_OK && y < from.height; y++)
        memcpy(store->picture.data + y * store->picture.stride, from.data + y * from.stride, 3 * (size_t)from.width);
    store->has_picture = status == FACS_OK;
}

static void describe_frame(facs_session *session, facs_describer *describer, const facs_image *bgr,
                           facs_outcome *outcome)
{
    if (describer)
        outcome->status = facs_describer_run(describer, bgr, outcome, &outcome->error);
    outcome->store.has_picture = false;
    if (session->keep_pictures && !outcome->blank)
        keep_picture(session, bgr, outcome);
}

/* The frame, or an end, joins those that wait; those that need not any more are described.  While frames are on their way
 * from here nobody is told that all that are left wait. */
static void describe_held(facs_session *session, facs_describer *describer, job *work)
{
    facs_image bgr;
    facs_outcome *outcome = work->outcome;
    atomic_store(&session->waiting, 0);
    facs_held_frames_add(session->held, &work->bgr, outcome);
    work->outcome = NULL;
    facs_queue_put_first(&session->free, &work->link);
    facs_outcome *last = outcome->last ? outcome : NULL;
    while ((outcome = facs_held_frames_next(session->held, &bgr)) != NULL) {
        describe_frame(session, describer, &bgr, outcome);
        facs_queue_put(&session->done, &outcome->link);
    }
    if (last)
        facs_queue_put(&session->done, &last->link);
    atomic_store(&session->waiting, facs_held_frames_count(session->held));
    facs_bell_ring(&session->bell[CALLER]);
}

void facs_work_describe_with(facs_session *session, facs_describer *describer, job *work)
{
    facs_outcome *outcome = work->outcome;
    const facs_image bgr = facs_pixels_view(&work->bgr);
    if (session->held && facs_held_frames_takes(session->held, outcome)) {
        describe_held(session, describer, work);
        return;
    }
    describe_frame(session, describer, &bgr, outcome);
    if (session->stills) {
        const size_t bytes = facs_work_size(work);
        if (bytes > STILL_KEPT)
            facs_pixels_free(&session->env, &work->bgr);
        atomic_fetch_sub(&session->under_way, bytes);
    }
    work->outcome = NULL;
    facs_queue_put_first(&session->free, &work->link); /* jobs that are not needed take no memory for pixels */
    facs_queue_put(&session->done, &outcome->link);
}

void facs_work_describe(facs_session *session, job *work)
{
    facs_work_describe_with(session, session->describer, work);
}

void facs_work_help_first(facs_session *session, int thread)
{
    while (!facs_queue_is_empty(&session->track) && facs_share_help(&session->share, thread)) {
    }
}

/* Of all that was pushed and not pulled it is not known yet who is in it: what helps is another frame, or the end. */
static bool all_wait(const facs_session *session)
{
    return !session->finished && session->pushed > session->pulled &&
           session->pushed - session->pulled == atomic_load(&session->waiting);
}

facs_link *facs_work_take(facs_session *session, facs_queue *queue, int thread, int64_t deadline)
{
    for (;;) {
        facs_link *link;
        unsigned heard = facs_bell_heard(&session->bell[thread]);
        facs_work_help_first(session, thread);
        if (facs_queue_poll(queue, &link))
            return link;
        if ((deadline != FACS_NEVER && facs_clock() >= deadline) || (thread == CALLER && all_wait(session)))
            return NULL;
        if (!facs_share_help(&session->share, thread))
            facs_bell_wait(&session->bell[thread], heard, deadline);
    }
}

void facs_work_locate_all(void *argument)
{
    facs_session *session = argument;
    for (job *work; (work = (job *)facs_queue_wait(&session->track)) != NULL;) {
        facs_work_locate(session, session->locator, work);
        facs_queue_put(&session->describe, &work->link);
    }
}

void facs_work_describe_all(void *argument)
{
    facs_session *session = argument;
    job *work;
    while ((work = (job *)facs_work_take(session, &session->describe, DESCRIBE, FACS_NEVER)) != NULL)
        facs_work_describe(session, work);
}
