/* Meshes: crops, the 68 points and their shape, heads and eyes from points; all of a frontal face that is put somewhere. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/patch.h"
#include "landmark/mesh/frontal_mesh.h"
#include "landmark/mesh/mesh_crop.h"
#include "landmark/mesh/mesh_geometry.h"
#include "landmark/mesh/mesh_shape.h"
#include "shape/face68.h"
#include "shape/rotation.h"

enum { N = FACS_MESH_POINTS };

/* the frontal face, irises in the middle of the eyes, turned, `size` pixels wide between the eyes' outer corners */
static void put_face(const float euler[3], double size, double x, double y, facs_mesh *mesh)
{
    static const short corners[2][2] = {{33, 133}, {263, 362}};
    float r[9];
    double at[3];
    memset(mesh, 0, sizeof *mesh);
    facs_euler_to_matrix(euler, r);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < 3; k++)
            at[k] = i < FACS_FRONTAL_POINTS ? facs_frontal_mesh[3 * i + k]
                                            : (facs_frontal_mesh[3 * corners[i >= 473][0] + k] +
                                               facs_frontal_mesh[3 * corners[i >= 473][1] + k]) /
                                                  2.0;
        for (int axis = 0; axis < 3; axis++) {
            const float *row = r + 3 * axis;
            mesh->points[axis * N + i] =
                (float)((axis == 0   ? x
                         : axis == 1 ? y
                                     : 0) +
                        size / 1000 * ((double)row[0] * at[0] + (double)row[1] * at[1] + (double)row[2] * at[2]));
        }
    }
    memcpy(mesh->rotation, r, sizeof r);
    mesh->flag = 1;
}

static void mapped(const double matrix[6], const facs_mesh *mesh, int point, double at[2])
{
    facs_patch_apply(matrix, (double)mesh->points[point], (double)mesh->points[N + point], at);
}

static void assert_near(double value, double expected, double most)
{
    if (!(fabs(value - expected) <= most))
        fail_msg("%g, expected %g", value, expected);
}

static void crops_are_upright(void **state)
{
    (void)state;
    static const float turns[][3] = {{0, 0, 0}, {0, 0, 0.7f}, {0.2f, -0.4f, -2.5f}};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        facs_mesh mesh;
        double matrix[6], a[2], b[2];
        put_face(turns[i], 80, 300, 200, &mesh);
        facs_mesh_face_matrix(&mesh, 112, 1.3, matrix);
        double low[2] = {1e9, 1e9}, high[2] = {-1e9, -1e9};
        for (int k = 0; k < N; k++) {
            mapped(matrix, &mesh, k, a);
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = fmin(low[axis], a[axis]);
                high[axis] = fmax(high[axis], a[axis]);
            }
        }
        assert_near(fmax(high[0] - low[0], high[1] - low[1]), 112 / 1.3, 1e-3);
        for (int axis = 0; axis < 2; axis++)
            assert_near((low[axis] + high[axis]) / 2, 56, 1e-3);
        mapped(matrix, &mesh, 33, a);
        mapped(matrix, &mesh, 263, b);
        assert_near(a[1], b[1], 1e-3);
        assert_true(b[0] > a[0]);
        /* eyes: the outer corner at the patch's left */
        for (int side = 0; side < 2; side++) {
            facs_mesh_part_matrix(&mesh, side ? FACS_MESH_LEFT_EYE : FACS_MESH_RIGHT_EYE, 48, 32, 90, matrix);
            mapped(matrix, &mesh, side ? 263 : 33, a);
            mapped(matrix, &mesh, side ? 362 : 133, b);
            assert_true(a[0] < b[0]);
            assert_near((a[0] + b[0]) / 2, 24, 1e-3);
            assert_near((a[1] + b[1]) / 2, 16, 1e-3);
            assert_near(sqrt(fabs(matrix[0] * matrix[4] - matrix[1] * matrix[3])), 90 / facs_mesh_size(&mesh), 1e-6);
        }
    }
}

static void box_as_face(void **state)
{
    (void)state;
    static const float box[4] = {100, 50, 60, 80};
    double matrix[6], at[2];
    facs_mesh_box_matrix(box, 0.5, 112, 1.25, matrix);
    facs_patch_apply(matrix, 130, 90, at);
    assert_near(at[0], 56, 1e-9);
    assert_near(at[1], 56, 1e-9);
    facs_patch_apply(matrix, 130 + 100 * cos(0.5), 90 + 100 * sin(0.5), at); /* along the eyes of a face so turned */
    assert_near(at[0], 56 + 112, 1e-9);
    assert_near(at[1], 56, 1e-9);
}

static void rotation_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        const float euler[3] = {0.5f * sinf((float)i), 0.9f * sinf(1.7f * (float)i), 0.8f * cosf(2.3f * (float)i)};
        float expected[9];
        facs_mesh mesh;
        put_face(euler, 40 + i, 100, -30, &mesh);
        memcpy(expected, mesh.rotation, sizeof expected);
        memset(mesh.rotation, 0, sizeof mesh.rotation);
        facs_mesh_rotation_from_points(&mesh);
        for (int k = 0; k < 9; k++)
            assert_near((double)mesh.rotation[k], (double)expected[k], 1e-4);
    }
}

