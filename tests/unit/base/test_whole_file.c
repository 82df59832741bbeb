/* The one writer: whole or not there, through links as the kernel follows them, and what killed writers leave. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/descriptor.h"
#include "base/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static char place[64]; /* the working directory of each test: an empty folder */
static facs_env env;

static int enter(void **state)
{
    (void)state;
    env = facs_env_resolve(NULL);
    snprintf(place, sizeof place, P_tmpdir "/facs-whole-XXXXXX");
    umask(022);
    return mkdtemp(place) && chdir(place) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *path, const char *text)
{
    char content[64] = "";
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is not there", path);
    content[fread(content, 1, sizeof content - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(content, text);
}

static mode_t mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

/* entries of the working directory */
static int entries(void)
{
    int count = -2;
    DIR *listing = opendir(".");
    assert_non_null(listing);
    while (readdir(listing))
        count++;
    closedir(listing);
    return count;
}

static facs_whole_file begin(const char *path, const char *text)
{
    facs_whole_file file;
    facs_error error = {0};
    int stream;
    if (facs_whole_open_named(&env, path, &file, &stream, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(stream, -1);
    assert_true(file.open);
    assert_int_equal(facs_whole_write(&file, text, strlen(text), &error), FACS_OK);
    return file;
}

static void finish(facs_whole_file *file)
{
    facs_error error = {0};
    if (facs_whole_commit(file, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_false(file->open);
    facs_whole_abandon(file, false); /* nothing is open: does nothing */
}

static void whole_or_not_there(void **state)
{
    (void)state;
    umask(027);
    facs_whole_file file = begin("new", "content");
    assert_false(file.replaces);
    assert_int_equal(fcntl(file.file, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(access("new", F_OK), -1);
    assert_int_equal(entries(), 1);
    assert_memory_equal(file.part, "new.part-", 9);
    finish(&file);
    assert_holds("new", "content");
    assert_int_equal(mode_of("new"), 0640);

    file = begin("given-up", "content");
    facs_whole_abandon(&file, false);
    assert_int_equal(entries(), 1);

    facs_whole_file first = begin("new", "first"), second = begin("new", "second");
    finish(&second);
    assert_holds("new", "second");
    finish(&first); /* the last one stays */
    assert_holds("new", "first");
    assert_int_equal(entries(), 1);
}

static void replaced_files_keep_their_permissions(void **state)
{
    (void)state;
    static const mode_t modes[][2] = {{0600, 0600}, {0664, 0664}, {0604, 0604}, {0666, 0666}, {04755, 0755}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        put("old", "old");
        assert_int_equal(chmod("old", modes[i][0]), 0);
        facs_whole_file file = begin("old", "new");
        assert_true(file.replaces);
        assert_int_equal(mode_of(file.part), modes[i][1]); /* nobody else may look meanwhile */
        assert_holds("old", "old");
        finish(&file);
        assert_holds("old", "new");
        assert_int_equal(mode_of("old"), modes[i][1]);
        unlink("old");
    }
}

static void links_stay(void **state)
{
    (void)state;
    char target[256];
    facs_error error = {0};
    facs_whole_file file;
    int stream;
    assert_int_equal(mkdir("far", 0777), 0);
    put("far/file", "old");
    assert_int_equal(symlink("far/file", "link"), 0);
    assert_int_equal(symlink("link", "link-to-link"), 0);
    file = begin("link-to-link", "new");
    assert_holds("far/file", "old");
    finish(&file);
    assert_holds("far/file", "new");
    assert_int_equal(readlink("link", target, sizeof target), 8);
    assert_int_equal(readlink("link-to-link", target, sizeof target), 4);

    /* to a file that is not there yet: it is made, but only when it is complete */
    assert_int_equal(symlink("far/later", "early"), 0);
    file = begin("early", "late");
    assert_int_equal(access("far/later", F_OK), -1);
    assert_false(file.replaces);
    finish(&file);
    assert_holds("far/later", "late");
    unlink("far/later");
    file = begin("early", "given up");
    facs_whole_abandon(&file, false);
    assert_int_equal(access("far/later", F_OK), -1);
    assert_int_equal(readlink("early", target, sizeof target), 9);

    assert_int_equal(symlink("nowhere/file", "lost"), 0);
    assert_int_equal(facs_whole_open_named(&env, "lost", &file, &stream, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "lost: is a link into a folder that does not exist"));
    assert_int_equal(symlink("round", "round"), 0);
    assert_int_equal(facs_whole_open_named(&env, "round", &file, &stream, &error), FACS_E_OUTPUT);

    /* names of the library's own are names of their folder */
    assert_int_equal(facs_whole_open(&env, "link", NULL, &file, &error), FACS_OK);
    assert_int_equal(facs_whole_write(&file, "own", 3, &error), FACS_OK);
    finish(&file);
    assert_int_equal(readlink("link", target, sizeof target), -1);
    assert_holds("link", "own");
    assert_holds("far/file", "new");
}

/* The kernel is the judge, whoever runs the test and whatever protection is switched on. */
static void refused_as_the_kernel_refuses(void **state)
{
    (void)state;
    put("protected", "old");
    assert_int_equal(chmod("protected", 0444), 0);
    assert_int_equal(mkdir("folder", 0777), 0);
    assert_int_equal(mkdir("sticky", 0777), 0);
    assert_int_equal(chmod("sticky", 01777), 0);
    put("mine", "old");
    assert_int_equal(symlink("../mine", "sticky/link"), 0);
    if (lchown("sticky/link", 12345, 12345) == 0)
        assert_int_equal(chown("sticky", 12346, 12346), 0);
    static const char *const names[] = {"protected", "folder", "sticky/link", "mine/below", "none/file", "mine"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        facs_whole_file file;
        facs_error error = {0};
        int stream, kernel = open(names[i], O_WRONLY);
        facs_status status = facs_whole_open_named(&env, names[i], &file, &stream, &error);
        if ((status == FACS_OK) != (kernel >= 0))
            fail_msg("%s: %s", names[i], status ? error.message : "is opened");
        if (kernel >= 0)
            close(kernel);
        if (status != FACS_OK)
            assert_memory_equal(error.message, names[i], strlen(names[i]));
        facs_whole_abandon(&file, false);
        assert_holds("mine", "old");
        assert_holds("protected", "old");
    }
}

static void strangers_files_in_sticky_folders(void **state)
{
    (void)state;
    enum { ME = 1000, OTHER = 1001, ROOT = 0 };
    const struct stat plain = {.st_mode = S_IFDIR | 0777, .st_uid = ROOT}, tmp = {.st_mode = S_IFDIR | 01777},
                      own = {.st_mode = S_IFDIR | 01755, .st_uid = ME}, mine = {.st_uid = ME},
                      theirs = {.st_uid = OTHER};
    assert_true(facs_whole_may_replace(&plain, &theirs, ME));
    assert_true(facs_whole_may_replace(&tmp, &mine, ME));
    assert_false(facs_whole_may_replace(&tmp, &theirs, ME));
    assert_false(facs_whole_may_replace(&tmp, &theirs, ROOT)); /* what is written there would be theirs */
    assert_true(facs_whole_may_replace(&own, &theirs, ME));
}

static void what_is_no_file_is_a_stream(void **state)
{
    (void)state;
    facs_whole_file file;
    facs_error error = {0};
    int stream = -1;
    assert_int_equal(facs_whole_open_named(&env, "/dev/null", &file, &stream, &error), FACS_OK);
    assert_true(stream >= 0 && !file.open);
    close(stream);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_int_equal(facs_whole_open_named(&env, "pipe", &file, &stream, &error), FACS_OK);
    assert_true(stream >= 0 && !file.open);
    close(stream);
    close(reader);
}

static void longest_names(void **state)
{
    (void)state;
    char name[256] = "";
    memset(name, 'n', 255);
    facs_whole_file file = begin(name, "content");
    finish(&file);
    assert_holds(name, "content");
    assert_int_equal(entries(), 1);
}

static void the_folder_is_the_one_it_was(void **state)
{
    (void)state;
    assert_int_equal(mkdir("below", 0777), 0);
    facs_whole_file file = begin("here", "content");
    assert_int_equal(chdir("below"), 0);
    finish(&file);
    assert_holds("../here", "content");
    assert_int_equal(chdir(".."), 0);
}

static void set_aside(void **state)
{
    (void)state;
    put("rows", "old");
    facs_whole_file file = begin("rows", "some");
    facs_error error = {0};
    assert_int_equal(facs_whole_rename(&file, ".partial", &error), FACS_OK);
    assert_string_equal(file.path, "rows.partial");
    finish(&file);
    assert_holds("rows", "old");
    assert_holds("rows.partial", "some");
    assert_int_equal(entries(), 2);
}

/* ---- what killed writers leave ---- */

static void make_old(const char *path)
{
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    assert_int_equal(utimensat(AT_FDCWD, path, long_ago, AT_SYMLINK_NOFOLLOW), 0);
}

/* what it writes is worth something before it is complete */
static void begin_precious(void)
{
    facs_whole_file file = begin("rows", "half");
    facs_whole_keep_if_killed(&file);
}

/* the only entry of the folder: what a process left that was killed after `write` */
static void left_by(void (*write)(void), char part[64])
{
    pid_t child = fork();
    if (child == 0) {
        write();
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(entries(), 1);
    DIR *listing = opendir(".");
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;)
        if (entry->d_name[0] != '.')
            snprintf(part, 64, "%.63s", entry->d_name);
    closedir(listing);
}

static void begin_rows(void)
{
    begin("rows", "half");
}

static void killed_writers_are_swept_behind(void **state)
{
    (void)state;
    char part[64] = "";
    left_by(begin_rows, part);
    facs_whole_sweep("."); /* just written: whoever cannot lock may be at it */
    assert_holds(part, "half");
    make_old(part);
    facs_whole_sweep("nowhere");
    facs_whole_sweep(".");
    assert_int_equal(entries(), 0);
}

static void what_is_precious_stays(void **state)
{
    (void)state;
    char part[64] = "";
    left_by(begin_precious, part);
    assert_true(strncmp(part, "rows.unfinished-", 16) == 0);
    make_old(part);
    facs_whole_sweep(".");
    facs_whole_delete_parts(&env, "rows");
    assert_holds(part, "half");
    facs_whole_file file = begin("rows", "whole"); /* and goes its way like any other */
    facs_whole_keep_if_killed(&file);
    finish(&file);
    assert_holds("rows", "whole");
    file = begin("rows", "other");
    facs_whole_keep_if_killed(&file);
    facs_whole_abandon(&file, false);
    assert_holds("rows", "whole");
    assert_int_equal(entries(), 2);
}

static void only_abandoned_parts_are_swept(void **state)
{
    (void)state;
    static const char *const others[] = {
        "data",         "data.part",     "data.part-",        "data.part-1",  "data.part-1-",
        "x.part-1-xyz", "x.part-a-0123", "x.part-1-0123.csv", ".part-1-0123", "x.part-1-0123456789abcdef0",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        put(others[i], "kept");
        make_old(others[i]);
    }
    assert_int_equal(mkdir("folder.part-1-ff", 0777), 0);
    make_old("folder.part-1-ff");
    assert_int_equal(symlink("data", "link.part-1-ff"), 0);
    make_old("link.part-1-ff");
    put("twin.part-1-ff", "kept");
    assert_int_equal(link("twin.part-1-ff", "twin"), 0);
    make_old("twin");
    facs_whole_file file = begin("slow", "written for long");
    make_old(file.part);
    int kept = entries();
    put("gone.part-17-0123456789abcdef", "gone");
    make_old("gone.part-17-0123456789abcdef");
    facs_whole_sweep(".");
    assert_int_equal(access("gone.part-17-0123456789abcdef", F_OK), -1);
    assert_int_equal(entries(), kept);
    finish(&file);
    assert_holds("slow", "written for long");
}

static void the_largest_part_is_gone_on_with(void **state)
{
    (void)state;
    facs_whole_file file;
    facs_error error = {0};
    put("f.part-1-aa", "12345");
    put("f.part-2-bb", "1234567");
    put("f.part-3-cc", "123");
    put("g.part-4-dd", "of another file");
    put("precious", "precious");
    assert_int_equal(symlink("precious", "f.part-5-ee"), 0);
    assert_int_equal(link("precious", "f.part-6-ff"), 0); /* through this name it must not be written */
    assert_int_equal(facs_whole_open(&env, "f", NULL, &file, &error), FACS_OK);
    facs_whole_take_over(&file);
    assert_int_equal(facs_whole_write(&file, "89", 2, &error), FACS_OK);
    assert_int_equal(entries(), 4); /* the part, g's, precious and the link */
    int again = open(file.part, O_RDONLY);
    assert_int_equal(flock(again, LOCK_EX | LOCK_NB), -1); /* still ours */
    close(again);
    finish(&file);
    assert_holds("f", "123456789");
    assert_holds("precious", "precious");
    assert_int_equal(entries(), 4);

    assert_int_equal(facs_whole_open(&env, "f", NULL, &file, &error), FACS_OK);
    facs_whole_write(&file, "kept", 4, NULL);
    facs_whole_abandon(&file, true);
    assert_int_equal(entries(), 5);
    facs_whole_delete_parts(&env, "./f");
    assert_int_equal(entries(), 4);
}

/* ---- failures ---- */

static int allocations_left;

static void *alloc_some(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    void *memory = NULL;
    return allocations_left-- > 0 && posix_memalign(&memory, alignment, bytes) == 0 ? memory : NULL;
}

static void free_some(void *cookie, void *memory)
{
    (void)cookie;
    free(memory);
}

static void out_of_memory(void **state)
{
    (void)state;
    facs_env mean = env;
    mean.alloc = alloc_some;
    mean.free = free_some;
    assert_int_equal(mkdir("far", 0777), 0);
    put("far/file", "old");
    assert_int_equal(symlink("far/file", "link"), 0);
    assert_int_equal(symlink("far/other", "dangling"), 0);
    static const char *const names[] = {"file", "link", "dangling"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        facs_status status = FACS_E_MEMORY;
        for (int most = 0; status != FACS_OK; most++) {
            facs_whole_file file;
            facs_error error = {0};
            int stream;
            allocations_left = most;
            status = facs_whole_open_named(&mean, names[i], &file, &stream, &error);
            if (status == FACS_OK && (status = facs_whole_rename(&file, ".partial", &error)) == FACS_OK)
                assert_true(most > 3);
            else
                assert_int_equal(status, FACS_E_MEMORY);
            if (status != FACS_OK)
                assert_non_null(strstr(error.message, ": out of memory"));
            facs_whole_abandon(&file, false);
        }
    }
    assert_int_equal(entries(), 3);
    assert_int_equal(chdir("far"), 0);
    assert_int_equal(entries(), 1);
    assert_int_equal(chdir(".."), 0);
}

static void what_cannot_be_finished_leaves_nothing(void **state)
{
    (void)state;
    facs_error error = {0};
    facs_whole_file file = begin("name", "content");
    assert_int_equal(mkdir("name", 0777), 0);
    assert_int_equal(facs_whole_commit(&file, &error), FACS_E_OUTPUT);
    assert_memory_equal(error.message, "name: ", 6);
    assert_int_equal(entries(), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(whole_or_not_there),
        TEST(replaced_files_keep_their_permissions),
        TEST(links_stay),
        TEST(refused_as_the_kernel_refuses),
        TEST(strangers_files_in_sticky_folders),
        TEST(what_is_no_file_is_a_stream),
        TEST(longest_names),
        TEST(the_folder_is_the_one_it_was),
        TEST(set_aside),
        TEST(killed_writers_are_swept_behind),
        TEST(what_is_precious_stays),
        TEST(only_abandoned_parts_are_swept),
        TEST(the_largest_part_is_gone_on_with),
        TEST(out_of_memory),
        TEST(what_cannot_be_finished_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
