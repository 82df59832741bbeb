/* Which files they are, by whatever name. */
#ifndef FACS_STORE_FILE_IDS_H
#define FACS_STORE_FILE_IDS_H

#include "store/hash.h"

typedef struct facs_file_id {
    uint64_t device, number;
    char *path;                    /**< as it was when it was added */
    char sha256[FACS_SHA256_TEXT]; /**< "" = not known */
} facs_file_id;

/** Begin with zeros. */
typedef struct facs_file_ids {
    facs_file_id *item;
    int count, capacity;
} facs_file_ids;

/** The file at the path, if there is one, once.  FACS_E_MEMORY. */
facs_status facs_file_ids_add(const facs_env *env, facs_file_ids *ids, const char *path);
/** Number of the one the path leads to; -1 = none. */
int facs_file_ids_find(const facs_file_ids *ids, const char *path);
/** Does the path lead to one of them? */
bool facs_file_ids_have(const facs_file_ids *ids, const char *path);
void facs_file_ids_free(const facs_env *env, facs_file_ids *ids);

#endif
