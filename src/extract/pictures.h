/* What is remembered of a picture from its reading until its result is written. */
#ifndef FACS_EXTRACT_PICTURES_H
#define FACS_EXTRACT_PICTURES_H

#include "base/base.h"

typedef struct facs_picture_names {
    char *name; /**< of its file, without the folder */
    char *stem; /**< what files that belong to it are called before the ending: the name without its extension, or with
                     it where pictures would share that */
} facs_picture_names;

/** The names of pictures on their way, first in, first out. */
typedef struct facs_pictures {
    facs_env env;
    facs_picture_names *names;
    int first, count, capacity;
} facs_pictures;

/** All of it. */
void facs_pictures_free(facs_pictures *pictures);
/** @param shared keep the extension in the stem
 *  @param picture gets the names that were added, borrowed until the next call */
facs_status facs_pictures_add(facs_pictures *pictures, const char *name, bool shared,
                              const facs_picture_names **picture, facs_error *error);
/** The oldest one; NULL = there is none. */
const facs_picture_names *facs_pictures_first(const facs_pictures *pictures);
/** Forget the oldest one, or the newest one. */
void facs_pictures_drop_first(facs_pictures *pictures);
void facs_pictures_drop_last(facs_pictures *pictures);

/** "FOLDER/STEM<ending>"; NULL = no memory; facs_free(). */
char *facs_picture_path(const facs_env *env, const char *folder, const facs_picture_names *picture, const char *ending);

#endif
