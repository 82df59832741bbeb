/* Pieces of pictures; see mesh_crop.h. */
#include "landmark/mesh/mesh_crop.h"

#include <math.h>

enum { N = FACS_MESH_POINTS };

void facs_mesh_upright(const facs_mesh *mesh, double turn[2])
{
    const float *x = mesh->points, *y = x + N;
    double dx = (double)x[FACS_MESH_LEFT_OUTER] - (double)x[FACS_MESH_RIGHT_OUTER];
    double dy = (double)y[FACS_MESH_LEFT_OUTER] - (double)y[FACS_MESH_RIGHT_OUTER];
    double length = sqrt(dx * dx + dy * dy);
    turn[0] = length > 0 ? dx / length : 1;
    turn[1] = length > 0 ? dy / length : 0;
}

double facs_mesh_size(const facs_mesh *mesh)
{
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
        const float *at = mesh->points + axis * N;
        double d = (double)at[FACS_MESH_LEFT_OUTER] - (double)at[FACS_MESH_RIGHT_OUTER];
        sum += d * d;
    }
    return sqrt(sum);
}

/* `middle` (already turned) comes to the middle of width x height */
static void place(const double linear[4], const double middle[2], int width, int height, double matrix[6])
{
    matrix[0] = linear[0];
    matrix[1] = linear[1];
    matrix[2] = width / 2.0 - middle[0];
    matrix[3] = linear[2];
    matrix[4] = linear[3];
    matrix[5] = height / 2.0 - middle[1];
}

void facs_mesh_face_matrix(const facs_mesh *mesh, int side, double margin, double matrix[6])
{
    double turn[2], low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    facs_mesh_upright(mesh, turn);
    for (int i = 0; i < N; i++) {
        double x = (double)mesh->points[i], y = (double)mesh->points[N + i];
        const double turned[2] = {x * turn[0] + y * turn[1], -x * turn[1] + y * turn[0]};
        for (int axis = 0; axis < 2; axis++) {
            low[axis] = fmin(low[axis], turned[axis]);
            high[axis] = fmax(high[axis], turned[axis]);
        }
    }
    double scale = side / (fmax(high[0] - low[0], high[1] - low[1]) * margin);
    const double linear[4] = {turn[0] * scale, turn[1] * scale, -turn[1] * scale, turn[0] * scale};
    const double middle[2] = {scale * (low[0] + high[0]) / 2, scale * (low[1] + high[1]) / 2};
    place(linear, middle, side, side, matrix);
}

void facs_mesh_box_matrix(const float box[4], double roll, int side, double margin, double matrix[6])
{
    double scale = side / (fmax((double)box[2], (double)box[3]) * margin);
    double x = (double)box[0] + (double)box[2] / 2, y = (double)box[1] + (double)box[3] / 2;
    double c = cos(roll) * scale, s = sin(roll) * scale;
    const double linear[4] = {c, s, -s, c};
    const double middle[2] = {c * x + s * y, -s * x + c * y};
    place(linear, middle, side, side, matrix);
}

void facs_mesh_part_matrix(const facs_mesh *mesh, facs_mesh_part part, int width, int height, double size,
                           double matrix[6])
{
    static const struct {
        int count, point[4];
    } parts[] = {
        [FACS_MESH_RIGHT_EYE] = {2, {FACS_MESH_RIGHT_OUTER, FACS_MESH_RIGHT_INNER}},
        [FACS_MESH_LEFT_EYE] = {2, {FACS_MESH_LEFT_OUTER, FACS_MESH_LEFT_INNER}},
        [FACS_MESH_MOUTH] = {4, {61, 291, 0, 17}},
    };
    double turn[2], centre[2] = {0, 0}, scale = size / facs_mesh_size(mesh);
    double mirror = part == FACS_MESH_LEFT_EYE ? -1 : 1;
    facs_mesh_upright(mesh, turn);
    for (int i = 0; i < parts[part].count; i++)
        for (int axis = 0; axis < 2; axis++)
            centre[axis] += (double)mesh->points[axis * N + parts[part].point[i]] / parts[part].count;
    double c = turn[0] * scale, s = turn[1] * scale;
    const double linear[4] = {mirror * c, mirror * s, -s, c};
    const double middle[2] = {mirror * (c * centre[0] + s * centre[1]), -s * centre[0] + c * centre[1]};
    place(linear, middle, width, height, matrix);
}
