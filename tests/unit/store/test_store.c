/* The store: the built-in manifest, damaged manifests, states of files, records, arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "nn/net_file.h"
#include "store/hash.h"
#include "store/part.h"
#include "store/record.h"
#include "store/store.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const unsigned char facs_manifest_json[];
extern const size_t facs_manifest_json_size;

typedef struct fixture {
    char folder[64];
    facs_store *store;
} fixture;

static int set_up(void **state)
{
    static fixture made;
    snprintf(made.folder, sizeof made.folder, P_tmpdir "/facs-store-XXXXXX");
    assert_non_null(mkdtemp(made.folder));
    unsetenv("FACSIMILE_MANIFEST");
    unsetenv("FACSIMILE_MODELS");
    facs_store_options options;
    facs_store_options_init(&options, sizeof options);
    options.cache_dir = made.folder;
    facs_error error = {0};
    assert_int_equal(facs_store_open(&options, &made.store, &error), FACS_OK);
    *state = &made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;
    char command[128];
    facs_store_close(&made->store);
    assert_null(made->store);
    snprintf(command, sizeof command, "rm -rf '%s'", made->folder);
    return system(command);
}

static void write_file(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static void built_in(void **state)
{
    const fixture *with = *state;
    const facs_model_set *set;
    int standard = 0, sets = 0;
    for (; (set = facs_store_set(with->store, sets)) != NULL; sets++) {
        int64_t bytes = 0;
        standard += set->standard;
        assert_ptr_equal(facs_store_find(with->store, set->name), set);
        for (int i = 0; i < set->file_count; i++) {
            const facs_model_file *file = set->files[i];
            bytes += file->bytes;
            /* whoever cannot download a file must be told where it comes from */
            assert_true(file->url_count > 0 || strlen(file->obtain) > 20);
            for (int j = 0; j < file->url_count; j++)
                assert_memory_equal(file->urls[j], "https://", 8);
            assert_non_null(strstr(facs_store_path(with->store, file, false), file->path));
        }
        assert_int_equal(bytes, set->bytes);
    }
    assert_int_equal(sets, 6);
    assert_int_equal(standard, 1);
    assert_null(facs_store_set(with->store, -1));
    assert_null(facs_store_find(with->store, "openface"));
    assert_string_equal(facs_store_set_for(with->store, NULL)->name, "openface-clnf");
    assert_string_equal(facs_store_set_for(with->store, "clm-wild")->name, "openface-clnf");
    assert_string_equal(facs_store_set_for(with->store, "ce-clm")->name, "openface-ceclm");
    assert_string_equal(facs_store_set_for(with->store, "/my/main_x.txt")->name, "openface-clnf");
}

/* Cut off or with bytes changed, the manifest is refused or read; it never does harm (run with the sanitizers too). */
static void damaged_manifests(void **state)
{
    const fixture *with = *state;
    char path[128];
    uint8_t *copy = malloc(facs_manifest_json_size);
    uint64_t random = 5;
    int refused = 0, read = 0;
    assert_non_null(copy);
    snprintf(path, sizeof path, "%s/manifest.json", with->folder);
    for (int round = 0; round < 400; round++) {
        facs_store *store = NULL;
        facs_error error = {0};
        size_t count = facs_manifest_json_size;
        memcpy(copy, facs_manifest_json, count);
        if (round % 2)
            count = (size_t)(random_u64(&random) % count);
        for (int i = 0; round % 2 == 0 && i < 1 + round % 7; i++)
            copy[random_u64(&random) % count] = (uint8_t)random_u64(&random);
        write_file(path, copy, count);
        facs_store_options options;
        facs_store_options_init(&options, sizeof options);
        options.cache_dir = with->folder;
        options.manifest = path;
        facs_status status = facs_store_open(&options, &store, &error);
        assert_true(status == FACS_OK || status == FACS_E_MODEL_CORRUPT);
        assert_true(status == FACS_OK ? store != NULL
                                      : store == NULL && strstr(error.message, "manifest.json") != NULL);
        facs_store_close(&store);
        refused += status != FACS_OK;
        read += status == FACS_OK;
    }
    free(copy);
    assert_true(refused > 200 && read > 5);
}

