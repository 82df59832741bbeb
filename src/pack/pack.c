/* Values of a pack: header, directory, arrays; see pack.h.  Files: pack_file.c. */
#include "pack/pack_internal.h"

#include "base/finite.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- failing ---- */

static void stop(facs_pack_walk *walk, facs_status status)
{
    if (walk->status == FACS_OK)
        walk->status = status;
}

void facs_pack_expect(facs_pack_walk *walk, bool right, const char *what)
{
    if (walk->status == FACS_OK && walk->reading && !right)
        stop(walk, facs_fail(walk->error, FACS_E_MODEL_CORRUPT, "%s: at byte %llu: the model pack is damaged: %s",
                             walk->path, (unsigned long long)walk->pack->directory + walk->at, what));
}

static void no_memory(facs_pack_walk *walk)
{
    if (walk->status == FACS_OK)
        stop(walk, facs_fail(walk->error, FACS_E_MEMORY, "%s: out of memory", walk->path));
}

/* ---- checksum ---- */

/* Eight lanes, each folded by a multiplication and turned, so that the multiplications overlap: 64 bytes a step.  The
 * turn brings what a multiplication moves up down again; else two flipped signs could cancel. */
static inline uint64_t fold(uint64_t lane, uint64_t word)
{
    lane ^= word;
    return ((lane << 29) | (lane >> 35)) * 0x9e3779b97f4a7c15u;
}

static inline uint64_t word_at(const uint8_t *bytes, int index)
{
    uint64_t word;
    memcpy(&word, bytes + 8 * index, sizeof word);
    return word;
}

uint64_t facs_pack_checksum(const void *bytes, size_t count)
{
    enum { STEP = 64 };
    const uint8_t *at = bytes;
    uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;
    for (size_t left = count; left;) {
        uint8_t rest[STEP] = {0};
        size_t now = left < STEP ? left : STEP;
        const uint8_t *from = at;
        if (now < STEP)
            from = memcpy(rest, at, now);
        a = fold(a, word_at(from, 0));
        b = fold(b, word_at(from, 1));
        c = fold(c, word_at(from, 2));
        d = fold(d, word_at(from, 3));
        e = fold(e, word_at(from, 4));
        f = fold(f, word_at(from, 5));
        g = fold(g, word_at(from, 6));
        h = fold(h, word_at(from, 7));
        at += now;
        left -= now;
    }
    const uint64_t lanes[] = {a, b, c, d, e, f, g, h};
    uint64_t sum = count;
    for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++)
        sum = fold(sum, lanes[i]);
    return sum ^ (sum >> 32);
}

/* ---- directory ---- */

static void put(facs_pack_walk *walk, const void *bytes, size_t count)
{
    if (walk->status != FACS_OK)
        return;
    if (count > walk->capacity - walk->size) {
        size_t capacity = 2 * walk->capacity + count + 4096;
        uint8_t *grown = facs_regrow(walk->env, walk->directory, walk->size, capacity);
        if (!grown) {
            no_memory(walk);
            return;
        }
        walk->directory = grown;
        walk->capacity = capacity;
    }
    memcpy(walk->directory + walk->size, bytes, count);
    walk->size += count;
}

static void get(facs_pack_walk *walk, void *bytes, size_t count)
{
    memset(bytes, 0, count);
    facs_pack_expect(walk, count <= walk->size - walk->at, "its directory ends early");
    if (walk->status != FACS_OK)
        return;
    memcpy(bytes, walk->directory + walk->at, count);
    walk->at += count;
}

static void value(facs_pack_walk *walk, void *bytes, size_t count)
{
    if (walk->reading)
        get(walk, bytes, count);
    else
        put(walk, bytes, count);
}

void facs_pack_int(facs_pack_walk *walk, int *number, int low, int high)
{
    int32_t stored = (int32_t)*number;
    value(walk, &stored, sizeof stored);
    if (!walk->reading)
        return;
    facs_pack_expect(walk, stored >= low && stored <= high, "a number is out of range");
    *number = walk->status == FACS_OK ? stored : 0;
}

void facs_pack_bool(facs_pack_walk *walk, bool *flag)
{
    int stored = *flag;
    facs_pack_int(walk, &stored, 0, 1);
    if (walk->reading)
        *flag = stored != 0;
}

static bool is_sane(double number)
{
    return fabs(number) <= FACS_MODEL_VALUE_MAX; /* false for what is not a number */
}

