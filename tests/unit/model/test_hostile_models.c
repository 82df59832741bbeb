/* Damaged and hostile files: cut at every length, bytes flipped, every number replaced by extreme ones; and memory that
 * runs out at every allocation.  A loader may succeed or refuse, never crash, leak or give out broken tables; the walk_
 * functions check the latter, the address sanitizer the former. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "store/models.h"
#include "synthetic.h"
#include "walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct subject {
    const char *file; /* damaged */
    const char *path; /* loaded */
    walk_load load;
} subject;

static const subject subjects[] = {
    {"/pdm", "/pdm", walk_pdm},
    {"/triangles", "/triangles", walk_triangles},
    {"/ccnf", "/ccnf", walk_ccnf},
    {"/svr", "/svr", walk_svr},
    {"/cen", "/cen", walk_cen},
    {"/cen64", "/cen64", walk_cen},
    {"/validator", "/validator", walk_validator},
    {"/m/model/mtcnn_detector/p.dat", SYNTHETIC_MTCNN, walk_mtcnn},
    {"/m/model/mtcnn_detector/r.dat", SYNTHETIC_MTCNN, walk_mtcnn},
    {SYNTHETIC_MTCNN, SYNTHETIC_MTCNN, walk_mtcnn},
    {SYNTHETIC_MAIN, SYNTHETIC_MAIN, walk_landmark_model},
    {"/m/model/detector.txt", SYNTHETIC_MAIN, walk_landmark_model},
    {"/m/model/early.txt", SYNTHETIC_MAIN, walk_landmark_model},
    {SYNTHETIC_AU, SYNTHETIC_AU, walk_au_model},
    {"/m/AU_predictors/list.txt", SYNTHETIC_AU, walk_au_model},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

typedef struct fixture {
    memory_files files;
    facs_env env;
    facs_error error;
    uint8_t *copy; /* of the file being damaged */
    int accepted, refused;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = memory_env(&f.files);
    write_installation(&f.files);
    write_pdm(memory_file_new(&f.files, "/pdm"), 3, 2);
    write_triangles(memory_file_new(&f.files, "/triangles"));
    write_ccnf(memory_file_new(&f.files, "/ccnf"), 3);
    write_svr(memory_file_new(&f.files, "/svr"), 3);
    write_cen(memory_file_new(&f.files, "/cen"), 3, 5);
    write_cen(memory_file_new(&f.files, "/cen64"), 3, 6);
    write_validator(memory_file_new(&f.files, "/validator"), 3);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    return memory_files_free(&f->files);
}

/* Load the damaged file: allowed outcomes, a message that names a file, nothing left in memory. */
static void load_damaged(fixture *f, const subject *damaged, const char *how, size_t at)
{
    f->error = (facs_error){0};
    facs_status status = damaged->load(&f->env, damaged->path, &f->error);
    bool expected = status == FACS_OK || status == FACS_E_MODEL_CORRUPT || status == FACS_E_UNSUPPORTED ||
                    status == FACS_E_MODELS_MISSING;
    if (!expected)
        fail_msg("%s %s at %zu: %s", damaged->file, how, at, facs_status_name(status));
    if (status != FACS_OK && (f->error.message[0] != '/' || f->error.status != status))
        fail_msg("%s %s at %zu: message \"%s\"", damaged->file, how, at, f->error.message);
    if (f->files.memory.alive != 0)
        fail_msg("%s %s at %zu: %ld blocks leaked", damaged->file, how, at, f->files.memory.alive);
    *(status == FACS_OK ? &f->accepted : &f->refused) += 1;
}

static void test_intact(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < SUBJECTS; i++) {
        if (subjects[i].load(&f->env, subjects[i].path, &f->error) != FACS_OK)
            fail_msg("%s: %s", subjects[i].path, f->error.message);
        assert_int_equal(f->files.memory.alive, 0);
    }
}

/* Binary files are refused whenever a byte is missing. */
static void test_cut_at_every_length(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < SUBJECTS; i++) {
        content *file = memory_file_get(&f->files, subjects[i].file);
        size_t whole = file->size;
        bool binary = memchr(file->bytes, 0, whole) != NULL;
        f->accepted = f->refused = 0;
        for (file->size = 0; file->size < whole; file->size++)
            load_damaged(f, &subjects[i], "cut", file->size);
        if (binary)
            assert_int_equal(f->accepted, 0);
        assert_true(f->refused > 0);
        file->size = whole + 1; /* the byte behind belongs to the buffer's room */
        assert_true(file->size <= file->room);
        file->bytes[whole] = binary ? 0 : 'x';
        load_damaged(f, &subjects[i], "lengthened", whole);
        file->size = whole;
    }
}

static void test_flipped_bytes(void **state)
{
    static const uint8_t flips[] = {0xff, 0x80, 0x40, 0x01};
    fixture *f = *state;
    for (int i = 0; i < SUBJECTS; i++) {
        content *file = memory_file_get(&f->files, subjects[i].file);
        f->refused = 0;
        for (size_t at = 0; at < file->size; at++)
            for (size_t flip = 0; flip < sizeof flips; flip++) {
                file->bytes[at] ^= flips[flip];
                load_damaged(f, &subjects[i], "flipped", at);
                file->bytes[at] ^= flips[flip];
            }
        assert_true(f->refused > 0);
    }
}

