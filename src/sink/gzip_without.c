/* Stands in for gzip.c in a build without zlib: no file can be opened. */
#include "sink/gzip.h"

facs_status facs_gzip_open(const facs_env *env, const char *path, facs_gzip **gzip, facs_error *error)
{
    (void)env;
    (void)gzip;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "%s: this facsimile was built without zlib: build it with zlib (Debian: zlib1g-dev)", path);
}

facs_status facs_gzip_write(facs_gzip *gzip, const char *bytes, size_t count, facs_error *error)
{
    (void)gzip;
    (void)bytes;
    (void)count;
    return facs_fail(error, FACS_E_UNSUPPORTED, "there is no zlib");
}

const char *facs_gzip_set_aside(facs_gzip *gzip)
{
    (void)gzip;
    return NULL;
}

facs_status facs_gzip_end(facs_gzip *gzip, facs_error *error)
{
    (void)gzip;
    return facs_fail(error, FACS_E_UNSUPPORTED, "there is no zlib");
}

facs_status facs_gzip_commit(facs_gzip **gzip, facs_error *error)
{
    (void)gzip;
    return facs_fail(error, FACS_E_UNSUPPORTED, "there is no zlib");
}

void facs_gzip_abandon(facs_gzip **gzip)
{
    (void)gzip;
}
