/* Gaze: where the ray through the iris enters the eyeball, seen from the eyeball's centre.
 *
 * What: The eyeball is a sphere of 12 mm whose centre lies behind the middle of the eye's two corners. The ray
 * from the camera through the mean of the eight iris points meets it in front; the gaze points from the centre to
 * there. A ray that misses the eyeball gives the point (0, 0, -1) instead, as in the reference.
 *
 * Formula: |t d - e|^2 = 144 with d = iris / |iris|; f32, with the reference's factor a = d.d outside the
 * division. The norms, the turned offset and t are f64 and are rounded at the end.
 *
 * Fused: Products that the reference build fuses into the following sum are written with facs_fma.
 *
 * Layout: eye_3d: X of 28 points, then Y, then Z; the iris is points 0-7.
 *
 * Source: docs/algorithm/pose-gaze.md, Gaze; quirk 29 of docs/fidelity.md.
 */
#include "head/head.h"

#include "simd/fma.h"
#include "shape/rotation.h"

#include <math.h>

enum { EYE_POINTS = 28, IRIS_POINTS = 8 };

static float dot(const float a[3], const float b[3])
{
    return facs_fma(a[2], b[2], facs_fma(a[0], b[0], a[1] * b[1]));
}

/* v / |v|, the norm in f64 */
static void unit(const float v[3], float result[3])
{
    double x = (double)v[0], y = (double)v[1], z = (double)v[2];
    double norm = sqrt(x * x + y * y + z * z);
    result[0] = (float)(x / norm);
    result[1] = (float)(y / norm);
    result[2] = (float)(z / norm);
}

static void iris_centre(const float *eye_3d, float centre[3])
{
    for (int axis = 0; axis < 3; axis++) {
        double sum = 0;
        for (int i = 0; i < IRIS_POINTS; i++)
            sum += (double)eye_3d[axis * EYE_POINTS + i];
        centre[axis] = (float)(sum / IRIS_POINTS);
    }
}

static void eyeball_centre(const float corner_a[3], const float corner_b[3], const float head_angles[3],
                           float centre[3])
{
    static const double offset[3] = {0, -3.5, 7}; /* mm, x is 0 */
    float r[9];
    facs_euler_to_matrix(head_angles, r);
    for (int axis = 0; axis < 3; axis++) {
        const float *row = r + 3 * axis;
        float turned = (float)((double)row[1] * offset[1] + (double)row[2] * offset[2]);
        centre[axis] = (corner_a[axis] + corner_b[axis]) / 2 + turned;
    }
}

/* Nearer point where the ray along unit vector d meets the sphere of radius 12 about `centre`. */
static void ray_meets_sphere(const float d[3], const float centre[3], float hit[3])
{
    float a = dot(d, d), b = -2 * dot(d, centre), k = dot(centre, centre) - 144;
    float discriminant = facs_fma(b, b, -(4 * a * k));
    if (discriminant < 0) {
        hit[0] = hit[1] = 0;
        hit[2] = -1;
        return;
    }
    float t = (float)((-(double)b - sqrt((double)discriminant)) / 2 * (double)a);
    for (int axis = 0; axis < 3; axis++)
        hit[axis] = d[axis] * t;
}

void facs_gaze(const float *eye_3d, const float corner_a[3], const float corner_b[3], const float pose[6],
               float direction[3])
{
    float iris[3], ray[3], centre[3], hit[3];
    iris_centre(eye_3d, iris);
    unit(iris, ray);
    eyeball_centre(corner_a, corner_b, pose + 3, centre);
    ray_meets_sphere(ray, centre, hit);
    for (int axis = 0; axis < 3; axis++)
        hit[axis] -= centre[axis];
    unit(hit, direction);
}

/* Own: what is seen of an eye is half believed, so that noise of small faces does not become gaze. */
void facs_gaze_in_head(const float eye_angles[2], const float pose[6], float direction[3])
{
    const double gain = 0.5;
    double x = gain * (double)eye_angles[0], y = gain * (double)eye_angles[1];
    const double in_head[3] = {sin(x) * cos(y), sin(y), -cos(x) * cos(y)};
    float r[9];
    facs_euler_to_matrix(pose + 3, r);
    for (int row = 0; row < 3; row++)
        direction[row] = (float)((double)r[3 * row] * in_head[0] + (double)r[3 * row + 1] * in_head[1] +
                                 (double)r[3 * row + 2] * in_head[2]);
}

/* rad: x to the image's right, y down */
static void angles_of(const double v[3], float angle[2])
{
    angle[0] = (float)atan2(v[0], -v[2]);
    angle[1] = (float)atan2(v[1], -v[2]);
}

void facs_gaze_head_angle(const float gaze0[3], const float gaze1[3], const float pose[6], float angle[2])
{
    float r[9];
    double v[3];
    facs_euler_to_matrix(pose + 3, r);
    for (int axis = 0; axis < 3; axis++) /* the inverse of a rotation is its transpose */
        v[axis] = ((double)r[axis] * ((double)gaze0[0] + (double)gaze1[0]) +
                   (double)r[3 + axis] * ((double)gaze0[1] + (double)gaze1[1]) +
                   (double)r[6 + axis] * ((double)gaze0[2] + (double)gaze1[2])) /
                  2;
    angles_of(v, angle);
}

void facs_gaze_angle(const float gaze0[3], const float gaze1[3], float angle[2])
{
    double v[3];
    for (int axis = 0; axis < 3; axis++) {
        const float mean = (gaze0[axis] + gaze1[axis]) / 2;
        v[axis] = (double)mean;
    }
    angles_of(v, angle);
}
