/* Sigma of the CCNF experts: it is the inverse it should be, at every CPU level with the same bits; its kinds. */
#include "model/readers.h"
#include "landmark/clnf/response.h"
#include "response_support.h"
#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Sigma of the shipped experts times the matrix it is the inverse of */
static void check_inverse(const facs_sigma *sigma, const facs_ccnf_expert *expert, const facs_sigma_window *source)
{
    int cells = sigma->window * sigma->window;
    double diagonal = 0, largest = 0;
    for (int k = 0; k < expert->neurons; k++)
        diagonal += 2 * expert->alphas[k];
    for (int i = 0; i < cells; i++) {
        static double row[FACS_CELLS_MAX];
        for (int j = 0; j < cells; j++) {
            row[j] = i == j ? diagonal : 0;
            for (int b = 0; b < source->count; b++)
                row[j] += 2 * expert->betas[b] *
                          (double)source->components[(size_t)(b * cells + i) * (size_t)cells + (size_t)j];
        }
        for (int j = 0; j < cells; j++) {
            double sum = i == j ? -1 : 0;
            for (int k = 0; k < cells; k++)
                sum += row[k] * (double)sigma->columns[j * sigma->stride + k];
            largest = fmax(largest, fabs(sum));
        }
    }
    assert_true(largest < 1e-5);
}

static void test_sigma(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model;
    static facs_spd_work work;
    const char *path = landmark_model_path("main_clnf_general.txt");
    assert_int_equal(facs_landmark_model_load(&env, path, &model, NULL), FACS_OK);
    const facs_patch_scale *scale = &model->scale[0];
    assert_int_equal(scale->sigma_windows, 4);
    for (int i = 0; i < scale->sigma_windows; i++) {
        int window = scale->sigma[i].window;
        size_t values = (size_t)(window * window) * (size_t)(window * window);
        for (int landmark = 0; landmark < (window > 9 ? 20 : 68); landmark += 10) {
            const facs_ccnf_expert *expert = &scale->ccnf[landmark];
            facs_sigma plain, sigma;
            plain = sigma_create(expert, window, 3, &scale->sigma[i], facs_spd_invert_reference, &work);
            check_inverse(&plain, expert, &scale->sigma[i]);
            FOR_EACH_LEVEL (level) {
                sigma = sigma_create(expert, window, 3, &scale->sigma[i], facs_spd_inverse_kernels_for(level)->invert,
                                     &work);
                assert_int_equal(count_different(sigma.columns, plain.columns, values), 0);
                sigma_free(&sigma);
            }
            sigma_free(&plain);
        }
    }
    facs_landmark_model_free(&env, &model);
}

/* one component that couples neighbouring cells of a 3 x 3 window */
static void make_component(float component[81])
{
    for (int a = 0; a < 9; a++) {
        for (int b = 0; b < 9; b++) {
            int distance = abs(a / 3 - b / 3) + abs(a % 3 - b % 3);
            component[a * 9 + b] = distance == 0 ? 4.0f : distance == 1 ? -1.0f : 0.0f;
        }
    }
}

static void test_sigma_kinds(void **state)
{
    (void)state;
    static float component[81 + 169 * 169];
    double alphas[2] = {1.5, 0.00005}, betas[1] = {0.7};
    facs_ccnf_expert expert = {.neurons = 2, .alphas = alphas, .betas = betas};
    static facs_spd_work work;
    facs_sigma_window source = {3, 1, component};
    facs_sigma sigma;
    make_component(component);
    for (int positive = 0; positive < 2; positive++) {
        float r[9] = {1}, q[9];
        betas[0] = positive ? 0.7 : -3.0;
        sigma = sigma_create(&expert, 3, 1, &source, facs_spd_invert_reference, &work);
        assert_int_equal(sigma.kind, FACS_SIGMA_DENSE);
        facs_smooth_reference(&sigma, r, q);
        assert_int_equal(q[0] > 0.1f, positive);
        for (int a = 0; a < 9 && !positive; a++) /* not positive definite: zeros */
            assert_true(q[a] == 0.0f);
        sigma_free(&sigma);
    }
    sigma = sigma_create(&expert, 5, 1, NULL, facs_spd_invert_reference, &work);
    assert_int_equal(sigma.kind, FACS_SIGMA_SCALAR);
    assert_true(fabs((double)sigma.factor - 1 / (2 * 1.50005)) < 1e-7); /* weak neurons count here */
    /* the scaling is what the inversion of the diagonal matrix gives, of either size */
    for (int window = 3; window <= 13; window += 10) {
        facs_sigma scaling;
        source = (facs_sigma_window){window, 1, component};
        memset(component, 0, sizeof component);
        alphas[0] = 2.3;
        sigma = sigma_create(&expert, window, 1, &source, facs_spd_invert_reference, &work);
        scaling = sigma_create(&expert, window, 0, &source, facs_spd_invert_reference, &work);
        assert_int_equal(scaling.kind, FACS_SIGMA_SCALAR);
        for (int i = 0; i < window * window; i++)
            assert_true(sigma.columns[i * (sigma.stride + 1)] == scaling.factor);
        sigma_free(&sigma);
    }
    alphas[0] = -1;
    sigma = sigma_create(&expert, 5, 1, NULL, facs_spd_invert_reference, &work);
    assert_true(sigma.factor == 0.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_sigma)),
        cmocka_unit_test(test_sigma_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
