/* A column of numbers as short text, as the script of a page unpacks it.
 *
 *   value = offset + scale * q     q a whole number of 16 or 32 bits, the least one of which stands for "no value"
 *   d[i] = q[i] - q[i - 1]         q[-1] = 0, wrapping
 *   text = base64(zlib(d))         d little-endian; without zlib base64(d), which the members then say */
#ifndef FACS_REPORT_PACKED_COLUMN_H
#define FACS_REPORT_PACKED_COLUMN_H

#include "base/json_text.h"

/** The members count, type, scale, offset, packed (only when it is false) and data of an object that was begun.  Values are
 *  rounded to multiples of `scale`; those beyond 32 bits, and those that are not finite, are none.  FACS_E_MEMORY. */
facs_status facs_packed_column(facs_json *json, const double *value, int64_t count, double scale, facs_error *error);

#endif
