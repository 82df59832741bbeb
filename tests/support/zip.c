#include "support/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

static uint8_t *whole_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail_msg("cannot open %s", path);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    if (fread(bytes, 1, *size, file) != *size)
        fail_msg("cannot read %s", path);
    fclose(file);
    return bytes;
}

static size_t number(const uint8_t *at, int bytes)
{
    size_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

/* The member's entry in the list at the end of the archive. */
static const uint8_t *find_entry(const uint8_t *bytes, size_t size, const char *name)
{
    size_t end = size - 22;
    while (end > 0 && memcmp(bytes + end, "PK\5\6", 4) != 0)
        end--;
    const uint8_t *entry = bytes + number(bytes + end + 16, 4);
    for (size_t left = number(bytes + end + 10, 2); left > 0; left--) {
        const size_t length = number(entry + 28, 2);
        if (length == strlen(name) && memcmp(entry + 46, name, length) == 0)
            return entry;
        entry += 46 + length + number(entry + 30, 2) + number(entry + 32, 2);
    }
    return NULL;
}

uint8_t *zip_member(const char *path, const char *name, size_t *size)
{
    size_t archive;
    uint8_t *bytes = whole_file(path, &archive);
    const uint8_t *entry = find_entry(bytes, archive, name);
    if (!entry)
        fail_msg("%s: no member %s", path, name);
    const size_t packed = number(entry + 20, 4);
    uint8_t *local = bytes + number(entry + 42, 4), *from = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    *size = number(entry + 24, 4);
    uint8_t *content = malloc(*size + 1);
    if (number(entry + 10, 2) == 0) {
        memcpy(content, from, *size);
    } else {
        z_stream stream = {
            .next_in = from, .avail_in = (unsigned)packed, .next_out = content, .avail_out = (unsigned)*size};
        if (inflateInit2(&stream, -15) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END)
            fail_msg("%s: member %s cannot be unpacked", path, name);
        inflateEnd(&stream);
    }
    free(bytes);
    return content;
}

npy npz_load(const char *path, const char *name)
{
    char member[256];
    size_t size;
    snprintf(member, sizeof member, "%s.npy", name);
    uint8_t *bytes = zip_member(path, member, &size);
    FILE *file = fmemopen(bytes, size, "rb");
    npy array = npy_read(file, member);
    fclose(file);
    free(bytes);
    return array;
}
