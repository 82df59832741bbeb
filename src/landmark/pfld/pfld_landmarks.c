/* PFLD as an engine; see pfld_landmarks.h.
 *
 * The network has no opinion of its points.  Whether they are a face their extent says; how sure it is the detector has
 * said, when the face was found.  docs/algorithm/pfld.md. */
#include "landmark/pfld/pfld_landmarks.h"

#include "landmark/pfld/pfld_crop.h"
#include "shape/calc_params.h"

#include <string.h>

enum { POINTS = FACS_PFLD_VALUES / 2, LOOK_AGAIN = 60 };

typedef struct pfld_fit {
    bool success;
    bool placed; /* `box` is where the face is looked for */
    float certainty;
    float box[4];
    float landmarks[2 * POINTS], g[6], p[FACS_M_MAX];
} pfld_fit;

typedef struct pfld {
    facs_env env;
    facs_onnx_state *net;
    const facs_pdm *pdm;
    facs_calc *calc;
    facs_profiler *profiler;
    bool fixed; /* PyfaceAU's rules */
    float input[3 * FACS_PFLD_SIDE * FACS_PFLD_SIDE];
    pfld_fit trial;
} pfld;

/* ---- models ---- */

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    const facs_pdm *pdm = facs_loaded_pfld_shape(models);
    if (!facs_loaded_pfld(models) || !pdm)
        return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: the models hold no PFLD with a shape model");
    if (pdm->n != POINTS)
        return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: a shape model of %d points; PFLD needs one of %d",
                         pdm->n, POINTS);
    *shape = (facs_face_shape){.landmarks = POINTS, .modes = pdm->m};
    return FACS_OK;
}

/* ---- life ---- */

static void destroy(void **state)
{
    pfld *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_onnx_destroy_state(&old->net);
    if (old->calc)
        facs_calc_destroy(&old->calc);
    facs_free(&env, old);
}

static facs_status create_with(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                               bool fixed, void **state, facs_error *error)
{
    facs_face_shape known;
    facs_status status = shape(models, &known, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    pfld *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the landmarks");
    made->env = full;
    made->pdm = facs_loaded_pfld_shape(models);
    made->profiler = settings->profiler;
    made->fixed = fixed;
    static const int output[] = {0};
    status = facs_onnx_create_state(&full, facs_loaded_pfld(models), output, 1, &made->net, error);
    if (status == FACS_OK)
        status = facs_calc_create(&full, made->pdm, &made->calc, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error)
{
    return create_with(env, models, settings, false, state, error);
}

static facs_status create_fixed(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                                void **state, facs_error *error)
{
    return create_with(env, models, settings, true, state, error);
}

/* ---- fits ---- */

static void reset(void *state, void *fit)
{
    (void)state;
    pfld_fit *face = fit;
    memset(face, 0, sizeof *face);
    face->g[0] = 1;
}

static void start(void *state, const float box[4], void *fit)
{
    reset(state, fit);
    pfld_fit *face = fit;
    memcpy(face->box, box, sizeof face->box);
    face->placed = true;
}

/* The face in a box; *there: it is one, else the trial is worth nothing. */
static facs_status look_in(pfld *engine, const facs_image *bgr, const float box[4], bool *there, facs_error *error)
{
    pfld_fit *trial = &engine->trial;
    facs_pfld_crop crop;
    *there = false;
    if (!facs_pfld_crop_of(box, bgr->width, bgr->height, &crop))
        return FACS_OK;
    facs_pfld_input(bgr, &crop, engine->input);
    const facs_onnx_tensor input = {.rank = 4, .size = {1, 3, FACS_PFLD_SIDE, FACS_PFLD_SIDE}, .values = engine->input};
    facs_status status = facs_onnx_run(engine->net, &input, 1, error);
    if (status != FACS_OK)
        return status;
    facs_pfld_points(&crop, facs_onnx_output(engine->net, 0)->values, engine->fixed, trial->landmarks);
    if (!engine->fixed && !facs_pfld_plausible(trial->landmarks, box))
        return FACS_OK;
    facs_calc_params_fit(engine->calc, trial->landmarks, NULL, trial->g, trial->p);
    memcpy(trial->box, box, sizeof trial->box);
    if (!engine->fixed)
        facs_pfld_next_box(trial->landmarks, trial->box);
    trial->success = trial->placed = true;
    *there = true;
    return FACS_OK;
}

static void take(const pfld *engine, pfld_fit *face)
{
    const float certainty = face->certainty;
    *face = engine->trial;
    face->certainty = certainty;
}

static facs_status follow(void *state, const facs_image *bgr, void *fit, facs_error *error)
{
    pfld *engine = state;
    pfld_fit *face = fit;
    bool there = false;
    facs_status status = face->placed ? look_in(engine, bgr, face->box, &there, error) : FACS_OK;
    if (status != FACS_OK)
        return status;
    if (there)
        take(engine, face);
    face->success = there;
    return FACS_OK;
}

static facs_status find(void *state, const facs_image *bgr, const float box[4], void *fit, facs_error *error)
{
    start(state, box, fit);
    return follow(state, bgr, fit, error);
}

static facs_status find_again(void *state, const facs_image *bgr, const float box[4], bool first, void *fit,
                              bool *accepted, facs_error *error)
{
    (void)first;
    pfld *engine = state;
    pfld_fit *face = fit;
    facs_status status = look_in(engine, bgr, box, accepted, error);
    if (status != FACS_OK)
        return status;
    if (*accepted)
        take(engine, face);
    face->success = *accepted;
    return FACS_OK;
}

static void found(void *state, float confidence, void *fit)
{
    (void)state;
    ((pfld_fit *)fit)->certainty = confidence;
}

static facs_located look(const void *state, const void *fit)
{
    const pfld *engine = state;
    const pfld_fit *face = fit;
    return (facs_located){
        .success = face->success,
        .certainty = face->success ? face->certainty : 0,
        .face = {.n = POINTS, .landmarks = face->landmarks, .pdm = engine->pdm, .g = face->g, .p = face->p}};
}

static const char *const models[] = {FACS_MODEL_PFLD, FACS_MODEL_PFLD_SHAPE, NULL};

const facs_landmark_engine facs_pfld_landmarks = {
    .name = "pfld",
    .meaning = "PFLD: 68 points in one run; OpenFace's shape model",
    .models = models,
    .rule = FACS_TRACK_FLAG,
    .most_probable = true,
    .look_again = LOOK_AGAIN,
    .fit_size = sizeof(pfld_fit),
    .shape = shape,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .found = found,
    .look = look,
};

const facs_landmark_engine facs_pfld_fixed_landmarks = {
    .name = "pfld-fixed",
    .meaning = "the same in the box in which a face was found first, as in PyfaceAU",
    .models = models,
    .rule = FACS_TRACK_FLAG,
    .most_probable = true,
    .fit_size = sizeof(pfld_fit),
    .shape = shape,
    .create = create_fixed,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .found = found,
    .look = look,
};
