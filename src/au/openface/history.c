/* Action units of a whole video (docs/algorithm/action-units.md, Second pass).
 *
 * The reference keeps the descriptors of the first 3000 successful frames (113 MB) to predict them again with the
 * medians of the end.  y = x . w - (mean + medians) . w + bias, so that the products x . w are enough: 35 f64 a frame
 * (840 KB).  Of later frames the raw intensities are kept, and of all frames the presences (au_records.h), so that memory
 * does not grow with the video.  Final values are worked out when asked for.
 *
 * Reading the weights costs more than multiplying with them.  So where nobody wants the values of a frame at once,
 * frames wait with their inputs, and those that are not predicted again with their medians as well, until there are
 * 8, or 128 with an accelerator (au_outside.h). */
#include "au/au_records.h"
#include "au/openface/au_outside.h"
#include "au/openface/history_internal.h"
#include "au/openface/postprocess.h"
#include "base/finite.h"
#include "shape/calc_params.h"

#include <math.h>
#include <string.h>

enum {
    EARLY = 3000, /* successful frames that are predicted again */
    EARLY_CHUNK = 500,
    EARLY_CHUNKS = EARLY / EARLY_CHUNK,
    WAITING = 8,                             /* frames that are predicted together */
    WAITING_OUTSIDE = 128,                   /* the same with an accelerator, which is slow to be asked */
    STRIDE = (FACS_AU_FEATURES + 7) / 8 * 8, /* whole lines of memory */
};

static const uint32_t flag_success = 1u << 31, flag_early = 1u << 30;
static const double fixed_scale = 134217728.0; /* 2^27 */

/** A successful frame that is recorded, but not predicted yet. */
typedef struct waiting {
    int64_t frame, rank; /**< rank among the successful ones */
    bool early;
    bool decide;  /**< its values are wanted, not only its products */
    bool medians; /**< the medians have changed for it: its `medians` vector holds them */
} waiting;

/** Intensities of a frame with nothing of the person subtracted, not limited to 0..5, and what the medians subtract. */
typedef struct raw_intensities {
    double raw[FACS_AU_R];     /**< (x - mean) . w + bias */
    double medians[FACS_AU_R]; /**< medians . w; 0 of predictors from which nothing is subtracted */
} raw_intensities;

struct facs_au_history {
    facs_env env;
    const facs_au_model *model;
    facs_profiler *profiler; /**< NULL = not measured */
    facs_calc *calc;
    facs_medians *medians; /**< NULL when static */

    int64_t frames, successes, finished; /**< frames at the time of finish */
    bool stale;                          /**< offsets lag behind the medians */
    facs_au_records *records;            /**< raw of early frames: raw[0] is their rank among the successful ones */
    double *early[EARLY_CHUNKS];         /**< products, EARLY_CHUNK x predictors */
    double *mean_products, *offsets;     /**< per predictor */
    double *products;                    /**< of the waiting frames, then of their medians: x predictors */
    bool deferred, live;                 /* facs_au_history_defer(), facs_au_history_live() */
    int waiting_count;
    int room; /**< most that wait */
    waiting waiting[WAITING_OUTSIDE];
    double *vectors;          /**< `room` inputs, then `room` medians, STRIDE apart */
    facs_au_outside *outside; /**< predicts frames that have waited; NULL = own kernels */
    float *outside_memory;
    int intensity[FACS_AU_R]; /**< predictor of each intensity, -1 = none */
    double calibration[FACS_AU_R];
    facs_au_online online;
    double *given; /**< medians, then offsets, of facs_au_history_calibrate(); NULL = they are learnt */
    int64_t given_frames;
    facs_au_records *raws;    /**< raw_intensities of those that are not early; NULL = nobody wants them */
    raw_intensities last_raw; /**< of the frame decided last */

    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3], mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    float fhog[FACS_FHOG_SIZE];
    double geometry[FACS_GEOM_SIZE];
    float g[6];
    bool seen;    /**< in the last step: they are of its face */
    bool stepped; /**< the last step was one with success */
};

/* ---- life ---- */

