/* What is made of a result when somebody asks for it: a small picture of its video, and its report. */
#ifndef FACS_VIEW_VIEW_MADE_H
#define FACS_VIEW_VIEW_MADE_H

#include "view/view_list.h"

/** A picture of the video, as a JPEG that fits 320 x 180 pixels; facs_free.  Errors: those of facs_media_open(). */
facs_status facs_view_thumb(const facs_env *env, const char *video, uint8_t **jpeg, size_t *size, facs_error *error);
/** The report of the table at `path`, into a file of its own in `folder`; facs_free(*page).
 *  Errors: those of facs_report_write(). */
facs_status facs_view_report(const facs_env *env, const char *path, const char *folder, int64_t number, char **page,
                             facs_error *error);

#endif
