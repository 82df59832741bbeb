/* Names of the action units to their index in output order; the names are in the public header. */
#ifndef FACS_RESULT_AU_NAMES_H
#define FACS_RESULT_AU_NAMES_H

#include <facsimile/facsimile.h>

/** Index of "AU01" ... in the output; -1 for a name that has none. */
int facs_au_intensity_index(const char *name);
int facs_au_presence_index(const char *name);

#endif
