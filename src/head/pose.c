/* Head pose: the rotation and translation that put the model's 3D points where the landmarks are.
 *
 * What: Perspective-n-point by Levenberg-Marquardt over theta = (rotation vector, translation), in f64, from a
 * start that the weak-perspective parameters give. As in the reference the start's rotation vector is the three
 * Euler angles taken literally.
 *
 * Formula: Residual e = projected - measured; (A + 10^l diag A) step = J^T e with A = J^T J. l starts at -3,
 * rises while the residual does and falls by one after each accepted step.
 *
 * Jacobian: d(R(r) P) = (L dr) x R P with the left Jacobian L of the rotation group, so the rotation columns need
 * only the turned point: they are computed for w = L dr, and A and J^T e are then multiplied by L. This equals
 * the derivative by the entries of the rotation matrix.
 *
 * Layout: Rows of J: u of all points, then v; columns one after the other.
 *
 * Source: docs/algorithm/pose-gaze.md, Head pose; Sola, Deray, Atchuthan, "A micro Lie theory for state estimation
 * in robotics" (2018), for L.
 */
#include "head/head.h"

#include "linear/solve6.h"
#include "shape/pdm.h"
#include "shape/rotation.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { ITERATIONS_MAX = 20, DAMPING_MAX = 16, ROWS = 2 * FACS_N_MAX };

typedef struct problem {
    int n;
    double object[3][FACS_N_MAX];
    double image[2][FACS_N_MAX];
    double f[2], c[2];
} problem;

typedef struct linearisation {
    double a[6][6]; /* J^T J */
    double b[6];    /* J^T e */
    double norm;    /* |e| */
} linearisation;

/* Rotation matrix and left Jacobian of a rotation vector. */
static void exponential(const double v[3], double r[9], double left[9])
{
    static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    double theta = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    memcpy(r, identity, sizeof identity);
    memcpy(left, identity, sizeof identity);
    if (theta < DBL_EPSILON)
        return;
    double u[3] = {v[0] / theta, v[1] / theta, v[2] / theta};
    const double cross[9] = {0, -u[2], u[1], u[2], 0, -u[0], -u[1], u[0], 0};
    double c = cos(theta), s = sin(theta), c1 = 1 - c;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            int k = 3 * i + j;
            double uu = u[i] * u[j];
            r[k] = c * identity[k] + c1 * uu + s * cross[k];
            left[k] = s / theta * identity[k] + (1 - s / theta) * uu + c1 / theta * cross[k];
        }
    }
}

/* Turned point, point in the image plane (focal length 1), 1 / depth and residual of every point. */
typedef struct projection {
    double turned[3][FACS_N_MAX];
    double x[FACS_N_MAX], y[FACS_N_MAX], inverse[FACS_N_MAX];
    double e[ROWS];
} projection;

static void project(const problem *q, const double r[9], const double t[3], projection *out)
{
    for (int i = 0; i < q->n; i++) {
        double px = q->object[0][i], py = q->object[1][i], pz = q->object[2][i];
        double tx = r[0] * px + r[1] * py + r[2] * pz;
        double ty = r[3] * px + r[4] * py + r[5] * pz;
        double tz = r[6] * px + r[7] * py + r[8] * pz;
        double z = tz + t[2];
        double inverse = z == 0 ? 1 : 1 / z;
        double x = (tx + t[0]) * inverse, y = (ty + t[1]) * inverse;
        out->turned[0][i] = tx;
        out->turned[1][i] = ty;
        out->turned[2][i] = tz;
        out->x[i] = x;
        out->y[i] = y;
        out->inverse[i] = inverse;
        out->e[i] = q->f[0] * x + q->c[0] - q->image[0][i];
        out->e[q->n + i] = q->f[1] * y + q->c[1] - q->image[1][i];
    }
}

