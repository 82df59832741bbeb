/* STAR as a landmark engine; see star_landmarks.h and docs/algorithm/star.md.
 *
 * The network looks at the box of the face and says nothing about how sure it is; that is what the detector said when it
 * found the face.  A face is one when its 68 points lie like one in that box, which is judged as with PFLD, and so is the
 * box of the next frame. */
#include "landmark/star/star_landmarks.h"

#include "landmark/pfld/pfld_crop.h"
#include "landmark/star/star_crop.h"
#include "shape/calc_params.h"
#include "shape/face68.h"

#include <string.h>

enum { SIDE = FACS_STAR_SIDE, PIXELS = 3 * SIDE * SIDE, LOOK_AGAIN = 60 };

typedef struct star {
    facs_env env;
    const facs_image_kernels *kernels;
    facs_onnx_state *net;
    int points;    /* of the network: 98 or 68 */
    bool faithful; /* Face Mirror's rules: points by corners, a box that stays where it is, no judging */
    facs_profiler *profiler;
    facs_pdm *pdm;
    facs_calc *calc;
    uint8_t bgr[PIXELS];
    float input[PIXELS];
} star;

typedef struct star_fit {
    bool success;
    bool placed; /* there is a box to look in */
    float certainty;
    float box[4];  /* in which the face of the next frame is looked for */
    float seen[4]; /* in which it was seen */
    float landmarks98[2 * FACS_STAR_POINTS];
    float landmarks[2 * FACS_LANDMARKS], g[6], p[FACS_M_MAX];
} star_fit;

static facs_status fail_missing(facs_error *error)
{
    return facs_fail(error, FACS_E_UNSUPPORTED, "landmarks: the models hold no network of STAR");
}

/* ---- life ---- */

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    const facs_onnx *net = facs_loaded_star(models);
    int points = 0;
    if (!net)
        return fail_missing(error);
    facs_star_output(net, &points);
    *shape = (facs_face_shape){.landmarks = FACS_LANDMARKS,
                               .landmarks_98 = points == FACS_STAR_POINTS ? points : 0,
                               .modes = facs_face68_modes()};
    return FACS_OK;
}

static void destroy(void **state)
{
    star *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    if (old->net)
        facs_onnx_destroy_state(&old->net);
    if (old->calc)
        facs_calc_destroy(&old->calc);
    facs_face68_free(&env, &old->pdm);
    facs_free(&env, old);
}

