/* Files that come with the command. */
#ifndef FACSIMILE_CLI_DATA_FILE_H
#define FACSIMILE_CLI_DATA_FILE_H

#include <stdbool.h>
#include <stddef.h>

/** Where `name` is: beside the program as it is installed or was built, else where the build put it.  False: nowhere. */
bool data_file(const char *name, char *path, size_t room);
/** The program that runs; false: the system does not say. */
bool own_path(char *path, size_t room);

#endif
