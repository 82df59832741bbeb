/* Ready experts: little room, much room and the file give the same response maps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/models.h"
#include "base/descriptor.h"
#include "landmark/clnf/expert_cache_pack.h"
#include "landmark/clnf/response.h"
#include "pack/pack_internal.h"
#include "response_support.h"
#include "support/npy.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 160, HEIGHT = 120, CALLS = 40, WINDOW = 11, CELLS = WINDOW * WINDOW };

typedef struct counted {
    long calls, live;
    int warnings;
} counted;

static void *count_alloc(void *cookie, size_t bytes, size_t alignment)
{
    counted *count = cookie;
    void *memory = NULL;
    count->calls++;
    if (posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        return NULL;
    count->live++;
    return memset(memory, 0x7f, bytes); /* whoever reads what was never written notices */
}

static void count_free(void *cookie, void *memory)
{
    ((counted *)cookie)->live--;
    free(memory);
}

static void count_log(void *cookie, facs_log_level level, const char *message)
{
    (void)message;
    ((counted *)cookie)->warnings += level <= FACS_LOG_WARNING;
}

static facs_env counted_env(counted *count)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    *count = (counted){0};
    env.cookie = count;
    env.alloc = count_alloc;
    env.free = count_free;
    env.log = count_log;
    return facs_env_resolve(&env);
}

/* ---- a cache folder with the pack of the default models ---- */

typedef struct fixture {
    char folder[128];
    facs_models *models;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    snprintf(f.folder, sizeof f.folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    if (!mkdtemp(f.folder))
        return -1;
    setenv("OPENFACE_MODELS_DIR", f.folder, 1);
    unsetenv("FACSIMILE_PACK");
    *state = &f;
    return 0;
}

static void open_models(fixture *f)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.model_dir = model_folder();
    options.no_aus = true;
    assert_int_equal(facs_models_open(&options, &f->models, NULL), FACS_OK);
    assert_non_null(facs_loaded_landmarks(&f->models->loaded)->derived_path);
}

static int tear_down(void **state)
{
    fixture *f = *state;
    char path[512], name[256];
    static const char *const levels[] = {"2.2.0/derived/facsimile/1", "2.2.0/derived/facsimile", "2.2.0/derived",
                                         "2.2.0", "."};
    facs_models_close(&f->models);
    snprintf(path, sizeof path, "%s/%s", f->folder, levels[0]);
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        snprintf(name, sizeof name, "%s", entry->d_name);
        snprintf(path, sizeof path, "%s/%s/%s", f->folder, levels[0], name);
        unlink(path);
    }
    if (folder)
        closedir(folder);
    for (size_t i = 0; i + 1 < sizeof levels / sizeof *levels; i++) {
        snprintf(path, sizeof path, "%s/%s", f->folder, levels[i]);
        rmdir(path);
    }
    return rmdir(f->folder);
}

/* ---- maps of a face that turns about ---- */

typedef struct maps {
    float value[CALLS][FACS_N_MAX * CELLS];
} maps;

static facs_image picture(void)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    response_seed = 5;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        pixels[i] = (uint8_t)(127 + (int)(127 * random_signed()));
    return (facs_image){pixels, WIDTH, HEIGHT, 1, WIDTH, NULL};
}

/* scale, view and window of call number i: all views of all scales, some again at once, some later */
static void choose(int i, int *c, int *v, int *window)
{
    *c = i % 3;
    *v = i * i / 7 % 7;
    *window = WINDOW - 2 * *c;
}

static void compute(facs_responder *responder, maps *to)
{
    static const float u[4] = {1.25f, -0.2f, 0.2f, 1.25f};
    facs_image grey = picture();
    float shape[2 * FACS_N_MAX];
    memset(to, 0, sizeof *to);
    for (int i = 0; i < CALLS; i++) {
        int c, v, window;
        choose(i, &c, &v, &window);
        for (int k = 0; k < FACS_N_MAX; k++) {
            shape[k] = 40.0f + (float)(k % 9 * 9) + (float)i * 0.37f;
            shape[FACS_N_MAX + k] = 20.0f + (float)(k / 9 * 9);
        }
        assert_int_equal(facs_responses(responder, &grey, c, v, window, shape, u, to->value[i], NULL), FACS_OK);
    }
}

