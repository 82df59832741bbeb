/* Names of the action units in output order. */
#include "result/au_names.h"

#include <string.h>

typedef struct au_name {
    const char *name, *column;
} au_name;

static const au_name intensity[FACS_AU_R] = {
    {"AU01", "AU01_r"}, {"AU02", "AU02_r"}, {"AU04", "AU04_r"}, {"AU05", "AU05_r"}, {"AU06", "AU06_r"},
    {"AU07", "AU07_r"}, {"AU09", "AU09_r"}, {"AU10", "AU10_r"}, {"AU12", "AU12_r"}, {"AU14", "AU14_r"},
    {"AU15", "AU15_r"}, {"AU17", "AU17_r"}, {"AU20", "AU20_r"}, {"AU23", "AU23_r"}, {"AU25", "AU25_r"},
    {"AU26", "AU26_r"}, {"AU45", "AU45_r"}};
static const au_name presence[FACS_AU_C] = {
    {"AU01", "AU01_c"}, {"AU02", "AU02_c"}, {"AU04", "AU04_c"}, {"AU05", "AU05_c"}, {"AU06", "AU06_c"},
    {"AU07", "AU07_c"}, {"AU09", "AU09_c"}, {"AU10", "AU10_c"}, {"AU12", "AU12_c"}, {"AU14", "AU14_c"},
    {"AU15", "AU15_c"}, {"AU17", "AU17_c"}, {"AU20", "AU20_c"}, {"AU23", "AU23_c"}, {"AU25", "AU25_c"},
    {"AU26", "AU26_c"}, {"AU28", "AU28_c"}, {"AU45", "AU45_c"}};

const char *facs_au_intensity_name(int index)
{
    return index >= 0 && index < FACS_AU_R ? intensity[index].name : NULL;
}

const char *facs_au_presence_name(int index)
{
    return index >= 0 && index < FACS_AU_C ? presence[index].name : NULL;
}

static int find(const au_name *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i].name, name) == 0)
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

bool facs_au_info_get(facs_au_kind kind, int index, facs_au_info *info)
{
    const int count = kind == FACS_AU_INTENSITY ? FACS_AU_R : kind == FACS_AU_PRESENCE ? FACS_AU_C : 0;
    if (index < 0 || index >= count)
        return false;
    const au_name *au = kind == FACS_AU_INTENSITY ? &intensity[index] : &presence[index];
    *info = (facs_au_info){.size = sizeof *info, .name = au->name, .column = au->column, .side = FACS_SIDE_BOTH};
    return true;
}