void facs_pack_f64(facs_pack_walk *walk, double *number)
{
    value(walk, number, sizeof *number);
    facs_pack_expect(walk, is_sane(*number), "a number is not finite");
}

void facs_pack_f32(facs_pack_walk *walk, float *number)
{
    value(walk, number, sizeof *number);
    facs_pack_expect(walk, is_sane((double)*number), "a number is not finite");
}

void facs_pack_u64(facs_pack_walk *walk, uint64_t *number)
{
    value(walk, number, sizeof *number);
}

void facs_pack_text(facs_pack_walk *walk, char *text, size_t size)
{
    value(walk, text, size);
    facs_pack_expect(walk, memchr(text, '\0', size) != NULL, "a text has no end");
    if (walk->reading)
        text[size - 1] = '\0';
}

/* ---- arrays ---- */

typedef struct array_head {
    uint32_t kind, zero;
    facs_pack_block block;
} array_head;

static const size_t element_size[] = {sizeof(float), sizeof(double), sizeof(int32_t), 1};

static bool sane_f32(const float *values, size_t count)
{
    int bad = 0;
    for (size_t i = 0; i < count; i++)
        bad |= !(fabsf(values[i]) <= (float)FACS_MODEL_VALUE_MAX);
    return !bad;
}

static bool sane_f64(const double *values, size_t count)
{
    int bad = 0;
    for (size_t i = 0; i < count; i++)
        bad |= !(fabs(values[i]) <= (double)FACS_MODEL_VALUE_MAX);
    return !bad;
}

static bool sane(pack_kind kind, const void *values, size_t count)
{
    return kind == PACK_F32 ? sane_f32(values, count) : kind == PACK_F64 ? sane_f64(values, count) : true;
}

static void write_array(facs_pack_walk *walk, pack_kind kind, const void *values, size_t count)
{
    array_head head = {.kind = kind, .block.count = count};
    facs_pack_file_array(walk, values, count * element_size[kind], &head.block);
    put(walk, &head, sizeof head);
}

/* Is the block where an array may be?  Behind the header and the arrays before, so that no byte is looked at twice,
 * before the directory, aligned. */
static bool fits(const facs_pack_walk *walk, const facs_pack_block *block, size_t element)
{
    const uint64_t directory = walk->pack->directory;
    return block->offset % PACK_ALIGNMENT == 0 && block->offset >= sizeof(pack_header) && block->offset >= walk->end &&
           block->offset <= directory && block->count <= (directory - block->offset) / element;
}

static const void *read_array(facs_pack_walk *walk, pack_kind kind, size_t count, bool check, facs_pack_block *block)
{
    array_head head;
    get(walk, &head, sizeof head);
    facs_pack_expect(walk, head.kind == kind && head.zero == 0, "an array is of another kind");
    facs_pack_expect(walk, head.block.count == count || count == SIZE_MAX, "an array is of another length");
    if (walk->status != FACS_OK)
        return NULL;
    facs_pack_expect(walk, fits(walk, &head.block, element_size[kind]),
                     "an array lies outside the file or inside another");
    if (walk->status == FACS_OK)
        walk->end = head.block.offset + head.block.count * element_size[kind];
    if (block)
        *block = head.block;
    if (walk->status != FACS_OK || head.block.count == 0)
        return NULL;
    const uint8_t *at = walk->pack->bytes + head.block.offset;
    size_t bytes = head.block.count * element_size[kind];
    if (check) {
        facs_pack_file_fetch(walk->pack, head.block.offset, bytes);
        facs_pack_expect(walk, facs_pack_checksum(at, bytes) == head.block.checksum,
                         "the checksum of an array is wrong");
        facs_pack_expect(walk, sane(kind, at, head.block.count), "a number is not finite");
        facs_pack_file_looked(walk->pack, head.block.offset + bytes);
    }
    return walk->status == FACS_OK ? at : NULL;
}

/* mappings are read-only; the structures of models, which are never changed, have no const */
static void *array(facs_pack_walk *walk, pack_kind kind, void *existing, size_t count)
{
    if (walk->reading)
        return (void *)(uintptr_t)read_array(walk, kind, count, true, NULL);
    write_array(walk, kind, existing, count);
    return existing;
}

void facs_pack_f32s(facs_pack_walk *walk, float **values, size_t count)
{
    *values = array(walk, PACK_F32, *values, count);
}

