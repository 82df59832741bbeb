/* Shape parameters of a mesh; see mesh_shape.h.
 *
 * With the rotation R given, scale s, translation t and local parameters p = q / s follow from one linear system:
 *
 *     sum_i | R2 (s mean_i + modes_i q) + t - l_i |^2  +  noise^2 sum_k q_k^2 / variance_k  ->  least,
 *
 * R2 = the first two rows of R.  The second term is the usual prior for landmarks that are off by `noise` mm; that it
 * does not depend on s is what makes the problem linear.  A product of two columns C = R2 (mean | modes) is a sum over
 * pairs of axes of products that are the same for every picture.  docs/algorithm/open-pipeline.md, Shape parameters. */
#include "landmark/mesh/mesh_shape.h"

#include "landmark/open/map68.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

enum { COLUMNS_MAX = FACS_M_MAX + 1, PAIRS = 6 };
static const double noise = 2; /* mm */
static const int pairs[PAIRS][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};

struct facs_mesh_shape {
    facs_env env;
    const facs_pdm *pdm;
    int columns;     /* the mean and the modes */
    double *column;  /* [axis][column][point], of each axis and column the mean over the points taken away */
    double *product; /* [pair of axes][column][column]: sums over the points, both orders of the axes added */
    double middle[3][COLUMNS_MAX];
    double matrix[COLUMNS_MAX * COLUMNS_MAX], right[COLUMNS_MAX];
};

/* ---- the 68 points ---- */

void facs_mesh_points68(const facs_mesh *mesh, float *landmarks)
{
    for (int axis = 0; axis < 2; axis++) {
        const float *points = mesh->points + axis * FACS_MESH_POINTS;
        for (int i = 0; i < FACS_LANDMARKS; i++) {
            float sum = 0;
            for (int k = 0; k < FACS_MAP68_TAPS; k++)
                sum += facs_map68_weight[i][k] * points[facs_map68_index[i][k]];
            landmarks[axis * FACS_LANDMARKS + i] = sum;
        }
    }
}

/* ---- what stays the same ---- */

static double dot(const double *a, const double *b, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

static const double *column_of(const facs_mesh_shape *shape, int axis, int k)
{
    return shape->column + (axis * shape->columns + k) * (ptrdiff_t)shape->pdm->n;
}

static void fill_columns(facs_mesh_shape *shape)
{
    const facs_pdm *pdm = shape->pdm;
    const int n = pdm->n;
    double *to = shape->column;
    for (int axis = 0; axis < 3; axis++)
        for (int k = 0; k < shape->columns; k++, to += n) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                int row = axis * n + i;
                to[i] = (double)(k == 0 ? pdm->mean[row] : pdm->modes[row * pdm->m + k - 1]);
                sum += to[i];
            }
            shape->middle[axis][k] = sum / n;
            for (int i = 0; i < n; i++)
                to[i] -= sum / n;
        }
}

static void fill_products(facs_mesh_shape *shape)
{
    const int n = shape->pdm->n, columns = shape->columns;
    double *to = shape->product;
    for (int pair = 0; pair < PAIRS; pair++)
        for (int k = 0; k < columns; k++)
            for (int j = 0; j < columns; j++) {
                int a = pairs[pair][0], b = pairs[pair][1];
                double sum = dot(column_of(shape, a, k), column_of(shape, b, j), n);
                if (a != b)
                    sum += dot(column_of(shape, b, k), column_of(shape, a, j), n);
                *to++ = sum;
            }
}

