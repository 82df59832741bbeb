/* The inputs of a batch, and how they stand: what a row of a manifest holds. */
#ifndef FACS_BATCH_ENTRIES_H
#define FACS_BATCH_ENTRIES_H

#include "base/base.h"

enum { FACS_HASH_TEXT = 65 }; /* SHA-256 and the closing zero */

typedef struct facs_entry {
    char *input;  /**< as it is opened */
    char *output; /**< below the folder of the batch, of the first kind of output: what the entry is known by */
    char *row;    /**< options of a list's row, "faces=many start=2"; "" = none */
    char *reason; /**< "" or NULL = it did not fail */
    char **meta;  /**< as many as there are columns of metadata; NULL = empty cells */
    bool ordered; /**< `output` was named by a list */
    facs_batch_state state;
    facs_status status;
    int64_t frames, with_face;
    double wall, cpu;                /**< s; NAN = not known */
    int64_t input_bytes, input_time; /**< ns since 1970; of what was read */
    int64_t output_bytes;
    char input_hash[FACS_HASH_TEXT], output_hash[FACS_HASH_TEXT]; /**< "" = none */
    int64_t starts;                                               /**< how often it was begun without an end */
    int64_t order;                                                /**< number in the order they were added */
    bool gone;                                                    /**< of an earlier run, and no input of this one */
} facs_entry;

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_entries {
    facs_env env;
    facs_entry *item;
    int64_t count, room;
    char **column; /**< names of the metadata */
    int64_t columns;
} facs_entries;

/** One more, with the metadata empty.  NULL = no memory.
 *  @param input, output, row copied; NULL = "" */
facs_entry *facs_entries_add(facs_entries *all, const char *input, const char *output, const char *row);
/** Number of the column of metadata, which is added when there is none, to all entries; -1 = no memory. */
int64_t facs_entries_column_index(facs_entries *all, const char *name);
/** False = no memory. */
bool facs_entry_set_meta(const facs_entries *all, facs_entry *entry, int64_t column, const char *value);
/** False = no memory. */
bool facs_entry_set_reason(const facs_entries *all, facs_entry *entry, const char *reason);
/** In the order of their outputs, equal ones in that they were added. */
void facs_entries_sort(facs_entries *all);
/** That of the output, of sorted entries; NULL = there is none. */
facs_entry *facs_entries_find(const facs_entries *all, const char *output);
/** Only those for which keep[i] is not 0. */
void facs_entries_keep(facs_entries *all, const bool *keep);
void facs_entries_free(facs_entries *all);

/** "waiting", "started", "ok", "failed" */
const char *facs_batch_state_name(facs_batch_state state);

#endif
