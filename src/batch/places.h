/* Where the results of a batch go. */
#ifndef FACS_BATCH_PLACES_H
#define FACS_BATCH_PLACES_H

#include "batch/entries.h"

enum { FACS_PLACES_MOST = 8 };

/** The kinds of results every input has. */
typedef struct facs_places {
    facs_env env;
    const char *folder;                   /**< of the first kind, and of the manifest */
    facs_output kind[FACS_PLACES_MOST];   /**< `path`: the folder */
    const char *ending[FACS_PLACES_MOST]; /**< behind the input's name without its extension */
    int count;
    bool csv; /**< the first kind is the CSV */
} facs_places;

/** FACS_E_ARGUMENT: a kind that makes no file for each input. */
facs_status facs_places_choose(const facs_env *env, const char *folder, bool csv, const facs_output *more, int count,
                               facs_places *places, facs_error *error);

/** Names become outputs ("a/x.mp4" -> "a/x.csv"); the entries are sorted by them.  FACS_E_ARGUMENT: two inputs would have
 *  the same, an output would replace an input, or leads out of the folder; FACS_E_MEMORY. */
facs_status facs_places_name(const facs_places *places, facs_entries *all, facs_error *error);

/** The path of result number `kind` of an entry; facs_free(); NULL = no memory. */
char *facs_places_path(const facs_places *places, const facs_entry *entry, int kind);

#endif
