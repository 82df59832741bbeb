/* Mutations for formats whose sizes are written in the file: blind ones hardly get past the first matrix.
 *
 *   binary   set a number (on any byte) to an interesting one; insert, remove or repeat whole 32-bit words; give a
 * matrix (rows, columns, type, elements) another shape together with as many elements text     replace, remove or
 * repeat a word or a line
 *
 * Every other time libFuzzer's own mutations, which also know the dictionary. */
#include "fuzz_world.h"
#include "support/random.h"

#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);

enum { HEAD = 12, SIDE_MOST = 4800 };

static const int32_t interesting[] = {-1,
                                      0,
                                      1,
                                      2,
                                      3,
                                      4,
                                      5,
                                      6,
                                      7,
                                      8,
                                      9,
                                      11,
                                      12,
                                      15,
                                      16,
                                      17,
                                      24,
                                      48,
                                      61,
                                      64,
                                      68,
                                      69,
                                      121,
                                      122,
                                      128,
                                      204,
                                      255,
                                      256,
                                      257,
                                      1023,
                                      1024,
                                      4464,
                                      4702,
                                      65535,
                                      65536,
                                      1 << 20,
                                      (1 << 20) + 1,
                                      INT32_MAX,
                                      INT32_MIN,
                                      0x7fc00000};
enum { INTERESTING = sizeof interesting / sizeof *interesting };

static size_t below(uint64_t *seed, size_t limit)
{
    return limit ? (size_t)(random_u64(seed) % limit) : 0;
}

