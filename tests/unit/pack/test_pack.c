/* Model packs: the same models as from the original files, and nothing but these from a file that is damaged. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/descriptor.h"
#include "landmark/clnf/cen_pages.h"
#include "pack/pack.h"
#include "pack/pack_internal.h"
#include "model/pack_models.h"
#include "store/model_hashes.h"
#include "unit/model/same_models.h"
#include "support/npy.h"
#include "unit/model/synthetic.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct fixture {
    memory_files files; /* allocator and messages; files lie on disk */
    facs_env env;
    char folder[128], originals[160], cache[160];
} fixture;

/* ---- files ---- */

static void write_file(const char *path, const void *bytes, size_t size)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static uint8_t *read_whole(const char *path, size_t *size)
{
    facs_env env = facs_env_resolve(NULL);
    uint8_t *bytes = NULL;
    assert_int_equal(facs_read_file(&env, path, FACS_E_NOT_FOUND, &bytes, size, NULL), FACS_OK);
    return bytes;
}

static void remove_tree(const char *path)
{
    struct stat info;
    DIR *folder = lstat(path, &info) == 0 && S_ISDIR(info.st_mode) ? opendir(path) : NULL; /* no links are followed */
    if (!folder) {
        unlink(path);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char below[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        remove_tree(below);
    }
    closedir(folder);
    rmdir(path);
}

/* files in the cache; *path gets the pack's name */
static int count_cached(const fixture *f, char path[512])
{
    char folder[256];
    int count = 0;
    snprintf(folder, sizeof folder, "%s/2.2.0/derived/facsimile/1", f->cache);
    DIR *cache = opendir(folder);
    for (const struct dirent *entry; cache && (entry = readdir(cache));) {
        if (entry->d_name[0] == '.')
            continue;
        if (path)
            snprintf(path, 512, "%s/%s", folder, entry->d_name);
        count++;
    }
    if (cache)
        closedir(cache);
    return count;
}

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = memory_env(&f.files);
    f.env.read_file = NULL;
    snprintf(f.folder, sizeof f.folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    if (!mkdtemp(f.folder))
        return -1;
    snprintf(f.originals, sizeof f.originals, "%s/originals", f.folder);
    snprintf(f.cache, sizeof f.cache, "%s/cache", f.folder);
    write_installation(&f.files);
    for (int i = 0; i < f.files.files; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s%s", f.originals, f.files.file[i].path + strlen(SYNTHETIC_DIR));
        write_file(path, f.files.file[i].content.bytes, f.files.file[i].content.size);
    }
    setenv("OPENFACE_MODELS_DIR", f.cache, 1);
    unsetenv("FACSIMILE_PACK");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    int result = memory_files_free(&f->files);
    remove_tree(f->folder);
    return result;
}

static facs_models *open_models(fixture *f, const char *folder, const char *landmarks, bool no_pack)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    facs_models *models = NULL;
    facs_error error = {0};
    options.env = &f->env;
    options.model_dir = folder;
    options.landmarks = landmarks;
    options.no_pack = no_pack;
    if (facs_models_open(&options, &models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return models;
}

/* ---- the same models ---- */

static void check_same(fixture *f, const char *folder, const char *landmarks)
{
    facs_models *plain = open_models(f, folder, landmarks, true);
    assert_null(plain->pack);
    for (int run = 0; run < 2; run++) { /* made, then found */
        facs_models *packed = open_models(f, folder, landmarks, false);
        assert_non_null(packed->pack);
        assert_same_models(plain, packed);
        facs_models_close(&packed);
    }
    assert_int_equal(f->files.warnings, 0);
    facs_models_close(&plain);
}

static void test_synthetic(void **state)
{
    fixture *f = *state;
    char path[512];
    f->files.warnings = 0;
    facs_models *models = open_models(f, f->originals, NULL, false); /* says what the files lack */
    facs_models_close(&models);
    assert_int_equal(count_cached(f, path), 1);
    size_t first_size, second_size;
    uint8_t *first = read_whole(path, &first_size);
    f->files.warnings = 0;
    facs_models *plain = open_models(f, f->originals, NULL, true);
    f->files.warnings = 0;
    models = open_models(f, f->originals, NULL, false);
    assert_int_equal(f->files.warnings, 0);
    assert_same_models(plain, models);
    facs_models_close(&models);
    facs_models_close(&plain);
    /* the same originals give the same file */
    unlink(path);
    models = open_models(f, f->originals, NULL, false);
    facs_models_close(&models);
    uint8_t *second = read_whole(path, &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    facs_env plain_env = facs_env_resolve(NULL);
    facs_free(&plain_env, first);
    facs_free(&plain_env, second);
}

static void test_shipped(void **state)
{
    const char *folder = model_folder();
    check_same(*state, folder, "clnf-general");
    check_same(*state, folder, "clm-general");
    check_same(*state, folder, testdata_path("models/cen_synthetic/main_ceclm_general.txt"));
    assert_int_equal(count_cached(*state, NULL), 3);
}

/* ---- when there is one ---- */

static void test_switched_off(void **state)
{
    fixture *f = *state;
    facs_models *models = open_models(f, f->originals, NULL, true);
    facs_models_close(&models);
    static const char *const off[] = {"0", "off", "no"};
    for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
        setenv("FACSIMILE_PACK", off[i], 1);
        models = open_models(f, f->originals, NULL, false);
        assert_null(models->pack);
        facs_models_close(&models);
    }
    unsetenv("FACSIMILE_PACK");
    assert_int_equal(count_cached(f, NULL), 0);
}

/* whoever reads files through a callback gets them through it, and nothing lands on disk */
static void test_callback(void **state)
{
    fixture *f = *state;
    f->env = memory_env(&f->files);
    facs_models *models = open_models(f, SYNTHETIC_DIR, NULL, false);
    assert_null(models->pack);
    facs_models_close(&models);
    assert_int_equal(count_cached(f, NULL), 0);
}

static void test_folder_not_writable(void **state)
{
    fixture *f = *state;
    write_file(f->cache, "", 0); /* a file where the folder should be */
    f->files.warnings = 0;
    facs_models *plain = open_models(f, f->originals, NULL, true);
    int warnings = f->files.warnings;
    f->files.warnings = 0;
    facs_models *models = open_models(f, f->originals, NULL, false);
    assert_int_equal(f->files.warnings, warnings);
    assert_null(models->pack);
    assert_same_models(plain, models);
    facs_models_close(&models);
    facs_models_close(&plain);
}

/* other content, another time of change, a file that comes or goes: the pack is made anew */
static void test_originals_change(void **state)
{
    fixture *f = *state;
    char original[512], path[512];
    facs_models *models = open_models(f, f->originals, NULL, false);
    facs_models_close(&models);
    snprintf(original, sizeof original, "%s/model/early.txt", f->originals);
    static const char text[] = "2.5 -0.25 0.125 \n"; /* of the same length */
    write_file(original, text, sizeof text - 1);
    f->files.warnings = 0;
    models = open_models(f, f->originals, NULL, false);
    assert_non_null(models->pack);
    assert_true(facs_loaded_landmarks(&models->loaded)->early_weight[0] == 2.5);
    facs_models_close(&models);
    /* the list still names it */
    assert_int_equal(count_cached(f, path), 1);
    unlink(original);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = f->originals;
    assert_int_equal(facs_models_open(&options, &models, NULL), FACS_E_MODELS_MISSING);
    write_file(original, text, sizeof text - 1);
    /* a part's validator was missing, which is only a warning; once it is there it counts */
    snprintf(original, sizeof original, "%s/model/validator.txt", f->originals);
    char aside[600];
    snprintf(aside, sizeof aside, "%s.aside", original);
    assert_int_equal(rename(original, aside), 0);
    models = open_models(f, f->originals, NULL, false);
    assert_null(facs_loaded_landmarks(&models->loaded)->validator);
    facs_models_close(&models);
    assert_int_equal(rename(aside, original), 0);
    models = open_models(f, f->originals, NULL, false);
    assert_non_null(facs_loaded_landmarks(&models->loaded)->validator);
    facs_models_close(&models);
}

/* ---- damage ---- */

/* The file with that content is not used; a usable one takes its place. */
static void check_refused(fixture *f, const char *path, const uint8_t *bytes, size_t size, const facs_models *plain)
{
    write_file(path, bytes, size);
    f->files.warnings = 0;
    facs_models *models = open_models(f, f->originals, NULL, false);
    assert_true(f->files.warnings > 0);
    assert_non_null(models->pack);
    assert_same_models(plain, models);
    facs_models_close(&models);
}

static void test_damage(void **state)
{
    fixture *f = *state;
    char path[512];
    size_t size;
    facs_models *plain = open_models(f, f->originals, NULL, true), *models = open_models(f, f->originals, NULL, false);
    facs_models_close(&models);
    assert_int_equal(count_cached(f, path), 1);
    uint8_t *bytes = read_whole(path, &size);
    pack_header header;
    memcpy(&header, bytes, sizeof header);
    static const size_t ends[] = {1, 63, 64, 65, 1000, 100000};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        check_refused(f, path, bytes, ends[i], plain);
    check_refused(f, path, bytes, size - 1, plain);
    check_refused(f, path, bytes, (size_t)header.directory, plain);
    uint8_t *longer = calloc(1, size + 64);
    memcpy(longer, bytes, size);
    check_refused(f, path, longer, size + 64, plain);
    free(longer);
    for (size_t at = 0; at < sizeof header; at++) {
        bytes[at] ^= 1;
        check_refused(f, path, bytes, size, plain);
        bytes[at] ^= 1;
    }
    for (size_t at = (size_t)header.directory; at < size; at += 1 + header.directory_size / 60) {
        bytes[at] ^= 0x10;
        check_refused(f, path, bytes, size, plain);
        bytes[at] ^= 0x10;
    }
    facs_env plain_env = facs_env_resolve(NULL);
    facs_free(&plain_env, bytes);
    facs_models_close(&plain);
}

/* a flipped bit of an array; between arrays there is padding, which nobody reads */
static void test_damaged_arrays(void **state)
{
    fixture *f = *state;
    char path[512];
    size_t size;
    int refused = 0, tried = 0;
    facs_models *plain = open_models(f, f->originals, NULL, true), *models = open_models(f, f->originals, NULL, false);
    facs_models_close(&models);
    assert_int_equal(count_cached(f, path), 1);
    uint8_t *bytes = read_whole(path, &size);
    pack_header header;
    memcpy(&header, bytes, sizeof header);
    for (size_t at = sizeof header; at < header.directory; at += header.directory / 150) {
        bytes[at] ^= 0x80;
        write_file(path, bytes, size);
        f->files.warnings = 0;
        models = open_models(f, f->originals, NULL, false);
        refused += f->files.warnings > 0;
        tried++;
        assert_same_models(plain, models);
        facs_models_close(&models);
        bytes[at] ^= 0x80;
    }
    assert_true(tried > 100 && refused > 9 * tried / 10);
    facs_env plain_env = facs_env_resolve(NULL);
    facs_free(&plain_env, bytes);
    facs_models_close(&plain);
}

/* ---- hostile: checksums are right, contents are not ---- */

typedef void spoil(facs_models *models);

static void spoil_nan(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->pdm->mean[5] = NAN;
}

static void spoil_huge(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->scale[0].ccnf[0].weights[1] = 1e30f;
}

static void spoil_variance(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->pdm->eigenvalues[0] = 0;
}

static void spoil_modes(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->pdm->modes_t[7] += 1;
}

static void spoil_vertex(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->validator->view[0].triangles.index[0] = 68;
}

static void spoil_pixel(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->validator->view[0].triangle_of_pixel[3] = 1000;
}

static void spoil_mask(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->validator->view[0].mask[0] = 2;
}

static void spoil_std(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->validator->view[0].std[0] = 0;
}

static void spoil_network(facs_models *models)
{
    facs_cnn_layer *layer = facs_loaded_mtcnn(&models->loaded)->pnet.layer;
    while (layer->kind != FACS_LAYER_POOL)
        layer++;
    layer->stride_x = layer->kernel_w + 1;
}

static void spoil_network_size(facs_models *models)
{
    facs_cnn *rnet = &facs_loaded_mtcnn(&models->loaded)->rnet;
    facs_cnn_layer *dense = &rnet->layer[rnet->layers - 2];
    dense->inputs--;
}

static void spoil_mirror(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->part[0].model->scale[0].mirror_landmark[0] = 3;
}

static void spoil_pair(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->part[1].pair[0][0] = 68;
}

static void spoil_alpha(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->scale[0].ccnf[0].alphas[0] = -1;
}

static void spoil_views(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->scale[0].views = 0;
}

static void spoil_visible(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->scale[1].visible[2] = 7;
}

static void spoil_au(facs_models *models)
{
    facs_loaded_aus(&models->loaded, false)->predictor[0].au = 18;
}

static void spoil_au_twice(facs_models *models)
{
    facs_loaded_aus(&models->loaded, false)->predictor[3].au = facs_loaded_aus(&models->loaded, false)->predictor[0].au;
}

static void spoil_mean(facs_models *models)
{
    facs_loaded_aus(&models->loaded, true)->mean[facs_loaded_aus(&models->loaded, true)->predictor[0].kind] = NULL;
}

static void spoil_name(facs_models *models)
{
    memset(facs_loaded_landmarks(&models->loaded)->part[0].name, 'x',
           sizeof facs_loaded_landmarks(&models->loaded)->part[0].name);
}

static void spoil_scales(facs_models *models)
{
    facs_loaded_landmarks(&models->loaded)->scales = 0;
}

static void walk_all(facs_pack_walk *walk, facs_loaded *loaded)
{
    const facs_model_kind *kind;
    for (int i = 0; (kind = facs_model_kind_get(i)) != NULL; i++) {
        if (!kind->pack) /* read from its file each time */
            continue;
        void *model = facs_loaded_find(loaded, kind->name);
        kind->pack(walk, &model);
        assert_true(facs_loaded_put(loaded, kind->name, model));
    }
}

static facs_status read_all(fixture *f, const char *path, uint64_t identity)
{
    facs_pack_walk walk;
    facs_pack *pack = NULL;
    facs_error error = {0};
    facs_loaded read = {0};
    facs_status status = facs_pack_read_begin(&f->env, path, identity, &walk, &error);
    if (status != FACS_OK)
        return status;
    walk_all(&walk, &read);
    status = facs_pack_read_end(&walk, &pack);
    assert_int_equal(status == FACS_OK, pack != NULL);
    assert_int_equal(status == FACS_OK, error.message[0] == '\0');
    facs_pack_close(&pack);
    return status;
}

static void test_hostile(void **state)
{
    static spoil *const spoils[] = {
        NULL,        spoil_nan,     spoil_huge,    spoil_variance, spoil_modes, spoil_vertex,       spoil_pixel,
        spoil_mask,  spoil_std,     spoil_network, spoil_mirror,   spoil_pair,  spoil_network_size, spoil_alpha,
        spoil_views, spoil_visible, spoil_au,      spoil_au_twice, spoil_mean,  spoil_name,         spoil_scales};
    fixture *f = *state;
    char path[512];
    facs_pack_walk walk;
    f->env = facs_env_resolve(&f->env);
    snprintf(path, sizeof path, "%s/hostile.pack", f->folder);
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        facs_models *models = open_models(f, f->originals, NULL, true);
        facs_models spoiled = *models;
        facs_au_model dynamic = *facs_loaded_aus(&models->loaded, true); /* its means are what is freed */
        assert_true(facs_loaded_put(&spoiled.loaded, FACS_MODEL_AU_DYNAMIC, &dynamic));
        int scales = facs_loaded_landmarks(&models->loaded)->scales;
        if (spoils[i])
            spoils[i](&spoiled);
        assert_int_equal(facs_pack_write_begin(&f->env, path, &walk, NULL), FACS_OK);
        walk_all(&walk, &spoiled.loaded);
        assert_int_equal(facs_pack_write_end(&walk, 77), FACS_OK);
        facs_status status = read_all(f, path, 0);
        if (status != (spoils[i] ? FACS_E_MODEL_CORRUPT : FACS_OK))
            fail_msg("spoil %zu: %s", i, facs_status_name(status));
        assert_int_equal(read_all(f, path, 78), FACS_AGAIN);
        facs_loaded_landmarks(&models->loaded)->scales = scales;
        facs_models_close(&models);
    }
    assert_int_equal(read_all(f, f->folder, 0), FACS_E_MODEL_CORRUPT);
    assert_int_equal(read_all(f, "/nowhere/at.all", 0), FACS_E_NOT_FOUND);
}

/* under the name of a pack that has them */
static void test_pack_without_action_units(void **state)
{
    fixture *f = *state;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    facs_models *without = NULL, *plain = open_models(f, f->originals, NULL, true);
    int of_originals = f->files.warnings;
    options.env = &f->env;
    options.model_dir = f->originals;
    options.no_aus = true;
    assert_int_equal(facs_models_open(&options, &without, NULL), FACS_OK);
    facs_models *with = open_models(f, f->originals, NULL, false);
    assert_string_not_equal(without->pack_path, with->pack_path);
    assert_int_equal(rename(without->pack_path, with->pack_path), 0);
    facs_models_close(&with);
    facs_models_close(&without);
    for (int run = 0; run < 2; run++) { /* noticed, then made anew */
        f->files.warnings = 0;
        with = open_models(f, f->originals, NULL, false);
        assert_non_null(with->pack);
        assert_same_models(plain, with);
        assert_int_equal(f->files.warnings, run ? 0 : 1 + of_originals);
        facs_models_close(&with);
    }
    facs_models_close(&plain);
}

static facs_status read_two(fixture *f, const char *path)
{
    facs_pack_walk walk;
    facs_pack *pack = NULL;
    facs_error error = {0};
    float *first = NULL, *second = NULL;
    assert_int_equal(facs_pack_read_begin(&f->env, path, 0, &walk, &error), FACS_OK);
    facs_pack_f32s(&walk, &first, 16);
    facs_pack_f32s(&walk, &second, 16);
    facs_status status = facs_pack_read_end(&walk, &pack);
    if (status == FACS_OK)
        assert_true(first != second && first[15] == second[15]);
    else
        assert_true(strstr(error.message, "inside another") != NULL);
    facs_pack_close(&pack);
    return status;
}

/* Else a small file could list the same array again and again, and looking at all of them would take for ever. */
static void test_array_listed_twice(void **state)
{
    fixture *f = *state;
    char path[512];
    facs_pack_walk walk;
    float values[16] = {[15] = 2}, *array = values;
    snprintf(path, sizeof path, "%s/two.pack", f->folder);
    assert_int_equal(facs_pack_write_begin(&f->env, path, &walk, NULL), FACS_OK);
    facs_pack_f32s(&walk, &array, 16);
    facs_pack_f32s(&walk, &array, 16);
    assert_int_equal(facs_pack_write_end(&walk, 0), FACS_OK);
    assert_int_equal(read_two(f, path), FACS_OK);
    enum { HEAD = 32, PLACE = 8 }; /* bytes of an array's entry; where its offset is */
    size_t size;
    uint8_t *bytes = read_whole(path, &size);
    pack_header header;
    memcpy(&header, bytes, sizeof header);
    assert_int_equal(header.directory_size, 2 * HEAD);
    memcpy(bytes + header.directory + HEAD + PLACE, bytes + header.directory + PLACE, sizeof(uint64_t));
    header.directory_checksum = facs_pack_checksum(bytes + header.directory, header.directory_size);
    header.checksum = facs_pack_checksum(&header, offsetof(pack_header, checksum));
    memcpy(bytes, &header, sizeof header);
    write_file(path, bytes, size);
    assert_int_equal(read_two(f, path), FACS_E_MODEL_CORRUPT);
    facs_env plain_env = facs_env_resolve(NULL);
    facs_free(&plain_env, bytes);
}

/* every allocation fails once, while a pack is made and while it is read */
static void test_memory(void **state)
{
    fixture *f = *state;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = f->originals;
    for (int made = 0; made < 2; made++) {
        facs_models *models = NULL;
        char path[512];
        long calls = f->files.memory.made;
        if (count_cached(f, path) > 0 && made == 0)
            unlink(path);
        models = open_models(f, f->originals, NULL, false);
        facs_models_close(&models);
        calls = f->files.memory.made - calls;
        for (long at = 1; at <= calls; at += 1 + at / 40) {
            if (count_cached(f, path) > 0 && made == 0)
                unlink(path);
            f->files.memory.made = 0;
            f->files.memory.fail_at = at - 1;
            long live = f->files.memory.alive;
            facs_status status = facs_models_open(&options, &models, NULL);
            f->files.memory.fail_at = -1;
            assert_true(status == FACS_E_MEMORY || status == FACS_OK); /* a pack may be done without */
            facs_models_close(&models);
            assert_int_equal(f->files.memory.alive, live);
        }
    }
}

/* changes a model file whenever memory is asked for: in the middle of everything */
typedef struct restless {
    facs_env inner;
    char path[512];
    int64_t time;
} restless;

static void *restless_alloc(void *cookie, size_t bytes, size_t alignment)
{
    restless *file = cookie;
    const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = ++file->time}};
    if (file->path[0])
        assert_int_equal(utimensat(AT_FDCWD, file->path, times, 0), 0);
    return file->inner.alloc(file->inner.cookie, bytes, alignment);
}

