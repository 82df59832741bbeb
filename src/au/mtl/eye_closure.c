/* Blink from the lids; see eye_closure.h.
 *
 * An eye has a ring of 8 points e0 ... e7: the outer corner, three of the upper lid, the inner corner e4, three of the
 * lower lid.  Its opening:
 *
 *     (|e1 - e7| + |e2 - e6| + |e3 - e5|) / (3 |e0 - e4|)              98 points
 *     (|e1 - e5| + |e2 - e4|) / (2 |e0 - e3|)                          68 points, of which an eye has 6
 *
 * Face Mirror takes the second one with the first six of the eight points, where e3 lies on the upper lid.  A closed eye
 * then has about 0.67 and an open one 0.8, which is what its calibration is made for.
 *
 *     AU45 = 5 (1 - (opening - closed) / (open - closed)), between 0 and 5; both eyes: the mean of their openings
 *
 * Smoothed over the last three values of a person, with weights 1/2 ... 1 that sum up to 1, the newest the heaviest.
 * Source: docs/algorithm/multi-task.md, Blink. */
#include "au/mtl/eye_closure.h"

#include "base/hypot.h"

#include <math.h>
#include <stddef.h>

enum { PAIRS = 3 };

/* points that lie above one another, and the corners */
typedef struct eye_shape {
    int pairs, upper[PAIRS], lower[PAIRS], corner[2];
} eye_shape;

static const eye_shape eight = {3, {1, 2, 3}, {7, 6, 5}, {0, 4}}, six = {2, {1, 2}, {5, 4}, {0, 3}};

static const struct {
    double open, closed;
} calibration[] = {
    [FACS_EYE_LIDS] = {0.30, 0.10},
    [FACS_EYE_EARLY] = {0.25, 0.05},
    [FACS_EYE_FACEMIRROR] = {0.75, 0.60},
};

static double distance(const float *x, const float *y, int a, int b)
{
    return facs_hypot((double)x[a] - (double)x[b], (double)y[a] - (double)y[b]);
}

double facs_eye_opening(facs_eye_rule rule, const float *x, const float *y, int points)
{
    static const double least = 1e-6;
    const eye_shape *shape = rule == FACS_EYE_LIDS && points == 8 ? &eight : &six;
    const double length = distance(x, y, shape->corner[0], shape->corner[1]);
    double sum = 0;
    for (int i = 0; i < shape->pairs; i++)
        sum += distance(x, y, shape->upper[i], shape->lower[i]);
    return length < least ? (double)NAN : sum / (shape->pairs * length);
}

double facs_eye_closure(facs_eye_rule rule, const float *landmarks, int points)
{
    enum { ALL = 98, EYES = 2, HIGHEST = 5 };
    static const int first98[EYES] = {60, 68}, first68[EYES] = {36, 42};
    double sum = 0;
    int known = 0;
    for (int eye = 0; eye < EYES; eye++) {
        const float *x = landmarks + (points == ALL ? first98 : first68)[eye];
        const double opening = facs_eye_opening(rule, x, x + points, points == ALL ? 8 : 6);
        if (isfinite(opening)) {
            sum += opening;
            known++;
        }
    }
    if (known == 0)
        return (double)NAN;
    const double open = calibration[rule].open, closed = calibration[rule].closed;
    const double opening = fmin(fmax(sum / known, closed), open);
    return HIGHEST * (1 - (opening - closed) / (open - closed));
}

double facs_eye_smooth(facs_eye_history *history, double value)
{
    static const double weight[FACS_EYE_FRAMES][FACS_EYE_FRAMES] = {
        {1}, {1.0 / 3, 2.0 / 3}, {2.0 / 9, 3.0 / 9, 4.0 / 9}};
    if (!isfinite(value))
        return (double)NAN;
    if (history->count == FACS_EYE_FRAMES) {
        for (int i = 1; i < FACS_EYE_FRAMES; i++)
            history->value[i - 1] = history->value[i];
        history->count--;
    }
    history->value[history->count++] = value;
    double sum = 0;
    for (int i = 0; i < history->count; i++)
        sum += weight[history->count - 1][i] * history->value[i];
    return fmin(fmax(sum, 0), 5);
}
