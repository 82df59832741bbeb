/* See data_file.h. */
#include "data_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

/* the folder of the program that runs; false: the system does not say */
static bool own_folder(char folder[PATH_ROOM])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_ROOM - 1);
    if (length <= 0)
        return false;
    folder[length] = '\0';
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
