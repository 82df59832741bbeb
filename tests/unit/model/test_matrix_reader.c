/* Cursor, binary and text matrices: values, bounds, messages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "memory_files.h"
#include "model/matrix_reader.h"

#include <math.h>
#include <string.h>

typedef struct fixture {
    memory_files files;
    facs_env env;
    facs_error error;
    facs_cursor cursor;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = memory_env(&f.files);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_cursor_close(&f->env, &f->cursor);
    return memory_files_free(&f->files);
}

static content *file(fixture *f)
{
    return memory_file_new(&f->files, "/f");
}

static facs_status open_file(fixture *f, bool binary)
{
    return facs_cursor_open(&f->env, "/f", "test data", binary, &f->cursor, &f->error);
}

static void assert_message(const fixture *f, const char *part)
{
    if (!strstr(f->error.message, part))
        fail_msg("message \"%s\" lacks \"%s\"", f->error.message, part);
}

static void test_open(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_file(f, true), FACS_E_MODELS_MISSING);
    assert_message(f, "/f");
    file(f);
    assert_int_equal(open_file(f, false), FACS_E_MODEL_CORRUPT);
    assert_message(f, "empty file");
    put_text(file(f), "\n<!DOCTYPE html><html>");
    assert_int_equal(open_file(f, false), FACS_E_MODEL_CORRUPT);
    assert_message(f, "web page");
    put_text(file(f), "# just text");
    assert_int_equal(open_file(f, true), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected test data (a binary file), found text");
    put_i32(file(f), 3);
    assert_int_equal(open_file(f, false), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected test data (a text file), found binary data");
    assert_message(f, "fetch it again");
    assert_int_equal(open_file(f, true), FACS_OK);
}

static void test_scalars(void **state)
{
    fixture *f = *state;
    content *to = file(f);
    put_i32(to, -2);
    put_i32(to, 7);
    put_f32(to, 1.5f);
    put_f64(to, -0.1);
    put_f32(to, NAN);
    put_f64(to, INFINITY);
    put_f64(to, 1e10);
    put_i32(to, 9);
    assert_int_equal(open_file(f, true), FACS_OK);
    int32_t integer;
    float narrow;
    double wide;
    assert_int_equal(facs_read_i32(&f->cursor, "a", &integer), FACS_OK);
    assert_int_equal(integer, -2);
    assert_int_equal(facs_read_i32_range(&f->cursor, "b", 7, 9, &integer), FACS_OK);
    assert_int_equal(integer, 7);
    assert_int_equal(facs_read_f32(&f->cursor, "c", &narrow), FACS_OK);
    assert_true(narrow == 1.5f);
    assert_int_equal(facs_read_f64(&f->cursor, "d", &wide), FACS_OK);
    assert_true(wide == -0.1);
    assert_int_equal(facs_read_f32(&f->cursor, "e", &narrow), FACS_E_MODEL_CORRUPT);
    assert_message(f, "at byte 20: expected a number from -1e9 to 1e9 as e, found ");
    assert_int_equal(facs_read_f64(&f->cursor, "f", &wide), FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_read_f64(&f->cursor, "g", &wide), FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_expect_end(&f->cursor), FACS_E_MODEL_CORRUPT);
    assert_message(f, "found 4 more bytes");
    assert_int_equal(facs_read_i32_range(&f->cursor, "views", 1, 8, &integer), FACS_E_MODEL_CORRUPT);
    assert_message(f, "/f: at byte 40: expected views from 1 to 8, found 9");
    assert_int_equal(facs_expect_end(&f->cursor), FACS_OK);
    assert_int_equal(facs_read_i32(&f->cursor, "tag", &integer), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected 4 bytes of tag, found only 0");
}

static void test_matrix_types(void **state)
{
    fixture *f = *state;
    content *to = file(f);
    static const uint8_t bytes[] = {0, 200};
    static const int32_t integers[] = {-5, 16777217};
    put_head(to, 1, 2, 0);
    put_bytes(to, bytes, 2);
    put_i32_matrix(to, 2, 1, integers);
    put_head(to, 1, 2, 5);
    put_f32(to, 0.1f);
    put_f32(to, -2);
    put_head(to, 1, 2, 6);
    put_f64(to, 0.1);
    put_f64(to, -2);
    put_i32_matrix(to, 1, 2, integers);
    assert_int_equal(open_file(f, true), FACS_OK);
    float narrow[2];
    facs_matrix matrix;
    assert_int_equal(facs_read_matrix_f32_into(&f->cursor, "bytes", 1, 2, narrow), FACS_OK);
    assert_true(narrow[0] == 0 && narrow[1] == 200);
    assert_int_equal(facs_read_matrix_f32(&f->env, &f->cursor, "integers", 0, 1, &matrix), FACS_OK);
    assert_int_equal(matrix.rows, 2);
    assert_true(matrix.f32[0] == -5 && matrix.f32[1] == 16777216); /* rounded */
    facs_free(&f->env, matrix.f32);
    double wide[2];
    assert_int_equal(facs_read_matrix_f64_into(&f->cursor, "singles", 1, 2, wide), FACS_OK);
    assert_true(wide[0] == (double)0.1f && wide[1] == -2);
    assert_int_equal(facs_read_matrix_f32_into(&f->cursor, "doubles", 1, 2, narrow), FACS_OK);
    assert_true(narrow[0] == 0.1f && narrow[1] == -2);
    int32_t out[2];
    assert_int_equal(facs_read_matrix_i32_into(&f->cursor, "integers", 1, 2, out), FACS_OK);
    assert_memory_equal(out, integers, sizeof out);
    assert_int_equal(facs_expect_end(&f->cursor), FACS_OK);
}

