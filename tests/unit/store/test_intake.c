/* Copies on this machine: links in circles, and that whoever watches can stop at any moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/cache_folder.h"
#include "store/local.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if FACS_HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif

static char folder[64];
static bool mkdir_denied;

/* a folder that may not be made, whoever runs this */
int mkdir(const char *path, mode_t mode)
{
    if (mkdir_denied) {
        errno = EACCES;
        return -1;
    }
    return mkdirat(AT_FDCWD, path, mode);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, P_tmpdir "/facs-intake-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    mkdir_denied = false;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static const char *below(const char *name)
{
    static char paths[4][160];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* Asked how often, and when to stop. */
typedef struct patience {
    int asked, stop_at; /* 0 = never */
} patience;

static int ask(void *cookie, const facs_fetch_progress *progress)
{
    patience *left = cookie;
    (void)progress;
    left->asked++;
    return left->asked == left->stop_at;
}

/* one file of 12345 bytes that nobody has */
static const facs_model_file file = {.path = "originals/none.dat", .bytes = 12345, .sha256 = "none"};

static facs_status take_from(const char *from, bool archive, patience *left, facs_error *error)
{
    facs_env env = facs_env_resolve(NULL);
    facs_watch watch = {.progress = ask, .cookie = left};
    facs_wanted wanted = {.file = &file, .final_path = below("none.dat")};
    facs_intake intake = {&env, &watch, &wanted, 1};
    facs_status status =
        archive ? facs_intake_archive(&intake, from, folder, error) : facs_intake_folder(&intake, from, error);
    assert_false(wanted.there);
    return status;
}

static void circles(void **state)
{
    (void)state;
    facs_error error = {0};
    patience left = {.stop_at = 1000};
    assert_int_equal(mkdir(below("a"), 0777), 0);
    assert_int_equal(mkdir(below("b"), 0777), 0);
    assert_int_equal(symlink(".", below("a/here")), 0);
    assert_int_equal(symlink(".", below("a/again")), 0);
    assert_int_equal(symlink("../b", below("a/b")), 0);
    assert_int_equal(symlink("../a", below("b/a")), 0);
    assert_int_equal(symlink("..", below("b/up")), 0);
    assert_int_equal(take_from(folder, false, &left, &error), FACS_OK);
    assert_in_range(left.asked, 7, 100);
}

static void stopped_in_a_folder(void **state)
{
    (void)state;
    facs_error error = {0};
    patience left = {0};
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(mkdir(below(name), 0777), 0);
    }
    assert_int_equal(take_from(folder, false, &left, &error), FACS_OK);
    assert_int_equal(left.asked, 20);
    left = (patience){.stop_at = 5};
    assert_int_equal(take_from(folder, false, &left, &error), FACS_E_INTERRUPTED);
    assert_int_equal(left.asked, 5);
    assert_non_null(strstr(error.message, "files that are complete are kept"));
}

#if FACS_HAVE_LIBARCHIVE
enum { MEMBER = 4 << 20 };

/* two large members that nobody wants */
static void write_archive(const char *path, int (*format)(struct archive *), int (*filter)(struct archive *))
{
    struct archive *archive = archive_write_new();
    char *bytes = calloc(MEMBER, 1);
    assert_non_null(bytes);
    assert_int_equal(format(archive), ARCHIVE_OK);
    assert_int_equal(filter(archive), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (int i = 0; i < 2; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, i ? "second" : "first");
        archive_entry_set_size(entry, MEMBER);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(archive, bytes, MEMBER), MEMBER);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    free(bytes);
}

static void stopped_in_an_archive(void **state)
{
    (void)state;
    facs_error error = {0};
    patience left = {0};
    write_archive(below("large.tgz"), archive_write_set_format_gnutar, archive_write_add_filter_gzip);
    assert_int_equal(take_from(below("large.tgz"), true, &left, &error), FACS_OK);
    assert_in_range(left.asked, 2 * MEMBER >> 17, 100000); /* within the members, too */
    left = (patience){.stop_at = 10};
    assert_int_equal(take_from(below("large.tgz"), true, &left, &error), FACS_E_INTERRUPTED);
    assert_int_equal(left.asked, 10);
    /* where members can be left out at once, each is asked about */
    write_archive(below("large.zip"), archive_write_set_format_zip, archive_write_add_filter_none);
    write_archive(below("large.tar"), archive_write_set_format_gnutar, archive_write_add_filter_none);
    static const char *const names[] = {"large.zip", "large.tar"};
    for (int i = 0; i < 2; i++) {
        left = (patience){0};
        assert_int_equal(take_from(below(names[i]), true, &left, &error), FACS_OK);
        assert_int_equal(left.asked, 2);
        left = (patience){.stop_at = 1};
        assert_int_equal(take_from(below(names[i]), true, &left, &error), FACS_E_INTERRUPTED);
        assert_int_equal(left.asked, 1);
    }
}
#endif

/* looking at the files that are there already */
static void stopped_while_hashing(void **state)
{
    (void)state;
    facs_store *store = NULL;
    facs_error error = {0};
    patience left = {.stop_at = 3};
    facs_store_options place;
    facs_store_options_init(&place, sizeof place);
    facs_fetch_options options;
    facs_fetch_options_init(&options, sizeof options);
    unsetenv("FACSIMILE_MANIFEST");
    place.cache_dir = folder;
    assert_int_equal(facs_store_open(&place, &store, &error), FACS_OK);
    options.accept_licence = options.offline = true;
    options.progress = ask;
    options.progress_cookie = &left;
    assert_int_equal(facs_store_fetch(store, facs_store_set(store, 0), &options, &error), FACS_E_INTERRUPTED);
    assert_int_equal(left.asked, 3);
    facs_store_close(&store);
}

/* The message names what went wrong, not what was found when looking whether it matters. */
static void folder_denied(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    assert_int_equal(facs_folder_make(&env, below("x/y"), &error), FACS_OK);
    mkdir_denied = true;
    assert_int_equal(facs_folder_make(&env, below("x/y"), &error), FACS_OK); /* it is there */
    assert_int_equal(facs_folder_make(&env, below("x/new/y"), &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, strerror(EACCES)));
    assert_non_null(strstr(error.message, "x/new: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(circles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopped_in_a_folder, set_up, tear_down),
#if FACS_HAVE_LIBARCHIVE
        cmocka_unit_test_setup_teardown(stopped_in_an_archive, set_up, tear_down),
#endif
        cmocka_unit_test_setup_teardown(stopped_while_hashing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folder_denied, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
