/* See face_descriptor.h.
 *
 *     landmarks -> similarity that brings eye corners, bridge and base of the nose to their mean places (least squares)
 *               -> 64 x 64 grey pixels -> gradient (gx, gy) of each inner pixel, central differences
 *               -> vote of direction k of 8: max(0, gx cos + gy sin - sqrt(1/2) |g|), k * 45 degrees
 *               -> v[cell][k]: mean votes of 8 x 8 cells of 8 x 8 pixels, 7 from one to the next
 *               -> sqrt(v / (half of the cell's sum over k + half of the mean of such sums + 1/4))
 *               -> 512 numbers, less their mean, times a 512 x 256 matrix: the network "identity", one dense layer
 *               -> length 1
 *
 * The matrix is a linear discriminant (Belhumeur, Hespanha, Kriegman: Eigenfaces vs. Fisherfaces, PAMI 1997) of gradients
 * like those of Dalal and Triggs (CVPR 2005), learnt by training/train_identity.py.  Pixels are multiples of 1/1024 and
 * everything else is f64 in a fixed order: the same bits at every CPU level. */
#include "identity/face_descriptor.h"

#include "image/image_kernels.h"
#include "image/patch.h"
#include "nn/net_own.h"

#include <math.h>
#include <string.h>

enum { SIDE = 64, PLACED = 11, LANDMARKS = 68, RIGHT_EYE = 36, LEFT_EYE = 45, NOSE_TIP = 30 };
enum { CELLS = 8, CELL = 8, STEP = 7, DIRECTIONS = 8 };
static const double soften = 0.25; /* grey levels, added to the mean gradient */
#define HALF_ROOT 0.70710678118654752
static const double direction[DIRECTIONS][2] = {{1, 0},  {HALF_ROOT, HALF_ROOT},   {0, 1},  {-HALF_ROOT, HALF_ROOT},
                                                {-1, 0}, {-HALF_ROOT, -HALF_ROOT}, {0, -1}, {HALF_ROOT, -HALF_ROOT}};
/* the smallest standard deviation of a patch in which there is a face */
static const double plain = 2;
/* eye distance, pixels, from which on a face is large enough */
static const double large = 40;
/* nearer eye corner to tip of the nose in units of the farther one, from which on a face counts as seen from the front */
static const double frontal = 0.6;

/* the landmarks that place a face, and where they go; written by training/train_identity.py */
static const int placed[PLACED] = {27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45};
static const double place[PLACED][2] = {{31.63, 23.12}, {31.68, 26.96}, {31.68, 31.62}, {31.71, 37.00},
                                        {26.36, 40.57}, {31.64, 42.18}, {36.90, 40.53}, {14.50, 24.00},
                                        {24.86, 24.53}, {38.21, 24.63}, {48.50, 24.00}};

struct facs_descriptor {
    facs_env env;
    const facs_image_kernels *kernels;
    facs_patcher *patcher;
    facs_net_runner net;
    int output;
    float patch[SIDE * SIDE];
    double cell[CELLS][CELLS][DIRECTIONS];
    facs_image bgr; /* that grey rows are made of */
    facs_pixels grey;
    facs_late_rows late;
};

static void make_grey(void *cookie, int first, int count, int left, int width)
{
    facs_descriptor *descriptor = cookie;
    const facs_part_of_image part = {
        .first = first, .last = first + count - 1, .left = left, .right = left + width - 1};
    facs_image_grey_part(descriptor->kernels, &descriptor->bgr, &part, descriptor->grey.data, descriptor->grey.stride);
}

facs_status facs_descriptor_create(const facs_env *env, facs_descriptor **descriptor, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_descriptor *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "identity: out of memory");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    made->late = (facs_late_rows){.make_columns = make_grey, .cookie = made};
    facs_status status = facs_patcher_create(&full, SIDE, SIDE, &made->patcher, error);
    if (status == FACS_OK)
        status = facs_net_own(&full, "identity", &made->net, error);
    if (status == FACS_OK)
        status = facs_net_need_output(&made->net, "identity", "identity", FACS_DESCRIPTOR_LENGTH, &made->output, error);
    if (status == FACS_OK)
        *descriptor = made;
    else
        facs_descriptor_destroy(&made);
    return status;
}

void facs_descriptor_destroy(facs_descriptor **address)
{
    facs_descriptor *descriptor = *address;
    *address = NULL;
    if (!descriptor)
        return;
    facs_env env = descriptor->env;
    facs_pixels_free(&env, &descriptor->grey);
    facs_net_runner_free(&descriptor->net);
    facs_patcher_destroy(&descriptor->patcher);
    facs_free(&env, descriptor);
}

/* The similarity from picture to patch.  False: the landmarks have no extent, or are no numbers. */
static bool find_matrix(const float *x, const float *y, double matrix[6])
{
    double from[2] = {0, 0}, to[2] = {0, 0};
    for (int i = 0; i < PLACED; i++) {
        from[0] += x[placed[i]] / (double)PLACED;
        from[1] += y[placed[i]] / (double)PLACED;
        to[0] += place[i][0] / PLACED;
        to[1] += place[i][1] / PLACED;
    }
    double size = 0, along = 0, across = 0;
    for (int i = 0; i < PLACED; i++) {
        const double a[2] = {x[placed[i]] - from[0], y[placed[i]] - from[1]};
        const double b[2] = {place[i][0] - to[0], place[i][1] - to[1]};
        size += a[0] * a[0] + a[1] * a[1];
        along += a[0] * b[0] + a[1] * b[1];
        across += a[0] * b[1] - a[1] * b[0];
    }
    const double c = along / size, s = across / size;
    if (!(size > 1) || !isfinite(size) || !(c * c + s * s > 1e-8))
        return false;
    matrix[0] = c;
    matrix[1] = -s;
    matrix[2] = to[0] - c * from[0] + s * from[1];
    matrix[3] = s;
    matrix[4] = c;
    matrix[5] = to[1] - s * from[0] - c * from[1];
    return true;
}