/* A header and `count` zero bytes; the message must hold `part`. */
static void refuse_matrix(fixture *f, int rows, int cols, int type, int count, const char *part)
{
    content *to = file(f);
    put_head(to, rows, cols, type);
    for (int i = 0; i < count; i++)
        put_bytes(to, "", 1);
    assert_int_equal(open_file(f, true), FACS_OK);
    facs_matrix matrix;
    assert_int_equal(facs_read_matrix_f32(&f->env, &f->cursor, "things", 2, 0, &matrix), FACS_E_MODEL_CORRUPT);
    assert_message(f, part);
    facs_cursor_close(&f->env, &f->cursor);
}

static void test_refused_matrices(void **state)
{
    fixture *f = *state;
    refuse_matrix(f, 2, 2, 5, 15, "expected 16 bytes of things, found only 15");
    refuse_matrix(f, 3, 2, 5, 24, "expected a matrix of 2 rows as things, found 3 x 2");
    refuse_matrix(f, 2, 2, 2, 16, "expected element type 0, 4, 5 or 6");
    refuse_matrix(f, 2, 2, 13, 16, "found 13");
    refuse_matrix(f, -1, 2, 5, 16, "found -1 x 2");
    refuse_matrix(f, 2, 0, 5, 16, "found 2 x 0");
    refuse_matrix(f, INT32_MAX, INT32_MAX, 6, 16, "found 2147483647 x 2147483647");
    refuse_matrix(f, 1 << 20, 1 << 20, 6, 16, "expected 8796093022208 bytes");
    content *to = file(f);
    put_head(to, 1, 2, 6);
    put_f64(to, 1);
    put_f64(to, NAN);
    put_head(to, 1, 1, 6);
    put_f64(to, 1e300); /* infinite as f32 */
    put_head(to, 1, 1, 5);
    put_f32(to, 2);
    put_f32_matrix(to, 2, 2);
    assert_int_equal(open_file(f, true), FACS_OK);
    float out[2];
    int32_t integer;
    facs_matrix_head head;
    assert_int_equal(facs_read_matrix_f32_into(&f->cursor, "things", 1, 2, out), FACS_E_MODEL_CORRUPT);
    assert_message(f, "at byte 20: expected numbers from -1e9 to 1e9 in things, found");
    assert_int_equal(facs_read_matrix_f32_into(&f->cursor, "things", 1, 1, out), FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_read_matrix_i32_into(&f->cursor, "things", 1, 1, &integer), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected integers (element type 4) in things, found type 5");
    assert_int_equal(facs_read_vector_head(&f->cursor, "things", 4, &head), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected one row or column of 4");
}

static void test_comments(void **state)
{
    fixture *f = *state;
    put_text(file(f), "# one\n\r\n dropped line 5\n#\n12 \n# two\n\t3 rest\n4# no end");
    assert_int_equal(open_file(f, false), FACS_OK);
    int value;
    facs_skip_comments(&f->cursor);
    assert_int_equal(facs_read_text_int(&f->cursor, "a", 0, 20, &value), FACS_OK);
    assert_int_equal(value, 12);
    facs_skip_comments(&f->cursor); /* the rest of 12's line, then the comment; a tab is not skipped */
    assert_int_equal(f->cursor.bytes[f->cursor.at], '\t');
    assert_int_equal(facs_read_text_int(&f->cursor, "b", 0, 20, &value), FACS_OK);
    assert_int_equal(value, 3);
    facs_skip_comments(&f->cursor); /* " rest" goes with its line */
    assert_int_equal(facs_read_text_int(&f->cursor, "c", 0, 20, &value), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected an integer (c), found \"4#\"");
}

static void test_text_matrices(void **state)
{
    fixture *f = *state;
    put_text(file(f), "2 2\n6\n1.5 -2\n\t1e-3 4 \n1 2 5 0.1 1.00000005960464477539062500001 2 1 4 -7 8\n"
                      "1 1 6 0.1 1 3 4 0 1 2\n# end\n\n# of file");
    assert_int_equal(open_file(f, false), FACS_OK);
    facs_matrix matrix;
    float narrow[2];
    double wide;
    int32_t integers[2], *allocated;
    int rows;
    assert_int_equal(facs_read_text_matrix_f32(&f->env, &f->cursor, "a", 0, 2, &matrix), FACS_OK);
    assert_int_equal(matrix.rows, 2);
    assert_true(matrix.f32[0] == 1.5f && matrix.f32[1] == -2 && matrix.f32[2] == 1e-3f && matrix.f32[3] == 4);
    facs_free(&f->env, matrix.f32);
    assert_int_equal(facs_read_text_matrix_f32_into(&f->cursor, "b", 1, 2, narrow), FACS_OK);
    assert_true(narrow[0] == 0.1f && narrow[1] == 0x1.000002p0f); /* by way of f64 it would be 1 */
    assert_int_equal(facs_read_text_matrix_i32_into(&f->cursor, "c", 2, 1, integers), FACS_OK);
    assert_true(integers[0] == -7 && integers[1] == 8);
    assert_int_equal(facs_expect_text_end(&f->cursor), FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_read_text_matrix_f64_into(&f->cursor, "d", 1, 1, &wide), FACS_OK);
    assert_true(wide == 0.1);
    assert_int_equal(facs_read_text_matrix_i32(&f->env, &f->cursor, "e", 3, &rows, &allocated), FACS_OK);
    assert_int_equal(rows, 1);
    assert_int_equal(allocated[2], 2);
    facs_free(&f->env, allocated);
    assert_int_equal(facs_expect_text_end(&f->cursor), FACS_OK);
}

static void refuse_text_matrix(fixture *f, const char *text, const char *part)
{
    put_text(file(f), "%s", text);
    assert_int_equal(open_file(f, false), FACS_OK);
    facs_matrix matrix;
    assert_int_equal(facs_read_text_matrix_f32(&f->env, &f->cursor, "things", 1, 0, &matrix), FACS_E_MODEL_CORRUPT);
    assert_message(f, part);
    facs_cursor_close(&f->env, &f->cursor);
}

static void test_refused_text(void **state)
{
    fixture *f = *state;
    refuse_text_matrix(f, "1 3 6 1.0", "expected the 1 x 3 numbers of things, found only 4 bytes more");
    refuse_text_matrix(f, "1 2 6 1.0 ", "found the end of the file");
    refuse_text_matrix(f, "1 2 6 1.0 nan", "expected a number from -1e9 to 1e9 (things), found \"nan\"");
    refuse_text_matrix(f, "1 2 6 1.0 1e10", "found \"1e10\"");
    refuse_text_matrix(f, "1 2 5 1.0 1e10", "found \"1e10\"");
    refuse_text_matrix(f, "2 2 6 1 2 3 4", "expected a matrix of 1 row as things, found 2 x 2");
    refuse_text_matrix(f, "1 0 6 1 2 3 4", "from 1 to 1048576, found 0");
    refuse_text_matrix(f, "1 99999999999 6 1", "found \"99999999999\"");
    refuse_text_matrix(f, "-1 2 6 1 2", "found -1");
    refuse_text_matrix(f, "1 2 3 1 2", "element type");
    refuse_text_matrix(f, "1 2.5 6 1 2", "expected an integer");
    put_text(file(f), "1 2 6 1 2 1 2 4 1 2.5");
    assert_int_equal(open_file(f, false), FACS_OK);
    int32_t integers[2];
    assert_int_equal(facs_read_text_matrix_i32_into(&f->cursor, "t", 1, 2, integers), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected integers (element type 4) as t, found type 6");
    f->cursor.at = 10;
    assert_int_equal(facs_read_text_matrix_i32_into(&f->cursor, "t", 1, 2, integers), FACS_E_MODEL_CORRUPT);
    assert_message(f, "expected an integer (t), found \"2.5\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scalars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_matrix_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_matrices, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_comments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_matrices, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_text, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
