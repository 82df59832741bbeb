/* The cache's lock: against both kinds of locks of other processes, on file systems where they are one kind, and while
 * other descriptors of its file come and go. */
#ifdef __linux__
#define _GNU_SOURCE /* F_OFD_SETLK */
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <sys/vfs.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
/* NFS, as Linux shows it: flock() is a lock of the whole range that belongs to the open file */
static struct {
    bool emulated; /* flock() is that, whatever the file system says it is */
    uint32_t type; /* what it says; 0 = the truth */
} network;

int flock(int file, int operation)
{
    struct flock whole = {.l_type = (operation & LOCK_UN) ? F_UNLCK : F_WRLCK, .l_whence = SEEK_SET};
    if (!network.emulated)
        return (int)syscall(SYS_flock, file, operation);
    return fcntl(file, F_OFD_SETLK, &whole);
}

int fstatfs(int file, struct statfs *info)
{
    memset(info, 0, sizeof *info);
    (void)file;
    info->f_type = (__typeof__(info->f_type))(network.type ? network.type : 0xEF53);
    return 0;
}
#endif

static char folder[64], path[80];

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, P_tmpdir "/facs-lock-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/.lock", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
#ifdef __linux__
    network.emulated = false;
    network.type = 0;
#endif
    unlink(path);
    return rmdir(folder);
}

static facs_status take(int *lock, facs_error *error)
{
    facs_env env = facs_env_resolve(NULL);
    return facs_lock_take(&env, folder, 0, NULL, lock, error);
}

typedef enum kind { BY_FLOCK, BY_FCNTL } kind;

static bool got(int file, kind how)
{
    return how == BY_FLOCK ? flock(file, LOCK_EX | LOCK_NB) == 0 : lockf(file, F_TLOCK, 0) == 0;
}

/* Can another process take the lock, by one kind alone? */
static bool free_for_another(kind how)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        int file = open(path, O_RDWR | O_CREAT, 0666);
        _exit(file >= 0 && got(file, how));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 1;
}

/* Another process that holds the lock by one kind alone until *end is closed. */
static pid_t hold(kind how, int *end)
{
    int ready[2], done[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(done), 0);
    pid_t child = fork();
    if (child == 0) {
        close(done[1]);
        int file = open(path, O_RDWR | O_CREAT, 0666);
        byte = file >= 0 && got(file, how);
        if (write(ready[1], &byte, 1) == 1 && read(done[0], &byte, 1) == 0)
            _exit(0);
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    close(ready[0]);
    close(ready[1]);
    close(done[0]);
    *end = done[1];
    return child;
}

static void excludes(void)
{
    static const kind kinds[] = {BY_FLOCK, BY_FCNTL};
    for (size_t i = 0; i < 2; i++) {
        int lock = -1, end = -1;
        facs_error error = {0};
        pid_t child = hold(kinds[i], &end);
        assert_int_equal(take(&lock, &error), FACS_E_OUTPUT);
        assert_non_null(strstr(error.message, "another process has been working"));
        close(end);
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_int_equal(take(&lock, &error), FACS_OK);
        assert_false(free_for_another(kinds[i]));
        facs_lock_release(lock);
        assert_true(free_for_another(kinds[i]));
    }
}

static void both_kinds(void **state)
{
    (void)state;
    excludes();
}

#ifdef __linux__
static void network_file_systems(void **state)
{
    (void)state;
    static const uint32_t types[] = {0, 0x6969, 0x517B, 0xFF534D42, 0xFE534D42};
    network.emulated = true;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        network.type = types[i];
        excludes();
    }
}

/* flock() of the network file system does not work at all: it is not needed */
static void range_alone(void **state)
{
    (void)state;
    int lock = -1, held = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    assert_true(held >= 0);
    assert_int_equal(flock(held, LOCK_EX | LOCK_NB), 0);
    network.type = 0x6969;
    assert_int_equal(take(&lock, NULL), FACS_OK);
    facs_lock_release(lock);
    close(held);
}
#endif

#ifdef F_OFD_SETLK
static void other_descriptors(void **state)
{
    (void)state;
    int lock = -1;
    assert_int_equal(take(&lock, NULL), FACS_OK);
    for (int i = 0; i < 3; i++) {
        int other = open(path, O_RDWR | O_CLOEXEC);
        assert_true(other >= 0);
        assert_int_equal(close(other), 0);
        assert_false(free_for_another(BY_FCNTL));
        assert_false(free_for_another(BY_FLOCK));
    }
    /* nor can this process take it twice */
    int second = -1;
    assert_int_equal(take(&second, NULL), FACS_E_OUTPUT);
    facs_lock_release(lock);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_kinds, set_up, tear_down),
#ifdef __linux__
        cmocka_unit_test_setup_teardown(network_file_systems, set_up, tear_down),
        cmocka_unit_test_setup_teardown(range_alone, set_up, tear_down),
#endif
#ifdef F_OFD_SETLK
        cmocka_unit_test_setup_teardown(other_descriptors, set_up, tear_down),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
