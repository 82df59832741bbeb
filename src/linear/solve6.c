/* Symmetric 6 x 6 systems of the pose fit.
 *
 * What: The reference solves by SVD and drops singular values up to 2 DBL_EPSILON times their sum. For a
 * symmetric positive semidefinite matrix that is the eigendecomposition, here by Jacobi's rotations. It is needed
 * only near singularity: a Cholesky factor whose pivots are all well above that bound gives the same solution
 * sooner.
 *
 * Source: docs/algorithm/pose-gaze.md, Head pose; Golub, Van Loan, "Matrix Computations", 8.5.
 */
#include "linear/solve6.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { N = 6, SWEEPS_MAX = 30 };

static bool cholesky(double a[N][N], const double b[N], double x[N])
{
    double l[N][N], trace = 0;
    for (int i = 0; i < N; i++)
        trace += a[i][i];
    for (int i = 0; i < N; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++)
                sum -= l[i][k] * l[j][k];
            if (i == j && !(sum > 1e-11 * trace)) /* far above the bound that drops singular values; false for NaN */
                return false;
            l[i][j] = i == j ? sqrt(sum) : sum / l[j][j];
        }
    }
    double y[N];
    for (int i = 0; i < N; i++) {
        double sum = b[i];
        for (int k = 0; k < i; k++)
            sum -= l[i][k] * y[k];
        y[i] = sum / l[i][i];
    }
    for (int i = N - 1; i >= 0; i--) {
        double sum = y[i];
        for (int k = i + 1; k < N; k++)
            sum -= l[k][i] * x[k];
        x[i] = sum / l[i][i];
    }
    return true;
}

/* Zero a[p][q] by a rotation of rows and columns p and q; v collects the rotations. */
static void rotate(double a[N][N], double v[N][N], int p, int q)
{
    double zeta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (zeta < 0 ? -1 : 1) / (fabs(zeta) + sqrt(1 + zeta * zeta));
    double c = 1 / sqrt(1 + t * t), s = c * t;
    for (int k = 0; k < N; k++) {
        double kp = a[k][p], kq = a[k][q];
        a[k][p] = c * kp - s * kq;
        a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < N; k++) {
        double pk = a[p][k], qk = a[q][k], vp = v[k][p], vq = v[k][q];
        a[p][k] = c * pk - s * qk;
        a[q][k] = s * pk + c * qk;
        v[k][p] = c * vp - s * vq;
        v[k][q] = s * vp + c * vq;
    }
}

/* a becomes diagonal, columns of v the eigenvectors. */
static void diagonalise(double a[N][N], double v[N][N])
{
    memset(v, 0, sizeof(double[N][N]));
    for (int k = 0; k < N; k++)
        v[k][k] = 1;
    for (int sweep = 0; sweep < SWEEPS_MAX; sweep++) {
        bool turned = false;
        for (int p = 0; p < N; p++) {
            for (int q = p + 1; q < N; q++) {
                if (fabs(a[p][q]) > DBL_EPSILON * sqrt(fabs(a[p][p] * a[q][q])) && fabs(a[p][q]) > DBL_MIN) {
                    rotate(a, v, p, q);
                    turned = true;
                }
            }
        }
        if (!turned)
            return;
    }
}

void facs_solve6(double a[6][6], const double b[6], double x[6])
{
    if (cholesky(a, b, x))
        return;
    double v[N][N], bound = 0;
    diagonalise(a, v);
    for (int k = 0; k < N; k++) {
        bound += 2 * DBL_EPSILON * fabs(a[k][k]);
        x[k] = 0;
    }
    for (int k = 0; k < N; k++) {
        if (!(fabs(a[k][k]) > bound))
            continue;
        double along = 0;
        for (int i = 0; i < N; i++)
            along += v[i][k] * b[i];
        along /= a[k][k];
        for (int i = 0; i < N; i++)
            x[i] += along * v[i][k];
    }
}
