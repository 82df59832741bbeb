/* Pack files: writing under a temporary name, mapping, header; see pack.h. */
#include "pack/pack_internal.h"

#include "base/file_map.h"
#include "base/write_failure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "FACSPACK";
static const uint32_t byte_order = 0x01020304;
enum { RELEASE_STEP = 1 << 20, DIRECTORY_MAX = 1 << 26 };

/* ---- writing ---- */

static void cannot_write(facs_pack_walk *walk, int code)
{
    facs_status status = facs_whole_fail(&walk->whole, code, walk->error);
    if (walk->status == FACS_OK)
        walk->status = status;
}

/* writes the same file as walk->whole, with a buffer; NULL and errno */
static FILE *open_stream(const facs_whole_file *whole)
{
    int copy = fcntl(whole->file, F_DUPFD_CLOEXEC, 0);
    FILE *stream = copy >= 0 ? fdopen(copy, "wb") : NULL;
    if (!stream && copy >= 0)
        close(copy);
    return stream;
}

static int make_folders(const facs_env *env, const char *path)
{
    char *copy = facs_strdup(env, path);
    int code = copy ? facs_path_make_folders(copy) : ENOMEM;
    facs_free(env, copy);
    return code;
}

facs_status facs_pack_write_begin(const facs_env *env, const char *path, facs_pack_walk *walk, facs_error *error)
{
    static const pack_header none = {0};
    *walk = (facs_pack_walk){.env = env, .error = error, .path = path, .end = sizeof none};
    int code = make_folders(env, path);
    if (code)
        return walk->status = facs_write_failure(error, path, code, NULL);
    walk->status = facs_whole_open(env, path, NULL, &walk->whole, error);
    if (walk->status != FACS_OK)
        return walk->status;
    walk->whole.unsynced = true;
    walk->file = open_stream(&walk->whole);
    if (!walk->file) {
        cannot_write(walk, errno);
        facs_whole_abandon(&walk->whole, false);
        return walk->status;
    }
    if (fwrite(&none, sizeof none, 1, walk->file) != 1)
        cannot_write(walk, errno);
    return FACS_OK; /* a failure shows at the end */
}

static void append(facs_pack_walk *walk, const void *bytes, size_t count)
{
    if (walk->status != FACS_OK || count == 0)
        return;
    if (fwrite(bytes, 1, count, walk->file) != count)
        cannot_write(walk, errno);
    walk->end += count;
}

static void align(facs_pack_walk *walk)
{
    static const uint8_t zeros[PACK_ALIGNMENT] = {0};
    append(walk, zeros, (PACK_ALIGNMENT - walk->end % PACK_ALIGNMENT) % PACK_ALIGNMENT);
}

void facs_pack_file_array(facs_pack_walk *walk, const void *bytes, size_t count, facs_pack_block *block)
{
    align(walk);
    block->offset = walk->end;
    block->checksum = facs_pack_checksum(bytes, count);
    append(walk, bytes, count);
}

static void write_header(facs_pack_walk *walk, uint64_t directory, uint64_t identity)
{
    pack_header header = {.order = byte_order,
                          .version = FACS_PACK_VERSION,
                          .file_size = walk->end,
                          .directory = directory,
                          .directory_size = walk->size,
                          .directory_checksum = facs_pack_checksum(walk->directory, walk->size),
                          .identity = identity};
    memcpy(header.magic, magic, sizeof header.magic);
    header.checksum = facs_pack_checksum(&header, offsetof(pack_header, checksum));
    if (fseek(walk->file, 0, SEEK_SET) != 0 || fwrite(&header, sizeof header, 1, walk->file) != 1)
        cannot_write(walk, errno);
}

/* Nobody writes into a pack by accident, which would end the programs that have it mapped. */
static void protect(const facs_whole_file *whole)
{
    struct stat info;
    if (fstat(whole->file, &info) == 0 && fchmod(whole->file, info.st_mode & 0444) != 0)
        return; /* a file system without permissions */
}

static void sweep_folder_of(const facs_pack_walk *walk)
{
    char *folder = facs_path_dirname(walk->env, walk->path);
    if (folder)
        facs_whole_sweep(folder);
    facs_free(walk->env, folder);
}

facs_status facs_pack_write_end(facs_pack_walk *walk, uint64_t identity)
{
    if (walk->file) {
        align(walk);
        uint64_t directory = walk->end;
        append(walk, walk->directory, walk->size);
        if (walk->status == FACS_OK)
            write_header(walk, directory, identity);
        if (fclose(walk->file) != 0 && walk->status == FACS_OK)
            cannot_write(walk, errno);
        if (walk->status == FACS_OK)
            protect(&walk->whole);
        if (walk->status == FACS_OK)
            walk->status = facs_whole_commit(&walk->whole, walk->error);
        facs_whole_abandon(&walk->whole, false);
    }
    if (walk->status == FACS_OK)
        sweep_folder_of(walk);
    facs_free(walk->env, walk->directory);
    walk->file = NULL;
    walk->directory = NULL;
    return walk->status;
}