static maps *plain_maps(const facs_landmark_model *model)
{
    static maps plain;
    facs_env env = facs_env_resolve(NULL);
    facs_expert_cache *cache = NULL;
    facs_responder *responder = NULL;
    assert_int_equal(facs_expert_cache_create(&env, (size_t)256 << 20, &cache, NULL), FACS_OK);
    assert_int_equal(facs_responder_create(&env, model, cache, &responder, NULL), FACS_OK);
    compute(responder, &plain);
    facs_expert_cache_destroy(&cache);
    facs_responder_destroy(&responder);
    return &plain;
}

/* ---- tests ---- */

/* From room for nothing to room for all: the same maps, and after the first group nothing is allocated. */
static void test_little_room(void **state)
{
    static const size_t budgets[] = {0, 1, 5 << 20, 12 << 20, 64 << 20};
    static maps found;
    fixture *f = *state;
    open_models(f);
    const facs_landmark_model *model = facs_loaded_landmarks(&f->models->loaded);
    const maps *plain = plain_maps(model);
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        counted count;
        facs_env env = counted_env(&count);
        facs_expert_cache *cache = NULL;
        facs_responder *responder = NULL;
        assert_int_equal(facs_expert_cache_create(&env, budgets[i], &cache, NULL), FACS_OK);
        assert_int_equal(facs_responder_create(&env, model, cache, &responder, NULL), FACS_OK);
        compute(responder, &found);
        assert_memory_equal(&found, plain, sizeof found);
        long before = count.calls;
        compute(responder, &found);
        assert_memory_equal(&found, plain, sizeof found);
        assert_int_equal(count.calls, before);
        facs_expert_cache_destroy(&cache);
        facs_responder_destroy(&responder);
        assert_int_equal(count.live, 0);
    }
}

/* Groups go in the order of their last use, and who asked for one hears of it. */
static void test_oldest_goes(void **state)
{
    fixture *f = *state;
    open_models(f);
    const facs_landmark_model *model = facs_loaded_landmarks(&f->models->loaded);
    facs_env env = facs_env_resolve(NULL);
    facs_expert_cache *cache = NULL;
    facs_expert_cache_group *place[4] = {NULL};
    const facs_cached_expert *experts = NULL;
    facs_expert_cache_source source[4];
    size_t largest = 0;
    for (int v = 0; v < 4; v++) {
        source[v] = facs_expert_cache_source_of(model, &model->scale[1], v, 9);
        size_t bytes = facs_expert_cache_floats(&source[v]) * sizeof(float);
        largest = bytes > largest ? bytes : largest;
    }
    assert_int_equal(facs_expert_cache_create(&env, 3 * (largest + 8192), &cache, NULL), FACS_OK);
    for (int v = 0; v < 3; v++)
        assert_int_equal(facs_expert_cache_get(cache, &source[v], &place[v], &experts, NULL), FACS_OK);
    assert_true(place[0] && place[1] && place[2]);
    assert_int_equal(facs_expert_cache_get(cache, &source[0], &place[0], &experts, NULL), FACS_OK);
    assert_int_equal(facs_expert_cache_get(cache, &source[3], &place[3], &experts, NULL), FACS_OK);
    assert_true(place[0] && place[3]);
    assert_null(place[1]);
    assert_non_null(experts[30].weights);
    facs_expert_cache_destroy(&cache);
}

