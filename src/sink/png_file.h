/* A picture as a PNG file. */
#ifndef FACS_SINK_PNG_FILE_H
#define FACS_SINK_PNG_FILE_H

#include "image/image.h"

/** It appears when it is complete; "-" = standard output.  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_png_file_write(const facs_env *env, const char *path, const facs_pixels *bgr, facs_error *error);

#endif
