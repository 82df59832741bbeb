/* Third part of an extraction: the video is over, so the action units are final, and results that waited for them are
 * written. */
#include "extract/run.h"

#include "extract/kept.h"

/* Action units of frame number `index` of the session into the face. */
static facs_status finish_face(facs_run *run, int64_t index, facs_face_slot *slot, facs_error *error)
{
    const facs_face_shape *shape = &slot->shape;
    const int person = slot->face.person < 0 ? 0 : slot->face.person;
    facs_status status =
        facs_session_final_aus(run->session, person, index, slot->au_r, shape->au_r, slot->au_c, shape->au_c);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: %s", run->input, facs_session_message(run->session));
    if (shape->au_raw > 0)
        status =
            facs_session_final_raw_aus(run->session, person, index, slot->au_raw, slot->au_baseline, shape->au_raw);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: %s", run->input, facs_session_message(run->session));
    slot->face.has_aus = true;
    return FACS_OK;
}

facs_status facs_run_next_final(facs_run *run, int64_t index, facs_face_store *store, facs_error *error)
{
    facs_status status = facs_kept_next(run->spool, store, error);
    for (int i = 0; status == FACS_OK && i < store->result.face_count; i++)
        status = finish_face(run, index, &store->slots[i], error);
    return status;
}

facs_status facs_run_replay(facs_run *run, facs_error *error)
{
    if (!run->spool || !facs_outputs_need(run->outputs, FACS_SINK_FINAL_AUS))
        return FACS_OK;
    int64_t lap = facs_lap_start(facs_run_times(run));
    facs_face_store store;
    const facs_face_shape shape = facs_session_shape(run->session);
    facs_face_store_init(&store, &run->env, &shape);
    facs_status status = facs_spool_rewind(run->spool, error);
    for (int64_t index = 0; status == FACS_OK; index++) {
        status = facs_run_next_final(run, index, &store, error);
        const facs_picture_names picture = facs_run_picture(run, &store.result);
        if (status == FACS_OK)
            status = facs_outputs_write(run->outputs, FACS_FOR_THOSE_AT_THE_END, &store.result,
                                        picture.name ? &picture : NULL, error);
    }
    facs_face_store_free(&store);
    facs_lap(facs_run_times(run), FACS_STAGE_WRITE, &lap);
    return status == FACS_END ? FACS_OK : status;
}
