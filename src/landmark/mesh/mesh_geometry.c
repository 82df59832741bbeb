/* Heads and eyes from points; see mesh_geometry.h. */
#include "landmark/mesh/mesh_geometry.h"

#include "landmark/mesh/frontal_mesh.h"
#include "landmark/mesh/mesh_crop.h"
#include "shape/rotation.h"

#include <math.h>

enum { N = FACS_MESH_POINTS, FRONTAL = FACS_FRONTAL_POINTS };

/* The rotation that brings the frontal face nearest to the points: that nearest to sum of point x frontal^T. */
void facs_mesh_rotation_from_points(facs_mesh *mesh)
{
    double sum[9] = {0};
    const double size = facs_mesh_size(mesh) * 1000;
    for (int axis = 0; axis < 3; axis++) {
        const float *at = mesh->points + axis * N;
        for (int i = 0; i < FRONTAL; i++) /* the frontal face is centred, so the points need not be */
            for (int k = 0; k < 3; k++)
                sum[3 * axis + k] += ((double)at[i] - (double)at[0]) * facs_frontal_mesh[3 * i + k];
    }
    float rotation[9];
    for (int k = 0; k < 9; k++)
        rotation[k] = (float)(size > 0 ? sum[k] / size : k % 4 == 0);
    facs_orthonormalise(rotation);
    for (int k = 0; k < 9; k++)
        mesh->rotation[k] = rotation[k];
}

/* opposite points of the lids, upper and lower */
static const short lids[FACS_MESH_SIDES][3][2] = {
    {{160, 144}, {159, 145}, {158, 153}},
    {{387, 373}, {386, 374}, {385, 380}},
};
static const struct {
    short outer, inner, iris;
} eyes[FACS_MESH_SIDES] = {
    {FACS_MESH_RIGHT_OUTER, FACS_MESH_RIGHT_INNER, FACS_MESH_RIGHT_IRIS},
    {FACS_MESH_LEFT_OUTER, FACS_MESH_LEFT_INNER, FACS_MESH_LEFT_IRIS},
};
/* radius of the eyeball in units of the outer eye distance: 10.5 mm of 90 */
static const double eyeball = 10.5 / 90;

static double sine(double value)
{
    return asin(fmin(fmax(value, -0.9), 0.9));
}

void facs_mesh_eyes_from_points(facs_mesh *mesh)
{
    const float *x = mesh->points, *y = x + N, *r = mesh->rotation;
    const double size = facs_mesh_size(mesh);
    double turn[2];
    facs_mesh_upright(mesh, turn);
    for (int side = 0; side < FACS_MESH_SIDES; side++) {
        double opening = 0;
        for (int i = 0; i < 3; i++) {
            int upper = lids[side][i][0], lower = lids[side][i][1];
            opening +=
                turn[0] * ((double)y[lower] - (double)y[upper]) - turn[1] * ((double)x[lower] - (double)x[upper]);
        }
        mesh->opening[side] = (float)(opening / 3 / size);
        const int outer = eyes[side].outer, inner = eyes[side].inner, iris = eyes[side].iris;
        double dx = ((double)x[iris] - 0.5 * ((double)x[outer] + (double)x[inner])) / size / eyeball;
        double dy = ((double)y[iris] - 0.5 * ((double)y[outer] + (double)y[inner])) / size / eyeball;
        for (int axis = 0; axis < 2; axis++) /* in the head's frame */
            mesh->eye_angles[side][axis] = (float)sine((double)r[axis] * dx + (double)r[3 + axis] * dy);
    }
}
