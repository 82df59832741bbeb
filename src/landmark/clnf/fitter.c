/* One detection step: fit over the scales, parts, validation; docs/algorithm/landmark-fit.md, Detection step.
 *
 *     for each scale with a window:   maps <- patch experts at (g, p);   rigid pass;   non-rigid pass
 *     for each part:                  start from the main landmarks; fit when the face is large enough
 *     any part fitted:                put all parts' landmarks into the main shape and fit the main model to them
 *     validate                        certainty, success
 */
#include "landmark/clnf/fit_internal.h"
#include "shape/pdm.h"

#include <math.h>
#include <string.h>

/* ---- life ---------------------------------------------------------------------------------------- */

static facs_status model_fit_init(facs_fitter *fitter, facs_model_fit *model_fit, const facs_landmark_model *model,
                                  facs_error *error)
{
    const facs_pdm *pdm = model->pdm;
    if (!pdm || pdm->n < 1 || pdm->n > FACS_N_MAX || pdm->m < 0 || pdm->m > FACS_M_MAX || model->scales < 1 ||
        model->scales > FACS_SCALES_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "landmark model %s: it holds no shape model or no patch experts",
                         model->stem);
    model_fit->model = model;
    model_fit->work = fitter->work;
    facs_status status = facs_responder_create(&fitter->env, model, fitter->cache, &model_fit->responder, error);
    if (status == FACS_OK)
        status = facs_calc_create(&fitter->env, pdm, &model_fit->calc, error);
    return status;
}

static facs_status parts_init(facs_fitter *fitter, const facs_landmark_model *model, facs_error *error)
{
    for (int k = 0; k < model->parts; k++) {
        const facs_part *part = &model->part[k];
        facs_status status = model_fit_init(fitter, &fitter->part[k], part->model, error);
        if (status != FACS_OK)
            return status;
        fitter->part[k].params = facs_fit_params_part(part->name);
        for (int i = 0; i < part->pairs; i++)
            if (part->pair[i][0] < 0 || part->pair[i][0] >= model->pdm->n || part->pair[i][1] < 0 ||
                part->pair[i][1] >= part->model->pdm->n)
                return facs_fail(error, FACS_E_MODEL_CORRUPT, "part %s: landmark pair %d %d is outside the models",
                                 part->name, part->pair[i][0], part->pair[i][1]);
    }
    return FACS_OK;
}

