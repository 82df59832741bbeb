/* The multi-task network as an engine; see mtl_aus.h.
 *
 * A score s from 0 to 1 says whether an action unit occurs, not how strongly.  Intensities are 5 s, so that they have the
 * range of the others, and presences s >= 1/2.  With Face Mirror's rules intensities are s and there are no presences.
 *
 * What is remembered of a person are the last values of the blink.  Values of a frame are final at once. */
#include "au/mtl/mtl_aus.h"

#include "au/mtl/eye_closure.h"
#include "au/mtl/mtl_face.h"
#include "image/resized_cut.h"
#include "result/au_names.h"

#include <math.h>
#include <string.h>

enum { SIDE = FACS_MTL_SIDE, PIXELS = 3 * SIDE * SIDE, BATCH = 4 };
static const double highest = 5, occurs = 0.5, larger = 0.15;

typedef struct mtl {
    facs_env env;
    facs_onnx_state *net;
    int batch;     /* faces that one run takes at most */
    bool faithful; /* Face Mirror's rules */
    facs_profiler *profiler;
    facs_resampler *resampler;
    float *pixels;         /* of one face, B G R */
    float *input;          /* of `batch` faces */
    uint8_t bytes[PIXELS]; /* of one face, R G B */
} mtl;

typedef struct mtl_person {
    mtl *engine;
    facs_eye_history eyes;
} mtl_person;

/* ---- life ---- */

static void destroy(void **state)
{
    mtl *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    if (old->net)
        facs_onnx_destroy_state(&old->net);
    facs_resampler_destroy(&old->resampler);
    facs_free(&env, old->pixels);
    facs_free(&env, old->input);
    facs_free(&env, old);
}

