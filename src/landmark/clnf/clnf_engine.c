/* The landmark fit as one of the landmark engines (landmark/engine.h). */
#include "landmark/clnf/clnf_engine.h"

#include "landmark/clnf/fitter.h"
#include "landmark/clnf/response.h"

#include <math.h>
#include <string.h>

enum { EYE_POINTS = FACS_EYE_LANDMARKS / 2 };

/* part models with 28 points, and the landmarks of the face at the corners of the eye */
static const struct {
    const char *part;
    int corner[2];
} eyes[2] = {{"left_eye_28", {36, 39}}, {"right_eye_28", {42, 45}}};

/* landmarks of each region, first and last */
static const int regions[FACS_REGIONS][2] = {
    [FACS_REGION_MOUTH] = {48, 67}, [FACS_REGION_BROWS] = {17, 26}, [FACS_REGION_EYES] = {36, 47},
    [FACS_REGION_NOSE] = {27, 35},  [FACS_REGION_JAW] = {0, 16},
};

typedef struct clnf {
    facs_env env;
    const facs_landmark_model *model;
    facs_fitter *fitter;
    facs_fit_params params;
    int eye_part[2]; /* -1 = there are no models of both eyes */
} clnf;

/* ---- models ---- */

static int find_eye(const facs_landmark_model *model, int eye)
{
    for (int i = 0; i < model->parts; i++) {
        const facs_part *part = &model->part[i];
        if (part->model->pdm->n == EYE_POINTS && strcmp(part->name, eyes[eye].part) == 0)
            return i;
    }
    return -1;
}

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    const facs_landmark_model *model = facs_loaded_landmarks(models);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: the models hold no landmark model");
    if (model->pdm->n != FACS_LANDMARKS || model->pdm->m > FACS_MODES_MAX)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "landmark model %s: %d landmarks and %d modes; %d landmarks and at most %d modes are needed: "
                         "name a face model, not one of its parts",
                         model->stem, model->pdm->n, model->pdm->m, FACS_LANDMARKS, FACS_MODES_MAX);
    bool both = find_eye(model, 0) >= 0 && find_eye(model, 1) >= 0;
    *shape = (facs_face_shape){.landmarks = model->pdm->n,
                               .eye_landmarks = both ? FACS_EYE_LANDMARKS : 0,
                               .modes = model->pdm->m,
                               .likelihoods = FACS_REGIONS};
    return FACS_OK;
}

/* ---- life ---- */

static void destroy(void **state)
{
    clnf *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_fitter_destroy(&old->fitter);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error)
{
    facs_face_shape known;
    facs_status status = shape(models, &known, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    clnf *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "landmark fit: out of memory");
    made->env = full;
    made->model = facs_loaded_landmarks(models);
    made->params = facs_fit_params_main(made->model, settings->wild, settings->fit);
    for (int eye = 0; eye < 2; eye++)
        made->eye_part[eye] = known.eye_landmarks ? find_eye(made->model, eye) : -1;
    status = facs_fitter_create(&full, made->model, &made->fitter, error);
    if (status == FACS_OK) {
        facs_fitter_set_profiler(made->fitter, settings->profiler);
        if (settings->stills)
            facs_fitter_set_stills(made->fitter);
        status = facs_fitter_set_share(made->fitter, settings->share, error);
    }
    const facs_cen_outside *outside = facs_loaded_cen_outside(models);
    if (status == FACS_OK && outside)
        status = facs_fitter_exchange(made->fitter, outside, error);
    void *block = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&block);
    return status;
}

/* ---- fits ---- */

static void reset(void *state, void *fit)
{
    (void)state;
    facs_fit_reset(fit);
}

static void start(void *state, const float box[4], void *fit)
{
    static const float frontal[3] = {0, 0, 0};
    const clnf *engine = state;
    facs_fit_state *face = &((facs_fit *)fit)->face;
    memset(face->p, 0, sizeof face->p);
    facs_params_from_box(engine->model->pdm, box, face->p, frontal, face->g);
}

