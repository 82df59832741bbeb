/* Traces of ONNX Runtime summed up: the first run is left out, and the text may be anything. */
#include "support/needs.h"

#include "nn/onnx_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN(at, length) "{\"cat\":\"Session\",\"name\":\"model_run\",\"ts\":" #at ",\"dur\":" #length "}"
#define NODE(kind, provider, at, length)                                                                               \
    "{\"cat\":\"Node\",\"name\":\"" kind "_kernel_time\",\"ts\":" #at ",\"dur\":" #length                              \
    ",\"args\":{\"op_name\":\"" kind "\",\"provider\":\"" provider "\"}}"

static facs_trace_sum read_text(const char *text)
{
    facs_trace_sum sum;
    facs_onnx_trace_read(text, strlen(text), &sum);
    return sum;
}

static void test_sums(void **context)
{
    (void)context;
    const facs_trace_sum sum = read_text("[" NODE("Conv", "CPUExecutionProvider", 10, 5000) "," RUN(0, 100) "," NODE(
        "Conv", "CUDAExecutionProvider", 210,
        30) "," NODE("Relu", "CPUExecutionProvider", 250,
                     5) "," NODE("Conv", "CUDAExecutionProvider", 260,
                                 20) "," RUN(200,
                                             100) "," NODE("Conv", "CUDAExecutionProvider", 410,
                                                           30) "," RUN(400,
                                                                       90) ","
                                                                           "{\"cat\":\"Node\",\"name\":\"Conv_fence_"
                                                                           "before\",\"ts\":450,\"dur\":7},"
                                                                           "{\"cat\":\"Kernel\",\"name\":\"x\",\"ts\":"
                                                                           "451,\"dur\":7}]");
    assert_string_equal(sum.failure, "");
    assert_int_equal(sum.runs, 2);
    assert_int_equal(sum.provider_count, 2);
    assert_string_equal(sum.providers[0].name, "CUDAExecutionProvider");
    assert_int_equal(sum.providers[0].calls, 3);
    assert_true(sum.providers[0].seconds > 79.9e-6 && sum.providers[0].seconds < 80.1e-6);
    assert_string_equal(sum.providers[1].name, "CPUExecutionProvider");
    assert_int_equal(sum.providers[1].calls, 1);
    assert_int_equal(sum.operator_count, 2);
    assert_string_equal(sum.operators[0].name, "Conv");
    assert_string_equal(sum.operators[1].name, "Relu");
}

/* the slowest five of many; what has no row any more is counted in the last one; long names are cut */
static void test_many(void **context)
{
    (void)context;
    enum { KINDS = 200, ROOM = 200 * KINDS };
    char *text = malloc(ROOM);
    assert_non_null(text);
    int length = snprintf(text, ROOM, "[" RUN(0, 1) "," RUN(10, 100000));
    for (int i = 0; i < KINDS; i++)
        length += snprintf(text + length, ROOM - (size_t)length,
                           ",{\"cat\":\"Node\",\"name\":\"n_kernel_time\",\"ts\":20,\"dur\":%d,"
                           "\"args\":{\"op_name\":\"kind%d\",\"provider\":\"provider%d\"}}",
                           i < 100 ? i : 0, i, i);
    snprintf(text + length, ROOM - (size_t)length, "]");
    const facs_trace_sum sum = read_text(text);
    free(text);
    assert_int_equal(sum.provider_count, FACS_TRACE_PROVIDERS);
    assert_int_equal(sum.operator_count, FACS_TRACE_OPERATORS);
    assert_string_equal(sum.operators[0].name, "kind99");
    assert_string_equal(sum.operators[4].name, "kind95");
    int64_t calls = 0;
    for (int i = 0; i < sum.provider_count; i++)
        calls += sum.providers[i].calls;
    assert_int_equal(calls, KINDS);
    const facs_trace_sum cut = read_text("[" RUN(0, 1) "," NODE(
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "p", 5, 5) "]");
    assert_int_equal(strlen(cut.operators[0].name), FACS_TRACE_NAME - 1);
}

static void expect_failure(const char *text, const char *why)
{
    const facs_trace_sum sum = read_text(text);
    if (!strstr(sum.failure, why) || sum.provider_count || sum.operator_count)
        fail_msg("%.60s: '%s'", text, sum.failure);
}

static void test_hostile(void **context)
{
    (void)context;
    static const char none[] = "tells of no nodes", odd[] = "no JSON array";
    expect_failure("", odd);
    expect_failure("{}", odd);
    expect_failure("[", odd);
    expect_failure("[" RUN(0, 1), odd);
    expect_failure("null", odd);
    expect_failure("[]", none);
    expect_failure("[1,null,\"x\",[],{}]", none);
    expect_failure("[" RUN(0, 1) "]", none);
    expect_failure("[" NODE("Conv", "p", 5, 5) "]", none); /* no run to be behind of */
    expect_failure("[" RUN(0, 1) "," NODE("Conv", "p", 5, -5) "]", none);
    expect_failure("[" RUN(0, 1) "," NODE("Conv", "p", -5, 5) "]", none);
    expect_failure("[" RUN(0, 1) "," NODE("Conv", "p", 1e300, 5) "]", none);
    expect_failure("[" RUN(0, 1e999) "," NODE("Conv", "p", 5, 5) "]", none);
    expect_failure("[" RUN(0, 1) ",{\"cat\":\"Node\",\"name\":7,\"ts\":\"5\",\"dur\":{},\"args\":5}]", none);
    /* nesting without end */
    enum { DEEP = 100000 };
    char *text = malloc(DEEP + 1);
    assert_non_null(text);
    memset(text, '[', DEEP);
    text[DEEP] = '\0';
    expect_failure(text, odd);
    free(text);
    /* a node that names nothing */
    const facs_trace_sum sum =
        read_text("[" RUN(0, 1) ",{\"cat\":\"Node\",\"name\":\"x_kernel_time\",\"ts\":5,\"dur\":1}]");
    assert_string_equal(sum.providers[0].name, "unknown");
    assert_string_equal(sum.operators[0].name, "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
