/* ONNX files byte by byte, and read back by a reader of its own. */
#include "support/onnx_read.h"

#include "base/descriptor.h"
#include "nn/onnx_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct fixture {
    facs_env env;
    facs_error error;
    facs_onnx_graph graph;
    char path[160];
    uint8_t *bytes;
    size_t size;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->env = facs_env_resolve(NULL);
    f->graph = (facs_onnx_graph){.name = "g", .meaning = "m"};
    snprintf(f->path, sizeof f->path, "%s/facsimile-onnx-%d", facs_temporary_folder(), (int)getpid());
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    unlink(f->path);
    facs_free(&f->env, f->bytes);
    free(f);
    return 0;
}

static facs_status write_graph(fixture *f)
{
    facs_whole_file file;
    assert_int_equal(facs_whole_open(&f->env, f->path, NULL, &file, &f->error), FACS_OK);
    const facs_status status = facs_onnx_write(&f->graph, &file, &f->error);
    if (status != FACS_OK) {
        facs_whole_abandon(&file, false);
        return status;
    }
    assert_int_equal(facs_whole_commit(&file, &f->error), FACS_OK);
    facs_free(&f->env, f->bytes);
    return facs_read_file(&f->env, f->path, FACS_E_NOT_FOUND, &f->bytes, &f->size, &f->error);
}

static proto model_of(const fixture *f)
{
    return (proto){f->bytes, f->bytes + f->size};
}

/* 0, 0.5, 1 ... */
static void fill_halves(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    (void)tensor;
    for (size_t i = 0; i < count; i++)
        out[i] = 0.5f * (float)(first + i);
}

static void small_graph(facs_onnx_graph *graph)
{
    const facs_onnx_value x = {.name = "x", .meaning = "i", .rank = 2, .size = {0, 300}, .free = {"n"}};
    const facs_onnx_value y = {.name = "y", .meaning = "o", .rank = 1, .size = {2}};
    facs_onnx_add_input(graph, &x);
    facs_onnx_add_output(graph, &y);
    facs_onnx_add_tensor(graph, "w", 2, (int64_t[]){1, 2}, fill_halves, NULL, 0);
    facs_onnx_add_whole(graph, "k", -2);
    facs_onnx_node *node = facs_onnx_add_node(graph, "Op", "y", "x", "w", "k");
    facs_onnx_add_attribute(node, "a", 0, (int64_t[]){1});
    facs_onnx_add_attribute(node, "l", 2, (int64_t[]){3, 200});
    facs_onnx_add_property(graph, "p", "v");
}

/* put together by hand from onnx.proto */
static void bytes_are_those_of_the_format(void **state)
{
    fixture *f = *state;
    static const uint8_t node[] = "\x0a\x01x\x0a\x01w\x0a\x01k\x12\x01y\x1a\x01y\x22\x02Op"
                                  "\x2a\x08\x0a\x01"
                                  "a\x18\x01\xa0\x01\x02"
                                  "\x2a\x0b\x0a\x01l\x40\x03\x40\xc8\x01\xa0\x01\x07";
    static const uint8_t w[] = "\x08\x01\x08\x02\x10\x01\x42\x01w\x4a\x08\x00\x00\x00\x00\x00\x00\x00\x3f";
    static const uint8_t k[] = "\x08\x01\x10\x07\x42\x01k\x4a\x08\xfe\xff\xff\xff\xff\xff\xff\xff";
    static const uint8_t x[] =
        "\x0a\x01x\x12\x10\x0a\x0e\x08\x01\x12\x0a\x0a\x03\x12\x01n\x0a\x03\x08\xac\x02\x1a\x01i";
    static const uint8_t y[] = "\x0a\x01y\x12\x0a\x0a\x08\x08\x01\x12\x04\x0a\x02\x08\x02\x1a\x01o";
    small_graph(&f->graph);
    assert_int_equal(write_graph(f), FACS_OK);
    const proto graph = onnx_sound(model_of(f));
    const struct {
        int field, index;
        const uint8_t *bytes;
        size_t size;
    } parts[] = {
        {1, 0, node, sizeof node - 1}, {5, 0, w, sizeof w - 1},  {5, 1, k, sizeof k - 1},
        {11, 0, x, sizeof x - 1},      {12, 0, y, sizeof y - 1},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const proto part = proto_message(graph, parts[i].field, parts[i].index);
        assert_int_equal(part.end - part.at, parts[i].size);
        assert_memory_equal(part.at, parts[i].bytes, parts[i].size);
    }
    assert_true(proto_is(proto_message(graph, 2, 0), "g") && proto_is(proto_message(graph, 10, 0), "m"));
}

static void model_says_who_and_what(void **state)
{
    fixture *f = *state;
    small_graph(&f->graph);
    assert_int_equal(write_graph(f), FACS_OK);
    const proto model = model_of(f);
    assert_true(proto_is(proto_message(model, 2, 0), "facsimile"));
    assert_true(proto_is(proto_message(model, 3, 0), facs_version()));
    assert_true(proto_is(proto_message(model, 6, 0), "m"));
    assert_true(proto_is(onnx_property(model, "p"), "v"));
}

static void large_constants_are_given_in_pieces(void **state)
{
    fixture *f = *state;
    facs_onnx_add_tensor(&f->graph, "w", 3, (int64_t[]){7, 1000, 11}, fill_halves, NULL, 0);
    assert_int_equal(write_graph(f), FACS_OK);
    const proto tensor = onnx_tensor(onnx_sound(model_of(f)), "w");
    for (int64_t i = 0; i < 77000; i++)
        if (onnx_f32(tensor, i) != 0.5f * (float)i)
            fail_msg("value %d is %g", (int)i, (double)onnx_f32(tensor, i));
}

static void same_graph_same_bytes(void **state)
{
    fixture *f = *state;
    small_graph(&f->graph);
    assert_int_equal(write_graph(f), FACS_OK);
    uint8_t *first = f->bytes;
    const size_t size = f->size;
    f->bytes = NULL;
    assert_int_equal(write_graph(f), FACS_OK);
    assert_int_equal(f->size, size);
    assert_memory_equal(f->bytes, first, size);
    facs_free(&f->env, first);
}

static void what_is_too_large_is_refused(void **state)
{
    fixture *f = *state;
    facs_onnx_add_tensor(&f->graph, "w", 2, (int64_t[]){1 << 16, 1 << 13}, fill_halves, NULL, 0);
    assert_int_equal(write_graph(f), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(f->error.message, "2 GiB"));
    f->graph = (facs_onnx_graph){.name = "g", .meaning = "m"};
    for (int i = 0; i <= FACS_ONNX_NODES_MAX; i++)
        facs_onnx_add_node(&f->graph, "Op", "y", NULL, NULL, NULL);
    assert_int_equal(write_graph(f), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(f->error.message, "too many layers"));
    f->graph = (facs_onnx_graph){.name = "g", .meaning = "m"};
    facs_onnx_add_whole(&f->graph, "a name of 24 characters.", 1);
    assert_int_equal(write_graph(f), FACS_E_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_are_those_of_the_format, set_up, tear_down),
        cmocka_unit_test_setup_teardown(model_says_who_and_what, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_constants_are_given_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(same_graph_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
