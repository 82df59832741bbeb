/* Face boxes from a text file: "min_x min_y max_x max_y" a line. */
#ifndef FACS_EXTRACT_BOXES_H
#define FACS_EXTRACT_BOXES_H

#include "base/base.h"

/** Boxes in the order of the lines; empty lines count for nothing.  facs_free(env, *boxes); never NULL on success.
 *  Errors: FACS_E_NOT_FOUND, FACS_E_ARGUMENT (names the line), FACS_E_MEMORY. */
facs_status facs_boxes_read(const facs_env *env, const char *path, facs_box **boxes, int *count, facs_error *error);

#endif
