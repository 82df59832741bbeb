/* See data_file.h. */
#include "data_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

enum { PATH_ROOM = 4096 };

bool own_path(char *path, size_t room)
{
#ifdef __APPLE__
    char named[PATH_ROOM], *real = NULL;
    uint32_t named_room = sizeof named;
    if (_NSGetExecutablePath(named, &named_room) == 0)
        real = realpath(named, NULL);
    const bool fits = real && snprintf(path, room, "%s", real) < (int)room;
    free(real);
    return fits;
#else
    ssize_t length = readlink("/proc/self/exe", path, room - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return true;
#endif
}

static bool own_folder(char folder[PATH_ROOM])
{
    if (!own_path(folder, PATH_ROOM))
        return false;
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

bool data_file(const char *name, char *path, size_t room)
{
    /* from the folder of the program: installed, and in a build folder */
    static const char *const beside[] = {"../share/facsimile", "../examples/clip"};
    char folder[PATH_ROOM];
    const bool told = own_folder(folder);
    for (size_t i = 0; told && i < sizeof beside / sizeof *beside; i++)
        if (snprintf(path, room, "%s/%s/%s", folder, beside[i], name) < (int)room && access(path, R_OK) == 0)
            return true;
    return snprintf(path, room, "%s/%s", FACS_DATA_DIR, name) < (int)room && access(path, R_OK) == 0;
}