facs_status facs_fitter_create(const facs_env *env, const facs_landmark_model *model, facs_fitter **fitter,
                               facs_error *error)
{
    facs_env resolved = facs_env_resolve(env);
    facs_fitter *made = facs_calloc(&resolved, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    made->env = resolved;
    made->shape = facs_shape_kernels_for(resolved.cpu);
    made->cholesky = facs_cholesky_kernels_for(resolved.cpu);
    made->mean_shift = facs_mean_shift_kernels_for(resolved.cpu);
    made->work = facs_calloc(&resolved, 1, sizeof *made->work);
    made->loops = facs_calloc(&resolved, 1, sizeof *made->loops);
    facs_status status =
        made->work && made->loops ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    if (status == FACS_OK)
        status = facs_expert_cache_create(&resolved, FACS_EXPERT_CACHE_COMPUTED, &made->cache, error);
    if (status == FACS_OK)
        status = facs_expert_cache_use_file(made->cache, model, FACS_EXPERT_CACHE_MAPPED, error);
    if (status == FACS_OK)
        status = model_fit_init(made, &made->main, model, error);
    if (status == FACS_OK)
        status = parts_init(made, model, error);
    if (status == FACS_OK && model->validator)
        status = facs_validator_create(&resolved, model->validator, &made->validator, error);
    if (status != FACS_OK) {
        facs_fitter_destroy(&made);
        return status;
    }
    *fitter = made;
    return FACS_OK;
}

static void model_fit_clear(const facs_env *env, facs_model_fit *model_fit, const facs_fit_workspace *shared)
{
    if (model_fit->work != shared)
        facs_free(env, model_fit->work);
    facs_expert_cache_destroy(&model_fit->cache); /* first, as that of the fitter */
    facs_responder_destroy(&model_fit->responder);
    facs_calc_destroy(&model_fit->calc);
    for (int window = 0; window <= FACS_WINDOW_MAX; window++)
        facs_kde_free(env, model_fit->kde[window]);
}

void facs_fitter_destroy(facs_fitter **fitter)
{
    facs_fitter *old = *fitter;
    if (!old)
        return;
    facs_env env = old->env;
    facs_expert_cache_destroy(&old->cache); /* first: it knows places inside the responders */
    model_fit_clear(&env, &old->main, old->work);
    for (int k = 0; k < FACS_PARTS_MAX; k++) {
        model_fit_clear(&env, &old->part[k], old->work);
        for (int i = 0; i < FACS_SHARE_SLOTS - 1; i++) {
            if (old->more[k][i])
                model_fit_clear(&env, old->more[k][i], old->work);
            facs_free(&env, old->more[k][i]);
        }
    }
    facs_validator_destroy(&old->validator);
    facs_free(&env, old->loops);
    facs_free(&env, old->work);
    facs_free(&env, old);
    *fitter = NULL;
}

/* A part that may be fitted while others are needs memory of its own. */
static facs_status separate(const facs_fitter *fitter, facs_model_fit *part, facs_error *error)
{
    if (part->cache)
        return FACS_OK;
    facs_fit_workspace *work = facs_calloc(&fitter->env, 1, sizeof *work);
    if (!work)
        return facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    part->work = work;
    facs_status status = facs_expert_cache_create(&fitter->env, FACS_EXPERT_CACHE_PART, &part->cache, error);
    if (status == FACS_OK)
        status = facs_expert_cache_use_file(part->cache, fitter->main.model, FACS_EXPERT_CACHE_PART, error);
    if (status == FACS_OK)
        facs_responder_set_cache(part->responder, part->cache);
    return status;
}

void facs_fitter_set_stills(facs_fitter *fitter)
{
    fitter->stills = true;
    facs_expert_cache_set_mapped(fitter->cache, FACS_EXPERT_CACHE_STILLS);
}

facs_status facs_fitter_set_share(facs_fitter *fitter, facs_share *share, facs_error *error)
{
    facs_parts_loop *loops = facs_calloc(&fitter->env, FACS_SHARE_SLOTS, sizeof *loops);
    if (!loops)
        return facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    facs_free(&fitter->env, fitter->loops);
    fitter->loops = loops;
    facs_status status = FACS_OK;
    for (int k = 0; k < fitter->main.model->parts && share && status == FACS_OK; k++)
        status = separate(fitter, &fitter->part[k], error);
    if (status == FACS_OK)
        status = facs_responder_set_share(fitter->main.responder, share, error);
    if (status == FACS_OK && share && !fitter->stills)
        facs_expert_cache_set_mapped(fitter->cache, FACS_EXPERT_CACHE_MAIN);
    if (status == FACS_OK)
        fitter->share = share;
    return status;
}

facs_status facs_fitter_exchange(facs_fitter *fitter, const facs_cen_outside *outside, facs_error *error)
{
    return facs_responder_exchange(fitter->main.responder, outside, error);
}

void facs_fitter_set_profiler(facs_fitter *fitter, facs_profiler *profiler)
{
    fitter->profiler = profiler;
}

static void state_reset(facs_fit_state *state)
{
    memset(state, 0, sizeof *state);
    state->g[0] = 1.0f;
    state->likelihood = -10.0f;
}

void facs_fit_reset(facs_fit *fit)
{
    state_reset(&fit->face);
    for (int k = 0; k < FACS_PARTS_MAX; k++)
        state_reset(&fit->part[k]);
}

/* ---- fit over the scales ---------------------------------------------------------------------------- */

static bool is_finite_fit(const facs_fit_state *state, int m)
{
    return facs_all_finite(state->g, 6) && facs_all_finite(state->p, m);
}

/* A fit that ran into infinity failed; the reference has no rule for it.  It gets the lowest likelihood there is. */
static void mark_diverged(facs_fit_state *state, int n)
{
    state->likelihood = (float)log(1e-8);
    memset(state->likelihoods, 0, (size_t)n * sizeof *state->likelihoods);
}

/* *ok is the fit's own verdict. */
static facs_status fit_scales(facs_fitter *fitter, facs_model_fit *model_fit, const facs_image *grey,
                              const facs_fit_params *params, facs_fit_state *state, bool *ok, facs_error *error)
{
    const facs_landmark_model *model = model_fit->model;
    const facs_pdm *pdm = model->pdm;
    facs_fit_workspace *work = model_fit->work;
    facs_profiler *profiler = model_fit == &fitter->main ? fitter->profiler : NULL; /* parts are a stage of their own */
    *ok = false;
    if (!is_finite_fit(state, pdm->m)) {
        mark_diverged(state, pdm->n);
        return FACS_OK;
    }
    for (int c = 0; c < model->scales; c++) {
        const facs_patch_scale *scale = &model->scale[c];
        int window = params->win_cur[c];
        if (window == 0)
            continue;
        if (window < 0 || window > FACS_WINDOW_MAX)
            return facs_fail(error, FACS_E_ARGUMENT, "landmark fit: window size %d at scale %d, at most %d is possible",
                             window, c, FACS_WINDOW_MAX);
        int v = facs_select_view(scale, state->g);
        float t[4], u[4], shape[FACS_FIT_ROWS];
        facs_fitter_shape(fitter, work, pdm, state->g, state->p, shape);
        facs_response_similarity(pdm->n, scale->scale, work->shape_3d, shape, t, u);
        if (!facs_all_finite(t, 4) || !facs_all_finite(u, 4) || !facs_all_finite(shape, 2 * pdm->n)) {
            mark_diverged(state, pdm->n);
            return FACS_OK;
        }
        int64_t lap = facs_lap_start(profiler);
        facs_status status = facs_responses(model_fit->responder, grey, c, v, window, shape, u, work->maps, error);
        facs_lap(profiler, FACS_STAGE_RESPONSES, &lap);
        if (status != FACS_OK)
            return status;
        bool record = c == model->scales - 1 || params->win_cur[c + 1] == 0;
        float g[6], p[FACS_M_MAX];
        memcpy(g, state->g, sizeof g);
        memcpy(p, state->p, sizeof p);
        status = facs_optimise(fitter, model_fit, params, c, v, window, work->maps, t, u, record, state, NULL);
        facs_lap(profiler, FACS_STAGE_OPTIMISATION, &lap);
        if (status == FACS_E_MEMORY)
            return facs_fail(error, status, "landmark fit of model %s: out of memory", model->stem);
        if (status != FACS_OK)
            return facs_fail(error, status, "landmark fit of model %s: scale %d cannot be fitted", model->stem, c);
        state->last_view = v;
        if (!is_finite_fit(state, pdm->m)) {
            memcpy(state->g, g, sizeof g);
            memcpy(state->p, p, sizeof p);
            mark_diverged(state, pdm->n);
            return FACS_OK;
        }
        if (state->g[0] < 0.25f)
            return FACS_OK;
    }
    *ok = true;
    return FACS_OK;
}

/* ---- parts -------------------------------------------------------------------------------------------- */

bool facs_part_is_refined(const facs_part *part, float scale)
{
    return (double)scale > 0.9 * part->model->scale[0].scale;
}

/* *refined is set when the part was fitted to the image. */
static facs_status fit_part(const facs_parts_loop *loop, int k, facs_model_fit *model_fit, facs_fit_state *state,
                            bool *refined, facs_error *error)
{
    facs_fitter *fitter = loop->fitter;
    const facs_part *part = &fitter->main.model->part[k];
    const facs_pdm *pdm = part->model->pdm;
    int n = pdm->n, n_main = fitter->main.model->pdm->n;

    float known[FACS_FIT_ROWS] = {0}; /* x = 0 means missing */
    for (int i = 0; i < part->pairs; i++) {
        int from = part->pair[i][0], to = part->pair[i][1];
        known[to] = loop->landmarks[from];
        known[n + to] = loop->landmarks[n_main + from];
    }
    facs_calc_params_fit(model_fit->calc, known, NULL, state->g, state->p);
    *refined = facs_part_is_refined(part, loop->scale);
    bool ok = false;
    facs_status status = FACS_OK;
    if (*refined) {
        memcpy(model_fit->params.win_cur, model_fit->params.win_init, sizeof model_fit->params.win_cur);
        status = fit_scales(fitter, model_fit, &loop->grey, &model_fit->params, state, &ok, error);
        state->success = ok;
        state->certainty = ok ? 1.0f : 0.0f;
    }
    facs_fitter_shape(fitter, model_fit->work, pdm, state->g, state->p, state->landmarks);
    return status;
}

/* Later parts overwrite earlier ones, and all are copied when one was refined (quirk 18 of docs/fidelity.md). */
static void merge_parts(facs_fitter *fitter, facs_fit *fit)
{
    const facs_landmark_model *model = fitter->main.model;
    int n = model->pdm->n;
    float merged[FACS_FIT_ROWS];
    memcpy(merged, fit->face.landmarks, sizeof merged);
    for (int k = 0; k < model->parts; k++) {
        const facs_part *part = &model->part[k];
        int n_part = part->model->pdm->n;
        for (int i = 0; i < part->pairs; i++) {
            int to = part->pair[i][0], from = part->pair[i][1];
            merged[to] = fit->part[k].landmarks[from];
            merged[n + to] = fit->part[k].landmarks[n_part + from];
        }
    }
    float g[6], p[FACS_M_MAX] = {0};
    facs_calc_params_fit(fitter->main.calc, merged, NULL, g, p);
    /* a part that ran away must not take the face with it */
    if (!facs_all_finite(g, 6) || !facs_all_finite(p, model->pdm->m))
        return;
    memcpy(fit->face.g, g, sizeof g);
    memcpy(fit->face.p, p, sizeof p);
    facs_fitter_shape(fitter, fitter->work, model->pdm, fit->face.g, fit->face.p, fit->face.landmarks);
}

/* Tools of part k. */
static facs_model_fit *tools_of(facs_fitter *fitter, int k, int set)
{
    return set == 0 ? &fitter->part[k] : fitter->more[k][set - 1];
}

/* Tools that no late helper works with: a set other than `taken` (-1 = any); < 0 = there are no more. */
static int find_set(facs_fitter *fitter, int k, int taken)
{
    for (int set = 0; set < FACS_SHARE_SLOTS; set++) {
        int64_t loop = fitter->late[k][set];
        if (set != taken && tools_of(fitter, k, set) && (loop == 0 || facs_share_left(fitter->share, loop, loop)))
            return set;
    }
    return -1;
}

/* One more set; < 0 = no memory. */
static int make_set(facs_fitter *fitter, int k)
{
    const facs_part *part = &fitter->main.model->part[k];
    int place = fitter->more[k][0] ? 1 : 0;
    facs_model_fit *made = facs_calloc(&fitter->env, 1, sizeof *made);
    if (!made)
        return -1;
    facs_status status = model_fit_init(fitter, made, part->model, NULL);
    made->params = facs_fit_params_part(part->name);
    if (status == FACS_OK)
        status = separate(fitter, made, NULL);
    if (status == FACS_OK) {
        fitter->more[k][place] = made;
        return 1 + place;
    }
    model_fit_clear(&fitter->env, made, fitter->work);
    facs_free(&fitter->env, made);
    return -1;
}

static void part_by_owner(facs_parts_loop *loop, int k, int set)
{
    facs_model_fit *tools = tools_of(loop->fitter, k, set);
    loop->status[k] = fit_part(loop, k, tools, &loop->state[k], &loop->refined[k], &loop->error[k]);
}

static void part_turn(void *cookie, int k, int worker)
{
    facs_parts_loop *loop = cookie;
    facs_part_result *result = &loop->result[k];
    if (worker == 0)
        part_by_owner(loop, k, loop->set[k]);
    else
        result->status = fit_part(loop, k, tools_of(loop->fitter, k, loop->set[k]), &result->state, &result->refined,
                                  &result->error);
}

static void keep_part(void *cookie, int k, int worker)
{
    const facs_parts_loop *loop = cookie;
    const facs_part_result *result = &loop->result[k];
    (void)worker;
    loop->state[k] = result->state;
    loop->refined[k] = result->refined;
    loop->status[k] = result->status;
    loop->error[k] = result->error;
}

/* The helper keeps its tools; there are enough for every helper to be late with a set of its own. */
static bool redo_part(void *cookie, int k)
{
    facs_parts_loop *loop = cookie;
    facs_fitter *fitter = loop->fitter;
    int set = find_set(fitter, k, loop->set[k]);
    if (set < 0)
        set = make_set(fitter, k);
    if (set < 0)
        return false;
    fitter->late[k][loop->set[k]] = fitter->share->loops;
    part_by_owner(loop, k, set);
    return true;
}

static facs_status fit_parts(facs_fitter *fitter, const facs_image *grey, facs_fit *fit, facs_error *error)
{
    static const facs_share_work work = {.turn = part_turn, .keep = keep_part, .redo = redo_part};
    const facs_landmark_model *model = fitter->main.model;
    int n = model->pdm->n, slot = facs_share_slot(fitter->share);
    if (!facs_all_finite(fit->face.landmarks, 2 * n))
        return FACS_OK;
    bool refined[FACS_PARTS_MAX] = {false}, any = false;
    facs_status status[FACS_PARTS_MAX] = {FACS_OK};
    facs_error why[FACS_PARTS_MAX] = {{FACS_OK, ""}};
    facs_parts_loop *loop = &fitter->loops[slot];
    loop->fitter = fitter;
    loop->grey = *grey;
    memcpy(loop->landmarks, fit->face.landmarks, 2 * (size_t)n * sizeof *loop->landmarks);
    loop->scale = fit->face.g[0];
    loop->state = fit->part;
    loop->refined = refined;
    loop->status = status;
    loop->error = why;
    for (int k = 0; k < model->parts; k++) {
        loop->set[k] = find_set(fitter, k, -1);
        loop->result[k].state = fit->part[k];
    }
    facs_share_run(fitter->share, slot, model->parts, &work, loop);
    for (int k = 0; k < model->parts; k++) {
        if (status[k] != FACS_OK) {
            if (error)
                *error = why[k];
            return status[k];
        }
        any = any || refined[k];
    }
    if (any)
        merge_parts(fitter, fit);
    return FACS_OK;
}

/* ---- detection step -------------------------------------------------------------------------------------- */

facs_status facs_fitter_main(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params,
                             facs_fit_state *face, bool *ok, facs_error *error)
{
    if (!grey->hidden || grey->width < 1 || grey->height < 1 || grey->channels != 1)
        return facs_fail(error, FACS_E_ARGUMENT, "landmark fit: a grey image with one channel is needed");
    facs_status status = fit_scales(fitter, &fitter->main, grey, params, face, ok, error);
    if (status == FACS_OK)
        facs_fitter_shape(fitter, fitter->work, fitter->main.model->pdm, face->g, face->p, face->landmarks);
    return status;
}

facs_status facs_fitter_parts(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                              facs_error *error)
{
    if (!params->use_parts || fitter->main.model->parts == 0)
        return FACS_OK;
    int64_t lap = facs_lap_start(fitter->profiler);
    facs_status status = fit_parts(fitter, grey, fit, error);
    facs_lap(fitter->profiler, FACS_STAGE_PARTS, &lap);
    return status;
}

facs_status facs_fitter_verdict(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, bool ok,
                                facs_fit_state *face, facs_error *error)
{
    if (!params->validate || !ok || !fitter->validator) {
        face->success = ok;
        face->certainty = ok ? 1.0f : 0.0f;
        return FACS_OK;
    }
    int64_t lap = facs_lap_start(fitter->profiler);
    facs_status status =
        facs_validator_check(fitter->validator, grey, face->g + 1, face->landmarks, &face->certainty, error);
    facs_lap(fitter->profiler, FACS_STAGE_VALIDATOR, &lap);
    if (status == FACS_OK)
        face->success = face->certainty > params->tau;
    return status;
}

facs_status facs_fitter_step(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                             facs_error *error)
{
    bool ok;
    facs_status status = facs_fitter_main(fitter, grey, params, &fit->face, &ok, error);
    if (status == FACS_OK)
        status = facs_fitter_parts(fitter, grey, params, fit, error);
    return status == FACS_OK ? facs_fitter_verdict(fitter, grey, params, ok, &fit->face, error) : status;
}
