/* See repair_pack.h. */
#include "repair_pack.h"

#include "fuzz_world.h"
#include "pack/pack_internal.h"

#include <stdlib.h>
#include <string.h>

enum { KEEP_HEADER = 4, KEEP_CHECKSUMS = 8 };

/* as in pack.c */
typedef struct array_head {
    uint32_t kind, zero;
    facs_pack_block block;
} array_head;

/* Whatever looks like an array of the directory gets its checksum. */
static void repair_arrays(uint8_t *pack, const pack_header *header)
{
    static const size_t element_size[] = {4, 8, 4, 1};
    array_head head;
    for (uint64_t at = header->directory; at + sizeof head <= header->file_size; at += 4) {
        memcpy(&head, pack + at, sizeof head);
        if (head.kind > 3 || head.zero || head.block.offset < sizeof *header || head.block.offset % PACK_ALIGNMENT ||
            head.block.offset > header->directory ||
            head.block.count > (header->directory - head.block.offset) / element_size[head.kind])
            continue;
        head.block.checksum = facs_pack_checksum(pack + head.block.offset, head.block.count * element_size[head.kind]);
        memcpy(pack + at, &head, sizeof head);
        at += sizeof head - 4;
    }
}

static void repair(uint8_t *pack, size_t size, bool checksums)
{
    pack_header header;
    if (size < sizeof header)
        return;
    memcpy(&header, pack, sizeof header);
    header.file_size = size;
    if (header.directory < sizeof header || header.directory > size)
        header.directory = sizeof header;
    header.directory_size = size - header.directory;
    if (checksums)
        repair_arrays(pack, &header);
    header.directory_checksum = facs_pack_checksum(pack + header.directory, header.directory_size);
    header.checksum = facs_pack_checksum(&header, offsetof(pack_header, checksum));
    memcpy(pack, &header, sizeof header);
}

const char *fuzz_temporary_pack(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size);
    fuzz_check(bytes != NULL, "out of memory");
    memcpy(bytes, data + 1, size - 1);
    if (!(data[0] & KEEP_HEADER))
        repair(bytes, size - 1, !(data[0] & KEEP_CHECKSUMS));
    const char *path = fuzz_temporary_file(0, bytes, size - 1);
    free(bytes);
    return path;
}
