/* See report_file.h. */
#include "report_file.h"

#include "cli.h"
#include "written.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTEMPTS = 100, NAME_ROOM = 64 };

/* 0, or an errno; closes */
static int write_text(int file, const char *text)
{
    FILE *stream = fdopen(file, "wb");
    if (!stream) {
        int code = errno;
        close(file);
        return code;
    }
    int code = fputs(text, stream) < 0 || fputc('\n', stream) == EOF || fflush(stream) != 0 ? errno : 0;
    return fclose(stream) != 0 && !code ? errno : code;
}

/* A new file beside `path`, of a name nobody can know before; -1.  Its form is that of the library, which deletes what
 * killed processes left. */
static int open_beside(const char *path, char *name, size_t room)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        uint32_t random[2];
        if (getentropy(random, sizeof random) != 0)
            return -1;
        snprintf(name, room, "%s.part-%ld-%08" PRIx32 "%08" PRIx32, path, (long)getpid(), random[0], random[1]);
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

/* 0, or an errno */
static int replace(const char *path, const mode_t *mode, const char *text)
{
    size_t room = strlen(path) + NAME_ROOM;
    char *temporary = malloc(room);
    if (!temporary)
        return ENOMEM;
    int file = open_beside(path, temporary, room), code = file < 0 ? errno : 0;
    if (file >= 0) {
        if (mode && fchmod(file, *mode & 0777) != 0)
            code = errno;
        int written = write_text(file, text);
        code = code ? code : written;
        if (!code && rename(temporary, path) != 0)
            code = errno;
        if (code)
            unlink(temporary);
    }
    free(temporary);
    return code;
}

/* `path` is a link: the system says whether it may be followed, by opening what it leads to.  0, or an errno. */
static int write_through_link(const char *path, const char *text)
{
    struct stat opened, named;
    bool missing = stat(path, &named) != 0 && errno == ENOENT;
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | (missing ? O_CREAT : 0), 0666);
    if (file < 0)
        return errno;
    int code = fstat(file, &opened) != 0 ? errno : 0;
    if (!code && !S_ISREG(opened.st_mode))
        return write_text(file, text);
    close(file);
    char *target = realpath(path, NULL);
    if (!target)
        return code ? code : errno;
    /* not if somebody has bent the link meanwhile */
    if (!code && (stat(target, &named) != 0 || named.st_dev != opened.st_dev || named.st_ino != opened.st_ino))
        code = ELOOP;
    if (!code)
        code = replace(target, &opened.st_mode, text);
    if (code && missing)
        unlink(target);
    free(target);
    return code;
}

/* Number of the open file that such a name stands for, -1 = none: opened anew, a file would be written from its
 * beginning. */
static int open_file_of(const char *path)
{
    static const char folder[] = "/dev/fd/";
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    if (strncmp(path, folder, sizeof folder - 1) != 0)
        return -1;
    char *end;
    const long number = strtol(path + sizeof folder - 1, &end, 10);
    return *end || number < 0 || number > INT_MAX || end == path + sizeof folder - 1 ? -1 : (int)number;
}

int report_file_write(const char *path, const char *text)
{
    struct stat info;
    int code, open_file = open_file_of(path);
    if (open_file >= 0) {
        int file = dup(open_file);
        code = file < 0 ? errno : write_text(file, text);
        return code ? written_fail(strcmp(path, "-") == 0 ? "standard output" : path, code) : EXIT_FINE;
    }
    bool there = lstat(path, &info) == 0;
    if (there && S_ISLNK(info.st_mode)) {
        code = write_through_link(path, text);
    } else if (there && !S_ISREG(info.st_mode)) {
        int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        code = file < 0 ? errno : write_text(file, text);
    } else {
        code = replace(path, there ? &info.st_mode : NULL, text);
    }
    return code ? written_fail(path, code) : EXIT_FINE;
}
