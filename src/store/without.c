/* facs_store of a build without cJSON: nothing can be opened, so nothing else can be called with success. */
#include "base/base.h"

static facs_status without(facs_error *error)
{
    return facs_fail(
        error, FACS_E_UNSUPPORTED,
        "this build of facsimile has no cJSON, so it has no list of model files: docs/models.md says which "
        "there are");
}

facs_status facs_store_open(const facs_store_options *options, facs_store **store, facs_error *error)
{
    (void)options;
    (void)store;
    return without(error);
}

void facs_store_close(facs_store **store)
{
    (void)store;
}

const char *facs_store_cache(const facs_store *store)
{
    (void)store;
    return NULL;
}

const char *facs_store_in_use(const facs_store *store)
{
    (void)store;
    return NULL;
}

const facs_model_set *facs_store_set(const facs_store *store, int index)
{
    (void)store;
    (void)index;
    return NULL;
}

const facs_model_set *facs_store_find(const facs_store *store, const char *name)
{
    (void)store;
    (void)name;
    return NULL;
}

const facs_model_set *facs_store_set_for(const facs_store *store, const char *landmarks)
{
    (void)store;
    (void)landmarks;
    return NULL;
}

const char *facs_store_path(const facs_store *store, const facs_model_file *file, bool in_use)
{
    (void)store;
    (void)file;
    (void)in_use;
    return NULL;
}

const char *facs_file_state_name(facs_file_state state)
{
    (void)state;
    return "unknown";
}

facs_status facs_store_check(const facs_store *store, const facs_model_file *file, bool in_use, bool contents,
                             facs_file_state *state, facs_error *error)
{
    (void)store;
    (void)file;
    (void)in_use;
    (void)contents;
    (void)state;
    return without(error);
}

bool facs_store_verified(const facs_store *store, const facs_model_set *set)
{
    (void)store;
    (void)set;
    return false;
}

bool facs_store_accepted(const facs_store *store, const facs_model_set *set)
{
    (void)store;
    (void)set;
    return false;
}

bool facs_store_licence_accepted(const facs_store *store, const facs_model_set *set, const facs_licence *licence)
{
    (void)store;
    (void)set;
    (void)licence;
    return false;
}

facs_status facs_store_accept(facs_store *store, const facs_model_set *set, facs_error *error)
{
    (void)store;
    (void)set;
    return without(error);
}

facs_status facs_store_fetch(facs_store *store, const facs_model_set *set, const facs_fetch_options *options,
                             facs_error *error)
{
    (void)store;
    (void)set;
    (void)options;
    return without(error);
}

facs_status facs_store_remove(facs_store *store, const facs_model_set *set, int64_t *bytes, facs_error *error)
{
    (void)store;
    (void)set;
    (void)bytes;
    return without(error);
}