static facs_file_state state_of(const fixture *with, const facs_model_file *file, bool contents)
{
    facs_file_state found = FACS_FILE_UNREADABLE;
    assert_int_equal(facs_store_check(with->store, file, false, contents, &found, NULL), FACS_OK);
    return found;
}

static void states(void **state)
{
    const fixture *with = *state;
    const facs_model_file *file = facs_store_find(with->store, "mediapipe")->files[0];
    const char *path = facs_store_path(with->store, file, false);
    facs_env env = facs_env_resolve(NULL);
    facs_part part;
    facs_error error = {0};
    assert_int_equal(state_of(with, file, false), FACS_FILE_MISSING);
    assert_int_equal(facs_part_open(&env, file, path, &part, &error), FACS_OK);
    assert_int_equal(state_of(with, file, false), FACS_FILE_MISSING);
    assert_int_equal(facs_part_write(&part, "<html>", 6, &error), FACS_OK);
    assert_true(facs_part_is_web_page(&part));
    /* neither the size nor, below, the contents: no final name */
    assert_int_equal(facs_part_finish(&part, &error), FACS_E_MODEL_CORRUPT);
    assert_int_equal(ftruncate(part.whole.file, (off_t)file->bytes), 0);
    part.bytes = file->bytes;
    assert_int_equal(facs_part_finish(&part, &error), FACS_E_MODEL_CORRUPT);
    assert_int_equal(access(path, F_OK), -1);
    facs_part_close(&part, false);
    write_file(path, "x", 1);
    assert_int_equal(state_of(with, file, true), FACS_FILE_WRONG_SIZE);
    assert_int_equal(truncate(path, (off_t)file->bytes), 0);
    assert_int_equal(state_of(with, file, false), FACS_FILE_PRESENT);
    assert_int_equal(state_of(with, file, true), FACS_FILE_WRONG_HASH);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(state_of(with, file, true), FACS_FILE_UNREADABLE);
}

static void records(void **state)
{
    const fixture *with = *state;
    const facs_model_set *set = facs_store_find(with->store, "pyfaceau"),
                         *other = facs_store_find(with->store, "openface3");
    facs_env env = facs_env_resolve(NULL);
    char key[65], path[128];
    assert_false(facs_store_accepted(with->store, set));
    assert_int_equal(facs_store_accept(with->store, set, NULL), FACS_OK);
    assert_true(facs_store_accepted(with->store, set));
    assert_false(facs_store_accepted(with->store, other));
    /* free for any use */
    assert_true(facs_store_accepted(with->store, facs_store_find(with->store, "mediapipe")));
    assert_false(facs_store_verified(with->store, set));
    assert_int_equal(facs_record_key(&env, set, key, NULL), FACS_OK);
    assert_int_equal(facs_record_verified(&env, facs_store_cache(with->store), set, key, NULL), FACS_OK);
    assert_true(facs_store_verified(with->store, set));
    assert_true(facs_store_accepted(with->store, set));
    assert_int_equal(facs_record_verified(&env, facs_store_cache(with->store), set, NULL, NULL), FACS_OK);
    assert_false(facs_store_verified(with->store, set));
    /* a record of something else counts as none, and is replaced */
    snprintf(path, sizeof path, "%s/facsimile-models.json", facs_store_cache(with->store));
    static const char *const strange[] = {"", "[1]", "{\"sets\": 5}", "{\"sets\": {\"pyfaceau\": []}}", "{\"se"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        write_file(path, strange[i], strlen(strange[i]));
        assert_false(facs_store_accepted(with->store, set));
        assert_int_equal(facs_store_accept(with->store, set, NULL), FACS_OK);
        assert_true(facs_store_accepted(with->store, set));
    }
}