/* ---- reading ---- */

static facs_status damaged(facs_pack_walk *walk, const char *what)
{
    facs_pack_expect(walk, false, what);
    return walk->status;
}

static facs_status check_header(facs_pack_walk *walk, uint64_t identity)
{
    facs_pack *pack = walk->pack;
    pack_header header;
    if (pack->size < sizeof header)
        return damaged(walk, "it is too short");
    memcpy(&header, pack->bytes, sizeof header);
    if (memcmp(header.magic, magic, sizeof magic) != 0 || header.order != byte_order ||
        header.version != FACS_PACK_VERSION)
        return damaged(walk, "it is of another version or machine");
    if (header.checksum != facs_pack_checksum(&header, offsetof(pack_header, checksum)))
        return damaged(walk, "the checksum of its header is wrong");
    if (identity && header.identity != identity)
        return walk->status = facs_fail(walk->error, FACS_AGAIN, "%s: was made from other files", walk->path);
    if (header.file_size != pack->size || header.directory < sizeof header || header.directory > pack->size ||
        header.directory_size != pack->size - header.directory || header.directory_size > DIRECTORY_MAX)
        return damaged(walk, "its length is wrong");
    walk->size = header.directory_size;
    walk->directory = facs_calloc(walk->env, walk->size + 1, 1);
    if (!walk->directory)
        return walk->status = facs_fail(walk->error, FACS_E_MEMORY, "%s: out of memory", walk->path);
    memcpy(walk->directory, pack->bytes + header.directory, walk->size);
    if (header.directory_checksum != facs_pack_checksum(walk->directory, walk->size))
        return damaged(walk, "the checksum of its directory is wrong");
    pack->directory = header.directory;
    pack->identity = header.directory_checksum;
    return FACS_OK;
}

facs_status facs_pack_read_begin(const facs_env *env, const char *path, uint64_t identity, facs_pack_walk *walk,
                                 facs_error *error)
{
    *walk = (facs_pack_walk){.env = env, .error = error, .path = path, .reading = true};
    walk->pack = facs_calloc(env, 1, sizeof *walk->pack);
    if (!walk->pack)
        return walk->status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    walk->pack->env = *env;
    int code = facs_map_whole(path, &walk->pack->bytes, &walk->pack->size);
    if (code)
        walk->status = facs_fail(error, code == ENOENT || code == ENOTDIR ? FACS_E_NOT_FOUND : FACS_E_MODEL_CORRUPT,
                                 "%s: the model pack cannot be read: %s", path, strerror(code));
    else
        check_header(walk, identity);
    if (walk->status == FACS_OK)
        return FACS_OK;
    facs_pack *none;
    return facs_pack_read_end(walk, &none);
}

facs_status facs_pack_read_end(facs_pack_walk *walk, facs_pack **pack)
{
    facs_pack_expect(walk, walk->at == walk->size, "its directory is too long");
    facs_free(walk->env, walk->directory);
    walk->directory = NULL;
    if (walk->status == FACS_OK) {
        facs_pack_file_looked(walk->pack, walk->pack->size + RELEASE_STEP);
        *pack = walk->pack;
        walk->pack = NULL;
    } else {
        facs_pack_close(&walk->pack);
    }
    return walk->status;
}

void facs_pack_close(facs_pack **pack)
{
    facs_pack *old = *pack;
    *pack = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    if (old->bytes)
        munmap((void *)(uintptr_t)old->bytes, old->size);
    while (old->memory) {
        pack_memory *next = old->memory->next;
        facs_file_map_close(&env, &old->memory->file);
        facs_free(&env, old->memory);
        old->memory = next;
    }
    facs_free(&env, old);
}

uint64_t facs_pack_identity(const facs_pack *pack)
{
    return pack->identity;
}

void facs_pack_file_looked(facs_pack *pack, uint64_t offset)
{
    if (offset < pack->released + RELEASE_STEP)
        return;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), to = (offset < pack->size ? offset : pack->size) / page * page;
    if (to > pack->released)
        madvise((void *)(uintptr_t)(pack->bytes + pack->released), to - pack->released, MADV_DONTNEED);
    pack->released = to;
}

void facs_pack_file_fetch(const facs_pack *pack, uint64_t offset, size_t bytes)
{
#if defined(MADV_POPULATE_READ)
    /* a few pages come together anyway; a kernel that does not know how fetches them when they are read */
    enum { WORTH_IT = 128 << 10 };
    if (bytes < WORTH_IT)
        return;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), from = offset / page * page;
    madvise((void *)(uintptr_t)(pack->bytes + from), (size_t)(offset - from) + bytes, MADV_POPULATE_READ);
#else
    (void)pack;
    (void)offset;
    (void)bytes;
#endif
}
