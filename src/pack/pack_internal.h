/* What pack.c and pack_file.c share. */
#ifndef FACS_PACK_PACK_INTERNAL_H
#define FACS_PACK_PACK_INTERNAL_H

#include "pack/pack.h"

enum { PACK_ALIGNMENT = 64 };

typedef enum pack_kind { PACK_F32, PACK_F64, PACK_I32, PACK_U8 } pack_kind;

typedef struct pack_header {
    char magic[8];
    uint32_t order, version;
    uint64_t file_size, directory, directory_size; /**< bytes */
    uint64_t directory_checksum, identity;
    uint64_t checksum; /**< of the members before it */
} pack_header;
_Static_assert(sizeof(pack_header) == PACK_ALIGNMENT, "the first array follows the header");

typedef struct pack_memory {
    struct pack_memory *next;
    facs_file_map file; /* and this mapping */
} pack_memory;

struct facs_pack {
    facs_env env;
    const uint8_t *bytes; /**< mapping of the whole file */
    size_t size;
    uint64_t directory, identity; /**< where it is; its checksum */
    uint64_t released;            /**< pages before that offset have been given back */
    pack_memory *memory;
};

uint64_t facs_pack_checksum(const void *bytes, size_t count);

/** Write an array behind what is there, aligned; fills offset and checksum. */
void facs_pack_file_array(facs_pack_walk *walk, const void *bytes, size_t count, facs_pack_block *block);
/** Everything before that offset was looked at: from time to time, let its pages go. */
void facs_pack_file_looked(facs_pack *pack, uint64_t offset);

/** These bytes are about to be read: have their pages at once instead of one by one. */
void facs_pack_file_fetch(const facs_pack *pack, uint64_t offset, size_t bytes);

#endif
