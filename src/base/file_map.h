/* A file whose bytes are used where they lie: pages come when they are read, and may go again.
 *
 * Who cuts the file short meanwhile ends the program by SIGBUS, as with every mapped file. */
#ifndef FACS_BASE_FILE_MAP_H
#define FACS_BASE_FILE_MAP_H

#include "base/base.h"

/** All zero = none. */
typedef struct facs_file_map {
    const uint8_t *bytes; /**< NULL when there are none */
    size_t size;
    char *path; /**< absolute */
} facs_file_map;

/** A regular file as it lies there, to be unmapped with munmap(); an empty one has no bytes.  0, else errno. */
int facs_map_whole(const char *path, const uint8_t **bytes, size_t *size);

/** FACS_E_MEMORY; `missing` when it cannot be read. */
facs_status facs_file_map_open(const facs_env *env, const char *path, facs_status missing, facs_file_map *map,
                               facs_error *error);
void facs_file_map_close(const facs_env *env, facs_file_map *map);

/** These bytes are about to be read: have their pages at once instead of one by one. */
void facs_file_map_fetch(const facs_file_map *map, size_t from, size_t to);
/** Pages that lie in these bytes as a whole may leave memory; they come back when they are read again. */
void facs_file_map_release(const facs_file_map *map, size_t from, size_t to);

#endif
