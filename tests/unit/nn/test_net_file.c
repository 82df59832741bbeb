/* Reader of FACSNET1 files: what it makes of a small one, and of damaged ones; the networks in the library. */
#include "support/levels.h"
#include "support/meter.h"
#include "support/needs.h"
#include "unit/nn/tiny_net.h"

#include "nn/net.h"
#include "nn/net_file.h"
#include "nn/net_graph.h"

#include <stdlib.h>
#include <string.h>

enum {
    TENSORS_AT = 24,
    OUTPUTS_AT = TENSORS_AT + 7 * 12,
    OPERATIONS_AT = OUTPUTS_AT + 3 * 32,
    NUMBERS_AT = OPERATIONS_AT + 6 * 48
};

static facs_status read_copy(const net_bytes *file, size_t size, facs_net **net, facs_error *error)
{
    /* in a block of just that size, so that sanitizers see a byte too many */
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, file->bytes, size);
    *net = NULL;
    const facs_status status = facs_net_read(NULL, copy, size, "tiny.net", net, error);
    free(copy);
    return status;
}

static void a_small_network(void **unused)
{
    (void)unused;
    net_bytes file;
    facs_net *net;
    write_tiny_net(&file);
    facs_error error = {.message = ""};
    if (read_copy(&file, file.size, &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    const facs_net_shape shape = facs_net_input_shape(net);
    assert_true(shape.rows == 6 && shape.cols == 6 && shape.channels == 1);
    assert_int_equal(net->outputs, 3);
    assert_int_equal(facs_net_find_output(net, "double"), 1);
    assert_int_equal(facs_net_find_output(net, "doubl"), -1);
    facs_net_free(&net);
    assert_null(net);
}

static void halves(void **unused)
{
    (void)unused;
    assert_true(facs_net_half(0x3c00) == 1 && facs_net_half(0xc000) == -2 && facs_net_half(0x7bff) == 65504);
    assert_true(facs_net_half(0x0001) == 0x1p-24f && facs_net_half(0x83ff) == -1023 * 0x1p-24f);
    assert_true(facs_net_half(0x0400) == 0x1p-14f && facs_net_half(0x3555) == 0x1.554p-2f);
    assert_true(facs_net_half(0x7c00) > 3e38f && facs_net_half(0x7e00) != facs_net_half(0x7e00));
}

/* One word of the file changed: the status, and a piece of the message. */
static void refused_words(void **unused)
{
    (void)unused;
    static const struct {
        size_t at;
        uint32_t word;
        facs_status status;
        const char *message;
    } words[] = {
        {0, 0, FACS_E_MODEL_CORRUPT, "expected FACSNET1"},
        {8, 0, FACS_E_MODEL_CORRUPT, "tensors, found 0"},
        {8, 5000, FACS_E_MODEL_CORRUPT, "tensors, found 5000"},
        {12, 0xffffffff, FACS_E_MODEL_CORRUPT, "operations"},
        {16, 0, FACS_E_MODEL_CORRUPT, "outputs"},
        {20, TINY_NUMBERS + 1, FACS_E_MODEL_CORRUPT, "two for each of 129 numbers"},
        {20, 0xffffffff, FACS_E_MODEL_CORRUPT, "two for each"},
        {TENSORS_AT, 0, FACS_E_MODEL_CORRUPT, "expected a side of 1 to"},
        {TENSORS_AT + 4, 0x80000000, FACS_E_MODEL_CORRUPT, "expected a side of 1 to"},
        {TENSORS_AT + 12, 4, FACS_E_MODEL_CORRUPT, "expected the result of operation 0 to have 3 x 3 x 3"},
        {TENSORS_AT + 8, 2, FACS_E_MODEL_CORRUPT, "expected each number to be used once"},
        {OUTPUTS_AT, 0, FACS_E_MODEL_CORRUPT, "expected the name of an output"},
        {OUTPUTS_AT + 28, 7, FACS_E_MODEL_CORRUPT, "expected a tensor below 7"},
        {OPERATIONS_AT, 0, FACS_E_UNSUPPORTED, "expected an operation of kind 1 to 4, found 0"},
        {OPERATIONS_AT, 5, FACS_E_UNSUPPORTED, "expected an operation of kind 1 to 4, found 5"},
        {OPERATIONS_AT + 4, 2, FACS_E_UNSUPPORTED, "expected activation 0 or 1"},
        {OPERATIONS_AT + 56, 4, FACS_E_MODEL_CORRUPT, "read a tensor made before it"},
        {OPERATIONS_AT + 8, 7, FACS_E_MODEL_CORRUPT, "expected a tensor's number"},
        {OPERATIONS_AT + 12, 0, FACS_E_MODEL_CORRUPT, "expected no second tensor"},
        {OPERATIONS_AT + 16, 0, FACS_E_MODEL_CORRUPT, "make a new tensor"},
        {OPERATIONS_AT + 20, 0, FACS_E_MODEL_CORRUPT, "expected a kernel, stride or margin of 1 to"},
        {OPERATIONS_AT + 28, 0, FACS_E_MODEL_CORRUPT, "expected a kernel, stride or margin of 1 to"},
        {OPERATIONS_AT + 28, 1 << 20, FACS_E_MODEL_CORRUPT, "expected a kernel, stride or margin of 1 to"},
        {OPERATIONS_AT + 32, 0xffffffff, FACS_E_MODEL_CORRUPT, "expected a kernel, stride or margin of 0 to"},
        {OPERATIONS_AT + 40, 102, FACS_E_MODEL_CORRUPT, "expected 27 numbers from number 102 on"},
        {OPERATIONS_AT + 40, 0xffffffff, FACS_E_MODEL_CORRUPT, "expected 27 numbers"},
        {OPERATIONS_AT + 44, 127, FACS_E_MODEL_CORRUPT, "expected 3 numbers from number 127 on"},
        {NUMBERS_AT, 0x7c00, FACS_E_MODEL_CORRUPT, "expected a number, found inf"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        net_bytes file;
        facs_net *net;
        facs_error error = {.message = ""};
        write_tiny_net(&file);
        const size_t size = file.size;
        flat_put(&file, words[i].at, words[i].word);
        assert_int_equal(file.size, size);
        if (read_copy(&file, size, &net, &error) != words[i].status || !strstr(error.message, words[i].message) ||
            strncmp(error.message, "tiny.net: at byte ", 18) != 0)
            fail_msg("word at %zu: \"%s\"", words[i].at, error.message);
        assert_null(net);
    }
}

static void every_length_is_refused(void **unused)
{
    (void)unused;
    net_bytes file;
    write_tiny_net(&file);
    for (size_t size = 0; size < file.size; size++) {
        facs_net *net;
        facs_error error = {.message = ""};
        assert_int_equal(read_copy(&file, size, &net, &error), FACS_E_MODEL_CORRUPT);
        assert_non_null(strstr(error.message, "expected "));
    }
}

/* Whatever a byte is changed to: refused, or usable. */
static void every_byte_changed(void **unused)
{
    (void)unused;
    static const uint8_t values[] = {0, 1, 2, 3, 7, 0x7f, 0x80, 0xff};
    net_bytes file;
    write_tiny_net(&file);
    for (size_t at = 0; at < file.size; at++) {
        const uint8_t was = file.bytes[at];
        for (size_t i = 0; i < sizeof values; i++) {
            facs_net *net;
            facs_net_run_state *state = NULL;
            file.bytes[at] = values[i];
            if (read_copy(&file, file.size, &net, NULL) == FACS_OK &&
                facs_net_create_state(NULL, net, &state, NULL) == FACS_OK)
                assert_int_equal(facs_net_run(state, NULL), FACS_OK);
            facs_net_destroy_state(&state);
            facs_net_free(&net);
        }
        file.bytes[at] = was;
    }
}

static void memory_runs_out(void **unused)
{
    (void)unused;
    net_bytes file;
    write_tiny_net(&file);
    for (int fail_at = 0;; fail_at++) {
        meter m;
        const facs_env env = meter_env(&m, fail_at);
        facs_net *net = NULL;
        const facs_status status = facs_net_read(&env, file.bytes, file.size, "tiny.net", &net, NULL);
        facs_net_free(&net);
        assert_int_equal(m.alive, 0);
        if (status == FACS_OK) {
            assert_true(fail_at > 10);
            break;
        }
        assert_int_equal(status, FACS_E_MEMORY);
    }
}

/* The networks in the library: names, sizes, outputs as their users expect them. */
static void networks_in_the_library(void **unused)
{
    (void)unused;
    static const struct {
        const char *name;
        int rows, cols;
        struct {
            const char *name;
            int rows, cols, channels;
        } output[5];
    } nets[] = {
        {"face-detector", 480, 640, {{"s8", 60, 80, 15}, {"s16", 30, 40, 15}, {"s32", 15, 20, 15}}},
        {"face-points", 112, 112, {{"points", 1, 1, 1434}, {"shapes", 1, 1, 52}, {"pose", 1, 1, 6}, {"flag", 1, 1, 1}}},
        {"eye-patch", 32, 48, {{"lids", 1, 1, 32}, {"iris", 1, 1, 2}, {"opening", 1, 1, 1}, {"gaze", 1, 1, 2}}},
        {"mouth-patch", 48, 64, {{"lips", 1, 1, 80}, {"shapes", 1, 1, 27}}},
    };
    const uint8_t *bytes;
    size_t size;
    assert_false(facs_net_builtin("nobody", &bytes, &size));
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        facs_net *net = NULL;
        facs_net_run_state *state = NULL;
        facs_error error = {.message = ""};
        assert_true(facs_net_builtin(nets[i].name, &bytes, &size));
        if (facs_net_read(NULL, bytes, size, nets[i].name, &net, &error) != FACS_OK)
            fail_msg("%s", error.message);
        assert_int_equal(facs_net_create_state(NULL, net, &state, NULL), FACS_OK);
        /* a fully convolutional one may have been written for any size */
        assert_int_equal(facs_net_resize(state, nets[i].rows, nets[i].cols, NULL), FACS_OK);
        for (int o = 0; o < 5 && nets[i].output[o].name; o++) {
            facs_net_shape shape;
            const int index = facs_net_find_output(net, nets[i].output[o].name);
            assert_true(index >= 0);
            facs_net_output(state, index, &shape);
            assert_true(shape.rows == nets[i].output[o].rows && shape.cols == nets[i].output[o].cols &&
                        shape.channels == nets[i].output[o].channels);
        }
        facs_net_destroy_state(&state);
        facs_net_free(&net);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_network),         cmocka_unit_test(halves),
        cmocka_unit_test(refused_words),           cmocka_unit_test(every_length_is_refused),
        cmocka_unit_test(every_byte_changed),      cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(networks_in_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