static void restless_free(void *cookie, void *memory)
{
    const restless *file = cookie;
    file->inner.free(file->inner.cookie, memory);
}

/* What says "the pack is out of date" inside is a positive number: a program would take it for success. */
static void test_files_change_meanwhile(void **state)
{
    fixture *f = *state;
    restless file = {.inner = f->env};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &file;
    env.alloc = restless_alloc;
    env.free = restless_free;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &env;
    options.model_dir = f->originals;
    facs_models *models = NULL;
    assert_int_equal(facs_models_open(&options, &models, NULL), FACS_OK);
    snprintf(file.path, sizeof file.path, "%s", models->landmark_path);
    facs_models_close(&models);
    facs_error error = {0};
    char path[512] = "";
    options.env = &f->env;
    assert_int_equal(facs_models_pack(&options, path, 10, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "path_size is 10"));
    assert_string_equal(path, "");
    options.env = &env;
    assert_int_equal(facs_models_pack(&options, path, sizeof path, &error), FACS_E_MODEL_CORRUPT);
    assert_int_equal(error.status, FACS_E_MODEL_CORRUPT);
    assert_non_null(strstr(error.message, "changed"));
    assert_string_equal(path, "");
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_OK); /* the files serve without a pack */
    facs_models_close(&models);
}

