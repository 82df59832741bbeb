/* Landmarks of a frame -> midline of the face; see midline.h.
 *
 *   points   = round(sum of w_i landmarks_i) over the last n <= 5 frames with a face, oldest first,
 *              w = 0.5 ... 1 in equal steps, divided by their sum; single precision, half to even
 *   glabella = mean of points 21 and 22, chin = point 8, of these points
 *   midline  = mean of glabella and chin over the last n frames (or 0.6 of the last and 0.4 of the one before)
 *
 * docs/algorithm/mirror.md */
#include "mirror/midline.h"

#include <math.h>
#include <string.h>

enum { COORDINATES = 2 * FACS_MIDLINE_POINTS, BROW_RIGHT = 21, BROW_LEFT = 22, CHIN = 8 };
#define FAR 1e6f /* no picture is as large */

static bool can_be_used(const float *landmarks)
{
    if (!landmarks)
        return false;
    for (int i = 0; i < COORDINATES; i++)
        if (!(fabsf(landmarks[i]) < FAR)) /* not of NaN */
            return false;
    return true;
}

/* where the frame that came `age` frames before the last one stands in the rings */
static int slot(const facs_midline_history *history, int age)
{
    return (history->next - 1 - age + 2 * FACS_MIDLINE_HISTORY) % FACS_MIDLINE_HISTORY;
}

static void smooth(const facs_midline_history *history, int32_t points[COORDINATES])
{
    const int count = history->count;
    float sums[COORDINATES] = {0};
    double total = 0;
    for (int i = 0; i < count; i++)
        total += count > 1 ? 0.5 + 0.5 * i / (count - 1) : 0.5;
    for (int i = 0; i < count; i++) {
        const float weight = (float)((count > 1 ? 0.5 + 0.5 * i / (count - 1) : 0.5) / total);
        const float *landmarks = history->landmarks[slot(history, count - 1 - i)];
        for (int k = 0; k < COORDINATES; k++)
            sums[k] += weight * landmarks[k];
    }
    for (int k = 0; k < COORDINATES; k++)
        points[k] = (int32_t)rintf(sums[k]);
}

/* over the frames that are remembered */
static void average(const facs_midline_history *history, facs_midline_rule rule, double (*const ring)[2], double out[2])
{
    const double *current = ring[slot(history, 0)];
    for (int axis = 0; axis < 2; axis++) {
        double sum = 0;
        for (int age = 0; age < history->count; age++)
            sum += ring[slot(history, age)][axis];
        out[axis] = sum / history->count;
        if (rule == FACS_MIDLINE_COMPAT)
            out[axis] = history->count < 2 ? current[axis] : 0.6 * current[axis] + 0.4 * ring[slot(history, 1)][axis];
    }
}

void facs_midline_push(facs_midline_history *history, facs_midline_rule rule, const float *landmarks,
                       facs_midline *midline)
{
    facs_midline *last = &history->last;
    last->has_yaw = false;
    last->yaw = last->quality = 0;
    if (can_be_used(landmarks)) {
        int32_t points[COORDINATES];
        const int32_t *x = points, *y = points + FACS_MIDLINE_POINTS;
        const int at = history->next;
        memcpy(history->landmarks[at], landmarks, sizeof history->landmarks[at]);
        history->next = (at + 1) % FACS_MIDLINE_HISTORY;
        history->count += history->count < FACS_MIDLINE_HISTORY;
        smooth(history, points);
        history->glabella[at][0] = ((double)x[BROW_RIGHT] + (double)x[BROW_LEFT]) / 2;
        history->glabella[at][1] = ((double)y[BROW_RIGHT] + (double)y[BROW_LEFT]) / 2;
        history->chin[at][0] = x[CHIN];
        history->chin[at][1] = y[CHIN];
        average(history, rule, history->glabella, last->glabella);
        average(history, rule, history->chin, last->chin);
        last->known = true;
        last->has_yaw = facs_yaw_of_points(points, &last->yaw);
        last->quality = last->has_yaw ? facs_yaw_push(&history->yaws, last->yaw) : 0;
    }
    *midline = *last;
}
