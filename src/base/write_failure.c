/* See write_failure.h. */
#include "base/write_failure.h"

#include <errno.h>
#include <string.h>

facs_status facs_write_failure(facs_error *error, const char *path, int code, const char *advice)
{
    const char *slash = strrchr(path, '/');
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        return facs_fail(error, FACS_E_DISK_FULL, "%s: no space left on the device: free some or %s", path,
                         advice ? advice : "choose another place");
    case EFBIG:
        return facs_fail(error, FACS_E_DISK_FULL, "%s: the file may not grow further: raise the limit (ulimit -f)",
                         path);
    case ENOMEM:
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    case EISDIR:
        return facs_fail(error, FACS_E_OUTPUT, "%s: is a folder: name a file in it", path);
    case ENOENT:
        if (slash && slash != path)
            return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: there is no folder %.*s: make it first",
                             path, (int)(slash - path), path);
        break;
    default:
        break;
    }
    return advice ? facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s; %s if need be", path, strerror(code),
                              advice)
                  : facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s", path, strerror(code));
}
