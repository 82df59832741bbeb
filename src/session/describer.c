/* Faces -> action units.
 *
 * Single-face video goes through facs_au_history, which remembers (docs/algorithm/action-units.md).  Stills and several
 * faces: shape parameters of the AU model, aligned face, FHOG, static models, nothing remembered, and done even when
 * the landmark fit was judged bad (quirk 38 of docs/fidelity.md). */
#include "session/describer.h"

#include "shape/calc_params.h"

#include <string.h>

struct facs_describer {
    facs_env env;
    const facs_au_model *model;
    facs_describer_options options;
    facs_au_history *history;
    bool finished; /* the history has seen its second pass */
    facs_calc *calc;
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3], mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    float fhog[FACS_FHOG_SIZE];
};

facs_status facs_describer_create(const facs_env *env, const facs_au_model *model,
                                  const facs_describer_options *options, facs_describer **describer, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_describer *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->model = model;
    made->options = *options;
    facs_status status = options->history
                             ? facs_au_history_create(&full, model, options->dynamic, &made->history, error)
                             : facs_calc_create(&full, model->pdm, &made->calc, error);
    if (made->history)
        facs_au_history_set_profiler(made->history, options->profiler);
    if (made->history && options->final_only)
        facs_au_history_defer(made->history);
    if (status == FACS_OK)
        *describer = made;
    else
        facs_describer_destroy(&made);
    return status;
}

void facs_describer_destroy(facs_describer **address)
{
    facs_describer *describer = *address;
    *address = NULL;
    if (!describer)
        return;
    if (describer->history)
        facs_au_history_destroy(&describer->history);
    if (describer->calc)
        facs_calc_destroy(&describer->calc);
    facs_env env = describer->env;
    facs_free(&env, describer);
}

void facs_describer_reset(facs_describer *describer)
{
    describer->finished = false;
    if (describer->history)
        facs_au_history_reset(describer->history);
}

static facs_status describe_with_history(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                                         facs_error *error)
{
    facs_face_slot *slot = &outcome->store.slots[0];
    double online[FACS_AU_R];
    facs_status status = facs_au_history_step(describer->history, bgr, slot->landmarks, outcome->analyse, slot->au_r,
                                              slot->au_c, describer->options.online ? online : NULL, error);
    if (status != FACS_OK)
        return status;
    if (describer->options.online)
        memcpy(slot->au_r, online, sizeof online);
    slot->face.has_aus = !describer->options.final_only;
    return FACS_OK;
}

static void describe_alone(facs_describer *describer, const facs_image *bgr, facs_face_slot *slot)
{
    const facs_align_options alignment = facs_au_face();
    facs_profiler *profiler = describer->options.profiler;
    float g[6], p[FACS_M_MAX];
    int64_t lap = facs_lap_start(profiler);
    facs_calc_params_fit(describer->calc, slot->landmarks, NULL, g, p);
    facs_au_align(describer->env.cpu, describer->model, bgr, slot->landmarks, g, &alignment, describer->aligned,
                  describer->mask);
    facs_lap(profiler, FACS_STAGE_ALIGN, &lap);
    facs_au_fhog(&describer->env, describer->aligned, describer->fhog);
    facs_lap(profiler, FACS_STAGE_FHOG, &lap);
    facs_au_static(&describer->env, describer->model, describer->fhog, p, slot->au_r, slot->au_c);
    facs_lap(profiler, FACS_STAGE_PREDICT, &lap);
    slot->face.has_aus = true;
}

facs_status facs_describer_run(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                               facs_error *error)
{
    if (describer->history)
        return describe_with_history(describer, bgr, outcome, error);
    for (int i = 0; i < outcome->store.result.face_count; i++)
        describe_alone(describer, bgr, &outcome->store.slots[i]);
    return FACS_OK;
}

facs_status facs_describer_final(facs_describer *describer, int person, int64_t index, double au_r[FACS_AU_R],
                                 double au_c[FACS_AU_C], facs_error *error)
{
    if (!describer->history)
        return facs_fail(error, FACS_E_STATE, "only single-face video has final AUs");
    if (person != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "person %d: there is one, number 0", person);
    if (index < 0 || index >= facs_au_history_frames(describer->history))
        return facs_fail(error, FACS_E_ARGUMENT, "frame %lld: there are %lld", (long long)index,
                         (long long)facs_au_history_frames(describer->history));
    if (!describer->finished) {
        facs_status status = facs_au_history_finish(describer->history, error);
        if (status != FACS_OK)
            return status;
        describer->finished = true;
    }
    facs_au_history_final(describer->history, index, au_r, au_c);
    return facs_au_history_check(describer->history, error);
}
