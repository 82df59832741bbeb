/* What a command reads and writes.  No output may be an input or another output, by whatever way its name is written.
 */
#ifndef FACSIMILE_CLI_CLAIMS_H
#define FACSIMILE_CLI_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct claim claim;

/* Begin with zeros. */
typedef struct claims {
    claim *list;
    size_t count, room;
    bool no_memory;
} claims;

/* Every `what` is a noun with its article, such as "an input" or "the profile (--profile)", and is borrowed. */

/* A file that is read, or a folder of which the files with these endings are (until NULL). */
void claims_read(claims *all, const char *path, const char *const *endings, const char *what);
/* A folder in which, at any depth, only results (.csv, .json) may be replaced. */
void claims_guard(claims *all, const char *folder, const char *what);
/* A file that is written, "-" for standard output; what a run that is stopped leaves (PATH.partial) belongs to it. `of`
 * (NULL = nothing) is a name to put behind `what`. */
void claims_write(claims *all, const char *path, const char *what, const char *of);
/* A folder that gets CSV files. */
void claims_write_folder(claims *all, const char *path, const char *what);

/* Some file is there already that is to be replaced.  Otherwise there is no need to say what is read. */
bool claims_replace(const claims *all);

/* EXIT_FINE, or another status after a message: EXIT_USAGE when two claims clash. */
int claims_check(claims *all);
void claims_free(claims *all);

#endif