/* An iris that moves to the image's right or down looks there; lids apart are open. */
static void eyes_from_points(void **state)
{
    (void)state;
    static const float turns[][3] = {{0, 0, 0}, {0, 0, 0.5f}};
    for (int i = 0; i < 2; i++) {
        facs_mesh mesh;
        put_face(turns[i], 90, 200, 200, &mesh);
        facs_mesh_eyes_from_points(&mesh);
        double base[2] = {(double)mesh.eye_angles[0][0], (double)mesh.eye_angles[1][1]};
        assert_near(base[0], 0, 0.02);
        assert_near(base[1], 0, 0.02);
        double open = (double)mesh.opening[FACS_MESH_RIGHT];
        assert_true(open > 0.02 && open < 0.2);
        const double c = cos((double)turns[i][2]), s = sin((double)turns[i][2]), step = 10.5 * sin(0.3);
        mesh.points[468] += (float)(step * c); /* right eye: to the side */
        mesh.points[N + 468] += (float)(step * s);
        mesh.points[473] -= (float)(step * s); /* left eye: down */
        mesh.points[N + 473] += (float)(step * c);
        mesh.points[145] -= (float)(3 * s); /* the right lower lid, too */
        mesh.points[N + 145] += (float)(3 * c);
        facs_mesh_eyes_from_points(&mesh);
        assert_near((double)mesh.eye_angles[0][0] - base[0], 0.3, 0.01);
        assert_near((double)mesh.eye_angles[1][1] - base[1], 0.3, 0.01);
        assert_near((double)mesh.eye_angles[0][1], 0, 0.02);
        assert_near((double)mesh.opening[FACS_MESH_RIGHT] - open, 1.0 / 90, 1e-3);
    }
}

/* ---- shape ---- */

/* Landmarks that the shape model itself has made. */
static void shape_comes_back(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = NULL;
    facs_mesh_shape *shape = NULL;
    assert_int_equal(facs_face68_create(&env, &pdm, NULL), FACS_OK);
    assert_int_equal(pdm->n, FACS_LANDMARKS);
    assert_int_equal(pdm->m, facs_face68_modes());
    assert_int_equal(facs_mesh_shape_create(&env, pdm, &shape, NULL), FACS_OK);
    for (int i = 0; i < 40; i++) {
        float g[6] = {
            1.5f + 0.05f * (float)i, 0.3f * sinf((float)i), 0.7f * cosf((float)i), 0.5f * sinf(3 * (float)i), 320, 240};
        float p[FACS_M_MAX] = {0}, solid[3 * FACS_N_MAX], flat[2 * FACS_N_MAX], r[9];
        for (int k = 0; k < 6; k++)
            p[k] = 0.8f * sqrtf(pdm->eigenvalues[k]) * sinf((float)(i + 7 * k));
        facs_shape_3d(pdm, p, solid);
        facs_project(pdm->n, solid, g, flat);
        facs_euler_to_matrix(g + 1, r);
        float g2[6], p2[FACS_M_MAX], again[2 * FACS_N_MAX];
        assert_true(facs_mesh_shape_fit(shape, flat, r, g2, p2));
        assert_near((double)(g2[0] / g[0]), 1, 0.05);
        for (int k = 1; k < 4; k++)
            assert_near((double)g2[k], (double)g[k], 1e-3);
        facs_shape_3d(pdm, p2, solid);
        facs_project(pdm->n, solid, g2, again);
        double off = 0;
        for (int k = 0; k < pdm->n; k++)
            off += hypot((double)(again[k] - flat[k]), (double)(again[pdm->n + k] - flat[pdm->n + k])) / pdm->n;
        assert_near(off / (double)g[0], 0, 0.5); /* mm: what the prior takes away */
    }
    float nothing[2 * FACS_N_MAX] = {0}, upright[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, g[6] = {7}, p[FACS_M_MAX];
    assert_false(facs_mesh_shape_fit(shape, nothing, upright, g, p));
    nothing[3] = NAN;
    assert_false(facs_mesh_shape_fit(shape, nothing, upright, g, p));
    assert_true(g[0] == 7);
    facs_mesh_shape_destroy(&shape);
    facs_face68_free(&env, &pdm);
}

/* The frontal face of the mesh looks like one to the shape model, which came from elsewhere. */
static void frontal_face_has_a_shape(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    static const float upright[3] = {0};
    facs_pdm *pdm = NULL;
    facs_mesh_shape *shape = NULL;
    facs_mesh mesh;
    float landmarks[2 * FACS_LANDMARKS], g[6], p[FACS_M_MAX];
    assert_int_equal(facs_face68_create(&env, &pdm, NULL), FACS_OK);
    assert_int_equal(facs_mesh_shape_create(&env, pdm, &shape, NULL), FACS_OK);
    put_face(upright, 180, 320, 240, &mesh);
    facs_mesh_points68(&mesh, landmarks);
    assert_true(facs_mesh_shape_fit(shape, landmarks, mesh.rotation, g, p));
    assert_near((double)g[0], 2, 0.15); /* pixels a mm: the eyes' outer corners are 90 mm apart */
    double far = 0;
    for (int k = 0; k < pdm->m; k++)
        far = fmax(far, fabs((double)p[k]) / sqrt((double)pdm->eigenvalues[k]));
    assert_true(far < 2);
    facs_mesh_shape_destroy(&shape);
    facs_face68_free(&env, &pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crops_are_upright),   cmocka_unit_test(box_as_face),
        cmocka_unit_test(rotation_comes_back), cmocka_unit_test(eyes_from_points),
        cmocka_unit_test(shape_comes_back),    cmocka_unit_test(frontal_face_has_a_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
