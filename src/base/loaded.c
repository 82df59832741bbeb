/* Models in memory, by name; see loaded.h. */
#include "base/loaded.h"

#include <stddef.h>
#include <string.h>

static int find(const facs_loaded *loaded, const char *name)
{
    int i = 0;
    while (i < loaded->count && strcmp(loaded->item[i].name, name) != 0)
        i++;
    return i;
}

void *facs_loaded_find(const facs_loaded *loaded, const char *name)
{
    int i = find(loaded, name);
    return i < loaded->count ? loaded->item[i].model : NULL;
}

bool facs_loaded_put(facs_loaded *loaded, const char *name, void *model)
{
    int i = find(loaded, name);
    if (i == FACS_LOADED_MAX)
        return false;
    loaded->count += i == loaded->count;
    loaded->item[i].name = name;
    loaded->item[i].model = model;
    return true;
}

bool facs_names_hold(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}