facs_status facs_mesh_shape_create(const facs_env *env, const facs_pdm *pdm, facs_mesh_shape **shape, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_mesh_shape *made = facs_calloc(&full, 1, sizeof *made);
    const size_t columns = (size_t)pdm->m + 1;
    if (made) {
        made->env = full;
        made->pdm = pdm;
        made->columns = pdm->m + 1;
        made->column = facs_calloc(&full, 3 * columns * (size_t)pdm->n, sizeof *made->column);
        made->product = facs_calloc(&full, PAIRS * columns * columns, sizeof *made->product);
    }
    if (!made || !made->column || !made->product) {
        facs_mesh_shape_destroy(&made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face's shape");
    }
    fill_columns(made);
    fill_products(made);
    *shape = made;
    return FACS_OK;
}

void facs_mesh_shape_destroy(facs_mesh_shape **shape)
{
    facs_mesh_shape *old = *shape;
    *shape = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_free(&env, old->column);
    facs_free(&env, old->product);
    facs_free(&env, old);
}

/* ---- a face ---- */

/* Solve in place by Cholesky's method; the matrix is symmetric, its lower triangle read. */
static bool solve(int n, double *a, double *x)
{
    for (int j = 0; j < n; j++) {
        double *row = a + j * n;
        double pivot = row[j] - dot(row, row, j);
        if (!(pivot > 1e-9))
            return false;
        row[j] = sqrt(pivot);
        for (int i = j + 1; i < n; i++)
            a[i * n + j] = (a[i * n + j] - dot(a + i * n, row, j)) / row[j];
    }
    for (int i = 0; i < n; i++)
        x[i] = (x[i] - dot(a + i * n, x, i)) / a[i * n + i];
    for (int i = n - 1; i >= 0; i--) {
        for (int j = i + 1; j < n; j++)
            x[i] -= a[j * n + i] * x[j];
        x[i] /= a[i * n + i];
    }
    return true;
}

static void fill_matrix(facs_mesh_shape *shape, const float r[9])
{
    const int count = shape->columns * shape->columns;
    const double *product = shape->product;
    for (int pair = 0; pair < PAIRS; pair++, product += count) {
        int a = pairs[pair][0], b = pairs[pair][1];
        double weight = (double)r[a] * (double)r[b] + (double)r[3 + a] * (double)r[3 + b];
        for (int i = 0; i < count; i++)
            shape->matrix[i] = pair == 0 ? weight * product[i] : shape->matrix[i] + weight * product[i];
    }
    for (int k = 1; k < shape->columns; k++)
        shape->matrix[k * shape->columns + k] += noise * noise / (double)shape->pdm->eigenvalues[k - 1];
}

/* The mean of the landmarks stays where it is: columns have none. */
static void fill_right(facs_mesh_shape *shape, const float *landmarks, const float r[9])
{
    const int n = shape->pdm->n;
    double turned[3][FACS_N_MAX]; /* R2^T l */
    for (int axis = 0; axis < 3; axis++)
        for (int i = 0; i < n; i++)
            turned[axis][i] = (double)r[axis] * (double)landmarks[i] + (double)r[3 + axis] * (double)landmarks[n + i];
    for (int k = 0; k < shape->columns; k++)
        shape->right[k] = dot(column_of(shape, 0, k), turned[0], n) + dot(column_of(shape, 1, k), turned[1], n) +
                          dot(column_of(shape, 2, k), turned[2], n);
}

bool facs_mesh_shape_fit(facs_mesh_shape *shape, const float *landmarks, const float rotation[9], float g[6], float *p)
{
    const int n = shape->pdm->n;
    fill_matrix(shape, rotation);
    fill_right(shape, landmarks, rotation);
    if (!solve(shape->columns, shape->matrix, shape->right))
        return false;
    double s = shape->right[0], at[3] = {0}, mean[2] = {0};
    if (!(s > 1e-6 && s < 1e6))
        return false;
    for (int axis = 0; axis < 3; axis++)
        at[axis] = dot(shape->middle[axis], shape->right, shape->columns);
    for (int i = 0; i < n; i++) {
        mean[0] += (double)landmarks[i] / n;
        mean[1] += (double)landmarks[n + i] / n;
    }
    for (int k = 1; k < shape->columns; k++)
        p[k - 1] = (float)(shape->right[k] / s);
    facs_clamp_params(shape->pdm, p);
    g[0] = (float)s;
    facs_matrix_to_euler(rotation, g + 1);
    for (int axis = 0; axis < 2; axis++) {
        const float *row = rotation + 3 * axis;
        g[4 + axis] = (float)(mean[axis] - (double)row[0] * at[0] - (double)row[1] * at[1] - (double)row[2] * at[2]);
    }
    return true;
}