void facs_pack_f64s(facs_pack_walk *walk, double **values, size_t count)
{
    *values = array(walk, PACK_F64, *values, count);
}

void facs_pack_i32s(facs_pack_walk *walk, int32_t **values, size_t count)
{
    *values = array(walk, PACK_I32, *values, count);
}

void facs_pack_u8s(facs_pack_walk *walk, uint8_t **values, size_t count)
{
    *values = array(walk, PACK_U8, *values, count);
}

void facs_pack_later(facs_pack_walk *walk, const float *values, facs_pack_block *block)
{
    if (walk->reading)
        read_array(walk, PACK_F32, SIZE_MAX, false, block);
    else
        write_array(walk, PACK_F32, values, block->count);
}

const float *facs_pack_look(const facs_pack *pack, const facs_pack_block *block, bool check)
{
    const float *values = (const float *)(const void *)(pack->bytes + block->offset);
    facs_pack_file_fetch(pack, block->offset, block->count * sizeof *values);
    if (check && (facs_pack_checksum(values, block->count * sizeof *values) != block->checksum ||
                  !sane_f32(values, block->count)))
        return NULL;
    return values;
}

void facs_pack_release(const facs_pack *pack, const facs_pack_block *block)
{
    /* pages that lie in the block as a whole */
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t from = (block->offset + page - 1) / page * page;
    uint64_t to = (block->offset + block->count * sizeof(float)) / page * page;
    if (to > from)
        madvise((void *)(uintptr_t)(pack->bytes + from), to - from, MADV_DONTNEED);
}

/* ---- structures ---- */

static pack_memory *keep(facs_pack_walk *walk, size_t bytes)
{
    pack_memory *memory = facs_calloc(walk->env, 1, bytes);
    if (!memory) {
        no_memory(walk);
        return NULL;
    }
    memory->next = walk->pack->memory;
    walk->pack->memory = memory;
    return memory;
}

void *facs_pack_structs(facs_pack_walk *walk, void *existing, size_t count, size_t size)
{
    if (!walk->reading)
        return existing;
    if (walk->status != FACS_OK || count == 0)
        return NULL;
    const size_t head = PACK_ALIGNMENT;
    if (count > (SIZE_MAX / 4) / size) {
        no_memory(walk);
        return NULL;
    }
    pack_memory *memory = keep(walk, head + count * size);
    return memory ? (uint8_t *)memory + head : NULL;
}

/* ---- other files ---- */

static void map_other(facs_pack_walk *walk, const char *path, uint64_t size, facs_file_map *file)
{
    pack_memory *memory = keep(walk, sizeof *memory);
    if (!memory)
        return;
    facs_status status = facs_file_map_open(walk->env, path, FACS_AGAIN, &memory->file, NULL);
    if (status == FACS_E_MEMORY)
        no_memory(walk);
    else if (status != FACS_OK || memory->file.size != size)
        stop(walk,
             facs_fail(walk->error, FACS_AGAIN, "%s: was made from another file than %s is now", walk->path, path));
    *file = memory->file;
}

void facs_pack_file(facs_pack_walk *walk, facs_file_map *file)
{
    enum { PATH_BYTES = 8192 };
    char path[PATH_BYTES] = "";
    int length = 0;
    uint64_t size = file->size;
    if (!walk->reading && file->bytes)
        length = snprintf(path, sizeof path, "%s", file->path);
    facs_pack_int(walk, &length, 0, PATH_BYTES - 1);
    facs_pack_text(walk, path, (size_t)length + 1);
    facs_pack_u64(walk, &size);
    if (!walk->reading)
        return;
    *file = (facs_file_map){0};
    facs_pack_expect(walk, length == 0 || path[0] == '/', "the name of a file is not absolute");
    if (walk->status == FACS_OK && length > 0)
        map_other(walk, path, size, file);
}

void facs_pack_f32s_of(facs_pack_walk *walk, const facs_file_map *file, float **array, size_t count)
{
    uint64_t offset = walk->reading ? 0 : (uint64_t)((const uint8_t *)*array - file->bytes);
    facs_pack_u64(walk, &offset);
    if (!walk->reading)
        return;
    facs_pack_expect(
        walk, offset % sizeof(float) == 0 && offset <= file->size && count <= (file->size - offset) / sizeof(float),
        "an array lies outside its file");
    *array = walk->status == FACS_OK ? (float *)(uintptr_t)(file->bytes + offset) : NULL;
}
