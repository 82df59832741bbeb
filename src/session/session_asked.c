/* What a session is asked besides its results: final action units, what it has learnt of persons, times, messages. */
#include "session/calibrate.h"
#include "session/session_internal.h"

#include <string.h>

static facs_status check_final(facs_session *session)
{
    facs_session_begin_call(session);
    if (!session->finished || session->pulled != session->pushed)
        return facs_fail(&session->error, FACS_E_STATE, "final AUs: finish and pull everything first");
    if (!session->describer)
        return facs_fail(&session->error, FACS_E_STATE, "final AUs: the session has no AUs");
    return FACS_OK;
}

facs_status facs_session_final_aus(facs_session *session, int person, int64_t index, double *au_r, int au_r_room,
                                   double *au_c, int au_c_room)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_status status = check_final(session);
    if (status != FACS_OK)
        return status;
    const facs_face_shape *shape = &session->shape;
    if ((au_r ? au_r_room < shape->au_r : au_r_room != 0) || (au_c ? au_c_room < shape->au_c : au_c_room != 0))
        return facs_fail(&session->error, FACS_E_ARGUMENT,
                         "final AUs: there are %d intensities and %d presences; room is for %d and %d", shape->au_r,
                         shape->au_c, au_r ? au_r_room : 0, au_c ? au_c_room : 0);
    double r[FACS_AU_VALUES_MAX], c[FACS_AU_VALUES_MAX];
    const facs_au_values values = {.intensity = r, .presence = c};
    status = facs_describer_final(session->describer, person, index, &values, &session->error);
    if (status == FACS_OK && au_r)
        memcpy(au_r, r, (size_t)shape->au_r * sizeof *r);
    if (status == FACS_OK && au_c)
        memcpy(au_c, c, (size_t)shape->au_c * sizeof *c);
    return status;
}

facs_status facs_session_final_raw_aus(facs_session *session, int person, int64_t index, double *au_raw,
                                       double *au_baseline, int room)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_status status = check_final(session);
    if (status != FACS_OK)
        return status;
    const int count = session->shape.au_raw;
    if (count == 0)
        return facs_fail(&session->error, FACS_E_STATE, "raw AUs: set `raw_au` in facs_session_options");
    if (!au_raw || !au_baseline || room < count)
        return facs_fail(&session->error, FACS_E_ARGUMENT, "raw AUs: there are %d; room is for %d", count, room);
    double r[FACS_AU_VALUES_MAX], c[FACS_AU_VALUES_MAX];
    const facs_au_values values = {.intensity = r, .presence = c, .raw = au_raw, .baseline = au_baseline};
    return facs_describer_final(session->describer, person, index, &values, &session->error);
}

static facs_calibration_parts parts_of(const facs_session *session)
{
    return (facs_calibration_parts){.models = session->models,
                                    .describer = session->describer,
                                    .locator = session->locator,
                                    .several = session->people};
}

facs_status facs_session_calibration(facs_session *session, facs_calibration **calibration)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    if (!calibration)
        return facs_fail(&session->error, FACS_E_ARGUMENT, "facs_session_calibration: no place for it given");
    if (session->pulled != session->pushed || (!session->finished && !session->options.online_aus))
        return facs_fail(&session->error, FACS_E_STATE, "calibration: finish and pull everything first");
    const facs_calibration_parts parts = parts_of(session);
    return facs_calibration_take(&session->env, &parts, calibration, &session->error);
}

facs_status facs_session_calibrate(facs_session *session, const facs_calibration *calibration)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    if (!calibration)
        return facs_fail(&session->error, FACS_E_ARGUMENT, "facs_session_calibrate: no calibration given");
    if (session->pushed > 0)
        return facs_fail(&session->error, FACS_E_STATE, "calibration: comes before the first frame");
    if (session->options.compat)
        return facs_fail(&session->error, FACS_E_ARGUMENT,
                         "calibration: with compat %s the numbers are those of that program, which knows none",
                         session->options.compat);
    const facs_calibration_parts parts = parts_of(session);
    return facs_calibration_give(calibration, &parts, &session->error);
}

bool facs_session_tell_person(const facs_session *session, int index, facs_person_told *told)
{
    return session->describer && facs_describer_tell(session->describer, index, told);
}

float facs_session_alike(const facs_session *session, int64_t *views)
{
    return facs_locator_alike(session->locator, views);
}

facs_status facs_session_same_person(facs_session *session, int keep, int drop)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    if (!session->people)
        return facs_fail(&session->error, FACS_E_STATE,
                         "facs_session_same_person: persons are of sessions with FACS_FACES_MANY and without compat");
    if (session->finished)
        return facs_fail(&session->error, FACS_E_STATE, "facs_session_same_person: after finish there are no frames");
    if (keep < 0 || drop < 0 || keep == drop)
        return facs_fail(&session->error, FACS_E_ARGUMENT,
                         "facs_session_same_person: persons %d and %d: two numbers from 0 are possible", keep, drop);
    same_persons *same = &session->same;
    if (same->count == same->room) {
        const int room = same->room ? 2 * same->room : 4;
        int(*grown)[2] =
            facs_regrow(&session->env, same->pair, (size_t)same->room * sizeof *grown, (size_t)room * sizeof *grown);
        if (!grown)
            return facs_fail(&session->error, FACS_E_MEMORY, "out of memory");
        same->pair = grown;
        same->room = room;
    }
    same->pair[same->count][0] = keep;
    same->pair[same->count++][1] = drop;
    return FACS_OK;
}

bool facs_session_au(const facs_session *session, facs_au_kind kind, int index, facs_au_info *info)
{
    facs_au_info found;
    if (!session || !session->describer || !info)
        return false;
    return facs_describer_au(session->describer, kind, index, &found) && facs_give(&found, info, sizeof found);
}

facs_face_shape facs_session_shape(const facs_session *session)
{
    return session->shape;
}

bool facs_session_recognises(const facs_session *session)
{
    return facs_locator_recognises(session->locator);
}

/* ---- measuring ---- */

bool facs_session_add_times(const facs_session *session, facs_profiler *sum)
{
    if (!session->profilers || session->pulled != session->pushed)
        return false;
    for (int i = 0; i < PROFILERS; i++)
        facs_profiler_merge(sum, &session->profilers[i]);
    if (session->stills)
        facs_stills_add_times(session->stills, sum);
    return true;
}

facs_status facs_session_profile(facs_session *session, facs_profile *profile)
{
    if (!session)
        return FACS_E_ARGUMENT;
    facs_session_begin_call(session);
    if (!profile)
        return facs_fail(&session->error, FACS_E_ARGUMENT, "facs_session_profile: no place for the profile given");
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

const char *facs_session_pipeline(const facs_session *session)
{
    return session ? session->models->pipeline.name : NULL;
}

const char *facs_session_message(const facs_session *session)
{
    return session ? session->error.message : "";
}
