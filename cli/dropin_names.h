/* Where the results of OpenFace's programs go: OUT_DIR/BASE.csv and its companions. */
#ifndef FACSIMILE_CLI_DROPIN_NAMES_H
#define FACSIMILE_CLI_DROPIN_NAMES_H

#include <stdbool.h>

/* FIRST/SECOND; only SECOND when there is no FIRST.  free(); NULL = no memory, here and below. */
char *dropin_join(const char *first, const char *second);

/* Places of one input. */
typedef struct dropin_place {
    char *folder; /* made if need be */
    char *base;   /* name of the files without ending */
} dropin_place;

/* `name` is -of's, NULL = none was left; `out_dir` NULL = not given.
 * @param input its path; NULL = a webcam, named after the time
 * @param folder the input is a folder of pictures
 * Returns EXIT_FINE, or another status after a message; dropin_place_free() in any case. */
int dropin_place_find(const char *input, bool folder, const char *out_dir, const char *name, dropin_place *place);
void dropin_place_free(dropin_place *place);

/* FOLDER/BASE + ending */
char *dropin_path(const dropin_place *place, const char *ending);

#endif