static facs_status check_model(const facs_au_model *model, bool dynamic, facs_error *error)
{
    if (model->pdm->n != FACS_LANDMARKS || 3 * model->pdm->n + model->pdm->m != FACS_GEOM_SIZE)
        return facs_fail(error, FACS_E_UNSUPPORTED, "action units: shape model of %d points, %d modes; 68, 34 needed",
                         model->pdm->n, model->pdm->m);
    for (int i = 0; !dynamic && i < model->predictors; i++)
        if (model->predictor[i].kind == FACS_SVR_DYNAMIC || model->predictor[i].kind == FACS_SVM_DYNAMIC)
            return facs_fail(error, FACS_E_ARGUMENT,
                             "action units: model %d of the set is dynamic; load the static set", i);
    return FACS_OK;
}

facs_status facs_au_history_create(const facs_env *env, const facs_au_model *model, bool dynamic,
                                   facs_au_history **history, facs_error *error)
{
    facs_status status = check_model(model, dynamic, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    facs_au_history *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    size_t count = (size_t)model->predictors;
    made->env = full;
    made->model = model;
    made->mean_products = facs_calloc(&full, count, sizeof(double));
    made->offsets = facs_calloc(&full, count, sizeof(double));
    made->room = WAITING;
    made->products = facs_calloc(&full, 2 * WAITING * count, sizeof(double));
    made->vectors = facs_calloc(&full, 2 * WAITING * STRIDE, sizeof(double));
    made->records = facs_au_records_create(&full, sizeof(facs_au_record));
    if (!made->records || !made->mean_products || !made->offsets || !made->products || !made->vectors)
        status = facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    if (status == FACS_OK)
        status = facs_calc_create(&full, model->pdm, &made->calc, error);
    if (status == FACS_OK && dynamic)
        status = facs_medians_create(&full, &made->medians, error);
    if (status != FACS_OK) {
        facs_au_history_destroy(&made);
        return status;
    }
    for (int au = 0; au < FACS_AU_R; au++)
        made->intensity[au] = -1;
    for (int i = 0; i < model->predictors; i++)
        if (model->predictor[i].kind == FACS_SVR_STATIC || model->predictor[i].kind == FACS_SVR_DYNAMIC)
            made->intensity[model->predictor[i].au] = i;
    facs_au_mean_products(&full, model, made->mean_products);
    facs_au_history_reset(made);
    *history = made;
    return FACS_OK;
}

void facs_au_history_destroy(facs_au_history **history)
{
    if (!history || !*history)
        return;
    facs_au_history *h = *history;
    facs_env env = h->env;
    facs_au_records_destroy(&h->records);
    if (h->raws)
        facs_au_records_destroy(&h->raws);
    for (int i = 0; i < EARLY_CHUNKS; i++)
        facs_free(&env, h->early[i]);
    facs_free(&env, h->mean_products);
    facs_free(&env, h->offsets);
    facs_free(&env, h->products);
    facs_free(&env, h->vectors);
    facs_free(&env, h->outside_memory);
    facs_free(&env, h->given);
    facs_calc_destroy(&h->calc);
    facs_medians_destroy(&h->medians);
    facs_free(&env, h);
    *history = NULL;
}

static void clear_descriptor(facs_au_history *h)
{
    memset(h->fhog, 0, sizeof h->fhog);
    memset(h->geometry, 0, sizeof h->geometry);
}

void facs_au_history_reset(facs_au_history *history)
{
    history->frames = history->successes = history->finished = 0;
    facs_au_records_reset(history->records);
    if (history->raws)
        facs_au_records_reset(history->raws);
    history->stepped = false;
    history->waiting_count = 0;
    history->stale = true;
    memset(&history->online, 0, sizeof history->online);
    memset(history->calibration, 0, sizeof history->calibration);
    if (history->medians)
        facs_medians_reset(history->medians);
    clear_descriptor(history);
}

void facs_au_history_set_profiler(facs_au_history *history, facs_profiler *profiler)
{
    history->profiler = profiler;
}

/* ---- frame by frame ---- */

/* Room for one more frame, before anything changes. */
static bool reserve(facs_au_history *h, bool success)
{
    if (h->live)
        return true;
    if (!facs_au_records_reserve(h->records, h->frames) || (h->raws && !facs_au_records_reserve(h->raws, h->frames)))
        return false;
    if (success && h->successes < EARLY) {
        double **early = &h->early[h->successes / EARLY_CHUNK];
        size_t count = (size_t)EARLY_CHUNK * (size_t)h->model->predictors;
        if (!*early)
            *early = facs_calloc(&h->env, count, sizeof **early);
        return *early != NULL;
    }
    return true;
}

static double *early_products(const facs_au_history *h, int64_t rank)
{
    return h->early[rank / EARLY_CHUNK] + (size_t)(rank % EARLY_CHUNK) * (size_t)h->model->predictors;
}

static int32_t to_fixed(double value)
{
    double scaled = value * fixed_scale;
    if (scaled >= INT32_MAX)
        return INT32_MAX;
    return scaled > -INT32_MAX ? (int32_t)lrint(scaled) : scaled <= -INT32_MAX ? -INT32_MAX : 0;
}

static uint32_t presence_bits(const double au_c[FACS_AU_C])
{
    uint32_t bits = 0;
    for (int au = 0; au < FACS_AU_C; au++)
        bits |= (uint32_t)(au_c[au] > 0.5) << au;
    return bits;
}

static double *input_of(const facs_au_history *h, int place)
{
    return h->vectors + (ptrdiff_t)place * STRIDE;
}

static double *medians_of(const facs_au_history *h, int place)
{
    return h->vectors + (ptrdiff_t)(h->room + place) * STRIDE;
}

/* @param products of each predictor with the frame */
static void take_raw(const facs_au_history *h, const double *products, raw_intensities *raw)
{
    for (int au = 0; au < FACS_AU_R; au++) {
        const int i = h->intensity[au];
        raw->raw[au] = i < 0 ? 0.0 : products[i] - h->mean_products[i] + h->model->predictor[i].bias;
        raw->medians[au] = i < 0 ? 0.0 : h->offsets[i] - h->mean_products[i];
    }
}

static void keep(facs_au_history *h, const waiting *frame, const double *products, double au_r[FACS_AU_R],
                 double au_c[FACS_AU_C])
{
    if (frame->early)
        memcpy(early_products(h, frame->rank), products, (size_t)h->model->predictors * sizeof *products);
    if (!frame->decide)
        return;
    facs_au_decide(h->model, products, h->offsets, au_r, au_c);
    if (h->raws)
        take_raw(h, products, &h->last_raw);
    if (h->live)
        return;
    if (h->raws && !frame->early)
        *(raw_intensities *)facs_au_records_at(h->raws, frame->frame, true) = h->last_raw;
    facs_au_record *to = facs_au_records_at(h->records, frame->frame, true);
    to->flags |= presence_bits(au_c);
    for (int au = 0; !frame->early && au < FACS_AU_R; au++)
        to->raw[au] = to_fixed(au_r[au]);
}

/* Predict all frames that wait; au_r and au_c get the values of the last one that is decided. */
static void settle(facs_au_history *h, double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    const double *x[2 * WAITING_OUTSIDE];
    int vectors = 0;
    for (int i = 0; i < h->waiting_count; i++)
        x[vectors++] = input_of(h, i);
    for (int i = 0; i < h->waiting_count; i++)
        if (h->waiting[i].medians)
            x[vectors++] = medians_of(h, i);
    if (!h->outside || !facs_au_outside_products(&h->env, h->outside, vectors, x, h->outside_memory, h->products))
        facs_au_products(&h->env, h->model, vectors, x, h->products);
    const double *products = h->products, *medians = products + (ptrdiff_t)h->waiting_count * h->model->predictors;
    for (int i = 0; i < h->waiting_count; i++, products += h->model->predictors) {
        if (h->waiting[i].medians) {
            facs_au_offsets(h->model, h->mean_products, medians, h->offsets);
            medians += h->model->predictors;
        }
        keep(h, &h->waiting[i], products, au_r, au_c);
    }
    h->waiting_count = 0;
}

void facs_au_history_defer(facs_au_history *history)
{
    history->deferred = true;
}

facs_status facs_au_history_exchange(facs_au_history *history, facs_au_outside *outside, facs_error *error)
{
    const facs_env *env = &history->env;
    const size_t vectors = 2 * WAITING_OUTSIDE, predictors = (size_t)history->model->predictors;
    double *products = facs_calloc(env, vectors * predictors, sizeof *products);
    double *inputs = facs_calloc(env, vectors * STRIDE, sizeof *inputs);
    float *memory = facs_calloc(env, facs_au_outside_room(history->model), sizeof *memory);
    const bool filled = products && inputs && memory;
    if (filled) {
        facs_free(env, history->products);
        facs_free(env, history->vectors);
        facs_free(env, history->outside_memory);
        history->products = products;
        history->vectors = inputs;
        history->outside_memory = memory;
        history->outside = outside;
        history->room = WAITING_OUTSIDE;
        return FACS_OK;
    }
    facs_free(env, products);
    facs_free(env, inputs);
    facs_free(env, memory);
    return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
}

void facs_au_history_live(facs_au_history *history)
{
    history->live = true;
}

facs_status facs_au_history_keep_raw(facs_au_history *history, facs_error *error)
{
    if (!history->raws)
        history->raws = facs_au_records_create(&history->env, sizeof(raw_intensities));
    return history->raws ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
}

static const double *medians_now(const facs_au_history *h)
{
    return h->given ? h->given : h->medians ? facs_medians_values(h->medians) : NULL;
}

static void update_offsets(facs_au_history *h)
{
    const double *x = medians_now(h);
    if (x)
        facs_au_products(&h->env, h->model, 1, &x, h->products);
    facs_au_offsets(h->model, h->mean_products, x ? h->products : NULL, h->offsets);
    h->stale = false;
}

/* The frame waits with its input and, where its values are wanted, with the medians of this moment. */
static void put_off(facs_au_history *h)
{
    int place = h->waiting_count++;
    waiting *frame = &h->waiting[place];
    bool early = !h->live && h->successes < EARLY;
    *frame = (waiting){.frame = h->frames, .rank = h->successes, .early = early, .decide = !early || !h->deferred};
    facs_au_input(h->fhog, h->geometry, input_of(h, place));
    if (!frame->decide || !h->stale)
        return;
    if (h->medians && !h->given) {
        frame->medians = true;
        memcpy(medians_of(h, place), facs_au_history_medians(h), FACS_AU_FEATURES * sizeof(double));
        h->stale = false;
    } else {
        update_offsets(h);
    }
}

static void record(facs_au_history *h, bool success)
{
    if (!h->live) {
        facs_au_record *to = facs_au_records_at(h->records, h->frames, true);
        bool early = h->successes < EARLY;
        to->flags = !success ? 0 : early ? flag_success | flag_early : flag_success;
        if (success && early)
            to->raw[0] = (int32_t)h->successes;
    }
    h->frames++;
    h->successes += success;
}

static void subtract_given(const facs_au_history *h, const double raw[FACS_AU_R], bool success,
                           double corrected[FACS_AU_R])
{
    const double *offsets = h->given + FACS_AU_FEATURES;
    for (int au = 0; au < FACS_AU_R; au++)
        corrected[au] = success ? facs_au_clip(raw[au] - offsets[au]) : 0.0;
}

/* Medians, prediction, record; the descriptor is in h->fhog and h->geometry and there is room. */
static void predict_frame(facs_au_history *h, bool success, double au_r[FACS_AU_R], double au_c[FACS_AU_C],
                          double *online)
{
    int64_t lap = facs_lap_start(h->profiler);
    h->stepped = success;
    bool move =
        h->medians && !h->given && h->frames % 2 == 0; /* frames 1, 3, 5 ... counted from 1, failed ones included */
    if (move) {
        facs_medians_step(h->medians, h->fhog, h->geometry, success);
        h->stale = true;
    }
    if (success)
        put_off(h);
    if (move)
        facs_lap(h->profiler, FACS_STAGE_MEDIANS, &lap);
    record(h, success);
    memset(au_r, 0, FACS_AU_R * sizeof *au_r);
    memset(au_c, 0, FACS_AU_C * sizeof *au_c);
    h->last_raw = (raw_intensities){.raw = {0}};
    if (h->deferred) {
        double unseen_r[FACS_AU_R], unseen_c[FACS_AU_C];
        if (h->waiting_count == h->room)
            settle(h, unseen_r, unseen_c);
    } else {
        double corrected[FACS_AU_R];
        if (success)
            settle(h, au_r, au_c);
        if (h->given)
            subtract_given(h, au_r, success, online ? online : corrected);
        else
            facs_au_online_correct(&h->online, au_r, success, online ? online : corrected);
    }
    if (success)
        facs_lap(h->profiler, FACS_STAGE_PREDICT, &lap);
}

static void describe_frame(facs_au_history *h, const facs_image *bgr, const float *landmarks)
{
    const facs_align_options au_face = facs_au_face();
    float p[FACS_M_MAX];
    int64_t lap = facs_lap_start(h->profiler);
    facs_calc_params_fit(h->calc, landmarks, NULL, h->g, p);
    facs_au_align(h->env.cpu, h->model, bgr, landmarks, h->g, &au_face, h->aligned, h->mask);
    facs_lap(h->profiler, FACS_STAGE_ALIGN, &lap);
    facs_au_fhog(&h->env, h->aligned, h->fhog);
    facs_au_geometry(h->model->pdm, p, h->geometry);
    facs_lap(h->profiler, FACS_STAGE_FHOG, &lap);
}

facs_status facs_au_history_step(facs_au_history *history, const facs_image *bgr, const float *landmarks, bool success,
                                 double au_r[FACS_AU_R], double au_c[FACS_AU_C], double *online, facs_error *error)
{
    success = success && facs_all_finite(landmarks, 2 * FACS_LANDMARKS);
    if (!reserve(history, success))
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory after %lld frames",
                         (long long)history->frames);
    history->seen = success;
    if (success)
        describe_frame(history, bgr, landmarks);
    else
        clear_descriptor(history);
    predict_frame(history, success, au_r, au_c, online);
    return FACS_OK;
}

