/* A program that was compiled with another header than the library: FACS_HEADER is the frozen one, or one that knew
 * less (freeze.py).  What lies behind its structures must stay as it was, and everything must work. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include FACS_HEADER

#include "support/npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEHIND = 4096, PATTERN = 0xa5 };

#define GUARDED(type)                                                                                                  \
    struct {                                                                                                           \
        type given;                                                                                                    \
        unsigned char behind[BEHIND];                                                                                  \
    }

static void assert_untouched(const unsigned char *behind)
{
    for (int i = 0; i < BEHIND; i++)
        assert_int_equal(behind[i], PATTERN);
}

#define CHECK_INIT(type)                                                                                               \
    do {                                                                                                               \
        GUARDED(type) guarded;                                                                                         \
        memset(&guarded, PATTERN, sizeof guarded);                                                                     \
        type##_init(&guarded.given, sizeof guarded.given);                                                             \
        assert_untouched(guarded.behind);                                                                              \
        assert_int_equal(guarded.given.size, sizeof guarded.given);                                                    \
    } while (0)

static void test_what_is_filled_stays_inside(void **unused)
{
    (void)unused;
    CHECK_INIT(facs_env);
    CHECK_INIT(facs_frame);
    CHECK_INIT(facs_models_options);
    CHECK_INIT(facs_store_options);
    CHECK_INIT(facs_fetch_options);
    CHECK_INIT(facs_profile);
    CHECK_INIT(facs_extract_options);
    CHECK_INIT(facs_session_options);
    GUARDED(facs_component) component;
    memset(&component, PATTERN, sizeof component);
    component.given.size = sizeof component.given;
    assert_true(facs_component_get(0, &component.given));
    assert_untouched(component.behind);
    assert_string_equal(component.given.name, "FFmpeg");
}

typedef struct counted {
    long alive, messages;
} counted;

static void *count_alloc(void *cookie, size_t bytes, size_t alignment)
{
    void *memory = NULL;
    if (posix_memalign(&memory, alignment, bytes) != 0)
        return NULL;
    __atomic_add_fetch(&((counted *)cookie)->alive, 1, __ATOMIC_SEQ_CST);
    return memory;
}

static void count_free(void *cookie, void *memory)
{
    __atomic_sub_fetch(&((counted *)cookie)->alive, 1, __ATOMIC_SEQ_CST);
    free(memory);
}

static void count_log(void *cookie, facs_log_level level, const char *message)
{
    (void)level;
    (void)message;
    __atomic_add_fetch(&((counted *)cookie)->messages, 1, __ATOMIC_SEQ_CST);
}

static facs_env counted_env(counted *count)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = count;
    env.alloc = count_alloc;
    env.free = count_free;
    env.log = count_log;
    return env;
}

static facs_models *open_models(const facs_env *env)
{
    facs_models_options options;
    facs_models *models = NULL;
    facs_error error = {0};
    facs_models_options_init(&options, sizeof options);
    options.env = env;
    options.model_dir = testdata_path("models/2.2.0/originals");
    if (facs_models_open(&options, &models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return models;
}

static void test_failures(void **unused)
{
    (void)unused;
    counted count = {0};
    const facs_env env = counted_env(&count);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &env;
    options.model_dir = "/nowhere";
    facs_models *models = NULL;
    facs_error error = {0};
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_E_MODELS_MISSING);
    assert_non_null(strstr(error.message, "/nowhere"));
    facs_extract_options extract;
    facs_extract_options_init(&extract, sizeof extract);
    extract.env = &env;
    assert_int_equal(facs_extract_file("nothing.mp4", "nothing.csv", &extract, &error), FACS_E_NOT_FOUND);
    assert_int_equal(count.alive, 0);
}

static void test_store(void **unused)
{
    (void)unused;
    char folder[] = "/tmp/facsimile-XXXXXX";
    facs_store_options options;
    facs_fetch_options fetch;
    facs_store *store = NULL;
    facs_error error = {0};
    facs_store_options_init(&options, sizeof options);
    facs_fetch_options_init(&fetch, sizeof fetch);
    assert_int_equal(fetch.tries, 4);
    assert_non_null(mkdtemp(folder));
    options.cache_dir = folder;
    assert_int_equal(facs_store_open(&options, &store, &error), FACS_OK);
    const facs_model_set *set = facs_store_set(store, 0);
    assert_non_null(set);
    fetch.offline = true;
    assert_int_equal(facs_store_fetch(store, set, &fetch, &error), FACS_E_LICENCE);
    facs_store_close(&store);
    rmdir(folder);
}

static void check_face(const facs_result *result, const facs_face *face)
{
    assert_int_equal(result->face_count, 1);
    assert_int_equal(face->landmark_count, FACS_LANDMARKS);
    assert_true(face->success && face->has_aus && face->has_eyes);
    assert_true(face->au_r_count == FACS_AU_R && face->au_c_count == FACS_AU_C);
    for (int i = 0; i < 2 * face->landmark_count; i++)
        assert_true(face->landmarks[i] > 0 && face->landmarks[i] < 5000);
    for (int i = 0; i < face->au_r_count; i++)
        assert_true(face->au_r[i] >= 0 && face->au_r[i] <= 5);
}

static void test_session(void **unused)
{
    (void)unused;
    testdata(); /* skips */
    counted count = {0};
    const facs_env env = counted_env(&count);
    facs_models *models = open_models(&env);
    npy pixels = npy_load("golden/stages/sample1/frame_bgr.npy");
    const facs_picture picture = {pixels.data, (int)pixels.dim[1], (int)pixels.dim[0], 3 * (ptrdiff_t)pixels.dim[1],
                                  FACS_PIXEL_BGR24};
    facs_session_options options;
    facs_session *session = NULL;
    facs_frame frame;
    const facs_result *result = NULL;
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    facs_frame_init(&frame, sizeof frame);
    frame.number = 17;
    frame.timestamp = 0.5;
    frame.user = &count;
    assert_int_equal(facs_session_push(session, &picture, &frame), FACS_OK);
    assert_int_equal(facs_session_finish(session), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_true(result->frame == 17 && result->timestamp == 0.5 && result->user == &count);
    check_face(result, facs_result_face(result, 0));
    GUARDED(facs_au_info) info;
    memset(&info, PATTERN, sizeof info);
    info.given.size = sizeof info.given;
    assert_true(facs_session_au(session, FACS_AU_INTENSITY, 8, &info.given));
    assert_string_equal(info.given.column, "AU12_r");
    assert_untouched(info.behind);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    facs_session_destroy(&session);
    npy_free(&pixels);
    facs_models_close(&models);
    assert_int_equal(count.alive, 0);
}

static void test_extract(void **unused)
{
    (void)unused;
    testdata(); /* skips */
    char output[] = "/tmp/facsimile-XXXXXX";
    counted count = {0};
    const facs_env env = counted_env(&count);
    facs_extract_options options;
    facs_error error = {0};
    int file = mkstemp(output);
    assert_true(file >= 0);
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    options.models = open_models(&env);
    if (facs_extract_file(testdata_path("media/sample1.jpg"), output, &options, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_true(lseek(file, 0, SEEK_END) >= 0 && access(output, R_OK) == 0);
    close(file);
    unlink(output);
    facs_models_close(&options.models);
    assert_true(count.messages > 0);
    assert_int_equal(count.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_filled_stays_inside),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_store),
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_extract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