static facs_status create_with(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                               bool faithful, void **state, facs_error *error)
{
    static const int wanted[FACS_MTL_OUTPUTS] = {FACS_MTL_EMOTION, FACS_MTL_GAZE, FACS_MTL_AU};
    const facs_onnx *net = facs_loaded_mtl(models);
    if (!net)
        return facs_fail(error, FACS_E_UNSUPPORTED, "action units: the models hold no multi-task network");
    facs_env full = facs_env_resolve(env);
    mtl *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->env = full;
    made->faithful = faithful;
    made->profiler = settings->profiler;
    const int64_t declared = facs_onnx_input_size(net, 0, 0);
    made->batch = declared < 0 ? BATCH : (int)declared;
    made->pixels = facs_calloc(&full, PIXELS, sizeof *made->pixels);
    made->input = facs_calloc(&full, (size_t)made->batch * PIXELS, sizeof *made->input);
    facs_status status =
        made->pixels && made->input ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    if (status == FACS_OK)
        status = facs_onnx_create_state(&full, net, wanted, FACS_MTL_OUTPUTS, &made->net, error);
    if (status == FACS_OK)
        status = facs_resampler_create(&full, SIDE, SIDE, &made->resampler, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error)
{
    return create_with(env, models, settings, false, state, error);
}

static facs_status create_faithful(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                                   void **state, facs_error *error)
{
    return create_with(env, models, settings, true, state, error);
}

/* ---- faces ---- */

/* Where the face is; false: nowhere in the picture. */
static bool place_of(const mtl *engine, const facs_image *bgr, const facs_seen_face *face, facs_rectangle *piece)
{
    return face->success && face->box && facs_mtl_place(face->box, engine->faithful ? 0 : larger, bgr, piece);
}

static facs_status take_input(mtl *engine, const facs_image *bgr, const facs_rectangle *piece, int index,
                              facs_error *error)
{
    float *input = engine->input + (ptrdiff_t)index * PIXELS;
    if (engine->faithful) {
        facs_resize_cut_rgb(bgr, piece->left, piece->top, piece->width, piece->height, SIDE, SIDE, engine->bytes);
        facs_mtl_input_bytes(engine->bytes, input);
        return FACS_OK;
    }
    facs_status status = facs_resample(engine->resampler, bgr, piece, engine->pixels, error);
    if (status == FACS_OK)
        facs_mtl_input(engine->pixels, input);
    return status;
}

static double closure_of(const mtl *engine, const facs_seen_face *face)
{
    const facs_eye_rule rule = engine->faithful ? FACS_EYE_FACEMIRROR : FACS_EYE_LIDS;
    if (face->landmarks_98)
        return facs_eye_closure(rule, face->landmarks_98, 98);
    return face->n == FACS_LANDMARKS ? facs_eye_closure(rule, face->landmarks, FACS_LANDMARKS) : (double)NAN;
}

/* what the network says of face `index` of the run */
static void give(const mtl *engine, int index, double closure, const facs_au_values *values)
{
    const float *score = facs_onnx_output(engine->net, FACS_MTL_AU)->values + (ptrdiff_t)index * FACS_MTL_AUS;
    for (int i = 0; i < FACS_MTL_AUS; i++) {
        const double s = (double)score[i];
        values->intensity[i] = fmin(fmax(engine->faithful ? s : highest * s, 0), highest);
        if (!engine->faithful)
            values->presence[i] = s >= occurs;
    }
    values->intensity[FACS_MTL_AUS] = closure;
    const float *logits =
        facs_onnx_output(engine->net, FACS_MTL_EMOTION)->values + (ptrdiff_t)index * FACS_MTL_EMOTIONS;
    facs_mtl_emotion(logits, values->emotion);
    facs_mtl_gaze(facs_onnx_output(engine->net, FACS_MTL_GAZE)->values + (ptrdiff_t)index * 2, values->gaze);
}

static facs_status fail_faces(const facs_onnx_tensor *output, int count, facs_error *error)
{
    return facs_fail(
        error, FACS_E_MODEL_CORRUPT,
        "action units: the multi-task network was shown %d faces and tells of %lld; is it another network?", count,
        (long long)output->size[0]);
}

/* `count` faces of the input, from `first` on, together. */
static facs_status run(mtl *engine, int first, int count, facs_error *error)
{
    const facs_onnx_tensor input = {
        .rank = 4, .size = {count, 3, SIDE, SIDE}, .values = engine->input + (ptrdiff_t)first * PIXELS};
    facs_status status = facs_onnx_run(engine->net, &input, 1, error);
    for (int i = 0; status == FACS_OK && i < FACS_MTL_OUTPUTS; i++)
        if (facs_onnx_output(engine->net, i)->size[0] != count)
            status = fail_faces(facs_onnx_output(engine->net, i), count, error);
    return status;
}

/* faces[which[k]] is face k of the input.  A file may say that it takes any number of faces when it does not. */
static facs_status run_all(mtl *engine, const facs_seen_face *faces, const int *which, int count,
                           const facs_au_values *values, facs_error *error)
{
    facs_status status = run(engine, 0, count, count > 1 ? NULL : error);
    for (int k = 0; status == FACS_OK && k < count; k++)
        give(engine, k, closure_of(engine, &faces[which[k]]), &values[which[k]]);
    if (status == FACS_OK || count == 1)
        return status;
    engine->batch = 1;
    status = FACS_OK;
    for (int k = 0; k < count && status == FACS_OK; k++) {
        status = run(engine, k, 1, error);
        if (status == FACS_OK)
            give(engine, 0, closure_of(engine, &faces[which[k]]), &values[which[k]]);
    }
    return status;
}

/* A frame without the face, in Face Mirror's table: zeros where the network would have spoken. */
static void give_failed(const facs_au_values *values)
{
    for (int i = 0; i < FACS_MTL_AUS; i++)
        values->intensity[i] = 0;
    values->intensity[FACS_MTL_AUS] = (double)NAN;
    for (int i = 0; i < FACS_EMOTIONS; i++)
        values->emotion[i] = (double)NAN;
}

/* Faces by themselves, as many together as the file allows. */
static facs_status describe_all(void *state, const facs_image *bgr, const facs_seen_face *faces,
                                const facs_au_values *values, bool *filled, int count, facs_error *error)
{
    mtl *engine = state;
    int waiting[BATCH], shown = 0;
    facs_status status = FACS_OK;
    for (int i = 0; i < count && status == FACS_OK; i++) {
        facs_rectangle piece;
        filled[i] = place_of(engine, bgr, &faces[i], &piece);
        int64_t lap = facs_lap_start(engine->profiler);
        if (filled[i])
            status = take_input(engine, bgr, &piece, shown, error);
        facs_lap(engine->profiler, FACS_STAGE_ALIGN, &lap);
        if (filled[i])
            waiting[shown++] = i;
        if (status != FACS_OK || shown == 0 || (shown < engine->batch && i + 1 < count))
            continue;
        status = run_all(engine, faces, waiting, shown, values, error);
        facs_lap(engine->profiler, FACS_STAGE_PREDICT, &lap);
        shown = 0;
    }
    for (int i = 0; i < count && status == FACS_OK && engine->faithful; i++)
        if (!filled[i]) {
            give_failed(&values[i]);
            filled[i] = true;
        }
    return status;
}

/* ---- persons ---- */

static facs_status person_create(void *state, void **person, facs_error *error)
{
    mtl *engine = state;
    mtl_person *made = facs_calloc(&engine->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->engine = engine;
    *person = made;
    return FACS_OK;
}

static void person_destroy(void **person)
{
    mtl_person *old = *person;
    *person = NULL;
    if (old)
        facs_free(&old->engine->env, old);
}

static void person_reset(void *person)
{
    mtl_person *known = person;
    known->eyes = (facs_eye_history){0};
}

static facs_status person_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error)
{
    mtl_person *known = person;
    *filled = false;
    if (!bgr) /* a frame he owes */
        return FACS_OK;
    facs_status status = describe_all(known->engine, bgr, face, values, filled, 1, error);
    if (status == FACS_OK && *filled && face->success)
        values->intensity[FACS_MTL_AUS] = facs_eye_smooth(&known->eyes, values->intensity[FACS_MTL_AUS]);
    return status;
}

static facs_status person_finish(void *person, facs_error *error)
{
    (void)person, (void)error;
    return FACS_OK;
}

static bool au_with(bool faithful, facs_au_kind kind, int index, facs_au_info *info)
{
    const bool presence = kind == FACS_AU_PRESENCE;
    const char *name = facs_mtl_au(index, faithful);
    if (index == FACS_MTL_AUS && !presence)
        name = "AU45";
    if (!name || (presence && faithful))
        return false;
    return facs_au_info_get(kind, presence ? facs_au_presence_index(name) : facs_au_intensity_index(name), info);
}

static bool au_of(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)settings;
    return au_with(false, kind, index, info);
}