/* ---- values that stay in their own file ---- */

enum { OTHER = 64, PART = 16 };

static facs_status read_other(fixture *f, const char *path, const char *message)
{
    facs_pack_walk walk;
    facs_pack *pack = NULL;
    facs_file_map file = {0};
    facs_error error = {0};
    float *values = NULL;
    assert_int_equal(facs_pack_read_begin(&f->env, path, 0, &walk, &error), FACS_OK);
    facs_pack_file(&walk, &file);
    facs_pack_f32s_of(&walk, &file, &values, PART);
    facs_status status = facs_pack_read_end(&walk, &pack);
    if (status == FACS_OK)
        assert_true(values[0] == OTHER - PART && values[PART - 1] == OTHER - 1);
    else
        assert_true(strstr(error.message, message) != NULL);
    facs_pack_close(&pack);
    return status;
}

/* a pack whose array is the last PART values of the file, or begins `beyond` values behind these */
static void write_other(fixture *f, const char *path, const char *other, int beyond)
{
    facs_pack_walk walk;
    facs_file_map file;
    assert_int_equal(facs_file_map_open(&f->env, other, FACS_E_NOT_FOUND, &file, NULL), FACS_OK);
    float *values = (float *)(uintptr_t)(file.bytes + sizeof(float) * (size_t)(OTHER - PART + beyond));
    assert_int_equal(facs_pack_write_begin(&f->env, path, &walk, NULL), FACS_OK);
    facs_pack_file(&walk, &file);
    facs_pack_f32s_of(&walk, &file, &values, PART);
    assert_int_equal(facs_pack_write_end(&walk, 0), FACS_OK);
    facs_file_map_close(&f->env, &file);
}

