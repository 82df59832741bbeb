/* Files that are complete under their name, or not there at all: the one writer of everything the library leaves.
 *
 * A file is written under a temporary name in the folder where it will be, NAME.part-PROCESS-RANDOM, which nobody can
 * guess and which is never opened through a link.  When it is complete it is renamed, so that a reader finds the old
 * file or the new one, whole.  Two that write the same name do not mix: the last one stays.
 *
 * The writer holds a lock (flock) on its part.  The lock goes with the process, so a part that nobody has locked and
 * that has not been written to for an hour was left by a process that was killed: facs_whole_sweep deletes it. */
#ifndef FACS_BASE_WHOLE_FILE_H
#define FACS_BASE_WHOLE_FILE_H

#include "base/base.h"

#include <sys/stat.h>

/** Zeroed: nothing is open. */
typedef struct facs_whole_file {
    facs_env env;
    char *path;         /**< final name, for messages too: where a link led that was followed */
    char *name, *part;  /**< in the folder: final, temporary */
    const char *advice; /**< of facs_write_failure; borrowed */
    int folder;         /**< descriptor */
    int file;           /**< to write and read; the caller may use it as it likes, but not close it */
    bool open;
    bool replaces; /**< a file had the name when this was opened */
    bool unsynced; /**< may be set: for what is checked when it is read and can be made again */
} facs_whole_file;

/** Start `path`: what stands there, be it a link, will be replaced as a name of the folder.
 *  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_whole_open(const facs_env *env, const char *path, const char *advice, facs_whole_file *file,
                            facs_error *error);

/** Start a file that somebody asked for by that name.  What stands there is opened first, by the kernel and to write:
 *  what the kernel refuses (a write-protected file, a stranger's link in a folder like /tmp) is refused; a link is
 *  followed and stays; the file keeps its permissions and, where that is allowed, owner and group.
 *  What is no file (a pipe, a device) cannot be replaced: *stream is a descriptor to write into and close, -1 = `file`
 *  was opened. */
facs_status facs_whole_open_named(const facs_env *env, const char *path, facs_whole_file *file, int *stream,
                                  facs_error *error);

/** Take over the largest part that earlier writers of the same name left, if any, and delete the others: what is
 * written goes behind it.  For the only process that writes such files. */
void facs_whole_take_over(facs_whole_file *file);

/** What is written is worth something before it is complete: its temporary name becomes NAME.unfinished-PROCESS-RANDOM,
 *  which nobody deletes when the process is killed.  Does nothing where that cannot be. */
void facs_whole_keep_if_killed(facs_whole_file *file);

/** Behind what is there. */
facs_status facs_whole_write(facs_whole_file *file, const void *bytes, size_t count, facs_error *error);
/** The failure of a call with file->file, after errno. */
facs_status facs_whole_fail(const facs_whole_file *file, int code, facs_error *error);

/** It will be called PATH`ending` instead and replace nothing else.  FACS_E_MEMORY. */
facs_status facs_whole_rename(facs_whole_file *file, const char *ending, facs_error *error);

/** Sync, give the file its name, close.  On failure nothing is left. */
facs_status facs_whole_commit(facs_whole_file *file, facs_error *error);
/** Close and delete, or `keep` what is there for facs_whole_take_over.  Nothing open: does nothing. */
void facs_whole_abandon(facs_whole_file *file, bool keep);

enum { FACS_WHOLE_KEPT = 200 }; /* bytes of a name that its part has, too: names may have 255 */
/** How much of `name` comes before the mark when it is called like a part: up to FACS_WHOLE_KEPT bytes of the final name;
 *  else 0. */
size_t facs_whole_part_stem(const char *name);
/** Did a killed process leave that name of the open folder (or AT_FDCWD)?  A part of ours, not locked, an hour old. */
bool facs_whole_is_abandoned(int folder, const char *name);
/** Delete what is abandoned in the folder. */
void facs_whole_sweep(const char *folder);
/** Delete all parts of the file that can be deleted, however old.  For the only process that writes such files. */
void facs_whole_delete_parts(const facs_env *env, const char *path);

/** May the owner `user` replace the file in that folder?  Not a stranger's in a folder like /tmp. */
bool facs_whole_may_replace(const struct stat *folder, const struct stat *file, uid_t user);

#endif
