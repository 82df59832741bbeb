/* Folders of numbered pictures. */
#ifndef FACS_MEDIA_PICTURE_FOLDER_H
#define FACS_MEDIA_PICTURE_FOLDER_H

#include "base/base.h"

typedef struct facs_folder {
    char **paths; /**< sorted byte by byte */
    bool *shared; /**< its name without the extension is also that of another picture, or the whole name of another */
    size_t count;
} facs_folder;

/** All files in `path` whose names end in .jpg, .jpeg, .png or .bmp, in lower case, without folders
 *  below.  FACS_E_NOT_FOUND when it cannot be listed, FACS_E_EMPTY when there is none, FACS_E_MEMORY. */
facs_status facs_folder_open(const facs_env *env, const char *path, facs_folder *folder, facs_error *error);
void facs_folder_close(const facs_env *env, facs_folder *folder);

#endif