/* Sum of products in four partial sums, which compilers turn into vectors. */
static double inner_product(int count, const double *a, const double *b)
{
    double sum[4] = {0};
    int i = 0;
    for (; i + 4 <= count; i += 4)
        for (int lane = 0; lane < 4; lane++)
            sum[lane] += a[i + lane] * b[i + lane];
    for (; i < count; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Columns 0-2: derivative by w, the rotation's increment from the left; 3-5: by the translation. */
static void differentiate(const problem *q, const projection *at, double j[6][ROWS])
{
    int n = q->n;
    for (int i = 0; i < n; i++) {
        double u = q->f[0] * at->inverse[i], v = q->f[1] * at->inverse[i], x = at->x[i], y = at->y[i];
        double tx = at->turned[0][i], ty = at->turned[1][i], tz = at->turned[2][i];
        j[0][i] = -u * x * ty;
        j[1][i] = u * (tz + x * tx);
        j[2][i] = -u * ty;
        j[3][i] = u;
        j[4][i] = 0;
        j[5][i] = -u * x;
        j[0][n + i] = -v * (tz + y * ty);
        j[1][n + i] = v * y * tx;
        j[2][n + i] = v * tx;
        j[3][n + i] = 0;
        j[4][n + i] = v;
        j[5][n + i] = -v * y;
    }
}

/* From derivatives by w = left dr to derivatives by r: the first three rows and columns are multiplied by left. */
static void to_rotation_vector(const double left[9], linearisation *l)
{
    for (int row = 0; row < 6; row++) {
        double v[3] = {l->a[row][0], l->a[row][1], l->a[row][2]};
        for (int i = 0; i < 3; i++)
            l->a[row][i] = v[0] * left[i] + v[1] * left[3 + i] + v[2] * left[6 + i];
    }
    for (int column = 0; column < 6; column++) {
        double v[3] = {l->a[0][column], l->a[1][column], l->a[2][column]};
        for (int i = 0; i < 3; i++)
            l->a[i][column] = left[i] * v[0] + left[3 + i] * v[1] + left[6 + i] * v[2];
    }
    double v[3] = {l->b[0], l->b[1], l->b[2]};
    for (int i = 0; i < 3; i++)
        l->b[i] = left[i] * v[0] + left[3 + i] * v[1] + left[6 + i] * v[2];
}

static void linearise(const problem *q, const double theta[6], linearisation *l)
{
    double r[9], left[9], j[6][ROWS];
    projection at;
    exponential(theta, r, left);
    project(q, r, theta + 3, &at);
    differentiate(q, &at, j);
    int rows = 2 * q->n;
    for (int row = 0; row < 6; row++) {
        for (int column = 0; column <= row; column++)
            l->a[row][column] = l->a[column][row] = inner_product(rows, j[row], j[column]);
        l->b[row] = inner_product(rows, j[row], at.e);
    }
    l->norm = sqrt(inner_product(rows, at.e, at.e));
    to_rotation_vector(left, l);
}

static double residual_norm(const problem *q, const double theta[6])
{
    double r[9], left[9];
    projection at;
    exponential(theta, r, left);
    project(q, r, theta + 3, &at);
    return sqrt(inner_product(2 * q->n, at.e, at.e));
}

static double norm6(const double *v)
{
    double sum = 0;
    for (int k = 0; k < 6; k++)
        sum += v[k] * v[k];
    return sqrt(sum);
}

/* theta <- refined; returns the number of accepted steps. */
static int refine(const problem *q, double theta[6])
{
    int damping = -3, iteration = 0;
    linearisation l;
    linearise(q, theta, &l);
    double before = l.norm;
    for (;;) {
        double previous[6], change[6], norm;
        memcpy(previous, theta, sizeof previous);
        do {
            double step[6], a[6][6];
            memcpy(a, l.a, sizeof a);
            for (int k = 0; k < 6; k++)
                a[k][k] *= 1 + exp(damping * log(10.0));
            facs_solve6(a, l.b, step);
            for (int k = 0; k < 6; k++)
                theta[k] = previous[k] - step[k];
            norm = residual_norm(q, theta);
        } while (norm > before && ++damping <= DAMPING_MAX);
        damping = damping - 1 > -DAMPING_MAX ? damping - 1 : -DAMPING_MAX;
        iteration++;
        for (int k = 0; k < 6; k++)
            change[k] = theta[k] - previous[k];
        if (iteration >= ITERATIONS_MAX || norm6(change) / (norm6(previous) + DBL_EPSILON) < 1.1920929e-07)
            return iteration;
        before = norm;
        linearise(q, theta, &l);
    }
}

void facs_head_pose(const facs_pdm *pdm, const float *landmarks, const float g[6], const float *p,
                    const facs_camera *camera, float pose[6])
{
    int n = pdm->n;
    memset(pose, 0, 6 * sizeof *pose);
    if (n == 0 || g[0] == 0)
        return;
    float shape[3 * FACS_N_MAX], rotation[3];
    facs_shape_3d(pdm, p, shape);
    problem q = {.n = n, .f = {(double)camera->fx, (double)camera->fy}, .c = {(double)camera->cx, (double)camera->cy}};
    for (int i = 0; i < n; i++) {
        for (int axis = 0; axis < 3; axis++)
            q.object[axis][i] = (double)shape[axis * n + i];
        for (int axis = 0; axis < 2; axis++)
            q.image[axis][i] = (double)landmarks[axis * n + i];
    }
    float z = camera->fx / g[0];
    float x = (float)((double)(g[4] - camera->cx) * (1 / q.f[0]) * (double)z);
    float y = (float)((double)(g[5] - camera->cy) * (1 / q.f[1]) * (double)z);
    double theta[6] = {(double)g[1], (double)g[2], (double)g[3], (double)x, (double)y, (double)z};
    refine(&q, theta);
    for (int k = 0; k < 3; k++) {
        rotation[k] = (float)theta[k];
        pose[k] = (float)theta[3 + k];
    }
    facs_axis_angle_to_euler(rotation, pose + 3);
}

/* Own: a rotation seen along the line of sight to the head, turned by the line's angles, is one in the camera's frame. */
void facs_head_pose_seen(const float g[6], const facs_camera *camera, float pose[6])
{
    memset(pose, 0, 6 * sizeof *pose);
    if (!(g[0] > 0))
        return;
    double z = (double)camera->fx / (double)g[0];
    double x = ((double)g[4] - (double)camera->cx) / (double)camera->fx;
    double y = ((double)g[5] - (double)camera->cy) / (double)camera->fy;
    float seen[9], turned[9];
    facs_euler_to_matrix(g + 1, seen);
    /* the turn that brings (0, 0, 1) to the line of sight: about y, then about x */
    double length = sqrt(1 + x * x), whole = sqrt(1 + x * x + y * y);
    double ca = 1 / length, sa = x / length, cb = length / whole, sb = y / whole;
    const double line[9] = {ca, -sa * sb, sa * cb, 0, cb, sb, -sa, -ca * sb, ca * cb};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += line[3 * i + k] * (double)seen[3 * k + j];
            turned[3 * i + j] = (float)sum;
        }
    pose[0] = (float)(x * z);
    pose[1] = (float)(y * z);
    pose[2] = (float)z;
    facs_matrix_to_euler(turned, pose + 3);
}
