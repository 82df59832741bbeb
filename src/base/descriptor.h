/* Reading and writing file descriptors: signals do not interrupt, short transfers are continued.  errno tells why a
 * transfer ended early. */
#ifndef FACS_BASE_DESCRIPTOR_H
#define FACS_BASE_DESCRIPTOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** What read() gives: bytes that are there now, 0 at the end, -1. */
ssize_t facs_read_some(int file, void *bytes, size_t count);
/** Bytes from `offset` on: as many as asked for or up to the end; -1. */
ssize_t facs_read_at(int file, int64_t offset, void *bytes, size_t count);

/** Where temporary files go: $TMPDIR, else the system's folder. */
const char *facs_temporary_folder(void);
/** A file without a name there, to write and read; -1. */
int facs_temporary_file(void);
/** The same in another folder. */
int facs_unnamed_file(const char *folder);
enum { FACS_BESIDE_ROOM = 64 }; /* bytes the name of a file beside another is longer, at most */
/** A new file that nobody else has, to write and read: PATH + `before` + PROCESS-RANDOM + `after`, with the permissions
 *  the umask leaves; links are not followed; -1.
 *  @param before with `after` shorter than 30 bytes
 *  @param name gets its name; strlen(path) + FACS_BESIDE_ROOM bytes */
int facs_new_file_beside(const char *path, const char *before, const char *after, char *name);

/** How many bytes were written; fewer than `count`: failed. */
size_t facs_write_all(int file, const void *bytes, size_t count);
size_t facs_write_at(int file, int64_t offset, const void *bytes, size_t count);

#endif