/* The votes of one pixel, row and column of the gradients, into every cell it lies in. */
static void vote(facs_descriptor *descriptor, int y, int x, double gx, double gy)
{
    const double loss = HALF_ROOT * sqrt(gx * gx + gy * gy);
    const int last_row = y / STEP < CELLS - 1 ? y / STEP : CELLS - 1,
              last_col = x / STEP < CELLS - 1 ? x / STEP : CELLS - 1;
    for (int k = 0; k < DIRECTIONS; k++) {
        const double votes = gx * direction[k][0] + gy * direction[k][1] - loss;
        if (!(votes > 0))
            continue;
        for (int row = last_row; row >= 0 && y < row * STEP + CELL; row--)
            for (int col = last_col; col >= 0 && x < col * STEP + CELL; col--)
                descriptor->cell[row][col][k] += votes;
    }
}

static void gradients(facs_descriptor *descriptor, float *features)
{
    const float *patch = descriptor->patch;
    memset(descriptor->cell, 0, sizeof descriptor->cell);
    for (int y = 0; y < SIDE - 2; y++)
        for (int x = 0; x < SIDE - 2; x++) {
            const float *at = patch + (y + 1) * SIDE + x + 1;
            vote(descriptor, y, x, (double)at[1] - at[-1], (double)at[SIDE] - at[-SIDE]);
        }
    double each[CELLS * CELLS] = {0}, mean = 0;
    const double *votes = descriptor->cell[0][0];
    for (int i = 0; i < CELLS * CELLS; i++) {
        for (int k = 0; k < DIRECTIONS; k++)
            each[i] += votes[i * DIRECTIONS + k] / (CELL * CELL);
        mean += each[i] / (CELLS * CELLS);
    }
    for (int i = 0; i < CELLS * CELLS * DIRECTIONS; i++)
        features[i] = (float)sqrt(votes[i] / (CELL * CELL) / (0.5 * each[i / DIRECTIONS] + 0.5 * mean + soften));
}

/* how large the face is, and how far it is seen from the front */
static float quality_of(const float *x, const float *y)
{
    const double wide = hypot((double)x[LEFT_EYE] - x[RIGHT_EYE], (double)y[LEFT_EYE] - y[RIGHT_EYE]);
    const double right = hypot((double)x[NOSE_TIP] - x[RIGHT_EYE], (double)y[NOSE_TIP] - y[RIGHT_EYE]);
    const double left = hypot((double)x[NOSE_TIP] - x[LEFT_EYE], (double)y[NOSE_TIP] - y[LEFT_EYE]);
    const double even = fmin(left, right) / fmax(fmax(left, right), 1e-6);
    return (float)(fmin(wide / large, 1) * fmin(even / frontal, 1));
}

/* the picture as a grey one, whose rows are made when they are needed */
static facs_status take_grey(facs_descriptor *descriptor, const facs_image *image, facs_image *grey, facs_error *error)
{
    *grey = *image;
    if (image->channels == 1)
        return FACS_OK;
    if (facs_pixels_resize(&descriptor->env, &descriptor->grey, image->width, image->height, 1) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "identity: out of memory");
    descriptor->bgr = *image;
    facs_late_rows_begin(&descriptor->late);
    descriptor->grey.late = &descriptor->late;
    *grey = facs_pixels_view(&descriptor->grey);
    return FACS_OK;
}

facs_status facs_descriptor_run(facs_descriptor *descriptor, const facs_image *image, int n, const float *landmarks,
                                float vector[FACS_DESCRIPTOR_LENGTH], float *quality, facs_error *error)
{
    double matrix[6];
    *quality = 0;
    if (n != LANDMARKS || !find_matrix(landmarks, landmarks + n, matrix))
        return FACS_OK;
    facs_image grey;
    facs_status status = take_grey(descriptor, image, &grey, error);
    if (status == FACS_OK)
        status = facs_patch_cut(descriptor->patcher, &grey, matrix, SIDE, SIDE, descriptor->patch, error);
    if (status != FACS_OK)
        return status;
    double mean, deviation;
    facs_patch_statistics(descriptor->patch, SIDE * SIDE, &mean, &deviation);
    if (deviation < plain)
        return FACS_OK;
    gradients(descriptor, facs_net_input(descriptor->net.state));
    status = facs_net_run(descriptor->net.state, error);
    if (status != FACS_OK)
        return status;
    const float *out = facs_net_output(descriptor->net.state, descriptor->output, NULL);
    double length = 0;
    for (int i = 0; i < FACS_DESCRIPTOR_LENGTH; i++)
        length += (double)out[i] * out[i];
    if (!(length > 0))
        return FACS_OK;
    for (int i = 0; i < FACS_DESCRIPTOR_LENGTH; i++)
        vector[i] = (float)(out[i] / sqrt(length));
    *quality = quality_of(landmarks, landmarks + n);
    return FACS_OK;
}

float facs_descriptor_likeness(const float a[FACS_DESCRIPTOR_LENGTH], const float b[FACS_DESCRIPTOR_LENGTH])
{
    double sum = 0;
    for (int i = 0; i < FACS_DESCRIPTOR_LENGTH; i++)
        sum += (double)a[i] * b[i];
    return (float)sum;
}
