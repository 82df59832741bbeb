/* Chunks of records in memory and in a file; see au_records.h. */
#include "au/au_records.h"

#include "base/descriptor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READERS = 2, TABLE = 256 };

/* a chunk of the file that is looked at; two, because smoothing looks across the border of two chunks */
typedef struct reader {
    char *memory;
    int64_t index; /* -1 = none */
    bool changed;
} reader;

struct facs_au_records {
    facs_env env;
    size_t size;  /* of a chunk */
    char **chunk; /* NULL = in the file */
    size_t chunks, capacity;
    char *spare; /* of a chunk that went to the file */
    int file;    /* -1 = none */
    bool no_file, lost;
    reader reader[READERS];
    int last; /* reader used last */
};

facs_au_records *facs_au_records_create(const facs_env *env, size_t size)
{
    facs_au_records *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return NULL;
    made->env = *env;
    made->size = size * FACS_RECORDS_CHUNK;
    made->file = -1;
    for (int i = 0; i < READERS; i++)
        made->reader[i].index = -1;
    return made;
}

void facs_au_records_destroy(facs_au_records **records)
{
    facs_au_records *old = *records;
    *records = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    for (size_t i = 0; i < old->chunks; i++)
        facs_free(&env, old->chunk[i]);
    facs_free(&env, old->chunk);
    facs_free(&env, old->spare);
    for (int i = 0; i < READERS; i++)
        facs_free(&env, old->reader[i].memory);
    if (old->file >= 0)
        close(old->file);
    facs_free(&env, old);
}

void facs_au_records_reset(facs_au_records *records)
{
    size_t kept = 0; /* those in memory are used again */
    for (size_t i = 0; i < records->chunks; i++)
        if (records->chunk[i])
            records->chunk[kept++] = records->chunk[i];
    records->chunks = kept;
    records->lost = records->no_file = false;
    for (int i = 0; i < READERS; i++) {
        records->reader[i].index = -1;
        records->reader[i].changed = false;
    }
}

/* ---- file ---- */

static bool open_file(facs_au_records *records)
{
    if (records->file >= 0 || records->no_file)
        return records->file >= 0;
    records->file = facs_temporary_file();
    records->no_file = records->file < 0;
    return records->file >= 0;
}

static bool transfer(const facs_au_records *records, int64_t index, char *memory, bool out)
{
    int64_t offset = index * (int64_t)records->size;
    return out ? facs_write_at(records->file, offset, memory, records->size) == records->size
               : facs_read_at(records->file, offset, memory, records->size) == (ssize_t)records->size;
}

/* The newest chunk, which is full, to the file; its memory becomes the spare one. */
static void spill(facs_au_records *records)
{
    size_t index = records->chunks - 1;
    if (!records->chunk[index] || !open_file(records))
        return;
    if (!transfer(records, (int64_t)index, records->chunk[index], true))
        return; /* the disk is full: it stays in memory */
    records->spare = records->chunk[index];
    records->chunk[index] = NULL;
}

static char *read_back(facs_au_records *records, int64_t index, bool change)
{
    int which = records->last;
    if (records->reader[which].index != index)
        which = (which + 1) % READERS;
    reader *at = &records->reader[which];
    records->last = which;
    if (at->index != index) {
        if (at->changed && !transfer(records, at->index, at->memory, true))
            records->lost = true;
        if (!transfer(records, index, at->memory, false)) {
            memset(at->memory, 0, records->size);
            records->lost = true;
        }
        at->index = index;
        at->changed = false;
    }
    at->changed = at->changed || change;
    return at->memory;
}

/* ---- use ---- */

static bool grow_table(facs_au_records *records)
{
    if (records->chunks < records->capacity)
        return true;
    size_t capacity = records->capacity ? 2 * records->capacity : TABLE;
    size_t entry = sizeof(char *); /* NOLINT(bugprone-sizeof-expression): an array of pointers */
    char **grown = facs_regrow(&records->env, records->chunk, records->capacity * entry, capacity * entry);
    if (!grown)
        return false;
    records->chunk = grown;
    records->capacity = capacity;
    return true;
}

/* what reading back will need, while there still is memory */
static bool make_readers(facs_au_records *records)
{
    for (int i = 0; i < READERS; i++)
        if (!records->reader[i].memory)
            records->reader[i].memory = facs_calloc(&records->env, 1, records->size);
    return records->reader[0].memory && records->reader[1].memory;
}

bool facs_au_records_reserve(facs_au_records *records, int64_t index)
{
    size_t place = (size_t)(index / FACS_RECORDS_CHUNK);
    if (place < records->chunks)
        return true;
    if (!grow_table(records))
        return false;
    if (records->chunks >= FACS_RECORDS_KEPT && make_readers(records))
        spill(records);
    char *memory = records->spare ? records->spare : facs_calloc(&records->env, 1, records->size);
    if (!memory)
        return false;
    records->spare = NULL;
    records->chunk[records->chunks++] = memory;
    return true;
}

void *facs_au_records_at(facs_au_records *records, int64_t index, bool change)
{
    int64_t place = index / FACS_RECORDS_CHUNK;
    char *memory = records->chunk[place];
    if (!memory)
        memory = read_back(records, place, change);
    return memory + records->size / FACS_RECORDS_CHUNK * (size_t)(index % FACS_RECORDS_CHUNK);
}

bool facs_au_records_lost(const facs_au_records *records)
{
    return records->lost;
}
