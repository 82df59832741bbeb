/* See written.h. */
#include "written.h"

#include "cli.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int written_fail(const char *path, int code)
{
    char copy[4096]; /* for dirname(), which may write to it */
    snprintf(copy, sizeof copy, "%s", path);
    const char *folder = dirname(copy);
    if (code == ENOENT && strcmp(folder, ".") != 0)
        complain("%s: cannot be written: there is no folder %s: make it first", path, folder);
    else
        complain("%s: cannot be written: %s", path, strerror(code));
    return code == ENOSPC || code == EDQUOT || code == EFBIG ? EXIT_DISK_FULL : EXIT_OUTPUT;
}

static bool is_standard_output(const char *output)
{
    struct stat named, standard;
    return strcmp(output, "-") == 0 || (stat(output, &named) == 0 && fstat(STDOUT_FILENO, &standard) == 0 &&
                                        named.st_dev == standard.st_dev && named.st_ino == standard.st_ino);
}

static void end_by_pipe(void)
{
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

void written_end_without_reader(const char *output)
{
    struct pollfd standard = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (is_standard_output(output) && poll(&standard, 1, 0) == 1 && (standard.revents & POLLERR))
        end_by_pipe();
}

int written_finish(int status)
{
    int code = fflush(stdout) != 0 ? errno : 0;
    if (!code && !ferror(stdout))
        return status;
    /* an earlier write failed and stdio has not kept why: the end of the last line tells */
    if (!code)
        code = write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO;
    if (code == EPIPE)
        end_by_pipe();
    int failure = written_fail("standard output", code);
    return status > EXIT_SIGNAL ? status : failure;
}
