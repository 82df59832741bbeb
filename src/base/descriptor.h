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
enum { FACS_NEW_FILE_ROOM = 40 }; /* bytes the name of a new file is longer than its start, at most */
/** A new file that nobody else has, to write and read: `start` + PROCESS-RANDOM, not to be guessed, in the open folder
 *  (or AT_FDCWD); links are not followed; -1.
 *  @param mode as of open()
 *  @param name gets the whole name; strlen(start) + FACS_NEW_FILE_ROOM bytes */
int facs_new_file(int folder, const char *start, mode_t mode, char *name);

/** How many bytes were written; fewer than `count`: failed. */
size_t facs_write_all(int file, const void *bytes, size_t count);
size_t facs_write_at(int file, int64_t offset, const void *bytes, size_t count);

#endif
