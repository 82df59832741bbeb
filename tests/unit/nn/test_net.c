/* Running general networks: known values at every CPU level, other sizes, memory. */
#include "support/levels.h"
#include "support/meter.h"
#include "support/needs.h"
#include "unit/nn/tiny_net.h"

#include "nn/net.h"
#include "nn/net_file.h"
#include "nn/net_graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_net *tiny(const facs_env *env)
{
    net_bytes file;
    facs_net *net = NULL;
    write_tiny_net(&file);
    assert_int_equal(facs_net_read(env, file.bytes, file.size, "tiny.net", &net, NULL), FACS_OK);
    return net;
}

/* ---- the tiny network by other means --------------------------------------------------------------------------- */

enum { SIDE_MAX = 16 };

typedef struct picture {
    int rows, cols, channels;
    double value[SIDE_MAX][SIDE_MAX][3];
} picture;

static double weight(int index)
{
    return tiny_eighths(index) / 8.0;
}

static double at(const picture *p, int y, int x, int k)
{
    return y < 0 || x < 0 || y >= p->rows || x >= p->cols ? 0 : p->value[y][x][k];
}

/* 3 x 3 with a margin of 1, or 1 x 1 without */
static picture convolved(const picture *in, int kernel, int stride, int first, int bias, bool depthwise, bool relu)
{
    picture out = {(in->rows - 1) / stride + 1, (in->cols - 1) / stride + 1, 3, {{{0}}}};
    for (int y = 0; y < out.rows; y++)
        for (int x = 0; x < out.cols; x++)
            for (int k = 0; k < 3; k++) {
                double sum = weight(bias + k);
                for (int t = 0; t < kernel * kernel; t++)
                    for (int i = 0; i < (depthwise ? 1 : in->channels); i++)
                        sum += weight(first + (depthwise ? 3 * t + k : (t * in->channels + i) * 3 + k)) *
                               at(in, y * stride + t / kernel - kernel / 2, x * stride + t % kernel - kernel / 2,
                                  depthwise ? k : i);
                out.value[y][x][k] = relu && sum < 0 ? 0 : sum;
            }
    return out;
}

static picture expected_sum(const float *input, int rows, int cols)
{
    picture in = {rows, cols, 1, {{{0}}}};
    for (int i = 0; i < rows * cols; i++)
        in.value[i / cols][i % cols][0] = (double)input[i];
    const picture first = convolved(&in, 3, 2, 0, 27, false, true),
                  second = convolved(&first, 3, 1, 30, 57, true, true);
    picture sum = convolved(&second, 1, 1, 60, 69, false, false);
    for (int y = 0; y < sum.rows; y++)
        for (int x = 0; x < sum.cols; x++)
            for (int k = 0; k < 3; k++)
                sum.value[y][x][k] = fmax(0, sum.value[y][x][k] + first.value[y][x][k]);
    return sum;
}

static void assert_near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-5 * (1 + fabs(expected))))
        fail_msg("%.9g, expected %.9g", actual, expected);
}

static void check_run(facs_net_run_state *state, int rows, int cols)
{
    float *input = facs_net_input(state);
    for (int i = 0; i < rows * cols; i++)
        input[i] = (float)(i * 11 % 23 - 11) / 8;
    const picture sum = expected_sum(input, rows, cols);
    assert_int_equal(facs_net_run(state, NULL), FACS_OK);
    facs_net_shape shape;
    const float *actual = facs_net_output(state, 0, &shape);
    assert_true(shape.rows == sum.rows && shape.cols == sum.cols && shape.channels == 3);
    for (int i = 0; i < sum.rows * sum.cols * 3; i++)
        assert_near((double)actual[i], sum.value[i / 3 / sum.cols][i / 3 % sum.cols][i % 3]);
    actual = facs_net_output(state, 1, &shape);
    assert_true(shape.rows == 2 * sum.rows && shape.cols == 2 * sum.cols);
    for (int i = 0; i < shape.rows * shape.cols * 3; i++)
        assert_near((double)actual[i], sum.value[i / 3 / shape.cols / 2][i / 3 % shape.cols / 2][i % 3]);
    actual = facs_net_output(state, 2, &shape);
    assert_true(shape.rows == sum.rows - 2 && shape.cols == sum.cols - 2 && shape.channels == 2);
    for (int k = 0; k < 2; k++) {
        double two = weight(126 + k);
        for (int i = 0; i < 27; i++)
            two += weight(72 + 2 * i + k) * sum.value[i / 9][i / 3 % 3][i % 3];
        assert_near((double)actual[k], two);
    }
}

static void known_values_in_all_sizes(void **unused)
{
    (void)unused;
    FOR_EACH_LEVEL (level) {
        const facs_env env = level_env(level);
        facs_net *net = tiny(&env);
        facs_net_run_state *state = NULL;
        assert_int_equal(facs_net_create_state(&env, net, &state, NULL), FACS_OK);
        check_run(state, 6, 6);
        for (int rows = 5; rows <= SIDE_MAX; rows += 3)
            for (int cols = 16; cols >= 5; cols -= 2) {
                assert_int_equal(facs_net_resize(state, rows, cols, NULL), FACS_OK);
                check_run(state, rows, cols);
            }
        facs_net_destroy_state(&state);
        assert_null(state);
        facs_net_free(&net);
    }
}

