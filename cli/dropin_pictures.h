/* The pictures FaceLandmarkImg is given, and their boxes. */
#ifndef FACSIMILE_CLI_DROPIN_PICTURES_H
#define FACSIMILE_CLI_DROPIN_PICTURES_H

#include "dropin_arguments.h"

typedef struct dropin_pictures {
    char **path;
    char **boxes; /* file for each; NULL = none are given */
    int count, room;
} dropin_pictures;

/* All of -f; without any, those of the first -fdir in the order of their paths.  EXIT_FINE, or another status after a
 * message; dropin_pictures_free() in any case. */
int dropin_pictures_find(const dropin_arguments *given, dropin_pictures *found);
void dropin_pictures_free(dropin_pictures *found);

#endif
