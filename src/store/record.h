/* What is remembered about a cache: which sets' licences were accepted, which sets were complete and intact when last
 * looked at.  One JSON file, facsimile-models.json, beside the files. */
#ifndef FACS_STORE_RECORD_H
#define FACS_STORE_RECORD_H

#include "base/base.h"

#define FACS_RECORD_NAME "facsimile-models.json"

/** Identifies exactly these files: SHA-256 of the list of path, hash and size, sorted by path. */
facs_status facs_record_key(const facs_env *env, const facs_model_set *set, char key[65], facs_error *error);

/** The licences of the set, as they are now (id, name, summary, address), were accepted, or ask for nothing. */
bool facs_record_accepted(const facs_env *env, const char *cache, const facs_model_set *set);

/** The set, with the files it has now, was intact when last looked at. */
bool facs_record_is_verified(const facs_env *env, const char *cache, const facs_model_set *set);

/** One licence of the set, as it is now, was accepted for it, or asks for nothing. */
bool facs_record_licence_accepted(const facs_env *env, const char *cache, const facs_model_set *set,
                                  const facs_licence *licence);

/** Note that those licences of the set are for which `accepted` (licence_count of them) is true, besides what was
 *  before.  The caller holds the lock.  Errors as below. */
facs_status facs_record_accept_some(const facs_env *env, const char *cache, const facs_model_set *set,
                                    const bool *accepted, facs_error *error);

/** Note that they are, or that the set is intact (key) or not known to be (key NULL).  Nothing is written when that is
 *  known.  The caller holds the lock.
 *  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_record_accept(const facs_env *env, const char *cache, const facs_model_set *set, facs_error *error);
facs_status facs_record_verified(const facs_env *env, const char *cache, const facs_model_set *set, const char *key,
                                 facs_error *error);

#endif
