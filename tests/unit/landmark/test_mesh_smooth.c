/* The one-euro filter of meshes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "landmark/mesh/mesh_crop.h"
#include "landmark/mesh/mesh_smooth.h"

enum { N = FACS_MESH_POINTS, FRAMES = 200 };

/* A face of that size whose points tremble by `noise` of it and have moved by `shift`; frame after frame the same noise. */
static facs_mesh face(float size, int frame, float noise, float shift)
{
    facs_mesh mesh = {.rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}, .flag = 1};
    for (int i = 0; i < N; i++) {
        const float tremble = noise * sinf(2.1f * (float)frame + (float)i);
        mesh.points[i] = size * (0.001f * (float)i + shift + tremble);
        mesh.points[N + i] = size * 0.5f;
    }
    mesh.points[FACS_MESH_RIGHT_OUTER] = size * shift;
    mesh.points[FACS_MESH_LEFT_OUTER] = size * (1 + shift);
    return mesh;
}

static void test_first_and_still(void **unused)
{
    (void)unused;
    facs_mesh_smooth smooth = {0};
    const facs_mesh mesh = face(100, 0, 0, 0);
    for (int frame = 0; frame < 5; frame++) {
        facs_mesh_smooth_step(&smooth, &mesh);
        for (int i = 0; i < 3 * N; i++)
            assert_true(fabsf(smooth.shown.points[i] - mesh.points[i]) < 1e-4f);
    }
    assert_true(smooth.begun);
}

/* Trembling shrinks to less than half; the same for faces of every size. */
static void test_tremble(void **unused)
{
    (void)unused;
    double left[2] = {0}, there[2] = {0};
    for (int k = 0; k < 2; k++) {
        const float size = k ? 400 : 50;
        facs_mesh_smooth smooth = {0};
        for (int frame = 0; frame < FRAMES; frame++) {
            const facs_mesh mesh = face(size, frame, 0.003f, 0), calm = face(size, frame, 0, 0);
            facs_mesh_smooth_step(&smooth, &mesh);
            for (int i = 0; frame > FRAMES / 2 && i < N; i++) {
                left[k] += fabs((double)(smooth.shown.points[i] - calm.points[i]) / (double)size);
                there[k] += fabs((double)(mesh.points[i] - calm.points[i]) / (double)size);
            }
        }
        assert_true(left[k] < 0.5 * there[k]);
    }
    assert_true(fabs(left[0] - left[1]) < 1e-3 * there[0]);
}

/* A jump by a fifth of the face is followed nearly at once, and never overshot; a new face is shown as it is. */
static void test_jump(void **unused)
{
    (void)unused;
    facs_mesh_smooth smooth = {0};
    const facs_mesh before = face(100, 0, 0, 0), after = face(100, 0, 0, 0.2f);
    for (int frame = 0; frame < 10; frame++)
        facs_mesh_smooth_step(&smooth, &before);
    float last = smooth.shown.points[5];
    for (int frame = 0; frame < 12; frame++) {
        facs_mesh_smooth_step(&smooth, &after);
        assert_true(smooth.shown.points[5] >= last && smooth.shown.points[5] <= after.points[5] + 1e-3f);
        last = smooth.shown.points[5];
    }
    assert_true(after.points[5] - last < 1);
    smooth.begun = false;
    facs_mesh_smooth_step(&smooth, &before);
    assert_memory_equal(&smooth.shown, &before, sizeof before);
}

/* What is shown stays a rotation, and the flag is the frame's. */
static void test_rotation(void **unused)
{
    (void)unused;
    facs_mesh_smooth smooth = {0};
    for (int frame = 0; frame < 20; frame++) {
        facs_mesh mesh = face(100, frame, 0.002f, 0);
        const float turn = 0.02f * (float)frame, c = cosf(turn), s = sinf(turn);
        const float rotation[9] = {c, 0, s, 0, 1, 0, -s, 0, c};
        memcpy(mesh.rotation, rotation, sizeof rotation);
        mesh.flag = 0.5f + 0.02f * (float)frame;
        facs_mesh_smooth_step(&smooth, &mesh);
        const float *r = smooth.shown.rotation;
        assert_true(fabsf(r[0] * r[0] + r[1] * r[1] + r[2] * r[2] - 1) < 1e-5f);
        assert_true(fabsf(r[0] * r[6] + r[1] * r[7] + r[2] * r[8]) < 1e-5f);
        assert_true(smooth.shown.flag == mesh.flag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_and_still),
        cmocka_unit_test(test_tremble),
        cmocka_unit_test(test_jump),
        cmocka_unit_test(test_rotation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
