/* Names of the action units in output order. */
#include "result/au_names.h"

#include <string.h>

typedef struct au_name {
    const char *name, *column, *meaning;
} au_name;

static const au_name intensity[FACS_AU_R] = {
    {"AU01", "AU01_r", "inner brow raiser"},
    {"AU02", "AU02_r", "outer brow raiser"},
    {"AU04", "AU04_r", "brow lowerer"},
    {"AU05", "AU05_r", "upper lid raiser"},
    {"AU06", "AU06_r", "cheek raiser"},
    {"AU07", "AU07_r", "lid tightener"},
    {"AU09", "AU09_r", "nose wrinkler"},
    {"AU10", "AU10_r", "upper lip raiser"},
    {"AU12", "AU12_r", "lip corner puller"},
    {"AU14", "AU14_r", "dimpler"},
    {"AU15", "AU15_r", "lip corner depressor"},
    {"AU17", "AU17_r", "chin raiser"},
    {"AU20", "AU20_r", "lip stretcher"},
    {"AU23", "AU23_r", "lip tightener"},
    {"AU25", "AU25_r", "lips part"},
    {"AU26", "AU26_r", "jaw drop"},
    {"AU45", "AU45_r", "blink"},
};
static const au_name presence[FACS_AU_C] = {
    {"AU01", "AU01_c", "inner brow raiser"},
    {"AU02", "AU02_c", "outer brow raiser"},
    {"AU04", "AU04_c", "brow lowerer"},
    {"AU05", "AU05_c", "upper lid raiser"},
    {"AU06", "AU06_c", "cheek raiser"},
    {"AU07", "AU07_c", "lid tightener"},
    {"AU09", "AU09_c", "nose wrinkler"},
    {"AU10", "AU10_c", "upper lip raiser"},
    {"AU12", "AU12_c", "lip corner puller"},
    {"AU14", "AU14_c", "dimpler"},
    {"AU15", "AU15_c", "lip corner depressor"},
    {"AU17", "AU17_c", "chin raiser"},
    {"AU20", "AU20_c", "lip stretcher"},
    {"AU23", "AU23_c", "lip tightener"},
    {"AU25", "AU25_c", "lips part"},
    {"AU26", "AU26_c", "jaw drop"},
    {"AU28", "AU28_c", "lip suck"},
    {"AU45", "AU45_c", "blink"},
};

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
    *info = (facs_au_info){
        .size = sizeof *info, .name = au->name, .column = au->column, .side = FACS_SIDE_BOTH, .meaning = au->meaning};
    return true;
}