static void test_other_file(void **state)
{
    fixture *f = *state;
    char path[512], other[512];
    float values[OTHER];
    for (int i = 0; i < OTHER; i++)
        values[i] = (float)i;
    snprintf(path, sizeof path, "%s/other.pack", f->folder);
    snprintf(other, sizeof other, "%s/values", f->folder);
    write_file(other, values, sizeof values);
    write_other(f, path, other, 0);
    assert_int_equal(read_other(f, path, ""), FACS_OK);
    write_file(other, values, sizeof values - sizeof *values);
    assert_int_equal(read_other(f, path, "was made from another file than"), FACS_AGAIN);
    unlink(other);
    assert_int_equal(read_other(f, path, "was made from another file than"), FACS_AGAIN);
    assert_int_equal(mkfifo(other, 0600), 0);
    assert_int_equal(read_other(f, path, "was made from another file than"), FACS_AGAIN);
    unlink(other);
    write_file(other, values, sizeof values);
    write_other(f, path, other, 1);
    assert_int_equal(read_other(f, path, "lies outside its file"), FACS_E_MODEL_CORRUPT);
}

/* ---- CEN experts ---- */

static void copy_file(const char *from, const char *to)
{
    size_t size;
    facs_env env = facs_env_resolve(NULL);
    uint8_t *bytes = read_whole(from, &size);
    write_file(to, bytes, size);
    facs_free(&env, bytes);
}