facs_status facs_au_history_step_described(facs_au_history *history, const float *fhog, const double *geometry,
                                           bool success, double au_r[FACS_AU_R], double au_c[FACS_AU_C], double *online,
                                           facs_error *error)
{
    if (!reserve(history, success))
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory after %lld frames",
                         (long long)history->frames);
    clear_descriptor(history);
    history->seen = false;
    if (success) {
        memcpy(history->fhog, fhog, sizeof history->fhog);
        memcpy(history->geometry, geometry, sizeof history->geometry);
    }
    predict_frame(history, success, au_r, au_c, online);
    return FACS_OK;
}

void facs_au_history_last_raw(const facs_au_history *history, bool corrected, double raw[FACS_AU_R],
                              double baseline[FACS_AU_R])
{
    const facs_au_history *h = history;
    const bool success = h->stepped;
    for (int au = 0; au < FACS_AU_R; au++) {
        const double offset = h->given ? h->given[FACS_AU_FEATURES + au] : facs_au_online_offset(&h->online, au);
        raw[au] = success ? h->last_raw.raw[au] : 0.0;
        baseline[au] = success ? h->last_raw.medians[au] + (corrected ? offset : 0.0) : 0.0;
    }
}

facs_au_trace facs_au_history_last(const facs_au_history *history)
{
    return (facs_au_trace){.fhog = history->fhog, .aligned = history->seen ? history->aligned : NULL, .g = history->g};
}