/* Nothing is written through a link somebody else put where a temporary file might go. */
static void record_beside_links(void **state)
{
    const fixture *with = *state;
    const facs_model_set *set = facs_store_find(with->store, "pyfaceau");
    char precious[128], link[192], text[9] = "";
    assert_int_equal(facs_store_accept(with->store, set, NULL), FACS_OK);
    snprintf(precious, sizeof precious, "%s/precious", with->folder);
    snprintf(link, sizeof link, "%s/facsimile-models.json.%ld.part", facs_store_cache(with->store), (long)getpid());
    write_file(precious, "precious", 8);
    assert_int_equal(symlink(precious, link), 0);
    assert_int_equal(facs_store_accept(with->store, facs_store_find(with->store, "mediapipe"), NULL), FACS_OK);
    FILE *file = fopen(precious, "rb");
    assert_non_null(file);
    assert_int_equal(fread(text, 1, 8, file), 8);
    fclose(file);
    assert_string_equal(text, "precious");
}

static void sha256(void **state)
{
    (void)state;
    char hex[FACS_SHA256_TEXT];
    assert_int_equal(facs_sha256_bytes("abc", 3, hex, NULL), FACS_OK);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180 */
}

static void hashes_told_by_the_build(void **state)
{
    (void)state;
    static const char *const nets[] = {"face-detector", "face-points", "eye-patch", "mouth-patch"};
    assert_null(facs_net_builtin_sha256("nobody"));
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const uint8_t *bytes;
        size_t size;
        char hex[FACS_SHA256_TEXT];
        assert_true(facs_net_builtin(nets[i], &bytes, &size));
        assert_int_equal(facs_sha256_bytes(bytes, size, hex, NULL), FACS_OK);
        assert_string_equal(facs_net_builtin_sha256(nets[i]), hex);
    }
}

static void arguments(void **state)
{
    const fixture *with = *state;
    const facs_model_set *set = facs_store_set(with->store, 0);
    facs_model_file stranger = *set->files[0];
    facs_file_state found;
    facs_error error = {0};
    facs_fetch_options options;
    facs_fetch_options_init(&options, sizeof options);
    assert_int_equal(facs_store_open(NULL, NULL, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_store_check(with->store, &stranger, false, false, &found, &error), FACS_E_ARGUMENT);
    assert_null(facs_store_path(with->store, &stranger, true));
    assert_int_equal(facs_store_fetch(with->store, NULL, NULL, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "a store and a set"));
    assert_int_equal(facs_store_fetch(with->store, set, NULL, &error), FACS_E_LICENCE);
    assert_non_null(strstr(error.message, "openface-clnf"));
    options.tries = 0;
    assert_int_equal(facs_store_fetch(with->store, set, &options, &error), FACS_E_ARGUMENT);
    facs_fetch_options_init(&options, sizeof options);
    options.accept_licence = options.offline = true;
    assert_int_equal(facs_store_fetch(with->store, set, &options, &error), FACS_E_DOWNLOAD);
    assert_int_equal(facs_store_remove(with->store, NULL, NULL, &error), FACS_E_ARGUMENT);
    int64_t bytes = 5;
    assert_int_equal(facs_store_remove(with->store, set, &bytes, &error), FACS_OK);
    assert_int_equal(bytes, 0);
    assert_string_equal(facs_status_name(FACS_E_LICENCE), "FACS_E_LICENCE");
    assert_string_equal(facs_file_state_name((facs_file_state)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(built_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_manifests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(states, set_up, tear_down),
        cmocka_unit_test_setup_teardown(records, set_up, tear_down),
        cmocka_unit_test_setup_teardown(record_beside_links, set_up, tear_down),
        cmocka_unit_test(sha256),
        cmocka_unit_test(hashes_told_by_the_build),
        cmocka_unit_test_setup_teardown(arguments, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
