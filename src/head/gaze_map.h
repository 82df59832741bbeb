/* From where a line of sight meets the plane of the camera to a place on a screen: a regression on points that somebody
 * looked at; docs/algorithm/pose-gaze.md, Gaze on a screen. */
#ifndef FACS_HEAD_GAZE_MAP_H
#define FACS_HEAD_GAZE_MAP_H

#include "base/base.h"

enum {
    FACS_GAZE_TERMS = 6,        /**< 1, x, y, x^2, xy, y^2 */
    FACS_GAZE_POINTS_LEAST = 5, /**< different ones that a map is made of */
    FACS_GAZE_POINTS_CURVED = 9 /**< from so many on it may be of second order */
};

/** x and y are places on the camera's plane in deviations from the mean of the points. */
typedef struct facs_gaze_map {
    int terms;                         /**< 3: affine; FACS_GAZE_TERMS: second order */
    double centre[2], scale[2];        /**< mm; scale above 0 */
    double weight[2][FACS_GAZE_TERMS]; /**< of x and y on the screen, in its unit */
} facs_gaze_map;

/** A point that was looked at. */
typedef struct facs_gaze_point {
    double screen[2]; /**< in: where it was */
    double plane[2];  /**< in: where the line of sight met the camera's plane, mm */
    double error;     /**< out: distance on the screen between it and what the map says of it */
    double left_out;  /**< out: the same of a map that was made without it */
} facs_gaze_point;

/** Where the line of sight meets the plane through the camera that it looks out of at right angles, mm.
 *  @param gaze_angle rad, of the camera's frame
 *  @param pose       as from facs_head_pose(): Tx Ty Tz in mm
 *  false: it does not meet it, or so far aside (80 degrees) that the place says nothing. */
bool facs_gaze_on_plane(const float gaze_angle[2], const float pose[6], double place[2]);

/** The map that says best where the points are, and what it errs.  Affine; from FACS_GAZE_POINTS_CURVED different points on
 *  of second order where that misses points that are left out by less.
 *  FACS_E_ARGUMENT: fewer than FACS_GAZE_POINTS_LEAST different points; all of them, or all but one, on a line; the gaze
 *  hardly differs between them, or says no more of a point that was left out than the middle of the others does. */
facs_status facs_gaze_map_fit(facs_gaze_point *points, int count, facs_gaze_map *map, facs_error *error);
void facs_gaze_map_apply(const facs_gaze_map *map, const double place[2], double screen[2]);
/** Root of the mean square of `left_out` (or of `error`) of the points. */
double facs_gaze_left_out(const facs_gaze_point *points, int count);
double facs_gaze_error(const facs_gaze_point *points, int count);

#endif
