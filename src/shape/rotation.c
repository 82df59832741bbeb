/* Rotations: Euler angles, matrices, axis-angle.
 *
 * What: Conversions with the number formats of the reference, including its detours: the result of a fit depends
 * on where f32 roundings happen and on rotations with sin < 1e-5 becoming exactly zero.
 *
 * Formula: R = Rx(rx) Ry(ry) Rz(rz); back by way of a quaternion. Axis-angle is the rotation vector (axis x
 * angle) of Rodrigues' formula, computed in f64.
 *
 * Fused: Products that the reference build fuses into the following sum are written with facs_fma.
 *
 * Nearest rotation: Polar factor U V^T of A = U S V^T.  For increments in f32 with the reference's roundings (svd.c).
 * In front of axis-angle in f64, where the way does not matter: close to a rotation by the Newton-Schulz iteration
 * X <- X (3 I - X^T X) / 2, which converges quadratically; anywhere else by a one-sided Jacobi SVD.
 *
 * Layout: Matrices are row-major.
 *
 * Source: docs/algorithm/shape-model.md, Euler angles to matrix and on; Higham, "Functions of Matrices" (2008), ch. 8;
 * Hestenes (1958) for the SVD.
 */
#include "shape/rotation.h"

#include "base/finite.h"
#include "simd/fma.h"
#include "linear/svd.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

void facs_euler_to_matrix(const float euler[3], float matrix[9])
{
    float s1 = (float)sin((double)euler[0]), c1 = (float)cos((double)euler[0]);
    float s2 = (float)sin((double)euler[1]), c2 = (float)cos((double)euler[1]);
    float s3 = (float)sin((double)euler[2]), c3 = (float)cos((double)euler[2]);
    matrix[0] = c2 * c3;
    matrix[1] = -c2 * s3;
    matrix[2] = s2;
    matrix[3] = facs_fma(c1, s3, c3 * s1 * s2);
    matrix[4] = facs_fma(-(s1 * s2), s3, c1 * c3);
    matrix[5] = -c2 * s1;
    matrix[6] = facs_fma(s1, s3, -(c1 * c3 * s2));
    matrix[7] = facs_fma(c1 * s2, s3, c3 * s1);
    matrix[8] = c1 * c2;
}

void facs_matrix_to_euler(const float matrix[9], float euler[3])
{
    float q0 = (float)sqrt((double)(1.0f + matrix[0] + matrix[4] + matrix[8])) / 2.0f;
    float q1 = (matrix[7] - matrix[5]) / (4.0f * q0);
    float q2 = (matrix[2] - matrix[6]) / (4.0f * q0);
    float q3 = (matrix[3] - matrix[1]) / (4.0f * q0);
    float t = 2.0f * facs_fma(q0, q2, q1 * q3);
    t = t > 1.0f ? 1.0f : t < -1.0f ? -1.0f : t;
    float x_sine = 2.0f * facs_fma(q0, q1, -(q2 * q3));
    float x_cosine = facs_fma(q3, q3, facs_fma(-q2, q2, facs_fma(q0, q0, -(q1 * q1))));
    float z_sine = 2.0f * facs_fma(q0, q3, -(q1 * q2));
    float z_cosine = facs_fma(-q3, q3, facs_fma(-q2, q2, facs_fma(q0, q0, q1 * q1)));
    euler[0] = (float)atan2((double)x_sine, (double)x_cosine);
    euler[1] = (float)asin((double)t);
    euler[2] = (float)atan2((double)z_sine, (double)z_cosine);
}

/* ---- nearest orthogonal matrix ------------------------------------------------------------------- */

/* g = a^T a, symmetric: 00 01 02 11 12 22 */
static void normal_matrix(const double a[9], double g[6])
{
    g[0] = a[0] * a[0] + a[3] * a[3] + a[6] * a[6];
    g[1] = a[0] * a[1] + a[3] * a[4] + a[6] * a[7];
    g[2] = a[0] * a[2] + a[3] * a[5] + a[6] * a[8];
    g[3] = a[1] * a[1] + a[4] * a[4] + a[7] * a[7];
    g[4] = a[1] * a[2] + a[4] * a[5] + a[7] * a[8];
    g[5] = a[2] * a[2] + a[5] * a[5] + a[8] * a[8];
}

