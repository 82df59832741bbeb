/* Whether MTCNN's networks done outside give the numbers of our own; see mtcnn_outside.h. */
#include "detect/mtcnn/mtcnn_outside.h"

#include "detect/mtcnn/mtcnn_stages.h"

#include <math.h>

enum { COLOURS = 3, COUNT_MAX = 8, FLOATS_MAX = COUNT_MAX * COLOURS * 48 * 48 };

/* P-Net: odd and even sides, as levels of a pyramid have them */
static const struct {
    int count, rows, cols;
} inputs[FACS_MTCNN_NETWORKS][2] = {
    {{1, 43, 60}, {1, 12, 29}}, {{COUNT_MAX, 24, 24}, {1, 24, 24}}, {{COUNT_MAX, 48, 48}, {1, 48, 48}}};

/* pixels as networks see them, -1 to 1 */
static void invent(size_t count, float *values)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        values[i] = (float)(state >> 40) / 8388608.0f - 1;
    }
}

/* with inputs[network][which]; `theirs` has room for all that ours gives */
static facs_status compare(const facs_env *env, facs_cnn_ordered *ours, facs_outside *outside,
                           facs_mtcnn_network network, int which, const float *input, double *furthest,
                           facs_error *error)
{
    const int count = inputs[network][which].count, rows = inputs[network][which].rows,
              cols = inputs[network][which].cols;
    facs_tensor shape;
    facs_status status = facs_cnn_ordered_prepare(ours, &(facs_cnn_input){rows, cols, 0, rows}, &shape, error);
    if (status != FACS_OK)
        return status;
    const size_t out = (size_t)shape.maps * (size_t)shape.rows * (size_t)shape.cols,
                 in = (size_t)COLOURS * (size_t)rows * (size_t)cols;
    float *theirs = facs_calloc(env, (size_t)count * out, sizeof *theirs);
    if (!theirs)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    const facs_onnx_tensor given = {.rank = 4, .size = {count, COLOURS, rows, cols}, .values = input};
    if (!facs_outside_run(env, outside, &given, theirs, (size_t)count * out))
        *furthest = INFINITY;
    for (int i = 0; i < count; i++) {
        const facs_tensor result = facs_cnn_ordered_run(ours, input + (size_t)i * in);
        for (size_t k = 0; k < out; k++)
            *furthest = fmax(*furthest, fabs((double)result.data[k] - (double)theirs[(size_t)i * out + k]));
    }
    facs_free(env, theirs);
    return FACS_OK;
}

facs_status facs_mtcnn_outside_check(const facs_env *env, const facs_mtcnn_outside *outside, facs_mtcnn_network network,
                                     double *furthest, facs_error *error)
{
    facs_mtcnn *mtcnn = NULL;
    float *input = facs_calloc(env, FLOATS_MAX, sizeof *input);
    facs_status status = input ? facs_mtcnn_create(env, outside->model, &mtcnn, error)
                               : facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    *furthest = 0;
    if (input)
        invent(FLOATS_MAX, input);
    for (int i = 0; status == FACS_OK && i < 2; i++) {
        facs_cnn_ordered *const ours[FACS_MTCNN_NETWORKS] = {mtcnn->pnet, mtcnn->rnet, mtcnn->onet};
        status = compare(env, ours[network], outside->network[network], network, i, input, furthest, error);
    }
    facs_mtcnn_destroy(&mtcnn);
    facs_free(env, input);
    return status;
}
