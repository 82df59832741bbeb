/* Transfers: whole ones, ends of files, short pipes, signals in between, descriptors that refuse. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/descriptor.h"
#include "base/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void files_at_places(void **state)
{
    (void)state;
    int file = facs_temporary_file();
    assert_true(file >= 0);
    struct stat info;
    assert_int_equal(fstat(file, &info), 0);
    assert_int_equal(info.st_nlink, 0); /* it has no name */
    assert_int_equal(fcntl(file, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    char back[16] = "";
    assert_int_equal(facs_write_all(file, "0123456789", 10), 10);
    assert_int_equal(facs_write_at(file, 4, "abc", 3), 3);
    assert_int_equal(facs_read_at(file, 2, back, 6), 6);
    assert_memory_equal(back, "23abc7", 6);
    assert_int_equal(facs_read_at(file, 8, back, sizeof back), 2); /* up to the end */
    assert_memory_equal(back, "89", 2);
    assert_int_equal(facs_read_at(file, 10, back, 1), 0);
    assert_int_equal(lseek(file, 7, SEEK_SET), 7);
    assert_int_equal(facs_read_some(file, back, sizeof back), 3);
    assert_int_equal(facs_read_some(file, back, sizeof back), 0);
    close(file);
    assert_int_equal(facs_read_some(file, back, 1), -1);
    assert_int_equal(facs_read_at(file, 0, back, 1), -1);
    assert_int_equal(facs_write_all(file, "x", 1), 0);
    assert_int_equal(facs_write_at(file, 0, "x", 1), 0);
    assert_int_equal(errno, EBADF);
}

/* New files: other names every time, with the permissions asked for, never through a link. */
static void new_files(void **state)
{
    (void)state;
    char folder[] = P_tmpdir "/facs-new-XXXXXX", start[64], names[3][64 + FACS_NEW_FILE_ROOM];
    struct stat info;
    int files[3];
    assert_non_null(mkdtemp(folder));
    snprintf(start, sizeof start, "%s/file-", folder);
    mode_t mask = umask(027);
    for (int i = 0; i < 3; i++) {
        files[i] = facs_new_file(AT_FDCWD, start, i ? 0666 : 0600, names[i]);
        assert_true(files[i] >= 0);
        assert_int_equal(fcntl(files[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(stat(names[i], &info), 0);
        assert_int_equal(info.st_mode & 0777, i ? 0640 : 0600);
        assert_memory_equal(names[i], start, strlen(start));
        assert_int_equal(facs_write_all(files[i], &"012"[i], 1), 1);
    }
    umask(mask);
    assert_string_not_equal(names[0], names[1]);
    assert_string_not_equal(names[1], names[2]);
    /* in an open folder, from a name without one */
    int place = open(folder, O_RDONLY | O_DIRECTORY), other = facs_new_file(place, "other-", 0600, start);
    assert_true(place >= 0 && other >= 0);
    assert_int_equal(unlinkat(place, start, 0), 0);
    close(other);
    close(place);
    for (int i = 0; i < 3; i++) {
        char byte = 0;
        assert_int_equal(facs_read_at(files[i], 0, &byte, 1), 1);
        assert_int_equal(byte, '0' + i);
        close(files[i]);
        assert_int_equal(unlink(names[i]), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    snprintf(start, sizeof start, "%s/file-", folder);
    assert_int_equal(facs_new_file(AT_FDCWD, start, 0600, names[0]), -1); /* no such folder */
    assert_int_equal(errno, ENOENT);
}

static void ring(int number)
{
    (void)number;
}

enum { BYTES = 1 << 20 }; /* more than a pipe holds */

typedef struct drain {
    int from;
    pthread_t writer;
    size_t sum, bytes;
} drain;

/* Empties the pipe while it disturbs the writer with signals. */
static void empty(void *argument)
{
    drain *d = argument;
    unsigned char block[4096];
    for (ssize_t got; (got = facs_read_some(d->from, block, sizeof block)) > 0; d->bytes += (size_t)got) {
        for (ssize_t i = 0; i < got; i++)
            d->sum += block[i];
        pthread_kill(d->writer, SIGUSR1);
    }
}

static void signals_do_not_interrupt(void **state)
{
    (void)state;
    struct sigaction action = {.sa_handler = ring}, before; /* without SA_RESTART: calls end with EINTR */
    sigemptyset(&action.sa_mask);
    assert_int_equal(sigaction(SIGUSR1, &action, &before), 0);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    unsigned char *bytes = malloc(BYTES);
    size_t sum = 0;
    for (size_t i = 0; i < BYTES; i++)
        sum += bytes[i] = (unsigned char)(i * 7 + i / 251);
    drain d = {.from = ends[0], .writer = pthread_self()};
    facs_thread reader;
    assert_int_equal(facs_thread_start(&reader, empty, &d, NULL), FACS_OK);
    assert_int_equal(facs_write_all(ends[1], bytes, BYTES), BYTES);
    close(ends[1]);
    facs_thread_join(&reader);
    assert_int_equal(d.bytes, BYTES);
    assert_int_equal(d.sum, sum);
    close(ends[0]);
    sigaction(SIGUSR1, &before, NULL);
    free(bytes);
}

static void temporary_folder(void **state)
{
    (void)state;
    const char *kept = getenv("TMPDIR");
    char *before = kept ? strdup(kept) : NULL;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_string_equal(facs_temporary_folder(), "/nowhere/at/all");
    assert_int_equal(facs_temporary_file(), -1);
    setenv("TMPDIR", "", 1);
    assert_true(facs_temporary_folder()[0] == '/');
    if (before)
        setenv("TMPDIR", before, 1);
    else
        unsetenv("TMPDIR");
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_at_places),
        cmocka_unit_test(new_files),
        cmocka_unit_test(signals_do_not_interrupt),
        cmocka_unit_test(temporary_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
