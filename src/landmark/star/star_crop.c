/* Geometry of STAR's crop: a square of 1.05 times the smaller side of the box, scaled to 256 x 256 without turning it.
 *
 *     s = 256 / (1.05 m),   u = s (x - cx) + 127.5,   v = s (y - cy) + 127.5,   m = min(width, height)
 *
 * It is cut as OpenCV's warpPerspective does it: places are rounded to 1/32 pixel once.  image/warp.c, which follows
 * warpAffine, rounds them to 1/1024 before that, so that some lie 1/32 pixel aside.
 *
 * Back from a number p of the network, which runs from -1 to 1:
 *
 *     pixel centres    u = ((p + 1) 256 - 1) / 2      what the network was trained with
 *     corners          u = (p + 1) / 2 255            half a crop pixel off at the border
 *
 * Source: docs/algorithm/star.md. */
#include "landmark/star/star_crop.h"

#include <math.h>

enum { SIDE = FACS_STAR_SIDE, PIXELS = SIDE * SIDE, COLOURS = 3 };
static const double middle = 127.5, margin = 1.05, least = 6; /* pixels: less is nothing to look at */
static const float far = 1e6f;                                /* pixels: no picture is that large */

bool facs_star_place(const float box[4], facs_star_crop *crop)
{
    for (int i = 0; i < 4; i++)
        if (!(fabsf(box[i]) < far))
            return false;
    double x1 = trunc((double)box[0]), y1 = trunc((double)box[1]);
    double x2 = trunc((double)(box[0] + box[2])), y2 = trunc((double)(box[1] + box[3]));
    double side = fmin(x2 - x1, y2 - y1);
    if (!(side >= least))
        return false;
    crop->scale = (float)(SIDE / (margin * side));
    crop->centre[0] = (float)((x1 + x2) / 2);
    crop->centre[1] = (float)((y1 + y2) / 2);
    return true;
}

void facs_star_matrix(const facs_star_crop *crop, float matrix[6])
{
    const double s = (double)crop->scale;
    matrix[0] = matrix[4] = crop->scale;
    matrix[1] = matrix[3] = 0;
    matrix[2] = (float)(middle - s * (double)crop->centre[0]);
    matrix[5] = (float)(middle - s * (double)crop->centre[1]);
}

/* The place in the picture of pixel i of the crop along an axis, in 1/1024 pixel as the warp wants it. */
static int32_t place_of(const float matrix[6], int axis, int i)
{
    static const double most = 5e5;
    const double step = 1 / (double)matrix[0], start = -step * (double)matrix[3 * axis + 2];
    return (int32_t)rint(fmax(-most, fmin(most, step * i + start)) * 32) * 32;
}

void facs_star_cut(const facs_image_kernels *kernels, const facs_image *bgr, const facs_star_crop *crop,
                   uint8_t *pixels)
{
    float matrix[6];
    int32_t column[SIDE], row[SIDE];
    static const int32_t zero[FACS_WARP_TILE] = {0};
    facs_star_matrix(crop, matrix);
    for (int i = 0; i < SIDE; i++) {
        column[i] = place_of(matrix, 0, i);
        row[i] = place_of(matrix, 1, i);
    }
    const facs_view view = facs_image_need_between(bgr, row[0] / 1024.0, row[SIDE - 1] / 1024.0);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x += FACS_WARP_TILE)
            kernels->warp_tile_bgr(&view, column + x, zero, 0, row[y], pixels + (y * SIDE + x) * (ptrdiff_t)COLOURS,
                                   FACS_WARP_TILE);
}

void facs_star_input(const uint8_t *bgr, float *input)
{
    for (int i = 0; i < PIXELS; i++)
        for (int c = 0; c < COLOURS; c++)
            input[c * PIXELS + i] = (float)bgr[COLOURS * i + c] / 255.0f * 2.0f - 1.0f;
}

void facs_star_points(const facs_star_crop *crop, facs_star_rule rule, const float *values, int points,
                      float *landmarks)
{
    for (int i = 0; i < points; i++)
        for (int axis = 0; axis < 2; axis++) {
            double p = (double)values[2 * i + axis] + 1;
            double u = rule == FACS_STAR_CENTRES ? (p * SIDE - 1) / 2 : p / 2 * (SIDE - 1);
            landmarks[axis * points + i] = (float)((u - middle) / (double)crop->scale + (double)crop->centre[axis]);
        }
}

/* ---- 98 points -> 68 ---- */

/* the jaw every second point, the upper edges of the brows, the lids without their middles */
static const uint8_t from98[FACS_LANDMARKS] = {
    0,  2,  4,  6,  8,  10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 33, 34, 35, 36, 37, 42,
    43, 44, 45, 46, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 63, 64, 65, 67, 68, 69, 71, 72,
    73, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95,
};

void facs_star_to_68(const float *landmarks98, float *landmarks)
{
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < FACS_LANDMARKS; i++)
            landmarks[axis * FACS_LANDMARKS + i] = landmarks98[axis * FACS_STAR_POINTS + from98[i]];
}
