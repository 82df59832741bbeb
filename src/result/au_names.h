/* Names of the action units to their index in output order; the names are in the public header. */
#ifndef FACS_RESULT_AU_NAMES_H
#define FACS_RESULT_AU_NAMES_H

#include <facsimile/facsimile.h>

/** Index of "AU01" ... in the output; -1 for a name that has none. */
int facs_au_intensity_index(const char *name);
int facs_au_presence_index(const char *name);

/** What number `index` of a kind is; false past the last. */
bool facs_au_info_get(facs_au_kind kind, int index, facs_au_info *info);

#endif
