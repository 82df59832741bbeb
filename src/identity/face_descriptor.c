/* See face_descriptor.h.
 *
 *     landmarks -> similarity that brings eye corners, bridge and base of the nose to their mean places (least squares)
 *               -> 64 x 64 grey pixels, less their mean, divided by their standard deviation + 8
 *               -> network "identity": separable convolutions, one dense layer of 96
 *               -> length 1
 *
 * The network is training/train_identity.py's (cosine loss with a margin: Wang et al., CosFace, CVPR 2018). */
#include "identity/face_descriptor.h"

#include "image/image_kernels.h"
#include "image/patch.h"
#include "nn/net_own.h"

#include <math.h>

enum { SIDE = 64, PLACED = 11, LANDMARKS = 68, RIGHT_EYE = 36, LEFT_EYE = 45, NOSE_TIP = 30 };
static const double soften = 8; /* added to the standard deviation */
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
    facs_image bgr; /* that grey rows are made of */
    facs_pixels grey;
    facs_late_rows late;
};

static void make_grey(void *cookie, int first, int count)
{
    facs_descriptor *descriptor = cookie;
    facs_image_grey_rows(descriptor->kernels, &descriptor->bgr, first, count, descriptor->grey.data,
                         descriptor->grey.stride);
}

facs_status facs_descriptor_create(const facs_env *env, facs_descriptor **descriptor, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_descriptor *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "identity: out of memory");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    made->late = (facs_late_rows){.make = make_grey, .cookie = made};
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
    float *patch = facs_net_input(descriptor->net.state);
    if (status == FACS_OK)
        status = facs_patch_cut(descriptor->patcher, &grey, matrix, SIDE, SIDE, patch, error);
    if (status != FACS_OK)
        return status;
    if (facs_patch_normalise(patch, SIDE * SIDE, soften) < plain)
        return FACS_OK;
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