static facs_status create_with(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                               bool faithful, void **state, facs_error *error)
{
    const facs_onnx *net = facs_loaded_star(models);
    if (!net)
        return fail_missing(error);
    facs_env full = facs_env_resolve(env);
    star *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the landmarks");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    made->faithful = faithful;
    made->profiler = settings->profiler;
    const int wanted = facs_star_output(net, &made->points);
    facs_status status = facs_onnx_create_state(&full, net, &wanted, 1, &made->net, error);
    if (status == FACS_OK)
        status = facs_face68_create(&full, &made->pdm, error);
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

static facs_status create_faithful(const facs_env *env, const facs_loaded *models,
                                   const facs_landmark_settings *settings, void **state, facs_error *error)
{
    return create_with(env, models, settings, true, state, error);
}

static void reset(void *state, void *fit)
{
    (void)state;
    star_fit *face = fit;
    memset(face, 0, sizeof *face);
    face->g[0] = 1;
}

/* ---- looking ---- */

/* The points in the crop, by the network; `found` is what they make of a face. */
static facs_status see(star *s, const facs_image *image, const facs_star_crop *crop, star_fit *found, facs_error *error)
{
    facs_star_cut(s->kernels, image, crop, s->bgr);
    facs_star_input(s->bgr, s->input);
    const facs_onnx_tensor input = {.rank = 4, .size = {1, 3, SIDE, SIDE}, .values = s->input};
    facs_status status = facs_onnx_run(s->net, &input, 1, error);
    if (status != FACS_OK)
        return status;
    const float *values = facs_onnx_output(s->net, 0)->values;
    const facs_star_rule rule = s->faithful ? FACS_STAR_CORNERS : FACS_STAR_CENTRES;
    if (s->points == FACS_STAR_POINTS) {
        facs_star_points(crop, rule, values, s->points, found->landmarks98);
        facs_star_to_68(found->landmarks98, found->landmarks);
    } else {
        facs_star_points(crop, rule, values, s->points, found->landmarks);
    }
    return FACS_OK;
}

/* *found is a face, or found->success is false */
static facs_status look_in_box(star *s, const facs_image *image, const float box[4], star_fit *found, facs_error *error)
{
    facs_star_crop crop;
    reset(s, found);
    if (!facs_star_place(box, &crop))
        return FACS_OK;
    int64_t lap = facs_lap_start(s->profiler);
    facs_status status = see(s, image, &crop, found, error);
    facs_lap(s->profiler, FACS_STAGE_RESPONSES, &lap);
    if (status != FACS_OK)
        return status;
    found->placed = true;
    memcpy(found->seen, box, sizeof found->seen);
    memcpy(found->box, box, sizeof found->box);
    if (!s->faithful)
        facs_pfld_next_box(found->landmarks, found->box);
    facs_calc_params_fit(s->calc, found->landmarks, NULL, found->g, found->p);
    found->success = s->faithful || facs_pfld_plausible(found->landmarks, box);
    facs_lap(s->profiler, FACS_STAGE_OPTIMISATION, &lap);
    return FACS_OK;
}

/* Until it is seen the face looks like the mean one in that box. */
static void start(void *state, const float box[4], void *fit)
{
    const star *s = state;
    star_fit *face = fit;
    facs_star_crop crop;
    static const float upright[3] = {0};
    float mean[3 * FACS_N_MAX];
    reset(state, fit);
    if (!facs_star_place(box, &crop))
        return;
    memcpy(face->box, box, sizeof face->box);
    memcpy(face->seen, box, sizeof face->seen);
    face->placed = true;
    facs_params_from_box(s->pdm, box, face->p, upright, face->g);
    facs_shape_3d(s->pdm, face->p, mean);
    facs_project(s->pdm->n, mean, face->g, face->landmarks);
}

static facs_status find_again(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                              bool *accepted, facs_error *error)
{
    (void)first;
    star_fit *face = fit, found;
    facs_status status = look_in_box(state, image, box, &found, error);
    if (status != FACS_OK)
        return status;
    *accepted = found.success;
    found.certainty = face->certainty;
    if (found.success)
        *face = found;
    else
        face->success = false; /* the points stay where they were */
    return FACS_OK;
}

static facs_status follow(void *state, const facs_image *image, void *fit, facs_error *error)
{
    star_fit *face = fit;
    bool accepted;
    const float box[4] = {face->box[0], face->box[1], face->box[2], face->box[3]};
    if (face->placed)
        return find_again(state, image, box, false, fit, &accepted, error);
    face->success = false;
    return FACS_OK;
}

static facs_status find(void *state, const facs_image *image, const float box[4], void *fit, facs_error *error)
{
    star_fit found;
    facs_status status = look_in_box(state, image, box, &found, error);
    if (status != FACS_OK)
        return status;
    if (found.placed)
        memcpy(fit, &found, sizeof found);
    else
        start(state, box, fit);
    return FACS_OK;
}

static void found_there(void *state, float confidence, void *fit)
{
    (void)state;
    ((star_fit *)fit)->certainty = confidence;
}

static facs_located look(const void *state, const void *fit)
{
    const star *s = state;
    const star_fit *face = fit;
    return (facs_located){
        .success = face->success,
        .certainty = face->success ? face->certainty : 0,
        .face = {.n = FACS_LANDMARKS, .landmarks = face->landmarks, .pdm = s->pdm, .g = face->g, .p = face->p},
        .landmarks_98 = s->points == FACS_STAR_POINTS ? face->landmarks98 : NULL,
        .box = {face->seen[0], face->seen[1], face->seen[2], face->seen[3]},
    };
}

static const char *const models[] = {FACS_MODEL_STAR, NULL};

const facs_landmark_engine facs_star_landmarks = {
    .name = "star",
    .meaning = "STAR; 98 points, 68 of them with a shape model",
    .models = models,
    .rule = FACS_TRACK_FLAG,
    .most_probable = true,
    .look_again = LOOK_AGAIN,
    .fit_size = sizeof(star_fit),
    .shape = shape,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .found = found_there,
    .look = look,
};

const facs_landmark_engine facs_star_facemirror_landmarks = {
    .name = "star-facemirror",
    .meaning = "the same in the box in which a face was found first, as in Face Mirror",
    .models = models,
    .rule = FACS_TRACK_FLAG,
    .most_probable = true,
    .fit_size = sizeof(star_fit),
    .shape = shape,
    .create = create_faithful,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .found = found_there,
    .look = look,
};