const double *facs_au_history_medians(const facs_au_history *history)
{
    return medians_now(history);
}

/* ---- what is learnt of the person ---- */

facs_status facs_au_history_calibrate(facs_au_history *history, const double medians[FACS_AU_FEATURES],
                                      const double offsets[FACS_AU_R], int64_t frames, facs_error *error)
{
    const size_t count = FACS_AU_FEATURES + FACS_AU_R;
    if (!history->given)
        history->given = facs_calloc(&history->env, count, sizeof *history->given);
    if (!history->given)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    memcpy(history->given, medians, FACS_AU_FEATURES * sizeof *medians);
    memcpy(history->given + FACS_AU_FEATURES, offsets, FACS_AU_R * sizeof *offsets);
    history->given_frames = frames;
    history->stale = true;
    return FACS_OK;
}

int64_t facs_au_history_learnt(const facs_au_history *history, double medians[FACS_AU_FEATURES],
                               double offsets[FACS_AU_R], double cut_offs[FACS_AU_R])
{
    const facs_au_history *h = history;
    const double *now = medians_now(h);
    for (int i = 0; i < FACS_AU_FEATURES; i++)
        medians[i] = now ? now[i] : 0.0;
    for (int au = 0; au < FACS_AU_R; au++) {
        const int i = h->intensity[au];
        offsets[au] = h->given      ? h->given[FACS_AU_FEATURES + au]
                      : h->finished ? h->calibration[au]
                                    : facs_au_online_offset(&h->online, au);
        cut_offs[au] = i >= 0 && h->model->predictor[i].kind == FACS_SVR_DYNAMIC ? h->model->predictor[i].cutoff : -1.0;
    }
    return h->given ? h->given_frames : h->successes;
}

