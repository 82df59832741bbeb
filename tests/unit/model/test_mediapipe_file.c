/* face_landmarker.task: archives that are none, or hold other things; the real one with its networks' sizes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/readers.h"
#include "support/needs.h"
#include "support/npy.h"
#include "unit/model/memory_files.h"

static const char path[] = "/m/face_landmarker.task";

typedef struct world {
    memory_files files;
    facs_env env;
} world;

static int set_up(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    w.env = memory_env(&w.files);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    return memory_files_free(&((world *)*state)->files);
}

static void put_u16(content *to, unsigned value)
{
    put_bytes(to, (const uint8_t[]){(uint8_t)value, (uint8_t)(value >> 8)}, 2);
}

static void put_u32(content *to, unsigned value)
{
    put_u16(to, value & 0xffff);
    put_u16(to, value >> 16);
}

/* an archive of one member, compressed by `method` */
static void put_archive(content *to, const char *name, const char *text, unsigned method)
{
    const unsigned length = (unsigned)strlen(name), size = (unsigned)strlen(text);
    put_bytes(to, "PK\3\4", 4);
    put_bytes(to, (const uint8_t[22]){0}, 22);
    put_u16(to, length);
    put_u16(to, 0);
    put_bytes(to, name, length);
    put_bytes(to, text, size);
    const unsigned directory = (unsigned)to->size;
    put_bytes(to, "PK\1\2", 4);
    put_bytes(to, (const uint8_t[6]){0}, 6);
    put_u16(to, method);
    put_bytes(to, (const uint8_t[8]){0}, 8);
    put_u32(to, size);
    put_u32(to, size);
    put_u16(to, length);
    put_bytes(to, (const uint8_t[12]){0}, 12);
    put_u32(to, 0);
    put_bytes(to, name, length);
    const unsigned end = (unsigned)to->size;
    put_bytes(to, "PK\5\6", 4);
    put_bytes(to, (const uint8_t[4]){0}, 4);
    put_u16(to, 1);
    put_u16(to, 1);
    put_u32(to, end - directory);
    put_u32(to, directory);
    put_u16(to, 0);
}

static void assert_refused(world *w, facs_status status, const char *part)
{
    facs_mediapipe_model *model = NULL;
    facs_error error = {0};
    assert_int_equal(facs_mediapipe_load(&w->env, path, &model, &error), status);
    assert_null(model);
    if (!strstr(error.message, part))
        fail_msg("\"%s\" lacks \"%s\"", error.message, part);
}

static void other_files(void **state)
{
    world *w = *state;
    assert_refused(w, FACS_E_MODELS_MISSING, path);
    content *file = memory_file_new(&w->files, path);
    put_bytes(file, "\1\2\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 25);
    assert_refused(w, FACS_E_MODEL_CORRUPT, "expected a zip archive");
    file = memory_file_new(&w->files, path);
    put_archive(file, "something else", "text", 0);
    assert_refused(w, FACS_E_MODEL_CORRUPT, "expected face_detector.tflite in the archive");
    file = memory_file_new(&w->files, path);
    put_archive(file, "face_detector.tflite", "no network", 8);
    assert_refused(w, FACS_E_UNSUPPORTED, "not to be compressed");
    file = memory_file_new(&w->files, path);
    put_archive(file, "face_detector.tflite", "no network", 0);
    assert_refused(w, FACS_E_MODEL_CORRUPT, "face_detector.tflite");
}

/* Cut anywhere, or with any byte changed, it is refused and nothing is read outside. */
static void damaged_archives(void **state)
{
    world *w = *state;
    content whole = {0};
    put_archive(&whole, "face_detector.tflite", "no network", 0);
    for (size_t size = 1; size < whole.size; size++) {
        put_bytes(memory_file_new(&w->files, path), whole.bytes, size);
        assert_refused(w, FACS_E_MODEL_CORRUPT, path);
    }
    for (size_t at = 0; at < whole.size; at++)
        for (int value = 0; value < 256; value += 85) {
            content *file = memory_file_new(&w->files, path);
            put_bytes(file, whole.bytes, whole.size);
            file->bytes[at] = (uint8_t)value;
            facs_mediapipe_model *model = NULL;
            assert_int_not_equal(facs_mediapipe_load(&w->env, path, &model, NULL), FACS_OK);
        }
    free(whole.bytes);
}

static void the_real_one(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_mediapipe_model *model = NULL;
    facs_error error = {0};
    if (facs_mediapipe_load(&env, testdata_path("models/mediapipe/face_landmarker.task"), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    facs_mediapipe_adopt(&env, model);
    assert_int_equal(facs_net_input_shape(model->detector).cols, 128);
    assert_int_equal(facs_net_input_shape(model->mesh).cols, 256);
    assert_true(facs_net_find_output(model->mesh, "Identity") >= 0);
    facs_mediapipe_free(&env, &model);
    assert_null(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(other_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_archives, set_up, tear_down),
        NEEDS_DATA(cmocka_unit_test(the_real_one)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
