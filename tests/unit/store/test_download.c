/* Tries and addresses, without a network: what is asked is noted, and answered from here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/download.h"
#include "store/hash.h"
#include "store/store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BYTES = 1000, ASKED_MAX = 32, URL_ROOM = 2100 };

/* how the next answers are */
typedef enum answer { RIGHT, WRONG, WRONG_IN_HALVES, REFUSED } answer;

static struct {
    answer how;
    int asked;
    char urls[ASKED_MAX][URL_ROOM];
    double timeout;
    char logged[8192];
} line;

/* in place of transfer.c */
facs_status facs_transfer_open(const facs_env *env, double timeout, facs_watch *watch, facs_transfer **transfer,
                               facs_error *error)
{
    (void)env;
    (void)watch;
    (void)error;
    line.timeout = timeout;
    *transfer = NULL;
    return FACS_OK;
}

void facs_transfer_close(facs_transfer **transfer)
{
    *transfer = NULL;
}

facs_transfer_end facs_transfer_get(facs_transfer *transfer, const char *url, facs_part *part, double *retry_after,
                                    facs_error *error)
{
    (void)transfer;
    assert_in_range(line.asked, 0, ASKED_MAX - 1); /* it ends */
    snprintf(line.urls[line.asked++], URL_ROOM, "%s", url);
    *retry_after = 0;
    facs_fail(error, FACS_E_DOWNLOAD, "no luck");
    if (line.how == REFUSED)
        return FACS_TRANSFER_AGAIN;
    int64_t to = line.how == WRONG_IN_HALVES && part->bytes < BYTES / 2 ? BYTES / 2 : BYTES;
    while (part->bytes < to)
        assert_int_equal(facs_part_write(part, line.how == RIGHT ? "r" : "w", 1, NULL), FACS_OK);
    return to == BYTES ? FACS_TRANSFER_WHOLE : FACS_TRANSFER_AGAIN;
}

static char folder[64], path[128], hash[FACS_SHA256_TEXT];