static void sizes_that_do_not_fit(void **unused)
{
    (void)unused;
    facs_net *net = tiny(NULL);
    facs_net_run_state *state = NULL;
    facs_error error = {.message = ""};
    assert_int_equal(facs_net_create_state(NULL, net, &state, NULL), FACS_OK);
    static const int bad[][2] = {{4, 6}, {6, 4}, {0, 6}, {6, -1}, {1 << 20, 6}, {60000, 60000}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(facs_net_resize(state, bad[i][0], bad[i][1], &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "network input of "));
        assert_int_equal(facs_net_run(state, &error), FACS_E_STATE);
        assert_int_equal(facs_net_resize(state, 6, 6, NULL), FACS_OK);
        check_run(state, 6, 6);
    }
    facs_net_destroy_state(&state);
    facs_net_free(&net);
}

static void memory_runs_out(void **unused)
{
    (void)unused;
    facs_net *net = tiny(NULL);
    for (int fail_at = 0;; fail_at++) {
        meter m;
        const facs_env env = meter_env(&m, fail_at);
        facs_net_run_state *state = NULL;
        const facs_status status = facs_net_create_state(&env, net, &state, NULL);
        if (status == FACS_OK) {
            m.fail_at = -1;
            /* larger: more memory; smaller and back: none */
            assert_int_equal(facs_net_resize(state, 16, 16, NULL), FACS_OK);
            const long made = m.made;
            assert_int_equal(facs_net_resize(state, 8, 8, NULL), FACS_OK);
            assert_int_equal(facs_net_resize(state, 16, 16, NULL), FACS_OK);
            check_run(state, 16, 16);
            assert_int_equal(m.made, made);
        }
        facs_net_destroy_state(&state);
        assert_int_equal(m.alive, 0);
        if (status == FACS_OK)
            break;
        assert_int_equal(status, FACS_E_MEMORY);
    }
    facs_net_free(&net);
}

/* ---- plain operations ------------------------------------------------------------------------------------------ */

typedef struct plain_case {
    facs_net_operation operation;
    int a[3], b[3], out[3]; /* sides; values of a are 1, 2, 3 ..., of b 10, 20, 30 ... */
    float expected[16];
} plain_case;

static facs_net_view dense_view(const int side[3], float *values)
{
    return (facs_net_view){side[0], side[1], side[2], (ptrdiff_t)side[1] * side[2], side[2], values};
}

