/* See face_patch.h.  A cell is the mean of 2 x 2 points in it, so that noise counts little. */
#include "track/face_patch.h"

#include <math.h>

enum { CELLS = FACS_PATCH_ROWS * FACS_PATCH_COLUMNS, POINTS = 2 /* of a cell, in each direction */ };
static const float least_spread = 1.0F; /* of 255 levels */

static int within(float value, int size)
{
    return value > 0 ? value < (float)(size - 1) ? (int)value : size - 1 : 0;
}

static float luma(const facs_view *view, int x, int y)
{
    const uint8_t *pixel = view->data + y * view->stride + (ptrdiff_t)3 * x;
    return 0.114F * (float)pixel[0] + 0.587F * (float)pixel[1] + 0.299F * (float)pixel[2];
}

/* luma of a row of points, added to the cells */
static void add_row(const facs_image *bgr, const float box[4], int line, float *cells)
{
    const int lines = FACS_PATCH_ROWS * POINTS, points = FACS_PATCH_COLUMNS * POINTS;
    const int y = within(box[1] + box[3] * ((float)line + 0.5F) / (float)lines, bgr->height);
    const facs_view view = facs_image_need(bgr, y, y);
    for (int i = 0; i < points; i++)
        cells[i / POINTS] += luma(&view, within(box[0] + box[2] * ((float)i + 0.5F) / (float)points, bgr->width), y);
}

void facs_face_patch_take(const facs_image *bgr, const float box[4], facs_face_patch *patch)
{
    *patch = (facs_face_patch){.flat = true};
    for (int line = 0; line < FACS_PATCH_ROWS * POINTS; line++)
        add_row(bgr, box, line, patch->value + line / POINTS * FACS_PATCH_COLUMNS);
    double sum = 0, squares = 0;
    for (int i = 0; i < CELLS; i++) {
        patch->value[i] /= POINTS * POINTS;
        sum += (double)patch->value[i];
    }
    const float mean = (float)(sum / CELLS);
    for (int i = 0; i < CELLS; i++) {
        patch->value[i] -= mean;
        squares += (double)(patch->value[i] * patch->value[i]);
    }
    const float spread = (float)sqrt(squares / CELLS);
    patch->flat = !(spread > least_spread);
    for (int i = 0; i < CELLS && !patch->flat; i++)
        patch->value[i] /= spread;
}

float facs_face_patch_like(const facs_face_patch *a, const facs_face_patch *b)
{
    if (a->flat || b->flat)
        return 0;
    double sum = 0;
    for (int i = 0; i < CELLS; i++)
        sum += (double)(a->value[i] * b->value[i]);
    return (float)(sum / CELLS);
}