static void check_file(facs_models *models, size_t budget, const maps *plain, int warnings)
{
    static maps found;
    counted count;
    facs_env env = counted_env(&count);
    facs_expert_cache *cache = NULL;
    facs_responder *responder = NULL;
    assert_int_equal(facs_expert_cache_create(&env, 12 << 20, &cache, NULL), FACS_OK);
    assert_int_equal(facs_expert_cache_use_file(cache, facs_loaded_landmarks(&models->loaded), budget, NULL), FACS_OK);
    assert_int_equal(facs_responder_create(&env, facs_loaded_landmarks(&models->loaded), cache, &responder, NULL),
                     FACS_OK);
    long before = count.calls;
    for (int round = 0; round < 2; round++) {
        compute(responder, &found);
        assert_memory_equal(&found, plain, sizeof found);
    }
    if (warnings == 0)
        assert_int_equal(count.calls, before); /* nothing is computed, nothing allocated */
    assert_int_equal(count.warnings > 0, warnings > 0);
    facs_expert_cache_destroy(&cache);
    facs_responder_destroy(&responder);
    assert_int_equal(count.live, 0);
}

static void file_name(const facs_models *models, char path[512])
{
    snprintf(path, 512, "%s.experts", facs_loaded_landmarks(&models->loaded)->derived_path);
}

static void test_file(void **state)
{
    fixture *f = *state;
    char path[512];
    struct stat info;
    open_models(f);
    const maps *plain = plain_maps(facs_loaded_landmarks(&f->models->loaded));
    file_name(f->models, path);
    assert_int_not_equal(stat(path, &info), 0);
    check_file(f->models, 64 << 20, plain, 0);
    assert_int_equal(stat(path, &info), 0);
    check_file(f->models, 5 << 20, plain, 0);
    check_file(f->models, 0, plain, 0);
}

static void flip(const char *path, long at)
{
    assert_int_equal(chmod(path, 0644), 0); /* packs are write-protected */
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ 0x40, file), byte ^ 0x40);
    assert_int_equal(fclose(file), 0);
}

/* A damaged group is computed instead; the file goes, so that the next one is whole. */
static void test_damaged_file(void **state)
{
    fixture *f = *state;
    char path[512];
    struct stat info;
    open_models(f);
    const maps *plain = plain_maps(facs_loaded_landmarks(&f->models->loaded));
    file_name(f->models, path);
    check_file(f->models, 8 << 20, plain, 0);
    assert_int_equal(stat(path, &info), 0);
    flip(path, 100000); /* first group: coarsest scale, frontal */
    check_file(f->models, 8 << 20, plain, 1);
    assert_int_not_equal(stat(path, &info), 0);
    check_file(f->models, 8 << 20, plain, 0);
    /* header, end of the directory: made anew at once */
    flip(path, 40);
    check_file(f->models, 8 << 20, plain, 0);
    flip(path, (long)info.st_size - 1);
    check_file(f->models, 8 << 20, plain, 0);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(truncate(path, 70000), 0);
    check_file(f->models, 8 << 20, plain, 0);
}

/* made from other models: not used */
static void test_other_models(void **state)
{
    fixture *f = *state;
    facs_env env = facs_env_resolve(NULL);
    facs_expert_cache_pack *pack = NULL;
    open_models(f);
    facs_landmark_model model = *facs_loaded_landmarks(&f->models->loaded);
    assert_int_equal(facs_expert_cache_pack_write(&env, &model, NULL), FACS_OK);
    assert_int_equal(facs_expert_cache_pack_open(&env, &model, &pack, NULL), FACS_OK);
    assert_true(pack->entries >= 3 * 7);
    facs_expert_cache_pack_close(&pack);
    model.identity++;
    assert_int_equal(facs_expert_cache_pack_open(&env, &model, &pack, NULL), FACS_AGAIN);
    assert_null(pack);
    model.derived_path = NULL;
    assert_int_equal(facs_expert_cache_pack_open(&env, &model, &pack, NULL), FACS_OK);
    assert_null(pack);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_little_room),  TEST(test_oldest_goes),  TEST(test_file),
        TEST(test_damaged_file), TEST(test_other_models),
    };
    return RUN_GROUP_NEEDING(NEED_MODELS, tests, NULL, NULL);
}