static int32_t load(const uint8_t *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* make `old` bytes at `at` into `new` ones, the added ones repeating what was there; 0 = no room */
static size_t resize(uint8_t *data, size_t size, size_t most, size_t at, size_t old, size_t new)
{
    if (size - old + new > most)
        return 0;
    memmove(data + at + new, data + at + old, size - at - old);
    for (size_t i = old; i < new; i++)
        data[at + i] = old ? data[at + i % old] : 0;
    return size - old + new;
}

/* ---- binary ---- */

static size_t set_number(uint8_t *data, size_t size, uint64_t *seed)
{
    if (size < 4)
        return size;
    uint8_t *at = data + (below(seed, 4) ? below(seed, size / 4) * 4 : below(seed, size - 3));
    int32_t value = interesting[below(seed, INTERESTING)];
    if (below(seed, 3) == 0)
        value = (int32_t)((uint32_t)load(at) + (uint32_t)below(seed, 5) - 2u);
    memcpy(at, &value, sizeof value);
    return size;
}

static size_t set_real(uint8_t *data, size_t size, uint64_t *seed)
{
    static const double reals[] = {0, -0.0, 1, -1, 1e-13, 1e-300, 1e9, -1e9, 1e10, 1e300, 0.5, 1e-6, 360};
    double wide = reals[below(seed, sizeof reals / sizeof *reals)];
    float narrow = (float)wide;
    bool single = below(seed, 2) == 0;
    size_t bytes = single ? sizeof narrow : sizeof wide;
    if (size < bytes)
        return size;
    uint8_t *at = data + below(seed, size - bytes + 1);
    if (single)
        memcpy(at, &narrow, bytes);
    else
        memcpy(at, &wide, bytes);
    return size;
}

static size_t change_words(uint8_t *data, size_t size, size_t most, uint64_t *seed)
{
    if (size < 4)
        return size;
    size_t at = below(seed, size / 4) * 4, words = 1 + below(seed, below(seed, 4) ? 8 : 200);
    size_t left = (size - at) / 4;
    size_t bytes = 4 * (words < left ? words : left);
    size_t changed =
        below(seed, 2) ? resize(data, size, most, at, bytes, 0) : resize(data, size, most, at, bytes, 2 * bytes);
    return changed ? changed : size;
}

static size_t element_size(int32_t type)
{
    return type == 0 ? 1 : type == 4 || type == 5 ? 4 : type == 6 ? 8 : 0;
}

static bool is_matrix(const uint8_t *data, size_t size, size_t at)
{
    if (at + HEAD > size)
        return false;
    int32_t rows = load(data + at), cols = load(data + at + 4);
    size_t element = element_size(load(data + at + 8));
    return element && rows >= 1 && cols >= 1 && rows <= SIDE_MOST && cols <= SIDE_MOST &&
           (size_t)rows * (size_t)cols * element <= size - at - HEAD;
}

static size_t reshape_matrix(uint8_t *data, size_t size, size_t most, uint64_t *seed)
{
    size_t start = below(seed, size), at = start;
    while (at + HEAD <= size && !is_matrix(data, size, at))
        at++;
    if (at + HEAD > size)
        return set_number(data, size, seed);
    int32_t head[3];
    memcpy(head, data + at, HEAD);
    size_t old = (size_t)head[0] * (size_t)head[1] * element_size(head[2]);
    size_t what = below(seed, 4);
    if (what == 3) {
        static const int32_t types[] = {0, 4, 5, 6};
        head[2] = types[below(seed, 4)];
    } else if (what == 2) {
        int32_t rows = head[0];
        head[0] = head[1];
        head[1] = rows;
    } else {
        head[what] = below(seed, 2) ? head[what] + (int32_t)below(seed, 5) - 2 : interesting[below(seed, INTERESTING)];
    }
    if (head[0] < 1 || head[1] < 1 || head[0] > SIDE_MOST || head[1] > SIDE_MOST)
        return size;
    size_t changed =
        resize(data, size, most, at + HEAD, old, (size_t)head[0] * (size_t)head[1] * element_size(head[2]));
    if (!changed)
        return size;
    memcpy(data + at, head, HEAD);
    return changed;
}

static size_t mutate_binary(uint8_t *data, size_t size, size_t most, uint64_t *seed)
{
    switch (below(seed, 5)) {
    case 0:
        return change_words(data, size, most, seed);
    case 1:
        return set_real(data, size, seed);
    case 2:
        return set_number(data, size, seed);
    default:
        return reshape_matrix(data, size, most, seed);
    }
}

/* ---- text ---- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == 0x1e;
}

static size_t replace(uint8_t *data, size_t size, size_t most, size_t at, size_t old, const char *text)
{
    size_t length = strlen(text), changed = resize(data, size, most, at, old, length);
    if (changed == 0)
        return size;
    memcpy(data + at, text, length);
    return changed;
}

static size_t mutate_text(uint8_t *data, size_t size, size_t most, uint64_t *seed)
{
    static const char *const words[] = {
        "-1",      "0",       "1",   "2",    "3",          "4",           "6",      "11",  "68",  "204",
        "1e9",     "1e-13",   "0.5", "-1.5", "2147483647", "1e300",       "1e-320", "nan", "inf", "1000000000",
        "1048576", "1048577", "-0",  "#",    "\n",         "99999999999", ".5",     "5.",  "1e",  "+3"};
    bool line = below(seed, 3) == 0;
    size_t from = below(seed, size), to;
    while (from && (line ? data[from - 1] != '\n' : !is_blank(data[from - 1])))
        from--;
    for (to = from; to < size && (line ? data[to] != '\n' : !is_blank(data[to])); to++)
        ;
    to += to < size && (line || below(seed, 4) == 0);
    size_t changed = 0;
    switch (below(seed, line ? 2 : 4)) {
    case 0:
        changed = resize(data, size, most, from, to - from, 0);
        return changed ? changed : size;
    case 1:
        changed = resize(data, size, most, from, to - from, 2 * (to - from));
        return changed ? changed : size;
    default:
        return replace(data, size, most, from, to - from, words[below(seed, sizeof words / sizeof *words)]);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int number)
{
    uint64_t seed = ((uint64_t)number << 1 | 1) * UINT64_C(0x9e3779b97f4a7c15);
    if (size < 4 || below(&seed, 2) == 0)
        return LLVMFuzzerMutate(data, size, most);
    size_t rounds = 1 + below(&seed, 3);
    for (size_t i = 0; i < rounds && size; i++)
        size = memchr(data, 0, size) ? mutate_binary(data, size, most, &seed) : mutate_text(data, size, most, &seed);
    return size;
}
