/* One process at a time works on the cache. */
#ifndef FACS_STORE_LOCK_H
#define FACS_STORE_LOCK_H

#include "store/watch.h"

/** Take the lock of the folder (its file .lock, as PyfaceAU's packages do), asking every half second for `wait`
 * seconds. FACS_E_OUTPUT: it stayed taken or the file cannot be made; FACS_E_INTERRUPTED.
 *  @param watch may be NULL */
facs_status facs_lock_take(const facs_env *env, const char *folder, double wait, facs_watch *watch, int *lock,
                           facs_error *error);
void facs_lock_release(int lock);

#endif
