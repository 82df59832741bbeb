/* The library's own shape model, and files that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "shape/face68.h"

/* n = 2 points, m = 1 mode: a header, 6 + 6 + 1 numbers */
enum { SIZE = 16 + 4 * 13 };

static void small_model(uint8_t bytes[SIZE])
{
    memcpy(bytes, "FACSPDM1\2\0\0\0\1\0\0\0", 16);
    for (int i = 0; i < 13; i++) {
        const float value = (float)(i + 1);
        uint32_t bits;
        memcpy(&bits, &value, 4);
        for (int k = 0; k < 4; k++)
            bytes[16 + 4 * i + k] = (uint8_t)(bits >> 8 * k);
    }
}

static void reads_its_own(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = NULL;
    assert_int_equal(facs_face68_create(&env, &pdm, NULL), FACS_OK);
    assert_int_equal(pdm->n, FACS_LANDMARKS);
    assert_true(pdm->m == facs_face68_modes() && pdm->m >= 10);
    /* mm, x to the image's right, y down: the eyes' outer corners, the chin */
    const float *x = pdm->mean, *y = x + pdm->n;
    assert_true(x[45] - x[36] > 80 && x[45] - x[36] < 100);
    assert_true(y[8] - y[27] > 80);
    assert_true(pdm->mean[2 * pdm->n + 30] < pdm->mean[2 * pdm->n + 0]); /* the nose is nearer than the ears */
    for (int a = 0; a < pdm->m; a++)
        for (int b = 0; b <= a; b++) {
            double sum = 0;
            for (int row = 0; row < 3 * pdm->n; row++)
                sum += (double)pdm->modes[row * pdm->m + a] * (double)pdm->modes[row * pdm->m + b];
            assert_true(fabs(sum - (a == b)) < 1e-4);
        }
    facs_face68_free(&env, &pdm);
    assert_null(pdm);
}

static void reads_a_file(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    uint8_t bytes[SIZE];
    facs_pdm *pdm = NULL;
    small_model(bytes);
    assert_int_equal(facs_face68_read(&env, bytes, SIZE, "small", &pdm, NULL), FACS_OK);
    assert_true(pdm->mean[5] == 6 && pdm->modes[5] == 12 && pdm->modes_t[5] == 12 && pdm->eigenvalues[0] == 13);
    facs_face68_free(&env, &pdm);
}

static void assert_refused(const uint8_t *bytes, size_t size)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = NULL;
    facs_error error = {0};
    assert_int_equal(facs_face68_read(&env, bytes, size, "small", &pdm, &error), FACS_E_MODEL_CORRUPT);
    assert_null(pdm);
    assert_non_null(strstr(error.message, "small: expected"));
}

static void refuses_others(void **state)
{
    (void)state;
    uint8_t bytes[SIZE];
    small_model(bytes);
    for (size_t size = 0; size < SIZE; size++)
        assert_refused(bytes, size);
    static const int places[] = {0, 7, 8, 11, 12, 15}; /* magic and counts */
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        small_model(bytes);
        bytes[places[i]] ^= 0x80;
        assert_refused(bytes, SIZE);
    }
    for (int i = 0; i < 13; i++) {
        small_model(bytes);
        memset(bytes + 16 + 4 * i, 0xff, 4); /* no number */
        assert_refused(bytes, SIZE);
    }
    small_model(bytes);
    memset(bytes + SIZE - 4, 0, 4); /* no variance */
    assert_refused(bytes, SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_its_own),
        cmocka_unit_test(reads_a_file),
        cmocka_unit_test(refuses_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
