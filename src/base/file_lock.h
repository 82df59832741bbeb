/* Advisory locks on open files: of one process at a time, gone with it however it ends.
 *
 * flock() and fcntl() locks do not see each other on Linux and other programs may use either, so both are taken; of
 * fcntl's kinds the one that belongs to the open file, as flock()'s does, so that closing another descriptor of it does
 * not drop it.  On network file systems flock() is an fcntl() lock, and on other systems they see each other: there
 * fcntl() alone is right.  Over NFS the server keeps the lock, so that other machines see it, too; it takes the lock of a
 * machine that went away back when its lease is over (NFSv4: 90 s by default).
 * The file stays: deleting it would let a third process lock a new file while a second holds the deleted one. */
#ifndef FACS_BASE_FILE_LOCK_H
#define FACS_BASE_FILE_LOCK_H

#include <stdbool.h>

/** Without waiting.  0 = it is taken now and goes with the descriptor; else an errno value. */
int facs_file_lock_try(int file);
/** Does that errno value say that somebody else has it? */
bool facs_file_lock_is_taken(int code);

#endif
