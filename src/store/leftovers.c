/* See leftovers.h. */
#include "store/leftovers.h"

#include "store/record.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

static bool begins(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static bool is_leftover(const char *name)
{
    return begins(name, FACS_UNPACK_NAME) || (begins(name, FACS_RECORD_NAME ".") && strstr(name, ".part"));
}

void facs_leftovers_delete(const facs_env *env, const char *cache)
{
    DIR *listing = opendir(cache);
    struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL) {
        char *path = is_leftover(entry->d_name) ? facs_path_join(env, cache, entry->d_name) : NULL;
        if (path)
            unlink(path);
        facs_free(env, path);
    }
    if (listing)
        closedir(listing);
}
