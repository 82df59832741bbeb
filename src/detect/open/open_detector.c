/* The detector of the open pipeline; see open_detector.h.
 *
 * A box is the extent of the 478 points of the mesh. */
#include "detect/open/open_detector.h"

#include "base/hypot.h"
#include "detect/open/face_candidates.h"
#include "image/image_kernels.h"
#include "image/patch.h"
#include "nn/net_own.h"

#include <math.h>

enum {
    LONG_SIDE = 480, /* that of every picture is brought to */
    STEP = 32,       /* sides are multiples of it */
    LOOK = 128,      /* side of the second look */
    LOOKED_AT_MAX = 64,
    LEVELS = 3,
    ALIGNMENT = 64,
};
/* most candidates in a square */
#define CELLS(side) ((side) * (side) / 64 + (side) * (side) / 256 + (side) * (side) / 1024)
static const int strides[LEVELS] = {8, 16, 32};
static const double brightness = 118, contrast = 50;
static const float candidate = 0.3f, found = 0.55f, look_score = 0.05f, look_overlap = 0.4f, unseen = 0.02f;
static const double look_faces[2] = {48, 72};

typedef struct detector {
    facs_env env;
    const facs_image_kernels *kernels;
    facs_net_runner net; /* of the picture, then of the looks at its faces */
    int output[LEVELS];
    facs_patcher *patcher;
    facs_pixels grey;
    facs_candidate *faces, *seen;
    facs_box boxes[LOOKED_AT_MAX];
} detector;

/* ---- life ---- */

static void destroy(void **state)
{
    detector *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_net_runner_free(&old->net);
    facs_patcher_destroy(&old->patcher);
    facs_pixels_free(&env, &old->grey);
    facs_free(&env, old->faces);
    facs_free(&env, old->seen);
    facs_free(&env, old);
}

