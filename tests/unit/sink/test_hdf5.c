/* HDF5 as libhdf5 reads it: rows of several blocks, faces that come and go, missing values; parts and failures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 150, LATE = 100 /* frame from which on there is a second face */ };

static const facs_face_shape small = {.landmarks = 2, .modes = 1, .au_r = FACS_AU_R, .au_c = FACS_AU_C};

static int enter(void **state)
{
    char *folder = strdup("hdf5-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

/* a file that was left behind fails the test */
static int leave(void **state)
{
    int left = rmdir(*state);
    free(*state);
    return left;
}

static void *open_file(const char *path, const facs_layout *layout, facs_status wanted)
{
    const facs_sink_place place = {.path = path, .layout = layout};
    void *state = NULL;
    assert_int_equal(facs_sink_find("hdf5")->open(&place, &state, NULL), wanted);
    return state;
}

static void write_rows(void *state, int rows)
{
    facs_face_store store = make_store(&small);
    for (int frame = 1; frame <= rows; frame++) {
        assert_int_equal(facs_face_store_resize(&store, frame > LATE ? 2 : 1, NULL), FACS_OK);
        store.result.frame = frame;
        for (int i = 0; i < store.result.face_count; i++) {
            facs_face_slot *slot = &store.slots[i];
            slot->face.face_id = 9 - i; /* the place in the picture is no name of a group */
            slot->face.person = 3 * i;
            slot->face.success = frame % 2;
            slot->face.has_aus = frame != 5; /* missing there */
            slot->au_r[0] = frame / 8.0;
            for (int j = 0; j < 4; j++)
                slot->landmarks[j] = (float)(10 * frame + j);
        }
        assert_int_equal(facs_sink_find("hdf5")->write(state, &store.result, NULL, NULL), FACS_OK);
    }
    facs_face_store_free(&store);
}

static hsize_t read_data(hid_t file, const char *name, hid_t type, void *values)
{
    hid_t data = H5Dopen2(file, name, H5P_DEFAULT);
    assert_true(data > 0);
    hsize_t size[2] = {0};
    hid_t space = H5Dget_space(data);
    H5Sget_simple_extent_dims(space, size, NULL);
    assert_true(H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
    H5Sclose(space);
    H5Dclose(data);
    return size[0];
}

static void check_text(hid_t file, const char *data, const char *name, const char *wanted)
{
    hid_t attribute = H5Aopen_by_name(file, data, name, H5P_DEFAULT, H5P_DEFAULT), type = H5Aget_type(attribute);
    char *text = NULL;
    assert_true(H5Aread(attribute, type, &text) >= 0);
    assert_string_equal(text, wanted);
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
}

static void test_values(void **state)
{
    char path[128];
    snprintf(path, sizeof path, "%s/a.h5", (char *)*state);
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    void *sink = open_file(path, layout, FACS_OK);
    write_rows(sink, ROWS);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(facs_sink_find("hdf5")->finish(&sink, NULL), FACS_OK);
    assert_null(sink);
    static double numbers[2 * ROWS];
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file > 0);
    assert_int_equal(read_data(file, "person_0/frame", H5T_NATIVE_DOUBLE, numbers), ROWS);
    for (int i = 0; i < ROWS; i++)
        assert_true(numbers[i] == i + 1);
    assert_int_equal(read_data(file, "person_3/frame", H5T_NATIVE_DOUBLE, numbers), ROWS - LATE);
    assert_true(numbers[0] == LATE + 1);
    assert_int_equal(read_data(file, "person_0/success", H5T_NATIVE_DOUBLE, numbers), ROWS);
    assert_true(numbers[0] == 1 && numbers[1] == 0);
    assert_int_equal(read_data(file, "person_0/y", H5T_NATIVE_DOUBLE, numbers), ROWS);
    assert_true(numbers[0] == 12 && numbers[1] == 13 && numbers[2 * ROWS - 1] == 10 * ROWS + 3);
    assert_int_equal(read_data(file, "person_0/AU01_r", H5T_NATIVE_DOUBLE, numbers), ROWS);
    assert_true(numbers[3] == 0.5 && isnan(numbers[4]) && numbers[ROWS - 1] == ROWS / 8.0);
    check_text(file, "person_0/y", "unit", "px");
    check_text(file, "person_0/y", "description", "face landmarks, y");
    check_text(file, "person_0/y", "frame", "image");
    check_text(file, "person_0/AU01_r", "description",
               "inner brow raiser: intensity; with openface3 no intensity but 5 times the score that it occurs");
    check_text(file, "/", "facsimile", facs_version());
    assert_false(H5Aexists_by_name(file, "person_0/AU01_r", "frame", H5P_DEFAULT) > 0);
    H5Fclose(file);
    unlink(path);
    free(layout);
}

static void test_a_part_and_nothing(void **state)
{
    char path[128], partial[160];
    snprintf(path, sizeof path, "%s/a.h5", (char *)*state);
    snprintf(partial, sizeof partial, "%s.partial", path);
    const facs_sink *hdf5 = facs_sink_find("hdf5");
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    void *sink = open_file(path, layout, FACS_OK);
    assert_int_equal(hdf5->finish(&sink, NULL), FACS_OK); /* without a row */
    sink = open_file(path, layout, FACS_OK);
    write_rows(sink, 3);
    assert_non_null(strstr(hdf5->set_aside(sink), "a.h5.partial"));
    assert_int_equal(hdf5->finish(&sink, NULL), FACS_OK);
    assert_true(H5Fis_hdf5(path) > 0 && H5Fis_hdf5(partial) > 0);
    sink = open_file(path, layout, FACS_OK);
    write_rows(sink, ROWS);
    hdf5->abandon(&sink);
    assert_null(sink);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(partial), 0);
    open_file("nowhere/a.h5", layout, FACS_E_OUTPUT);
    open_file("-", layout, FACS_E_OUTPUT);
    open_file(*state, layout, FACS_E_OUTPUT);
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_part_and_nothing, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
