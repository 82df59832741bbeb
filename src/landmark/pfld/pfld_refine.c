/* See pfld_refine.h; docs/algorithm/pyfaceau.md, Nine points moved.
 *
 * For each of nine points, of the places up to three pixels away in x and in y, that with the greatest
 *
 *     1 / (1 + exp(-scaling (w . f + bias)))
 *
 * of its experts in the first view of the file; f are the 11 x 11 pixels around the place, grey from 0 to 1. */
#include "landmark/pfld/pfld_refine.h"

#include <math.h>

enum { POINTS = FACS_PFLD_VALUES / 2, REACH = 3, HALF = FACS_SUPPORT / 2, RAW = 0 };
static const int moved[] = {17, 18, 19, 20, 21, 22, 26, 48, 54}; /* brows, corners of the mouth */

static float grey(const uint8_t *bgr)
{
    return (0.114f * (float)bgr[0] + 0.587f * (float)bgr[1] + 0.299f * (float)bgr[2]) / 255;
}

static void patch_at(const facs_view *bgr, int x, int y, float *patch)
{
    for (int row = 0; row < FACS_SUPPORT; row++) {
        const uint8_t *from = bgr->data + (y - HALF + row) * bgr->stride + (ptrdiff_t)3 * (x - HALF);
        for (int col = 0; col < FACS_SUPPORT; col++)
            patch[row * FACS_SUPPORT + col] = grey(from + 3 * col);
    }
}

/* The 242 gradients of a patch (two directions) do not fit an expert's 121 weights: experts of gradients have no say. */
static double response(const facs_svr_modality *modality, const float *patch)
{
    if (modality->kind != RAW)
        return -INFINITY;
    double sum = modality->bias;
    for (int i = 0; i < FACS_SUPPORT * FACS_SUPPORT; i++)
        sum += (double)modality->weights[i] * (double)patch[i];
    return 1 / (1 + exp(-modality->scaling * sum));
}

static double greatest_response(const facs_svr_expert *expert, const float *patch)
{
    double greatest = -INFINITY;
    for (int i = 0; i < expert->modalities; i++)
        greatest = fmax(greatest, response(&expert->modality[i], patch));
    return greatest;
}

static void move(const facs_svr_expert *expert, const facs_image *bgr, float *x, float *y)
{
    const facs_view view = facs_image_need_between(bgr, (double)*y - REACH - HALF - 1, (double)*y + REACH + HALF + 1);
    double best = -INFINITY;
    int best_dx = 0, best_dy = 0;
    for (int dx = -REACH; dx <= REACH; dx++) {
        for (int dy = -REACH; dy <= REACH; dy++) {
            const double column = rint((double)*x + dx), row = rint((double)*y + dy);
            if (!(column >= HALF && column < view.width - HALF && row >= HALF && row < view.height - HALF))
                continue;
            float patch[FACS_SUPPORT * FACS_SUPPORT];
            patch_at(&view, (int)column, (int)row, patch);
            const double here = greatest_response(expert, patch);
            if (here > best) {
                best = here;
                best_dx = dx;
                best_dy = dy;
            }
        }
    }
    *x += (float)best_dx;
    *y += (float)best_dy;
}

void facs_pfld_refine(const facs_patch_scale *experts, const facs_image *bgr, float *landmarks)
{
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
        move(&experts->svr[moved[i]], bgr, &landmarks[moved[i]], &landmarks[POINTS + moved[i]]);
}