/* Polar factor of a matrix whose columns are already nearly orthonormal; false when they are not. */
static bool polar_newton_schulz(double x[9])
{
    for (int step = 0; step < 8; step++) {
        double g[6];
        normal_matrix(x, g);
        double error = fabs(g[0] - 1) + fabs(g[3] - 1) + fabs(g[5] - 1) + 2 * (fabs(g[1]) + fabs(g[2]) + fabs(g[4]));
        if (!(error < 0.5))
            return false;
        double a = (3 - g[0]) / 2, b = -g[1] / 2, c = -g[2] / 2;
        double d = (3 - g[3]) / 2, e = -g[4] / 2, f = (3 - g[5]) / 2;
        for (int row = 0; row < 9; row += 3) {
            double x0 = x[row], x1 = x[row + 1], x2 = x[row + 2];
            x[row] = x0 * a + x1 * b + x2 * c;
            x[row + 1] = x0 * b + x1 * d + x2 * e;
            x[row + 2] = x0 * c + x1 * e + x2 * f;
        }
        if (error < 1e-8) /* its square is below the rounding of f64 */
            return true;
    }
    return false;
}

/* Rotate columns i and j of a and v so that those of a become orthogonal; false when they were. */
static bool jacobi_rotate(double a[9], double v[9], int i, int j)
{
    double alpha = 0, beta = 0, gamma = 0;
    for (int row = 0; row < 9; row += 3) {
        alpha += a[row + i] * a[row + i];
        beta += a[row + j] * a[row + j];
        gamma += a[row + i] * a[row + j];
    }
    if (!(fabs(gamma) > DBL_EPSILON * sqrt(alpha * beta)))
        return false;
    double zeta = (beta - alpha) / (2 * gamma);
    double t = (zeta < 0 ? -1 : 1) / (fabs(zeta) + sqrt(1 + zeta * zeta));
    double c = 1 / sqrt(1 + t * t), s = c * t;
    for (int row = 0; row < 9; row += 3) {
        double p = a[row + i], q = a[row + j], vp = v[row + i], vq = v[row + j];
        a[row + i] = c * p - s * q;
        a[row + j] = s * p + c * q;
        v[row + i] = c * vp - s * vq;
        v[row + j] = s * vp + c * vq;
    }
    return true;
}

static void swap_columns(double a[9], int i, int j)
{
    for (int row = 0; row < 9; row += 3) {
        double t = a[row + i];
        a[row + i] = a[row + j];
        a[row + j] = t;
    }
}

static void cross_column(double u[9], int to, int i, int j)
{
    u[to] = u[3 + i] * u[6 + j] - u[6 + i] * u[3 + j];
    u[3 + to] = u[6 + i] * u[j] - u[i] * u[6 + j];
    u[6 + to] = u[i] * u[3 + j] - u[3 + i] * u[j];
}

/* Some unit vector at right angles to column 0, in column 1. */
static void any_orthogonal_column(double u[9])
{
    double x = u[0], y = u[3], z = u[6];
    double other[3] = {0, 0, 0};
    other[fabs(x) <= fabs(y) && fabs(x) <= fabs(z) ? 0 : fabs(y) <= fabs(z) ? 1 : 2] = 1;
    double along = x * other[0] + y * other[1] + z * other[2];
    double w[3] = {other[0] - along * x, other[1] - along * y, other[2] - along * z};
    double norm = sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
    for (int k = 0; k < 3; k++)
        u[3 * k + 1] = w[k] / norm;
}

/* a <- U, v <- V of a = U S V^T with singular values in falling order.  Directions of singular values that are zero are
 * filled up so that U is orthogonal. */
static void svd(double a[9], double v[9])
{
    static const double identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    memcpy(v, identity, sizeof identity);
    for (int sweep = 0; sweep < 30; sweep++) {
        bool turned = jacobi_rotate(a, v, 0, 1);
        turned |= jacobi_rotate(a, v, 0, 2);
        turned |= jacobi_rotate(a, v, 1, 2);
        if (!turned)
            break;
    }
    double sigma[3];
    for (int k = 0; k < 3; k++)
        sigma[k] = sqrt(a[k] * a[k] + a[3 + k] * a[3 + k] + a[6 + k] * a[6 + k]);
    static const int order[3][2] = {{0, 1}, {1, 2}, {0, 1}};
    for (int k = 0; k < 3; k++) {
        int i = order[k][0], j = order[k][1];
        if (sigma[i] < sigma[j]) {
            double t = sigma[i];
            sigma[i] = sigma[j];
            sigma[j] = t;
            swap_columns(a, i, j);
            swap_columns(v, i, j);
        }
    }
    int rank = 0;
    while (rank < 3 && sigma[rank] > DBL_MIN && sigma[rank] > 1e-15 * sigma[0]) {
        for (int row = 0; row < 9; row += 3)
            a[row + rank] /= sigma[rank];
        rank++;
    }
    if (rank == 0)
        memcpy(a, identity, sizeof identity);
    if (rank == 1)
        any_orthogonal_column(a);
    if (rank == 1 || rank == 2)
        cross_column(a, 2, 0, 1);
}

