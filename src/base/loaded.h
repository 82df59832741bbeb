/* Models in memory, by name.
 *
 * What a name stands for is fixed by the header of the model struct, which has the name and the getter of its type, so
 * that nobody casts: facs_loaded_mtcnn() in detect/mtcnn/mtcnn_model.h.  An engine lists the names it needs. */
#ifndef FACS_BASE_LOADED_H
#define FACS_BASE_LOADED_H

#include <stdbool.h>

enum { FACS_LOADED_MAX = 16 };

/** All zero = none.  The models belong to whoever put them there. */
typedef struct facs_loaded {
    int count;
    struct {
        const char *name; /**< borrowed */
        void *model;
    } item[FACS_LOADED_MAX];
} facs_loaded;

/** NULL = there is no model of that name. */
void *facs_loaded_find(const facs_loaded *loaded, const char *name);
/** Put a model there, in place of the one that has the name already.  False when there is no room. */
bool facs_loaded_put(facs_loaded *loaded, const char *name, void *model);
/** Does the list of names, which ends with NULL, hold `name`? */
bool facs_names_hold(const char *const *names, const char *name);

#endif
