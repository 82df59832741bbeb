/* What a face takes over from a fit: which landmarks are not seen from where it is looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session/face.h"

enum { POINTS = 68 };

static void test_hidden(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.landmarks = POINTS};
    const facs_camera camera = {500, 500, 320, 240};
    float landmarks[2 * POINTS] = {0};
    uint8_t visible[POINTS];
    facs_face_store store;
    facs_face_store_init(&store, &env, &shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    for (int i = 0; i < POINTS; i++)
        visible[i] = i != 0 && i != 63 && i != 64;
    facs_located located = {.face = {.n = POINTS, .landmarks = landmarks}, .visible = visible};
    facs_face_fill(&located, &camera, false, &store.slots[0]);
    for (int i = 0; i < POINTS; i++)
        assert_int_equal(facs_result_hidden(&store.result, 0, i), !visible[i]);
    assert_false(facs_result_hidden(&store.result, 0, 1000));
    located.visible = NULL; /* the engine does not say: all are */
    facs_face_fill(&located, &camera, false, &store.slots[0]);
    for (int i = 0; i < POINTS; i++)
        assert_false(facs_result_hidden(&store.result, 0, i));
    facs_face_store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hidden)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
