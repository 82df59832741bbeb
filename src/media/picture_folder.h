/* Folders of pictures: which of their files are pictures, in which order.
 *
 * Natural order: letters whatever their case, numbers by their value, so that frame_2 comes before frame_10.  A picture
 * is what is called like one or starts like one, and no hidden file; files left out are counted and named.  The
 * reference's way: .jpg, .jpeg, .png and .bmp in lower case, in the order of the bytes of their paths. */
#ifndef FACS_MEDIA_PICTURE_FOLDER_H
#define FACS_MEDIA_PICTURE_FOLDER_H

#include "base/base.h"

typedef struct facs_folder {
    char **paths; /**< in their order */
    bool *shared; /**< its name without the extension is also that of another picture, or the whole name of another */
    size_t count;
} facs_folder;

/** Pictures in `path`, without those of folders below.  What is left out is told to the log.
 *  FACS_E_NOT_FOUND when it cannot be listed, FACS_E_EMPTY when there is none, FACS_E_MEMORY. */
facs_status facs_folder_open(const facs_env *env, const char *path, bool reference, facs_folder *folder,
                             facs_error *error);
/** Videos in a folder that holds no picture, in natural order; none when it holds one.  FACS_E_NOT_FOUND,
 *  FACS_E_MEMORY. */
facs_status facs_folder_open_videos(const facs_env *env, const char *path, facs_folder *folder, facs_error *error);
void facs_folder_close(const facs_env *env, facs_folder *folder);

/** <0, 0, >0 as of strcmp(): natural order, then that of the bytes. */
int facs_natural_order(const char *a, const char *b);

#endif