static void replace(fixture *f, const subject *damaged, content *file, size_t at, const content *value)
{
    uint8_t before[8];
    if (at + value->size > file->size)
        return;
    memcpy(before, file->bytes + at, value->size);
    memcpy(file->bytes + at, value->bytes, value->size);
    load_damaged(f, damaged, "replaced", at);
    memcpy(file->bytes + at, before, value->size);
}

/* Every place a number can stand at, in binary files. */
static void test_extreme_numbers(void **state)
{
    fixture *f = *state;
    content values[14] = {0};
    static const int32_t integers[] = {-1, 0, 1, 4, 16, 255, 65536, INT32_MAX, INT32_MIN};
    int count = 0;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        put_i32(&values[count++], integers[i]);
    put_f32(&values[count++], NAN);
    put_f32(&values[count++], -INFINITY);
    put_f64(&values[count++], NAN);
    put_f64(&values[count++], 1e300);
    put_f64(&values[count++], 0);
    for (int i = 0; i < SUBJECTS; i++) {
        content *file = memory_file_get(&f->files, subjects[i].file);
        if (!memchr(file->bytes, 0, file->size))
            continue;
        f->refused = 0;
        for (size_t at = 0; at < file->size; at += 4)
            for (int value = 0; value < count; value++)
                replace(f, &subjects[i], file, at, &values[value]);
        assert_true(f->refused > 0);
    }
    for (int value = 0; value < count; value++)
        free(values[value].bytes);
}

/* Every word of the text files. */
static void test_extreme_words(void **state)
{
    static const char *const words[] = {"-1",    "0", "2147483647", "-2147483648", "99999999999", "nan",
                                        "1e999", "#", "x"};
    fixture *f = *state;
    for (int i = 0; i < SUBJECTS; i++) {
        content *file = memory_file_get(&f->files, subjects[i].file);
        if (memchr(file->bytes, 0, file->size))
            continue;
        content intact = *file;
        *file = (content){0};
        f->refused = 0;
        for (size_t at = 0, length; at < intact.size; at += length + 1) {
            for (length = 0; at + length < intact.size && !strchr(" \n\r", intact.bytes[at + length]);)
                length++;
            for (size_t word = 0; length && word < sizeof words / sizeof *words; word++) {
                file->size = 0;
                put_bytes(file, intact.bytes, at);
                put_bytes(file, words[word], strlen(words[word]));
                put_bytes(file, intact.bytes + at + length, intact.size - at - length);
                load_damaged(f, &subjects[i], words[word], at);
            }
        }
        assert_true(f->refused > 0);
        free(file->bytes);
        *file = intact;
    }
}

/* The big file of a predictor: only around its numbers' headers, and sampled in between. */
static void test_damaged_predictor(void **state)
{
    fixture *f = *state;
    static const subject predictor = {"/m/AU_predictors/four.dat", "/m/AU_predictors/small.txt", walk_au_model};
    put_text(memory_file_new(&f->files, "/m/AU_predictors/small_list.txt"), "four.dat AU45");
    put_text(memory_file_new(&f->files, predictor.path),
             "AUPredictor small_list.txt\nPDM pdm.txt\nTriangulation tris.txt");
    content *file = memory_file_get(&f->files, predictor.file);
    size_t whole = file->size, second = 4 + 8 + 12 + 8 * 4702;
    for (size_t at = 0; at < whole; at += at < 40 || (at > second - 8 && at < second + 40) ? 1 : 3001) {
        file->size = at;
        load_damaged(f, &predictor, "cut", at);
    }
    assert_int_equal(f->accepted, 0);
    file->size = whole;
    for (size_t at = 0; at < whole; at += at < 40 || (at > second - 8 && at < second + 40) ? 1 : 3001) {
        file->bytes[at] ^= 0xff;
        load_damaged(f, &predictor, "flipped", at);
        file->bytes[at] ^= 0xff;
    }
    assert_true(f->accepted > 0 && f->refused > 60);
}

/* The k-th allocation fails, for every k. */
static void starve(fixture *f, const char *path, walk_load load)
{
    for (long k = 1;; k++) {
        f->files.memory.made = 0;
        f->files.memory.fail_at = k - 1;
        f->error = (facs_error){0};
        facs_status status = load(&f->env, path, &f->error);
        if (f->files.memory.alive != 0)
            fail_msg("%s, allocation %ld failed: %ld blocks leaked", path, k, f->files.memory.alive);
        if (f->files.memory.made < k) {
            assert_int_equal(status, FACS_OK);
            assert_true(k > 2);
            break;
        }
        if (status != FACS_E_MEMORY || !strstr(f->error.message, "out of memory"))
            fail_msg("%s, allocation %ld failed: %s, \"%s\"", path, k, facs_status_name(status), f->error.message);
    }
    f->files.memory.fail_at = -1;
}

static facs_status open_models(const facs_env *env, const char *path, facs_error *error)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = env;
    options.model_dir = path;
    facs_models *models = NULL;
    facs_status status = facs_models_open(&options, &models, error);
    assert_true((status == FACS_OK) == (models != NULL));
    facs_models_close(&models);
    return status;
}

static void test_out_of_memory(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < SUBJECTS; i++)
        if (i == 0 || subjects[i].path != subjects[i - 1].path)
            starve(f, subjects[i].path, subjects[i].load);
    starve(f, SYNTHETIC_DIR, open_models);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_intact),        TEST(test_cut_at_every_length), TEST(test_flipped_bytes), TEST(test_extreme_numbers),
        TEST(test_extreme_words), TEST(test_damaged_predictor),   TEST(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
