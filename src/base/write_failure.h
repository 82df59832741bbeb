/* Why a file cannot be written, in words and as a status: the one place that reads an errno of writing. */
#ifndef FACS_BASE_WRITE_FAILURE_H
#define FACS_BASE_WRITE_FAILURE_H

#include "base/base.h"

/** FACS_E_DISK_FULL, FACS_E_MEMORY or FACS_E_OUTPUT.
 *  @param code    an errno
 *  @param advice  what to do besides making room, such as "choose another cache with X"; NULL = choose another place */
facs_status facs_write_failure(facs_error *error, const char *path, int code, const char *advice);

#endif