static double determinant(const double m[9])
{
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/* u v^T */
static void multiply_transposed(const double u[9], const double v[9], double product[9])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            product[3 * i + j] = u[3 * i] * v[3 * j] + u[3 * i + 1] * v[3 * j + 1] + u[3 * i + 2] * v[3 * j + 2];
}

/* Nearest orthogonal matrix.  Entries must be finite. */
static void polar_factor(double a[9])
{
    double x[9], v[9];
    memcpy(x, a, sizeof x);
    if (polar_newton_schulz(x)) {
        memcpy(a, x, sizeof x);
        return;
    }
    memcpy(x, a, sizeof x);
    svd(x, v);
    multiply_transposed(x, v, a);
}

static bool in_range(const float matrix[9])
{
    for (int k = 0; k < 9; k++)
        if (!(matrix[k] >= -100.0f && matrix[k] < 100.0f)) /* also NaN */
            return false;
    return true;
}

/* a b, every product and sum rounded */
static void multiply(const float a[9], const float b[9], float product[9])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            product[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
}

void facs_orthonormalise(float matrix[9])
{
    float u[9], vt[9], product[9];
    double x[9];
    if (!facs_all_finite(matrix, 9))
        return;
    facs_svd_f32(3, matrix, u, vt);
    multiply(u, vt, product);
    for (int k = 0; k < 9; k++)
        x[k] = (double)product[k];
    float sign = (float)determinant(x);
    const float reflect[9] = {1, 0, 0, 0, 1, 0, 0, 0, sign};
    multiply(u, reflect, product);
    multiply(product, vt, matrix);
}

/* ---- axis-angle ------------------------------------------------------------------------------------ */

/* Axis-angle of a rotation by (nearly) pi, where the antisymmetric part of the matrix vanishes. */
static void half_turn(const double r[9], double theta, float axis_angle[3])
{
    double a[3];
    a[0] = sqrt(fmax((r[0] + 1) / 2, 0));
    a[1] = sqrt(fmax((r[4] + 1) / 2, 0)) * (r[1] < 0 ? -1 : 1);
    a[2] = sqrt(fmax((r[8] + 1) / 2, 0)) * (r[2] < 0 ? -1 : 1);
    if (fabs(a[0]) < fabs(a[1]) && fabs(a[0]) < fabs(a[2]) && (r[5] > 0) != (a[1] * a[2] > 0))
        a[2] = -a[2];
    double norm = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    for (int k = 0; k < 3; k++)
        axis_angle[k] = (float)(a[k] * (theta / norm));
}

void facs_matrix_to_axis_angle(const float matrix[9], float axis_angle[3])
{
    axis_angle[0] = axis_angle[1] = axis_angle[2] = 0;
    if (!in_range(matrix))
        return;
    double r[9];
    for (int k = 0; k < 9; k++)
        r[k] = (double)matrix[k];
    polar_factor(r);
    double x = r[7] - r[5], y = r[2] - r[6], z = r[3] - r[1];
    double sine = sqrt((x * x + y * y + z * z) / 4);
    double cosine = fmin(fmax((r[0] + r[4] + r[8] - 1) / 2, -1), 1);
    double theta = acos(cosine);
    if (sine < 1e-5) { /* the reference snaps small rotations to zero */
        if (cosine <= 0)
            half_turn(r, theta, axis_angle);
        return;
    }
    double factor = theta / (2 * sine);
    axis_angle[0] = (float)(x * factor);
    axis_angle[1] = (float)(y * factor);
    axis_angle[2] = (float)(z * factor);
}

void facs_axis_angle_to_matrix(const float axis_angle[3], float matrix[9])
{
    double x = (double)axis_angle[0], y = (double)axis_angle[1], z = (double)axis_angle[2];
    double theta = sqrt(x * x + y * y + z * z);
    if (theta < DBL_EPSILON) {
        for (int k = 0; k < 9; k++)
            matrix[k] = k % 4 == 0 ? 1.0f : 0.0f;
        return;
    }
    double c = cos(theta), s = sin(theta), c1 = 1 - c;
    x /= theta;
    y /= theta;
    z /= theta;
    matrix[0] = (float)(c + c1 * x * x);
    matrix[1] = (float)(c1 * x * y - s * z);
    matrix[2] = (float)(c1 * x * z + s * y);
    matrix[3] = (float)(c1 * x * y + s * z);
    matrix[4] = (float)(c + c1 * y * y);
    matrix[5] = (float)(c1 * y * z - s * x);
    matrix[6] = (float)(c1 * x * z - s * y);
    matrix[7] = (float)(c1 * y * z + s * x);
    matrix[8] = (float)(c + c1 * z * z);
}

void facs_axis_angle_to_euler(const float axis_angle[3], float euler[3])
{
    float matrix[9];
    facs_axis_angle_to_matrix(axis_angle, matrix);
    facs_matrix_to_euler(matrix, euler);
}