static int set_up(void **state)
{
    (void)state;
    char right[BYTES];
    memset(&line, 0, sizeof line);
    memset(right, 'r', sizeof right);
    assert_int_equal(facs_sha256_bytes(right, sizeof right, hash, NULL), FACS_OK);
    snprintf(folder, sizeof folder, P_tmpdir "/facs-download-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void note(void *cookie, facs_log_level level, const char *message)
{
    (void)cookie;
    (void)level;
    size_t length = strlen(line.logged);
    snprintf(line.logged + length, sizeof line.logged - length, "%s\n", message);
}

static facs_status get(const char *name, const char *url_base, int url_count, const char *const *urls, int tries,
                       facs_error *error)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.log = note;
    env = facs_env_resolve(&env);
    facs_watch watch = {0};
    const facs_download_plan plan = {tries, 0, url_base};
    const facs_model_file file = {.path = name, .bytes = BYTES, .sha256 = hash, .url_count = url_count, .urls = urls};
    line.asked = 0;
    return facs_download(&env, NULL, &watch, &plan, &file, path, error);
}

static void leave(int bytes)
{
    char name[160];
    snprintf(name, sizeof name, "%s.part-1-ff", path);
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    for (int i = 0; i < bytes; i++)
        assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
}

/* What an earlier run left wrong is no try of an address, and what an address gives wrong is. */
static void leftovers(void **state)
{
    (void)state;
    static const char *const url[] = {"https://a.invalid/1", "https://b.invalid/2"};
    static const struct {
        int left;
        answer how;
        int tries, urls;
        facs_status status;
        int asked;
    } cases[] = {
        {0, RIGHT, 1, 1, FACS_OK, 1},
        {BYTES / 2, RIGHT, 1, 1, FACS_OK, 2},
        {BYTES, RIGHT, 1, 1, FACS_OK, 1},
        {0, WRONG, 1, 1, FACS_E_DOWNLOAD, 1},
        {BYTES / 2, WRONG, 1, 1, FACS_E_DOWNLOAD, 2},
        {BYTES, WRONG, 1, 1, FACS_E_DOWNLOAD, 1},
        {BYTES, WRONG, 9, 1, FACS_E_DOWNLOAD, 2},
        {BYTES / 2, WRONG, 1, 2, FACS_E_DOWNLOAD, 3},
        {BYTES / 2, REFUSED, 3, 1, FACS_E_DOWNLOAD, 3},
        {BYTES / 2, WRONG_IN_HALVES, 1, 1, FACS_E_DOWNLOAD, 3},
        {BYTES / 2, WRONG_IN_HALVES, 9, 1, FACS_E_DOWNLOAD, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        facs_error error = {0};
        line.how = cases[i].how;
        leave(cases[i].left);
        print_message("case %zu\n", i);
        assert_int_equal(get("f", NULL, cases[i].urls, url, cases[i].tries, &error), cases[i].status);
        assert_int_equal(line.asked, cases[i].asked);
        assert_int_equal(access(path, F_OK), cases[i].status == FACS_OK ? 0 : -1);
        unlink(path);
        facs_env env = facs_env_resolve(NULL);
        facs_whole_delete_parts(&env, path);
    }
}

static void addresses(void **state)
{
    (void)state;
    facs_error error = {0};
    char longest[URL_ROOM], base[URL_ROOM + 64];
    line.how = REFUSED;
    /* in a path, what is not plain is encoded; the base is as it was given */
    assert_int_equal(
        get("originals/a b/\303\274%?#+~_-.Z9", " http://x.invalid/%41?  http://y.invalid/", 0, NULL, 1, &error),
        FACS_E_DOWNLOAD);
    assert_int_equal(line.asked, 2);
    assert_string_equal(line.urls[0], "http://x.invalid/%41?/originals/a%20b/%C3%BC%25%3F%23%2B~_-.Z9");
    assert_string_equal(line.urls[1], "http://y.invalid/originals/a%20b/%C3%BC%25%3F%23%2B~_-.Z9");
    /* too long ones are left out and told of, the others are asked; 2047 bytes are fine */
    memset(longest, 'x', sizeof longest);
    memcpy(longest, "http://l.invalid/", 17);
    for (int length = 2046; length <= 2049; length++) {
        longest[length] = '\0';
        const char *const urls[] = {"http://a.invalid", longest, "http://b.invalid"};
        assert_int_equal(get("f", NULL, 3, urls, 1, &error), FACS_E_DOWNLOAD);
        assert_int_equal(line.asked, length < 2048 ? 3 : 2);
        assert_string_equal(line.urls[line.asked - 1], "http://b.invalid");
        assert_non_null(strstr(error.message, "http://l.invalid/xxx"));
        assert_true(length < 2048 || strstr(error.message, "this long"));
        snprintf(base, sizeof base, "http://a.invalid %s http://b.invalid", longest);
        assert_int_equal(get("f%", base, 0, NULL, 1, &error), FACS_E_DOWNLOAD);
        assert_int_equal(line.asked, 2);
        assert_string_equal(line.urls[1], "http://b.invalid/f%25");
        longest[length] = 'x';
    }
    static const char *const names[] = {"f%", "fplain"};
    for (int i = 0; i < 2; i++) {
        for (int length = 2030; length < 2060; length++) {
            size_t whole = (size_t)length + (i ? 7 : 5);
            longest[length] = '\0';
            assert_int_equal(get(names[i], longest, 0, NULL, 1, &error), FACS_E_DOWNLOAD);
            assert_int_equal(line.asked, whole < 2048);
            assert_true(whole >= 2048 || strlen(line.urls[0]) == whole);
            longest[length] = 'x';
        }
    }
}

static void passwords(void **state)
{
    (void)state;
    static const char *const urls[] = {"http://user:secret@h.invalid/a@b", "https://secret@h.invalid",
                                       "http://plain.invalid/x@y", "http://us@er:secret@h.invalid?q"};
    facs_error error = {0};
    line.how = REFUSED;
    assert_int_equal(get("f", NULL, 4, urls, 2, &error), FACS_E_DOWNLOAD);
    assert_int_equal(line.asked, 8);
    assert_string_equal(line.urls[0], urls[0]);
    assert_null(strstr(error.message, "secret"));
    assert_null(strstr(line.logged, "secret"));
    static const char *const shown[] = {"http://***@h.invalid/a@b",
                                        "https://***@h.invalid:", "http://plain.invalid/x@y", "http://***@h.invalid?q"};
    for (int i = 0; i < 4; i++) {
        assert_non_null(strstr(error.message, shown[i]));
        assert_non_null(strstr(line.logged, shown[i]));
    }
    /* nor where the address is cut off within it */
    char endless[3000];
    memset(endless, 's', sizeof endless);
    memcpy(endless, "http://user:secret", 18);
    memcpy(endless + sizeof endless - 4, "@h/", 4);
    const char *const cut[] = {endless};
    assert_int_equal(get("f", NULL, 1, cut, 2, &error), FACS_E_DOWNLOAD);
    assert_non_null(strstr(error.message, "http://***: "));
    assert_int_equal(get("f", endless, 0, NULL, 2, &error), FACS_E_DOWNLOAD);
    assert_non_null(strstr(error.message, "http://***: "));
    assert_null(strstr(error.message, "secret"));
}

static void longest_waits(void **state)
{
    (void)state;
    static const double given[] = {1e30, INFINITY, 86401, 86400, 12.5};
    static const double used[] = {86400, 86400, 86400, 86400, 12.5};
    facs_store *store = NULL;
    facs_error error = {0};
    facs_store_options place;
    facs_store_options_init(&place, sizeof place);
    unsetenv("FACSIMILE_MANIFEST");
    unsetenv("FACSIMILE_MODELS_URL");
    place.cache_dir = folder;
    line.how = REFUSED;
    assert_int_equal(facs_store_open(&place, &store, &error), FACS_OK);
    const facs_model_set *set = facs_store_find(store, "openface-clnf");
    facs_fetch_options options;
    facs_fetch_options_init(&options, sizeof options);
    options.accept_licence = true;
    options.tries = 1;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        line.asked = 0;
        options.timeout = options.wait = options.lock_wait = given[i];
        assert_int_equal(facs_store_fetch(store, set, &options, &error), FACS_E_DOWNLOAD);
        assert_true(line.timeout == used[i]);
    }
    options.timeout = (double)NAN;
    assert_int_equal(facs_store_fetch(store, set, &options, &error), FACS_E_ARGUMENT);
    facs_fetch_options_init(&options, sizeof options);
    options.accept_licence = true;
    static const char *const blank[] = {"", " ", "\t \n"};
    for (int i = 0; i < 3; i++) {
        options.url_base = blank[i];
        assert_int_equal(facs_store_fetch(store, set, &options, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "url_base"));
    }
    facs_store_close(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(leftovers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passwords, set_up, tear_down),
        cmocka_unit_test_setup_teardown(longest_waits, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