/* a list of model files, which names those it shares with others by their absolute path */
static void copy_list(const char *from, const char *to)
{
    static const char shared[] = "../2.2.0";
    char text[8192] = "", folder[512];
    size_t size, length = 0;
    facs_env env = facs_env_resolve(NULL);
    char *bytes = (char *)read_whole(from, &size), *at = bytes;
    snprintf(folder, sizeof folder, "%s", testdata_path("models/2.2.0"));
    for (char *found; (found = strstr(at, shared)) != NULL; at = found + strlen(shared))
        length += (size_t)snprintf(text + length, sizeof text - length, "%.*s%s", (int)(found - at), at, folder);
    length += (size_t)snprintf(text + length, sizeof text - length, "%s", at);
    assert_true(length < sizeof text);
    write_file(to, text, length);
    facs_free(&env, bytes);
}

/* the synthetic experts in a folder of the test; *index gets their main file */
static void copy_cen(const fixture *f, char index[512])
{
    static const char *const names[] = {"main_ceclm_general.txt",  "cen_general.txt",         "early_term_cen_of.txt",
                                        "cen_patches_0.25_of.dat", "cen_patches_0.35_of.dat", "cen_patches_0.50_of.dat",
                                        "cen_patches_1.00_of.dat"};
    char from[512], to[512];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(from, sizeof from, "%s", testdata_path("models/cen_synthetic/%s", names[i]));
        snprintf(to, sizeof to, "%s/cen/%s", f->folder, names[i]);
        if (strstr(names[i], ".dat"))
            copy_file(from, to);
        else
            copy_list(from, to);
    }
    snprintf(index, 512, "%s/cen/%s", f->folder, names[0]);
}

