/* See write_failure.h. */
#include "base/write_failure.h"

#include <errno.h>
#include <string.h>

/* of "FOLDER/NAME" or "FOLDER/NAME/"; 0 = the path names no other folder than the root or the working directory */
static int folder_length(const char *path)
{
    size_t length = strlen(path);
    while (length && path[length - 1] == '/')
        length--;
    while (length && path[length - 1] != '/')
        length--;
    while (length && path[length - 1] == '/')
        length--;
    return length < 4096 ? (int)length : 4096;
}

facs_status facs_write_failure(facs_error *error, const char *path, int code, const char *advice)
{
    const int folder = folder_length(path);
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
        if (folder > 0)
            return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: there is no folder %.*s: make it first",
                             path, folder, path);
        break;
    default:
        break;
    }
    return advice ? facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s; %s if need be", path, strerror(code),
                              advice)
                  : facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s", path, strerror(code));
}
