/* Regression of a place on a screen on where the line of sight meets the plane of the camera.
 *
 * What: The line of sight starts at the head, T, and has the direction of the mean gaze. Where it meets the plane
 * z = 0 of the camera depends on where the head is and on where it looks, so that a head that moves sideways or away is
 * allowed for. A screen near the camera lies about in that plane; how it is turned and shifted, and how much of a
 * movement the gaze shows, is learnt from points that were looked at.
 *
 * Formula: p = T_xy + T_z tan(angle_xy); z = (p - mean) / deviation; screen = W (1, z_x, z_y[, z_x^2, z_x z_y, z_y^2]),
 * W by least squares with a ridge: n LINEAR is added for the terms of first order, n CURVED for those of second, nothing
 * for the constant.
 *
 * Layout: all f64.
 *
 * Source: A. E. Hoerl, R. W. Kennard, Ridge regression, Technometrics 1970; docs/algorithm/pose-gaze.md, Gaze on a
 * screen.
 */
#include "head/gaze_map.h"

#include "linear/solve6.h"

#include <math.h>
#include <string.h>

static const double linear = 1e-4, curved = 1e-2;
static const double steepest = 1.3962634; /* 80 degrees */
static const double flattest = 0.1;       /* deviation across the line of points, over that along it */
static const double stillest = 1e-3;      /* mm: gaze that moves less does not move */

bool facs_gaze_on_plane(const float gaze_angle[2], const float pose[6], double place[2])
{
    for (int axis = 0; axis < 2; axis++) {
        const double angle = (double)gaze_angle[axis];
        if (!(fabs(angle) < steepest) || !((double)pose[2] > 0))
            return false;
        place[axis] = (double)pose[axis] + (double)pose[2] * tan(angle);
    }
    return isfinite(place[0]) && isfinite(place[1]);
}

static void terms_of(const facs_gaze_map *map, const double place[2], double terms[FACS_GAZE_TERMS])
{
    const double x = (place[0] - map->centre[0]) / map->scale[0], y = (place[1] - map->centre[1]) / map->scale[1];
    const double all[FACS_GAZE_TERMS] = {1, x, y, x * x, x * y, y * y};
    memcpy(terms, all, sizeof all);
}

void facs_gaze_map_apply(const facs_gaze_map *map, const double place[2], double screen[2])
{
    double terms[FACS_GAZE_TERMS];
    terms_of(map, place, terms);
    for (int axis = 0; axis < 2; axis++) {
        screen[axis] = 0;
        for (int i = 0; i < map->terms; i++)
            screen[axis] += map->weight[axis][i] * terms[i];
    }
}

/* ---- which points do ---- */

enum { NOBODY = -1, AFFINE = 3 /* terms */ };

static const double *place_of(const facs_gaze_point *point, bool on_screen)
{
    return on_screen ? point->screen : point->plane;
}

/* variances along and across the line through the points, without number `but` */
static void spread(const facs_gaze_point *points, int count, int but, bool on_screen, double variance[2])
{
    double mean[2] = {0, 0}, xx = 0, xy = 0, yy = 0;
    const int n = but == NOBODY ? count : count - 1;
    for (int i = 0; i < count; i++)
        for (int axis = 0; axis < 2 && i != but; axis++)
            mean[axis] += place_of(&points[i], on_screen)[axis] / n;
    for (int i = 0; i < count; i++) {
        if (i == but)
            continue;
        const double x = place_of(&points[i], on_screen)[0] - mean[0], y = place_of(&points[i], on_screen)[1] - mean[1];
        xx += x * x / n;
        xy += x * y / n;
        yy += y * y / n;
    }
    const double half = (xx + yy) / 2, root = hypot((xx - yy) / 2, xy);
    variance[0] = half + root;
    variance[1] = half - root > 0 ? half - root : 0;
}

static bool is_line(const double variance[2])
{
    return !(variance[1] > flattest * flattest * variance[0]);
}

static int count_different(const facs_gaze_point *points, int count)
{
    int different = 0;
    for (int i = 0; i < count; i++) {
        bool seen = false;
        for (int j = 0; j < i; j++)
            seen = seen || (points[i].screen[0] == points[j].screen[0] && points[i].screen[1] == points[j].screen[1]);
        different += !seen;
    }
    return different;
}

