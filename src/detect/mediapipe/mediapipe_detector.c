/* MediaPipe's face detector; see mediapipe_detector.h.
 *
 * The picture is fitted into a square of 128 pixels, corners to corners, with black bars.  Each of 896 anchors says how
 * sure it is and where its face is; faces that overlap are averaged by their scores. */
#include "detect/mediapipe/mediapipe_detector.h"

#include "detect/mediapipe/mediapipe_model.h"
#include "image/patch.h"
#include "nn/net_own.h"

#include <math.h>
#include <string.h>

enum { SIDE = 128, ANCHORS = 896, VALUES = 16, FACES_MAX = 64 };
static const float least_score = 0.5f, same_overlap = 0.3f;

typedef struct face {
    float score, x0, y0, x1, y1; /* of the square, 0..1 */
} face;

typedef struct detector {
    facs_env env;
    facs_net_runner net; /* the net is the model's */
    int regressors, classificators;
    uint8_t rgb[3 * SIDE * SIDE];
    face found[ANCHORS];
    bool used[ANCHORS];
    facs_box boxes[FACES_MAX];
} detector;

/* ---- life ---- */

static void destroy(void **state)
{
    detector *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    old->net.net = NULL;
    facs_net_runner_free(&old->net);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    const facs_mediapipe_model *model = facs_loaded_mediapipe(models);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "detector: the models hold no networks of MediaPipe");
    facs_env full = facs_env_resolve(env);
    detector *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    made->net.net = model->detector;
    facs_status status = facs_net_create_state(&full, model->detector, &made->net.state, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&made->net, "face_detector.tflite", "regressors", ANCHORS * VALUES,
                                      &made->regressors, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&made->net, "face_detector.tflite", "classificators", ANCHORS,
                                      &made->classificators, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

/* ---- faces of the square ---- */

/* A 16 x 16 grid with two anchors in a cell, then 8 x 8 with six. */
static void anchor_of(int i, float *x, float *y)
{
    enum { FINE = 16, FINE_ANCHORS = 2 * FINE * FINE };
    const bool fine = i < FINE_ANCHORS;
    const int grid = fine ? FINE : FINE / 2, cell = fine ? i / 2 : (i - FINE_ANCHORS) / 6;
    *x = ((float)(cell % grid) + 0.5f) / (float)grid;
    *y = ((float)(cell / grid) + 0.5f) / (float)grid;
}

/* The best first. */
static int decode(const float *regressors, const float *classificators, face *found)
{
    int count = 0;
    for (int i = 0; i < ANCHORS; i++, regressors += VALUES) {
        float raw = fminf(fmaxf(classificators[i], -100), 100), score = 1 / (1 + expf(-raw)), x, y;
        if (!(score >= least_score))
            continue;
        anchor_of(i, &x, &y);
        x += regressors[0] / SIDE;
        y += regressors[1] / SIDE;
        const float w = regressors[2] / SIDE / 2, h = regressors[3] / SIDE / 2;
        int k = count++;
        for (; k > 0 && found[k - 1].score < score; k--)
            found[k] = found[k - 1];
        found[k] = (face){score, x - w, y - h, x + w, y + h};
    }
    return count;
}

static float overlap(const face *a, const face *b)
{
    float w = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0), h = fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0);
    float common = w > 0 && h > 0 ? w * h : 0;
    float all = (a->x1 - a->x0) * (a->y1 - a->y0) + (b->x1 - b->x0) * (b->y1 - b->y0) - common;
    return all > 0 ? common / all : 0;
}

/* The mean, by their scores, of what overlaps with number `best`. */
static face merge(detector *d, int best, int count)
{
    face mean = {0};
    for (int i = best; i < count; i++) {
        const face *f = &d->found[i];
        if (d->used[i] || (i != best && !(overlap(f, &d->found[best]) > same_overlap)))
            continue;
        d->used[i] = true;
        mean.score += f->score;
        mean.x0 += f->score * f->x0;
        mean.y0 += f->score * f->y0;
        mean.x1 += f->score * f->x1;
        mean.y1 += f->score * f->y1;
    }
    return (face){d->found[best].score, mean.x0 / mean.score, mean.y0 / mean.score, mean.x1 / mean.score,
                  mean.y1 / mean.score};
}

/* ---- engine ---- */

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    detector *d = state;
    const int longer = bgr->width > bgr->height ? bgr->width : bgr->height;
    const double scale = (double)SIDE / longer, left = (bgr->width - longer) / 2.0, top = (bgr->height - longer) / 2.0;
    const double matrix[6] = {scale, 0, -left * scale, 0, scale, -top * scale};
    facs_status status = facs_patch_cut_rgb(bgr, matrix, SIDE, SIDE, FACS_PATCH_BLACK, d->rgb, error);
    if (status != FACS_OK)
        return status;
    float *input = facs_net_input(d->net.state);
    for (int i = 0; i < 3 * SIDE * SIDE; i++)
        input[i] = (float)d->rgb[i] / 127.5f - 1;
    facs_net_run(d->net.state);
    const int found = decode(facs_net_output(d->net.state, d->regressors, NULL),
                             facs_net_output(d->net.state, d->classificators, NULL), d->found);
    memset(d->used, 0, sizeof d->used);
    *count = 0;
    for (int i = 0; i < found && *count < FACES_MAX; i++) {
        if (d->used[i])
            continue;
        const face f = merge(d, i, found);
        const float side = (float)longer;
        d->boxes[(*count)++] = (facs_box){.x = f.x0 * side + (float)left,
                                          .y = f.y0 * side + (float)top,
                                          .width = (f.x1 - f.x0) * side,
                                          .height = (f.y1 - f.y0) * side,
                                          .confidence = f.score};
    }
    *boxes = d->boxes;
    return FACS_OK;
}

static const char *const models[] = {FACS_MODEL_MEDIAPIPE, NULL};

const facs_detect_engine facs_mediapipe_detector = {
    .name = "mediapipe",
    .meaning = "MediaPipe's short-range face detector",
    .models = models,
    .create = create,
    .destroy = destroy,
    .run = run,
};
