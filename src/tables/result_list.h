/* Which results there are to read: files, what manifests name, what folders hold. */
#ifndef FACS_TABLES_RESULT_LIST_H
#define FACS_TABLES_RESULT_LIST_H

#include "batch/entries.h"

/** Results of one folder. */
typedef struct facs_result_set {
    char *folder;     /**< that outputs are in; NULL = they are paths */
    facs_entries all; /**< results are the outputs of those that are FACS_BATCH_OK */
    int64_t *column;  /**< number in the list's columns of each column of metadata */
} facs_result_set;

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_result_list {
    facs_env env;
    facs_result_set *set;
    int64_t sets, room;
    const char **column; /**< metadata of all sets, in the order they came; point into the sets */
    int64_t columns;
} facs_result_list;

/** @param skip a file in a folder that is none of its results; may be NULL
 *  FACS_E_NOT_FOUND (a folder that cannot be read), FACS_E_OUTPUT (a manifest that cannot be used), FACS_E_MEMORY. */
facs_status facs_result_list_make(facs_result_list *list, const char *const *inputs, int64_t count, const char *skip,
                                  facs_error *error);
void facs_result_list_free(facs_result_list *list);
/** The path of a result; facs_free(); NULL = no memory. */
char *facs_result_path(const facs_result_list *list, const facs_result_set *set, const facs_entry *entry);

#endif
