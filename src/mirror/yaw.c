/* Yaw from 68 points; see yaw.h.
 *
 *   X0 = mean x of points that lie on the midline of a frontal face
 *   for a pair of points left and right of it in the picture: l = X0 - x_left, r = x_right - X0
 *   estimate = (r - l) / ((l + r) / 2) * 45, of pairs with l > 0 and r > 0; yaw = their weighted mean
 *
 * Not an angle of a camera model: 0 is frontal, and equal numbers are equally turned.  docs/algorithm/mirror.md */
#include "mirror/yaw.h"

#include "base/hypot.h"

#include <math.h>
#include <stddef.h>

enum { POINTS = 68 };
#define FULL_TURN 45.0

static const int on_midline[] = {27, 28, 29, 30, 33, 51, 62, 66, 57, 8};
static const struct {
    int left, right; /* in the picture */
    double weight;
} pairs[] = {{36, 45, 2}, {39, 42, 2}, {17, 26, 1}, {48, 54, 1}, {1, 15, 1}, {4, 12, 1}};

/* where the tip of the nose lies between the eyes: for heads so far turned that no pair has both its sides */
static bool yaw_of_nose(const int32_t *points, double *yaw)
{
    const int32_t *x = points, *y = points + POINTS;
    const double width = facs_hypot((double)x[36] - (double)x[45], (double)y[36] - (double)y[45]);
    if (!(width > 0))
        return false;
    *yaw = (x[30] - ((double)x[39] + (double)x[42]) / 2) / (width / 2) * FULL_TURN;
    return true;
}

bool facs_yaw_of_points(const int32_t *points, double *yaw)
{
    const size_t count = sizeof on_midline / sizeof *on_midline;
    double middle = 0, sum = 0, weights = 0;
    for (size_t i = 0; i < count; i++)
        middle += points[on_midline[i]];
    middle /= (double)count;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const double l = middle - points[pairs[i].left], r = points[pairs[i].right] - middle;
        if (!(l > 0) || !(r > 0))
            continue;
        sum += pairs[i].weight * ((r - l) / ((l + r) / 2) * FULL_TURN);
        weights += pairs[i].weight;
    }
    if (!(weights > 0))
        return yaw_of_nose(points, yaw);
    *yaw = sum / weights;
    return true;
}

/* 1 = does not move, 0 = standard deviation of 5 or more; with too few frames nothing is known */
static double stability(const facs_yaw_history *history)
{
    enum { FEWEST = 3 };
    double mean = 0, variance = 0;
    if (history->count < FEWEST)
        return 0.5;
    for (int i = 0; i < history->count; i++)
        mean += history->yaw[i] / history->count;
    for (int i = 0; i < history->count; i++)
        variance += (history->yaw[i] - mean) * (history->yaw[i] - mean) / history->count;
    return fmax(0, 1 - sqrt(variance) / 5);
}

double facs_yaw_push(facs_yaw_history *history, double yaw)
{
    history->yaw[history->next] = yaw;
    history->next = (history->next + 1) % FACS_YAW_HISTORY;
    history->count += history->count < FACS_YAW_HISTORY;
    const double frontal = fabs(yaw) <= 3 ? 1 : fmax(0, 1 - (fabs(yaw) - 3) / 7);
    return 0.9 * frontal + 0.1 * stability(history);
}

facs_yaw_class facs_yaw_classify(bool known, double yaw)
{
    if (!known)
        return FACS_YAW_UNKNOWN;
    return fabs(yaw) <= 3 ? FACS_YAW_OPTIMAL : fabs(yaw) <= 5 ? FACS_YAW_ACCEPTABLE : FACS_YAW_EXCESSIVE;
}