static void plain_operations(void **unused)
{
    (void)unused;
    static float slopes[2] = {2, 10};
    static const plain_case cases[] = {
        {{.kind = FACS_NET_ADD}, {1, 2, 2}, {1, 2, 2}, {1, 2, 2}, {11, 22, 33, 44}},
        {{.kind = FACS_NET_SUB}, {1, 2, 2}, {1, 1, 1}, {1, 2, 2}, {-9, -8, -7, -6}},
        {{.kind = FACS_NET_SUB, .activation = FACS_NET_PRELU, .slopes = slopes, .slopes_count = 2},
         {1, 2, 2},
         {1, 1, 1},
         {1, 2, 2},
         {-18, -80, -14, -60}},
        {{.kind = FACS_NET_MUL}, {1, 2, 1}, {1, 1, 2}, {1, 2, 2}, {10, 20, 20, 40}},
        {{.kind = FACS_NET_DIV}, {2, 1, 1}, {1, 2, 1}, {2, 2, 1}, {0.1f, 0.05f, 0.2f, 0.1f}},
        {{.kind = FACS_NET_SQUARED_DIFFERENCE}, {1, 1, 2}, {1, 1, 2}, {1, 1, 2}, {81, 324}},
        {{.kind = FACS_NET_NEG}, {1, 1, 2}, {0}, {1, 1, 2}, {-1, -2}},
        {{.kind = FACS_NET_NEG, .activation = FACS_NET_RELU}, {1, 1, 2}, {0}, {1, 1, 2}, {0, 0}},
        {{.kind = FACS_NET_SQRT}, {1, 1, 4}, {0}, {1, 1, 4}, {1, 1.41421354f, 1.73205078f, 2}},
        {{.kind = FACS_NET_RSQRT}, {1, 1, 4}, {0}, {1, 1, 4}, {1, 0.707106769f, 0.577350259f, 0.5f}},
        {{.kind = FACS_NET_LOGISTIC}, {1, 1, 2}, {0}, {1, 1, 2}, {0.731058598f, 0.880797088f}},
        {{.kind = FACS_NET_UPSAMPLE}, {1, 2, 1}, {0}, {2, 4, 1}, {1, 1, 2, 2, 1, 1, 2, 2}},
        {{.kind = FACS_NET_MAX_POOL, .kernel_h = 2, .kernel_w = 2, .stride = 2, .same = true},
         {3, 3, 1},
         {0},
         {2, 2, 1},
         {5, 6, 8, 9}},
        {{.kind = FACS_NET_PAD, .number = {0, 0, 1, 0, 0, 1}}, {1, 2, 1}, {0}, {1, 3, 2}, {0, 0, 1, 0, 2, 0}},
        {{.kind = FACS_NET_CONCAT, .number = {1}}, {1, 1, 2}, {1, 2, 2}, {1, 3, 2}, {1, 2, 10, 20, 30, 40}},
        {{.kind = FACS_NET_CONCAT, .number = {2}}, {1, 2, 1}, {1, 2, 1}, {1, 2, 2}, {1, 10, 2, 20}},
        {{.kind = FACS_NET_RESHAPE, .number = {3, 1, 2}}, {1, 2, 3}, {0}, {3, 1, 2}, {1, 2, 3, 4, 5, 6}},
        {{.kind = FACS_NET_SLICE, .number = {1, 0, 1, 1, 2, 1}}, {2, 2, 2}, {0}, {1, 2, 1}, {6, 8}},
        {{.kind = FACS_NET_TRANSPOSE, .number = {2, 0, 1}}, {1, 2, 3}, {0}, {3, 1, 2}, {1, 4, 2, 5, 3, 6}},
        {{.kind = FACS_NET_MEAN, .number = {0, 1, 0}}, {1, 2, 2}, {0}, {1, 1, 2}, {2, 3}},
        {{.kind = FACS_NET_SUM, .number = {1, 0, 1}}, {2, 1, 3}, {0}, {1, 1, 1}, {21}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const plain_case *c = &cases[i];
        float a[16], b[16], out[16];
        for (int j = 0; j < 16; j++) {
            a[j] = (float)(j + 1);
            b[j] = (float)(10 * (j + 1));
            out[j] = -99;
        }
        facs_net_operation operation = c->operation;
        operation.a = 0;
        operation.b = c->b[0] ? 1 : FACS_NET_NOBODY;
        facs_net_sides sizes[2], result;
        memcpy(sizes[0].side, c->a, sizeof c->a);
        memcpy(sizes[1].side, c->b, sizeof c->b);
        assert_true(facs_net_result(&operation, sizes, &result, NULL));
        assert_memory_equal(result.side, c->out, sizeof c->out);
        const facs_net_view from = dense_view(c->a, a), other = dense_view(c->b, b), to = dense_view(c->out, out);
        facs_net_run_plain(&operation, &from, c->b[0] ? &other : NULL, &to);
        const int count = c->out[0] * c->out[1] * c->out[2];
        for (int j = 0; j < count; j++)
            if (out[j] != c->expected[j])
                fail_msg("case %zu, value %d: %.9g, expected %.9g", i, j, (double)out[j], (double)c->expected[j]);
        assert_true(count == 16 || out[count] == -99);
    }
}

static void operations_that_do_not_fit(void **unused)
{
    (void)unused;
    static const plain_case cases[] = {
        {.operation = {.kind = FACS_NET_ADD}, .a = {1, 2, 2}, .b = {1, 2, 3}},
        {.operation = {.kind = FACS_NET_CONCAT, .number = {3}}, .a = {1, 1, 1}, .b = {1, 1, 1}},
        {.operation = {.kind = FACS_NET_CONCAT, .number = {0}}, .a = {1, 1, 1}, .b = {1, 2, 1}},
        {.operation = {.kind = FACS_NET_PAD, .number = {-1}}, .a = {4, 4, 4}},
        {.operation = {.kind = FACS_NET_PAD, .number = {1 << 30, 1 << 30}}, .a = {4, 4, 4}},
        {.operation = {.kind = FACS_NET_RESHAPE, .number = {2, 2, 2}}, .a = {1, 1, 7}},
        {.operation = {.kind = FACS_NET_SLICE, .number = {1, 0, 0, 1, 1, 1}}, .a = {1, 1, 1}},
        {.operation = {.kind = FACS_NET_SLICE, .number = {INT32_MAX, 0, 0, INT32_MAX, 1, 1}}, .a = {1, 1, 1}},
        {.operation = {.kind = FACS_NET_TRANSPOSE, .number = {0, 1, 1}}, .a = {1, 1, 1}},
        {.operation = {.kind = FACS_NET_MAX_POOL, .kernel_h = 3, .kernel_w = 1, .stride = 1}, .a = {2, 2, 2}},
        {.operation = {.kind = FACS_NET_UPSAMPLE}, .a = {40000, 1, 1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        facs_net_operation operation = cases[i].operation;
        operation.b = cases[i].b[0] ? 1 : FACS_NET_NOBODY;
        facs_net_sides sizes[2], result;
        memcpy(sizes[0].side, cases[i].a, sizeof cases[i].a);
        memcpy(sizes[1].side, cases[i].b, sizeof cases[i].b);
        assert_false(facs_net_result(&operation, sizes, &result, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values_in_all_sizes),
        cmocka_unit_test(sizes_that_do_not_fit),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(plain_operations),
        cmocka_unit_test(operations_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
