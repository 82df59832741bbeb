/* Faces of MediaPipe's detector; see mediapipe_faces.h.
 *
 * The picture is fitted into a square of 128 pixels, corners to corners, with black bars.  Each of 896 anchors says how
 * sure it is and where its face is; faces that overlap are averaged by their scores. */
#include "detect/mediapipe/mediapipe_faces.h"

#include "image/patch.h"
#include "nn/net_own.h"

#include <math.h>
#include <string.h>

enum { SIDE = 128, ANCHORS = 896, VALUES = 16 };
static const float least_score = 0.5f, same_overlap = 0.3f;

typedef facs_mediapipe_face face;
enum { NUMBERS = sizeof(face) / sizeof(float) };

struct facs_mediapipe_finder {
    facs_env env;
    facs_net_runner net; /* the net is the model's */
    int regressors, classificators;
    uint8_t rgb[3 * SIDE * SIDE];
    face found[ANCHORS]; /* of the square, 0..1 */
    bool used[ANCHORS];
    face faces[FACS_MEDIAPIPE_FACES_MAX];
};

/* ---- life ---- */

facs_status facs_mediapipe_finder_create(const facs_env *env, const facs_mediapipe_model *model,
                                         facs_mediapipe_finder **finder, facs_error *error)
{
    static const char net[] = "face_detector.tflite";
    facs_env full = facs_env_resolve(env);
    facs_mediapipe_finder *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    made->net.net = model->detector;
    facs_status status = facs_net_create_state(&full, model->detector, &made->net.state, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&made->net, net, "regressors", ANCHORS * VALUES, &made->regressors, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&made->net, net, "classificators", ANCHORS, &made->classificators, error);
    if (status == FACS_OK)
        *finder = made;
    else
        facs_mediapipe_finder_destroy(&made);
    return status;
}

void facs_mediapipe_finder_destroy(facs_mediapipe_finder **finder)
{
    facs_mediapipe_finder *old = *finder;
    *finder = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    old->net.net = NULL;
    facs_net_runner_free(&old->net);
    facs_free(&env, old);
}

/* ---- faces of the square ---- */

/* A 16 x 16 grid with two anchors in a cell, then 8 x 8 with six. */
static void anchor_of(int i, float *x, float *y)
{
    enum { FINE = 16, FINE_ANCHORS = 2 * FINE * FINE };
    const bool fine = i < FINE_ANCHORS;
    const int grid = fine ? FINE : FINE / 2, cell = fine ? i / 2 : (i - FINE_ANCHORS) / 6;
    const int row = cell / grid, col = cell % grid;
    *x = ((float)col + 0.5f) / (float)grid;
    *y = ((float)row + 0.5f) / (float)grid;
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
        const float cx = x + regressors[0] / SIDE, cy = y + regressors[1] / SIDE;
        const float w = regressors[2] / SIDE / 2, h = regressors[3] / SIDE / 2;
        const face made = {
            score,
            cx - w,
            cy - h,
            cx + w,
            cy + h,
            {{x + regressors[4] / SIDE, y + regressors[5] / SIDE}, {x + regressors[6] / SIDE, y + regressors[7] / SIDE}}};
        int k = count++;
        for (; k > 0 && found[k - 1].score < score; k--)
            found[k] = found[k - 1];
        found[k] = made;
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

/* The mean, by their scores, of what overlaps with number `best`, in pixels. */
static face merge(facs_mediapipe_finder *d, int best, int count, float side, float left, float top)
{
    face mean = {0};
    float *const to = (float *)&mean, all = 0;
    for (int i = best; i < count; i++) {
        const face *f = &d->found[i];
        if (d->used[i] || (i != best && !(overlap(f, &d->found[best]) > same_overlap)))
            continue;
        d->used[i] = true;
        all += f->score;
        for (int k = 1; k < NUMBERS; k++)
            to[k] += f->score * ((const float *)f)[k];
    }
    for (int k = 1; k < NUMBERS; k++) /* behind the score x and y take turns */
        to[k] = to[k] / all * side + (k % 2 == 1 ? left : top);
    mean.score = d->found[best].score;
    return mean;
}

facs_status facs_mediapipe_find(facs_mediapipe_finder *finder, const facs_image *bgr, const facs_mediapipe_face **faces,
                                int *count, facs_error *error)
{
    const int longer = bgr->width > bgr->height ? bgr->width : bgr->height;
    const double scale = (double)SIDE / longer, left = (bgr->width - longer) / 2.0, top = (bgr->height - longer) / 2.0;
    const double matrix[6] = {scale, 0, -left * scale, 0, scale, -top * scale};
    facs_status status = facs_patch_cut_rgb(bgr, matrix, SIDE, SIDE, FACS_PATCH_BLACK, finder->rgb, error);
    if (status != FACS_OK)
        return status;
    float *input = facs_net_input(finder->net.state);
    for (int i = 0; i < 3 * SIDE * SIDE; i++)
        input[i] = (float)finder->rgb[i] / 127.5f - 1;
    status = facs_net_run(finder->net.state, error);
    if (status != FACS_OK)
        return status;
    const int found = decode(facs_net_output(finder->net.state, finder->regressors, NULL),
                             facs_net_output(finder->net.state, finder->classificators, NULL), finder->found);
    memset(finder->used, 0, sizeof finder->used);
    *count = 0;
    for (int i = 0; i < found && *count < FACS_MEDIAPIPE_FACES_MAX; i++)
        if (!finder->used[i])
            finder->faces[(*count)++] = merge(finder, i, found, (float)longer, (float)left, (float)top);
    *faces = finder->faces;
    return FACS_OK;
}
