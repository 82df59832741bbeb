/* See pfld_crop.h. */
#include "landmark/pfld/pfld_crop.h"

#include "base/finite.h"
#include "image/box.h"
#include "image/resized_cut.h"
#include "shape/pdm.h"

#include <math.h>

enum { SIDE = FACS_PFLD_SIDE, POINTS = FACS_PFLD_VALUES / 2 };
static const double larger = 1.1;                                            /* than the box */
static const float least_wide = 0.3f, least_high = 0.15f, most_long = 1.85f; /* plausible spreads */
static const float forehead = 0.28f;

static int larger_of(int a, int b)
{
    return a > b ? a : b;
}

static int smaller_of(int a, int b)
{
    return a < b ? a : b;
}

bool facs_pfld_crop_of(const float box[4], int width, int height, facs_pfld_crop *crop)
{
    const float most = 4 * (float)FACS_BOX_MOST; /* sums stay far from overflow */
    *crop = (facs_pfld_crop){0};
    if (!facs_all_finite(box, 4) || fabsf(box[0]) > most || fabsf(box[1]) > most || fabsf(box[2]) > most ||
        fabsf(box[3]) > most)
        return false;
    const int x0 = (int)box[0], y0 = (int)box[1], x1 = (int)(box[0] + box[2]), y1 = (int)(box[1] + box[3]);
    const int size = (int)(larger * larger_of(x1 - x0, y1 - y0));
    if (size < 1)
        return false;
    const int middle_x = (int)(x0 + (x1 - x0) / 2.0), middle_y = (int)(y0 + (y1 - y0) / 2.0);
    const int x = middle_x - size / 2, y = middle_y - size / 2;
    *crop = (facs_pfld_crop){.x = x,
                             .y = y,
                             .size = size,
                             .x0 = larger_of(0, x),
                             .y0 = larger_of(0, y),
                             .x1 = smaller_of(width, x + size),
                             .y1 = smaller_of(height, y + size)};
    return crop->x0 < crop->x1 && crop->y0 < crop->y1;
}

void facs_pfld_input(const facs_image *bgr, const facs_pfld_crop *crop, float *values)
{
    enum { PLANE = SIDE * SIDE };
    uint8_t rgb[3 * PLANE];
    facs_resize_cut_rgb(bgr, crop->x, crop->y, crop->size, crop->size, SIDE, SIDE, rgb);
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < PLANE; i++)
            values[c * PLANE + i] = (float)rgb[3 * i + c] / 255;
}

void facs_pfld_points(const facs_pfld_crop *crop, const float *output, bool clipped, float *landmarks)
{
    const int x = clipped ? crop->x0 : crop->x, y = clipped ? crop->y0 : crop->y;
    const int width = clipped ? crop->x1 - crop->x0 : crop->size, height = clipped ? crop->y1 - crop->y0 : crop->size;
    for (int i = 0; i < POINTS; i++) {
        landmarks[i] = output[2 * i] * (float)width + (float)x;
        landmarks[POINTS + i] = output[2 * i + 1] * (float)height + (float)y;
    }
}

bool facs_pfld_plausible(const float *landmarks, const float box[4])
{
    float x0, x1, y0, y1;
    if (!facs_all_finite(landmarks, 2 * POINTS))
        return false;
    facs_shape_extremes(POINTS, landmarks, &x0, &x1, &y0, &y1);
    const float wide = x1 - x0, high = y1 - y0, longer = fmaxf(wide, high), shorter = fminf(wide, high);
    return wide > 0 && high > 0 && wide >= least_wide * box[2] && high >= least_high * box[3] &&
           longer <= most_long * shorter;
}

void facs_pfld_next_box(const float *landmarks, float box[4])
{
    float x0, x1, y0, y1;
    facs_shape_extremes(POINTS, landmarks, &x0, &x1, &y0, &y1);
    const float above = forehead * (y1 - y0);
    box[0] = x0;
    box[1] = y0 - above;
    box[2] = x1 - x0;
    box[3] = y1 - y0 + above;
}