static const facs_patch_scale *first_scale(const facs_models *models)
{
    return &facs_loaded_landmarks(&models->loaded)->scale[0];
}

static void assert_in_file(const facs_patch_scale *scale)
{
    assert_int_equal(scale->kind, FACS_PATCH_CEN);
    assert_non_null(scale->file.bytes);
    assert_null(scale->storage[0]);
    const uint8_t *weights = (const uint8_t *)scale->cen[0].layer[0].weights;
    assert_true(weights > scale->file.bytes && weights < scale->file.bytes + scale->file.size);
}

/* the file again, with another first weight and the time it had */
static void spoil_weight(const facs_patch_scale *scale)
{
    const float none = NAN;
    struct stat info;
    const off_t place = (off_t)((const uint8_t *)scale->cen[0].layer[0].weights - scale->file.bytes);
    int file = open(scale->file.path, O_WRONLY);
    assert_true(file >= 0 && fstat(file, &info) == 0);
    assert_int_equal(pwrite(file, &none, sizeof none, place), sizeof none);
    const struct timespec times[2] = {info.st_atim, info.st_mtim};
    assert_int_equal(futimens(file, times), 0);
    close(file);
}

/* The experts stay in their files: the pack is small, knows the hashes, and numbers are looked at when they are used. */
static void test_cen(void **state)
{
    fixture *f = *state;
    char index[512], path[512];
    struct stat info;
    facs_error error = {0};
    const facs_model_hash *hashes[2];
    int counts[2];
    copy_cen(f, index);
    facs_models *plain = open_models(f, model_folder(), index, true),
                *packed = open_models(f, model_folder(), index, false);
    assert_in_file(first_scale(plain));
    assert_in_file(first_scale(packed));
    assert_same_models(plain, packed);
    assert_int_equal(count_cached(f, path), 1);
    assert_int_equal(stat(packed->pack_path, &info), 0);
    assert_true((size_t)info.st_size < 8000000); /* the experts alone are 10 MB */
    assert_int_equal(facs_models_hash(plain, &hashes[0], &counts[0]), FACS_OK);
    for (int i = 0; i < packed->files.count; i++)
        assert_int_equal(packed->files.item[i].sha256[0] != '\0', facs_sha256_available());
    assert_int_equal(facs_models_hash(packed, &hashes[1], &counts[1]), FACS_OK);
    assert_int_equal(counts[0], counts[1]);
    for (int i = 0; i < counts[0]; i++) {
        assert_string_equal(hashes[0][i].name, hashes[1][i].name);
        assert_string_equal(hashes[0][i].sha256, hashes[1][i].sha256);
    }
    facs_cen_pages good = {0}, bad = {0};
    const facs_landmark_model *model = facs_loaded_landmarks(&packed->loaded);
    for (int view = 0; view < model->scale[0].views; view++)
        assert_int_equal(facs_cen_pages_use(&good, model, 0, view, &error), FACS_OK);
    assert_true(good.present > 0 && good.present <= (size_t)FACS_CEN_PAGES);
    spoil_weight(first_scale(packed));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(facs_cen_pages_use(&bad, model, 0, 0, &error), FACS_E_MODEL_CORRUPT);
        assert_true(strstr(error.message, "cen_patches_0.25_of.dat: a patch expert of view 0") != NULL);
    }
    assert_int_equal(facs_cen_pages_use(&bad, model, 0, 1, &error), FACS_OK);
    facs_models_close(&packed);
    facs_models_close(&plain);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_synthetic),
        NEEDS_DATA(TEST(test_shipped)),
        TEST(test_switched_off),
        TEST(test_callback),
        TEST(test_damage),
        TEST(test_originals_change),
        TEST(test_hostile),
        TEST(test_pack_without_action_units),
        TEST(test_folder_not_writable),
        TEST(test_memory),
        TEST(test_files_change_meanwhile),
        TEST(test_damaged_arrays),
        TEST(test_array_listed_twice),
        TEST(test_other_file),
        NEEDS_DATA(TEST(test_cen)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