/* Small windows after a success, large ones after a failure. */
static facs_status follow(void *state, const facs_image *grey, void *fit, facs_error *error)
{
    const clnf *engine = state;
    const facs_fit *before = fit;
    facs_fit_params params = engine->params;
    memcpy(params.win_cur, before->face.success ? params.win_small : params.win_init, sizeof params.win_cur);
    return facs_fitter_step(engine->fitter, grey, &params, fit, error);
}

static facs_status find(void *state, const facs_image *grey, const float box[4], void *fit, facs_error *error)
{
    const clnf *engine = state;
    bool ok;
    return facs_fitter_fit_box(engine->fitter, grey, box, &engine->params, fit, &ok, error);
}

/* What a rejected result gives back: not success, certainty and parts (quirk 11 of docs/fidelity.md). */
static void restore_face(const facs_fit_state *saved, facs_fit_state *face)
{
    memcpy(face->g, saved->g, sizeof face->g);
    memcpy(face->p, saved->p, sizeof face->p);
    memcpy(face->landmarks, saved->landmarks, sizeof face->landmarks);
    memcpy(face->likelihoods, saved->likelihoods, sizeof face->likelihoods);
    face->likelihood = saved->likelihood;
}

/* From all start rotations.  The first time the result is accepted whatever the validator says (quirk 10). */
static facs_status find_again(void *state, const facs_image *grey, const float box[4], bool first, void *fit,
                              bool *accepted, facs_error *error)
{
    const clnf *engine = state;
    facs_fit_state *face = &((facs_fit *)fit)->face;
    const facs_fit_state saved = *face;
    facs_fit_params params = engine->params;
    params.multi_view = true;
    bool ok;
    facs_status status = facs_fitter_fit_box(engine->fitter, grey, box, &params, fit, &ok, error);
    if (status != FACS_OK)
        return status;
    *accepted = first || ok;
    if (!*accepted)
        restore_face(&saved, face);
    return FACS_OK;
}

static facs_located_shape look_at(const facs_landmark_model *model, const facs_fit_state *state)
{
    return (facs_located_shape){
        .n = model->pdm->n, .landmarks = state->landmarks, .pdm = model->pdm, .g = state->g, .p = state->p};
}

/* Mean likelihood of a region's landmarks that the view sees.  They are those of the last pass, kept where the fit is
 * kept; nothing else asks for them. */
static float rate(const facs_fit_state *face, const int region[2])
{
    double sum = 0;
    int seen = 0;
    for (int i = region[0]; i <= region[1]; i++)
        if (face->likelihoods[i] >= 0) { /* else the landmark is hidden in this view */
            sum += (double)face->likelihoods[i];
            seen++;
        }
    return seen > 0 ? (float)(sum / seen) : NAN;
}

static facs_located look(const void *state, const void *fit)
{
    const clnf *engine = state;
    const facs_fit *seen = fit;
    facs_located located = {
        .success = seen->face.success, .certainty = seen->face.certainty, .face = look_at(engine->model, &seen->face)};
    located.rated = true;
    for (int region = 0; region < FACS_REGIONS; region++)
        located.likelihood[region] = rate(&seen->face, regions[region]);
    const facs_patch_scale *finest = &engine->model->scale[engine->model->scales - 1];
    located.visible = finest->visible + (ptrdiff_t)facs_select_view(finest, seen->face.g) * finest->n;
    for (int eye = 0; eye < 2 && engine->eye_part[eye] >= 0; eye++) {
        int part = engine->eye_part[eye];
        located.eye[eye].shape = look_at(engine->model->part[part].model, &seen->part[part]);
        memcpy(located.eye[eye].corner, eyes[eye].corner, sizeof located.eye[eye].corner);
    }
    return located;
}

static const char *const models[] = {FACS_MODEL_LANDMARKS, NULL};

const facs_landmark_engine facs_clnf_engine = {
    .name = "clnf",
    .meaning = "patch experts and a shape model of 68 points, as in OpenFace 2.2",
    .models = models,
    .grey = true,
    .own_stages = true,
    .fit_settings = true,
    .fit_size = sizeof(facs_fit),
    .shape = shape,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .look = look,
};
