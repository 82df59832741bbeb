/* See spool.h.
 *
 * A record is its length and its bytes, up to a multiple of 8.  They are gathered in a block of memory; when that is
 * full it goes to the file as a whole.  Reading takes the file block by block: the record that a block breaks off in
 * the middle is read again with the next one. */
#include "extract/spool.h"

#include "base/descriptor.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 1 << 16, /* bytes */
    STEP = 8,        /* records begin at multiples of it */
    PLACES = 2,      /* folders for the file: one more when the first is full */
};
static const size_t record_most = 1 << 30;

/* one file; the spool goes on in the next one when it is full */
typedef struct part {
    int file;
    int64_t bytes;
} part;

struct facs_spool {
    facs_env env;
    char *name, *folder[PLACES];
    part part[PLACES];
    int parts, tried; /* files, folders */
    size_t size, used;
    char *block;
    int reading;     /* part that is read */
    int64_t offset;  /* of what is read next */
    size_t at, have; /* in the block */
};

void facs_spool_destroy(facs_spool **address)
{
    facs_spool *spool = *address;
    *address = NULL;
    if (!spool)
        return;
    facs_env env = spool->env;
    for (int i = 0; i < spool->parts; i++)
        close(spool->part[i].file);
    for (int i = 0; i < PLACES; i++)
        facs_free(&env, spool->folder[i]);
    facs_free(&env, spool->name);
    facs_free(&env, spool->block);
    facs_free(&env, spool);
}

static facs_status no_memory(const char *name, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory for results", name);
}

facs_status facs_spool_create(const facs_env *env, const char *name, const char *folder, facs_spool **spool,
                              facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_spool *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return no_memory(name, error);
    made->env = full;
    made->size = BLOCK;
    made->block = facs_calloc(&full, made->size, 1);
    made->name = facs_strdup(&full, name);
    made->folder[0] = folder ? facs_strdup(&full, folder) : NULL;
    made->folder[1] = facs_strdup(&full, facs_temporary_folder());
    if (made->block && made->name && made->folder[1] && (made->folder[0] || !folder)) {
        *spool = made;
        return FACS_OK;
    }
    facs_spool_destroy(&made);
    return no_memory(name, error);
}

/* ---- in ---- */

/* the next folder that takes a file; false and errno */
static bool open_part(facs_spool *spool)
{
    while (spool->tried < PLACES) {
        const char *folder = spool->folder[spool->tried++];
        int file = folder ? facs_unnamed_file(folder) : -1;
        if (file >= 0) {
            spool->part[spool->parts++] = (part){.file = file};
            return true;
        }
    }
    return false;
}

static facs_status fail_to_keep(const facs_spool *spool, int code, facs_error *error)
{
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    const char *first = spool->folder[0] ? spool->folder[0] : "", *between = spool->folder[0] ? " and in " : "";
    return facs_fail(
        error, full ? FACS_E_DISK_FULL : FACS_E_OUTPUT,
        "%s: results wait for the end of the video in a temporary file, which cannot be written in %s%s%s: %s; "
        "%s, or set TMPDIR to a folder with room",
        spool->name, first, between, spool->folder[1], strerror(code),
        code == EFBIG ? "raise the limit (ulimit -f)" : "make room there");
}

/* the whole block to the file */
static facs_status empty_block(facs_spool *spool, facs_error *error)
{
    if (spool->parts == 0 && !open_part(spool))
        return fail_to_keep(spool, errno, error);
    int code;
    do {
        part *last = &spool->part[spool->parts - 1];
        if (facs_write_at(last->file, last->bytes, spool->block, spool->used) == spool->used) {
            last->bytes += (int64_t)spool->used;
            spool->used = 0;
            return FACS_OK;
        }
        code = errno;
    } while (open_part(spool));
    return fail_to_keep(spool, code, error);
}

/* of a record in the spool */
static size_t whole_size(size_t bytes)
{
    return STEP + (bytes + STEP - 1) / STEP * STEP;
}

facs_status facs_spool_add(facs_spool *spool, size_t bytes, void **record, facs_error *error)
{
    *record = NULL;
    if (bytes > record_most)
        return facs_fail(error, FACS_E_MEMORY, "%s: results of a frame take %zu bytes: more than are possible",
                         spool->name, bytes);
    const size_t whole = whole_size(bytes);
    facs_status status = FACS_OK;
    if (spool->used > 0 && whole > spool->size - spool->used)
        status = empty_block(spool, error);
    if (status != FACS_OK)
        return status;
    if (whole > spool->size) {
        char *larger = facs_regrow(&spool->env, spool->block, 0, whole);
        if (!larger)
            return no_memory(spool->name, error);
        spool->block = larger;
        spool->size = whole;
    }
    char *at = spool->block + spool->used;
    const uint64_t length = bytes;
    memset(at + whole - STEP, 0, STEP);
    memcpy(at, &length, sizeof length);
    spool->used += whole;
    *record = at + STEP;
    return FACS_OK;
}

/* ---- out ---- */

facs_status facs_spool_rewind(facs_spool *spool, facs_error *error)
{
    /* what never left the memory is read there */
    facs_status status = spool->parts && spool->used ? empty_block(spool, error) : FACS_OK;
    spool->reading = 0;
    spool->offset = 0;
    spool->at = 0;
    spool->have = spool->parts ? 0 : spool->used;
    return status;
}

/* whole bytes of the record at hand; 0 = it is not in the block to its end */
static size_t next_size(const facs_spool *spool)
{
    uint64_t length;
    const size_t left = spool->have - spool->at;
    if (left < STEP)
        return 0;
    memcpy(&length, spool->block + spool->at, sizeof length);
    return length <= record_most && whole_size((size_t)length) <= left ? whole_size((size_t)length) : 0;
}

/* The block again, from the record at hand on.  No record is larger than the block. */
static facs_status fill_block(facs_spool *spool, facs_error *error)
{
    const part *from = &spool->part[spool->reading];
    spool->offset += (int64_t)spool->at;
    spool->at = spool->have = 0;
    const int64_t left = from->bytes - spool->offset;
    const size_t wanted = left < (int64_t)spool->size ? (size_t)left : spool->size;
    const ssize_t got = facs_read_at(from->file, spool->offset, spool->block, wanted);
    const char *why = got < 0 ? strerror(errno) : "it is damaged";
    spool->have = wanted;
    if (got >= 0 && (size_t)got == wanted && next_size(spool) > 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT, "%s: results cannot be read back from a temporary file: %s", spool->name,
                     why);
}

/* FACS_END: everything has been read */
static facs_status fetch_record(facs_spool *spool, facs_error *error)
{
    while (next_size(spool) == 0) {
        if (spool->reading == spool->parts)
            return FACS_END;
        if (spool->offset + (int64_t)spool->at < spool->part[spool->reading].bytes)
            return fill_block(spool, error);
        spool->reading++;
        spool->offset = 0;
        spool->at = spool->have = 0;
    }
    return FACS_OK;
}

facs_status facs_spool_next(facs_spool *spool, const void **record, size_t *bytes, facs_error *error)
{
    facs_status status = fetch_record(spool, error);
    if (status != FACS_OK)
        return status;
    uint64_t length = 0;
    memcpy(&length, spool->block + spool->at, sizeof length);
    *record = spool->block + spool->at + STEP;
    *bytes = (size_t)length;
    spool->at += whole_size((size_t)length);
    return FACS_OK;
}