static facs_status check_points(const facs_gaze_point *points, int count, facs_error *error)
{
    double variance[2];
    const int different = count_different(points, count);
    if (different < FACS_GAZE_POINTS_LEAST)
        return facs_fail(error, FACS_E_ARGUMENT, "there are %d different points; %d or more are needed", different,
                         (int)FACS_GAZE_POINTS_LEAST);
    for (int but = NOBODY; but < count; but++) {
        spread(points, count, but, true, variance);
        if (is_line(variance))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "the points lie on a line, or all but one do: spread them over the screen, such as four "
                             "corners and the middle");
    }
    spread(points, count, NOBODY, false, variance);
    if (!(variance[0] > stillest * stillest))
        return facs_fail(error, FACS_E_ARGUMENT, "the gaze does not move from point to point: are the times right?");
    if (is_line(variance))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "the gaze moves along a line only, though the points do not: are the times right, and are both "
            "eyes seen?");
    return FACS_OK;
}

/* ---- fit ---- */

/* of the points without number `but` */
static void fit(const facs_gaze_point *points, int count, int but, int terms, facs_gaze_map *map)
{
    const int n = but == NOBODY ? count : count - 1;
    *map = (facs_gaze_map){.terms = terms};
    for (int axis = 0; axis < 2; axis++) {
        double sum = 0, squares = 0;
        for (int i = 0; i < count; i++)
            sum += i == but ? 0 : points[i].plane[axis];
        map->centre[axis] = sum / n;
        for (int i = 0; i < count; i++)
            squares += i == but ? 0 : pow(points[i].plane[axis] - map->centre[axis], 2);
        map->scale[axis] = squares > 0 ? sqrt(squares / n) : 1;
    }
    for (int axis = 0; axis < 2; axis++) {
        double a[FACS_GAZE_TERMS][FACS_GAZE_TERMS] = {{0}}, b[FACS_GAZE_TERMS] = {0}, x[FACS_GAZE_TERMS];
        for (int i = 0; i < count; i++) {
            if (i == but)
                continue;
            double z[FACS_GAZE_TERMS];
            terms_of(map, points[i].plane, z);
            for (int row = 0; row < terms; row++) {
                for (int column = 0; column < terms; column++)
                    a[row][column] += z[row] * z[column];
                b[row] += z[row] * points[i].screen[axis];
            }
        }
        for (int i = 1; i < terms; i++)
            a[i][i] += n * (i < AFFINE ? linear : curved);
        for (int i = terms; i < FACS_GAZE_TERMS; i++)
            a[i][i] = 1;
        facs_solve6(a, b, x);
        memcpy(map->weight[axis], x, sizeof x);
    }
}

static double distance(const facs_gaze_map *map, const facs_gaze_point *point)
{
    double screen[2];
    facs_gaze_map_apply(map, point->plane, screen);
    return hypot(screen[0] - point->screen[0], screen[1] - point->screen[1]);
}

/* what somebody errs who says of each point that it is in the middle of the others */
static double middle_error(const facs_gaze_point *points, int count)
{
    double variance[2];
    spread(points, count, NOBODY, true, variance);
    return sqrt(variance[0] + variance[1]) * count / (count - 1);
}

static double root_mean_square(const facs_gaze_point *points, int count, bool left_out)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += left_out ? points[i].left_out * points[i].left_out : points[i].error * points[i].error;
    return sqrt(sum / count);
}

double facs_gaze_left_out(const facs_gaze_point *points, int count)
{
    return root_mean_square(points, count, true);
}

double facs_gaze_error(const facs_gaze_point *points, int count)
{
    return root_mean_square(points, count, false);
}

/* a map of so many terms, and what it errs */
static void try(facs_gaze_point *points, int count, int terms, facs_gaze_map *made)
{
    facs_gaze_map without;
    fit(points, count, NOBODY, terms, made);
    for (int i = 0; i < count; i++) {
        fit(points, count, i, terms, &without);
        points[i].error = distance(made, &points[i]);
        points[i].left_out = distance(&without, &points[i]);
    }
}

facs_status facs_gaze_map_fit(facs_gaze_point *points, int count, facs_gaze_map *map, facs_error *error)
{
    facs_status status = check_points(points, count, error);
    if (status != FACS_OK)
        return status;
    facs_gaze_map made;
    try(points, count, AFFINE, &made);
    if (count_different(points, count) >= FACS_GAZE_POINTS_CURVED) {
        const double straight = facs_gaze_left_out(points, count);
        try(points, count, FACS_GAZE_TERMS, &made);
        if (!(facs_gaze_left_out(points, count) < straight)) /* more terms follow the noise */
            try(points, count, AFFINE, &made);
    }
    const double left_out = facs_gaze_left_out(points, count), middle = middle_error(points, count);
    if (!(left_out < middle))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "the gaze does not follow the points: a point that is left out is missed by %.4g, and the middle of "
            "the others misses it by %.4g.  Are the times right?",
            left_out, middle);
    *map = made;
    return FACS_OK;
}