static facs_status create_parts(detector *made, facs_error *error)
{
    static const char *const names[LEVELS] = {"s8", "s16", "s32"}, net[] = "face-detector";
    facs_status status = facs_net_own(&made->env, net, &made->net, error);
    if (status == FACS_OK)
        status = facs_net_resize(made->net.state, LOOK, LOOK, error); /* outputs are checked for this size */
    for (int i = 0; i < LEVELS && status == FACS_OK; i++) {
        const int side = LOOK / strides[i];
        status = facs_net_need_output(&made->net, net, names[i], side * side * FACS_CANDIDATE_VALUES, &made->output[i],
                                      error);
    }
    if (status == FACS_OK)
        status = facs_patcher_create(&made->env, LONG_SIDE, LONG_SIDE, &made->patcher, error);
    if (status != FACS_OK)
        return status;
    /* without zeros, so that only what is used is touched */
    made->faces = made->env.alloc(made->env.cookie, CELLS(LONG_SIDE) * sizeof *made->faces, ALIGNMENT);
    made->seen = facs_calloc(&made->env, CELLS(LOOK), sizeof *made->seen);
    return made->faces && made->seen ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
}

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    (void)models;
    facs_env full = facs_env_resolve(env);
    detector *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    facs_status status = create_parts(made, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

/* ---- one run of the network ---- */

/* Brought to the same brightness and contrast, then to -1 .. 1. */
static void normalise(float *values, int count)
{
    double mean, deviation;
    facs_patch_statistics(values, count, &mean, &deviation);
    const float middle = (float)mean, gain = (float)(contrast / (deviation + 1));
    for (int i = 0; i < count; i++) {
        float v = (values[i] - middle) * gain + (float)brightness;
        v = v < 0 ? 0 : v > 255 ? 255 : v;
        values[i] = v / 128 - 1;
    }
}

/* Candidates with a score above `least` in a piece of the picture, in pixels of the piece. */
static facs_status run_net(detector *d, const facs_image *grey, const double matrix[6], int width, int height,
                           float least, facs_candidate *list, int most, int *count, facs_error *error)
{
    facs_net_run_state *net = d->net.state;
    facs_status status = facs_net_resize(net, height, width, error);
    if (status != FACS_OK)
        return status;
    float *input = facs_net_input(net);
    status = facs_patch_cut(d->patcher, grey, matrix, width, height, input, error);
    if (status != FACS_OK)
        return status;
    normalise(input, width * height);
    status = facs_net_run(net, error);
    if (status != FACS_OK)
        return status;
    *count = 0;
    for (int i = 0; i < LEVELS; i++) {
        facs_net_shape shape;
        const float *values = facs_net_output(net, d->output[i], &shape);
        facs_candidates_decode(values, shape.rows, shape.cols, strides[i], least, list, most, count);
    }
    return FACS_OK;
}

static int rounded_side(int side, double scale)
{
    int steps = (int)(side * scale / STEP + 0.5);
    return (steps < 1 ? 1 : steps) * STEP;
}

static facs_status look_at_picture(detector *d, const facs_image *grey, int *count, facs_error *error)
{
    const double scale = (double)LONG_SIDE / (grey->width > grey->height ? grey->width : grey->height);
    const int width = rounded_side(grey->width, scale), height = rounded_side(grey->height, scale);
    const double fx = (double)width / grey->width, fy = (double)height / grey->height;
    const double matrix[6] = {fx, 0, fx / 2 - 0.5, 0, fy, fy / 2 - 0.5};
    facs_status status = run_net(d, grey, matrix, width, height, candidate, d->faces, CELLS(LONG_SIDE), count, error);
    if (status != FACS_OK)
        return status;
    const float step_x = (float)(1 / fx), step_y = (float)(1 / fy);
    for (int i = 0; i < *count; i++) {
        facs_candidate *face = &d->faces[i];
        float *const across[4] = {&face->x0, &face->x1, &face->eye[0][0], &face->eye[1][0]};
        float *const down[4] = {&face->y0, &face->y1, &face->eye[0][1], &face->eye[1][1]};
        for (int k = 0; k < 4; k++) {
            *across[k] = (*across[k] + 0.5f) * step_x - 0.5f;
            *down[k] = (*down[k] + 0.5f) * step_y - 0.5f;
        }
    }
    *count = facs_candidates_strongest(d->faces, *count);
    return FACS_OK;
}

/* ---- second look ---- */

/* The face upright by its eyes, `size` large, in the middle. */
static void look_matrix(const facs_candidate *face, double size, double matrix[6])
{
    double ex = (double)face->eye[1][0] - (double)face->eye[0][0];
    double ey = (double)face->eye[1][1] - (double)face->eye[0][1];
    double extent = sqrt(((double)face->x1 - (double)face->x0) * ((double)face->y1 - (double)face->y0));
    double turn = facs_hypot(ex, ey) > 0.12 * extent ? fmin(fmax(atan2(ey, ex), -0.9), 0.9) : 0;
    double x = ((double)face->x0 + (double)face->x1) / 2, y = ((double)face->y0 + (double)face->y1) / 2;
    double c = size / extent * cos(turn), s = size / extent * sin(turn), middle = (LOOK - 1) / 2.0;
    matrix[0] = matrix[4] = c;
    matrix[1] = s;
    matrix[3] = -s;
    matrix[2] = middle - c * x - s * y;
    matrix[5] = middle + s * x - c * y;
}

static facs_status look_again(detector *d, const facs_image *grey, facs_candidate *face, facs_error *error)
{
    double product = 1;
    for (int i = 0; i < 2; i++) {
        int count;
        double matrix[6];
        const float middle = (LOOK - 1) / 2.0f, half = (float)look_faces[i] / 2;
        const facs_candidate expected = {
            .x0 = middle - half, .y0 = middle - half, .x1 = middle + half, .y1 = middle + half};
        float best = unseen;
        look_matrix(face, look_faces[i], matrix);
        facs_status status = run_net(d, grey, matrix, LOOK, LOOK, look_score, d->seen, CELLS(LOOK), &count, error);
        if (status != FACS_OK)
            return status;
        for (int k = 0; k < count; k++)
            if (d->seen[k].score > best && facs_candidates_overlap(&d->seen[k], &expected) > look_overlap)
                best = d->seen[k].score;
        product *= (double)best;
    }
    face->score = (float)sqrt((double)face->score * sqrt(product));
    return FACS_OK;
}

/* ---- engine ---- */

static facs_status make_grey(detector *d, const facs_image *bgr, facs_image *grey, facs_error *error)
{
    if (bgr->channels == 1) {
        *grey = *bgr;
        return FACS_OK;
    }
    facs_status status = facs_pixels_resize(&d->env, &d->grey, bgr->width, bgr->height, 1);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a picture of %d x %d pixels", bgr->width, bgr->height);
    facs_image_grey_with(d->kernels, bgr, d->grey.data, d->grey.stride);
    *grey = facs_pixels_view(&d->grey);
    return FACS_OK;
}

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    detector *d = state;
    facs_image grey;
    int faces = 0, kept = 0;
    facs_status status = make_grey(d, bgr, &grey, error);
    if (status == FACS_OK)
        status = look_at_picture(d, &grey, &faces, error);
    faces = faces < LOOKED_AT_MAX ? faces : LOOKED_AT_MAX;
    for (int i = 0; status == FACS_OK && i < faces; i++)
        status = look_again(d, &grey, &d->faces[i], error);
    if (status != FACS_OK)
        return status;
    facs_candidates_sort(d->faces, faces);
    for (int i = 0; i < faces && d->faces[i].score >= found; i++) {
        const facs_candidate *face = &d->faces[i];
        d->boxes[kept++] = (facs_box){.x = face->x0,
                                      .y = face->y0,
                                      .width = face->x1 - face->x0,
                                      .height = face->y1 - face->y0,
                                      .confidence = face->score};
    }
    *boxes = d->boxes;
    *count = kept;
    return FACS_OK;
}

static const char *const models[] = {NULL};

const facs_detect_engine facs_open_detector = {
    .name = "open",
    .meaning = "one small network of our own, which looks twice",
    .models = models,
    .whole = true, /* brightness and contrast are those of the picture */
    .create = create,
    .destroy = destroy,
    .run = run,
};