/* ---- after the last frame ---- */

static uint32_t flags_of(const facs_au_history *h, int64_t frame)
{
    return ((const facs_au_record *)facs_au_records_at(h->records, frame, false))->flags;
}

static bool series_success(const void *cookie, int64_t frame)
{
    return flags_of(cookie, frame) & flag_success;
}

static bool series_presence(const void *cookie, int64_t frame, int au)
{
    return flags_of(cookie, frame) >> au & 1u;
}

static double series_intensity(const void *cookie, int64_t frame, int au)
{
    const facs_au_history *h = cookie;
    const facs_au_record *record = facs_au_records_at(h->records, frame, false);
    if (!(record->flags & flag_early))
        return (double)record->raw[au] / fixed_scale;
    int i = h->intensity[au];
    return i < 0 ? 0.0 : early_products(h, record->raw[0])[i] - h->offsets[i] + h->model->predictor[i].bias;
}

static facs_au_series series_of(const facs_au_history *h)
{
    return (facs_au_series){.cookie = h,
                            .frames = h->finished,
                            .success = series_success,
                            .intensity = series_intensity,
                            .presence = series_presence};
}

/* Second pass: presences of the early frames with the offsets of the end (their intensities follow the offsets). */
static void predict_again(facs_au_history *h)
{
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    for (int64_t frame = 0; frame < h->frames; frame++) {
        if (!(flags_of(h, frame) & flag_early))
            continue;
        facs_au_record *record = facs_au_records_at(h->records, frame, true);
        facs_au_decide(h->model, early_products(h, record->raw[0]), h->offsets, au_r, au_c);
        record->flags = flag_success | flag_early | presence_bits(au_c);
    }
}

