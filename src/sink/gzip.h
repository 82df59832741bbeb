/* A result file that is compressed on its way (RFC 1952).  The same contents leave the same bytes: neither time nor name
 * is in it.
 *
 * gzip.c does it with zlib; gzip_without.c stands in where the build has none. */
#ifndef FACS_SINK_GZIP_H
#define FACS_SINK_GZIP_H

#include "base/base.h"

typedef struct facs_gzip facs_gzip;

/** Errors: those of facs_output_open(), FACS_E_UNSUPPORTED (without zlib). */
facs_status facs_gzip_open(const facs_env *env, const char *path, facs_gzip **gzip, facs_error *error);
facs_status facs_gzip_write(facs_gzip *gzip, const char *bytes, size_t count, facs_error *error);
/** As facs_output_set_aside(). */
const char *facs_gzip_set_aside(facs_gzip *gzip);
/** The end of the stream is written; what is left is facs_gzip_commit(). */
facs_status facs_gzip_end(facs_gzip *gzip, facs_error *error);
/** The file gets its name; frees the object.  On error nothing is left. */
facs_status facs_gzip_commit(facs_gzip **gzip, facs_error *error);
/** Remove what was written and free. */
void facs_gzip_abandon(facs_gzip **gzip);

#endif