static bool au_of_faithful(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)settings;
    return au_with(true, kind, index, info);
}

static const char *const models[] = {FACS_MODEL_MTL, NULL};

const facs_au_engine facs_mtl_aus = {
    .name = "multi-task",
    .meaning = "OpenFace 3.0's network of emotion, gaze and eight action units; blink from the lids",
    .models = models,
    .emotions = FACS_EMOTIONS,
    .gaze = true,
    .final_at_once = true,
    .au = au_of,
    .create = create,
    .destroy = destroy,
    .describe_all = describe_all,
    .person_create = person_create,
    .person_destroy = person_destroy,
    .person_reset = person_reset,
    .person_step = person_step,
    .person_finish = person_finish,
};

const facs_au_engine facs_mtl_facemirror_aus = {
    .name = "multi-task-facemirror",
    .meaning = "the same with Face Mirror's names, scale and resizing",
    .models = models,
    .emotions = FACS_EMOTIONS,
    .gaze = true,
    .final_at_once = true,
    .au = au_of_faithful,
    .create = create_faithful,
    .destroy = destroy,
    .describe_all = describe_all,
    .person_create = person_create,
    .person_destroy = person_destroy,
    .person_reset = person_reset,
    .person_step = person_step,
    .person_finish = person_finish,
};
