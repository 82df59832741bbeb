/* Names of the action units in output order. */
#include "result/au_names.h"

#include <string.h>

static const char *const intensity[FACS_AU_R] = {"AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
                                                 "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU45"};
static const char *const presence[FACS_AU_C] = {"AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
                                                "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU28", "AU45"};

const char *facs_au_intensity_name(int index)
{
    return index >= 0 && index < FACS_AU_R ? intensity[index] : NULL;
}

const char *facs_au_presence_name(int index)
{
    return index >= 0 && index < FACS_AU_C ? presence[index] : NULL;
}

static int find(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

int facs_au_intensity_index(const char *name)
{
    return find(intensity, FACS_AU_R, name);
}

int facs_au_presence_index(const char *name)
{
    return find(presence, FACS_AU_C, name);
}