facs_status facs_au_history_finish(facs_au_history *history, facs_error *error)
{
    if (history->live)
        return facs_fail(error, FACS_E_STATE, "action units: with online_aus nothing is remembered for final ones");
    int64_t lap = facs_lap_start(history->profiler);
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    settle(history, au_r, au_c);
    update_offsets(history);
    predict_again(history);
    history->finished = history->frames;
    facs_au_series series = series_of(history);
    for (int au = 0; au < FACS_AU_R; au++) {
        const facs_predictor *predictor =
            history->intensity[au] < 0 ? NULL : &history->model->predictor[history->intensity[au]];
        bool calibrate = predictor && predictor->kind == FACS_SVR_DYNAMIC;
        history->calibration[au] = history->given ? history->given[FACS_AU_FEATURES + au]
                                   : calibrate    ? facs_au_calibration_offset(&series, au, predictor->cutoff)
                                                  : 0.0;
    }
    facs_lap(history->profiler, FACS_STAGE_PREDICT, &lap);
    return facs_au_history_check(history, error);
}

facs_status facs_au_history_check(const facs_au_history *history, facs_error *error)
{
    if (!facs_au_records_lost(history->records) && (!history->raws || !facs_au_records_lost(history->raws)))
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT,
                     "action units: the temporary file with those of %lld frames cannot be read back; set TMPDIR to "
                     "another folder",
                     (long long)history->frames);
}

int64_t facs_au_history_frames(const facs_au_history *history)
{
    return history->frames;
}

void facs_au_history_final(const facs_au_history *history, int64_t index, double au_r[FACS_AU_R],
                           double au_c[FACS_AU_C])
{
    facs_au_series series = series_of(history);
    bool known = index >= 0 && index < series.frames;
    for (int au = 0; au < FACS_AU_R; au++)
        au_r[au] = known ? facs_au_smoothed_intensity(&series, index, au, history->calibration[au]) : 0.0;
    for (int au = 0; au < FACS_AU_C; au++)
        au_c[au] = known ? facs_au_smoothed_presence(&series, index, au) : 0.0;
}

void facs_au_history_final_raw(const facs_au_history *history, int64_t index, double raw[FACS_AU_R],
                               double baseline[FACS_AU_R])
{
    const facs_au_history *h = history;
    const bool known = h->raws && index >= 0 && index < h->finished && series_success(h, index);
    raw_intensities found = {.raw = {0}};
    if (known) {
        const facs_au_record *record = facs_au_records_at(h->records, index, false);
        if (record->flags & flag_early)
            take_raw(h, early_products(h, record->raw[0]), &found);
        else
            found = *(const raw_intensities *)facs_au_records_at(h->raws, index, false);
    }
    for (int au = 0; au < FACS_AU_R; au++) {
        raw[au] = found.raw[au];
        baseline[au] = known ? found.medians[au] + h->calibration[au] : 0.0;
    }
}
