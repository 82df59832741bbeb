/* Drawing of the face mask, compiled once per CPU level: the union of all triangles, each with its box.
 *
 * What: Between the points where a row crosses the edges all pixels are inside a triangle; only pixels so near to a
 * crossing that rounding could matter are put to the f32 test of face_mask.c.
 *
 * Layout: Triangles are prepared a vector of them at a time, then drawn a vector of rows at a time into a picture of
 * one bit a pixel, so that a stretch of a row is two shifts.  Larger frames are worked off in tiles.
 *
 * Why it is exact: With u = 2^-24 the f32 test of a pixel is that of one at most 8 u (|slope| reach_y + reach_x) away
 * in x (4 roundings of either product, one of each coordinate), and the crossing, computed as (Bx - X) + (Y - By) slope
 * + slope y, is off by at most 10 u of the same; the margin takes 24.  Outside [low, high] nothing is accepted, within
 * [sure_low, sure_high] everything.
 *
 * The union can differ from the scan that defines the mask only where a triangle accepts a pixel outside its own box.
 * Its rows have none if their [low, high] holds no pixel; high - low is concave in y and positive inside the triangle,
 * so where it is negative more than a row off the box it remains so.  Where that cannot be shown, or for triangles
 * whose crossings are of no use (no area, edges along the rows), each pixel at which the union ends is tested against
 * all triangles without boxes: a pixel accepted outside its box must follow one inside the union.
 *
 * Source: docs/algorithm/au-alignment.md, Triangle search.
 */
#include "shape/face_mask_kernels.h"

#include "simd/fma.h"
#include "simd/vector.h"

#include <float.h>
#include <math.h>

enum { TILE = 128, WORDS = TILE / 32, TRIANGLES = FACS_EDGES_MAX };

typedef int32_t whole __attribute__((vector_size(4 * LANES)));

/* where a row crosses an edge: x = at + slope y */
typedef struct lines {
    float at[TRIANGLES], slope[TRIANGLES];
} lines;

typedef struct prepared {
    facs_edges edges;
    float min_x[TRIANGLES], max_x[TRIANGLES], min_y[TRIANGLES], max_y[TRIANGLES];
    lines left[2], right[2];                         /* three edges, one of which is there twice */
    float margin[TRIANGLES];                         /* infinite: crossings are of no use */
    int32_t row[2][TRIANGLES], column[2][TRIANGLES]; /* first and last that may have to do with it, in the frame */
} prepared;

typedef struct tile {
    int x, y, width, height;            /* part of the frame */
    uint32_t bits[WORDS][TILE + LANES]; /* vectors of rows may reach beyond the tile */
} tile;

/* ---- vectors ----------------------------------------------------------------------------------------------- */

INLINE vector choose(whole condition, vector yes, vector no)
{
    return (vector)((condition & (whole)yes) | (~condition & (whole)no));
}

/* b for NaN */
INLINE vector larger(vector a, vector b)
{
#if defined(__AVX512F__)
    return (vector)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__AVX2__)
    return (vector)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
    return (vector)_mm_max_ps((__m128)a, (__m128)b);
#else
    return choose(a > b, a, b);
#endif
}

INLINE vector smaller(vector a, vector b)
{
#if defined(__AVX512F__)
    return (vector)_mm512_min_ps((__m512)a, (__m512)b);
#elif defined(__AVX2__)
    return (vector)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
    return (vector)_mm_min_ps((__m128)a, (__m128)b);
#else
    return choose(a < b, a, b);
#endif
}

INLINE vector magnitude(vector a)
{
    return (vector)((whole)a & 0x7fffffff);
}

INLINE bool any(whole v)
{
#if defined(__AVX512F__)
    return _mm512_test_epi32_mask((__m512i)v, (__m512i)v) != 0;
#elif defined(__AVX2__)
    return !_mm256_testz_si256((__m256i)v, (__m256i)v);
#else
    int32_t lane[LANES], found = 0;
    memcpy(lane, &v, sizeof lane);
    for (int i = 0; i < LANES; i++)
        found |= lane[i];
    return found != 0;
#endif
}

INLINE vector floats(whole v)
{
    return __builtin_convertvector(v, vector);
}

/* largest whole number <= value, for 0 <= value <= size once limited to that */
INLINE whole pixels_below(vector value, float size)
{
    value = smaller(larger(value, (vector){0}), broadcast(size));
    return __builtin_convertvector(value, whole);
}

INLINE whole first_pixel(vector value, float size)
{
    value = smaller(larger(value, (vector){0}), broadcast(size));
    whole down = __builtin_convertvector(value, whole);
    return down - (whole)(floats(down) < value);
}

/* bits `from` and above of a word; from < 0: all, from > 31: none */
INLINE whole bits_from(whole from)
{
#if defined(__AVX512F__)
    __m512i shift = _mm512_max_epi32((__m512i)from, _mm512_setzero_si512());
    return (whole)_mm512_sllv_epi32(_mm512_set1_epi32(-1), shift);
#elif defined(__AVX2__)
    __m256i shift = _mm256_max_epi32((__m256i)from, _mm256_setzero_si256());
    return (whole)_mm256_sllv_epi32(_mm256_set1_epi32(-1), shift);
#else
    int32_t lane[LANES];
    uint32_t bits[LANES];
    memcpy(lane, &from, sizeof lane);
    for (int i = 0; i < LANES; i++)
        bits[i] = lane[i] > 31 ? 0 : UINT32_MAX << (lane[i] > 0 ? lane[i] : 0);
    whole result;
    memcpy(&result, bits, sizeof result);
    return result;
#endif
}

INLINE whole load_whole(const void *from)
{
    whole v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store_whole(void *to, whole v)
{
    memcpy(to, &v, sizeof v);
}

/* ---- preparation ------------------------------------------------------------------------------------------- */

/* Coordinates far outside the frame would not survive the conversion to pixel numbers. */
static bool can_be_drawn(int n, const float *landmarks, const facs_paw_raster *f)
{
    bool near = fabsf(f->min_x) < 1e6f && fabsf(f->min_y) < 1e6f;
    whole out = {0};
    for (int i = 0; i < 2 * n; i += LANES) {
        vector v = 2 * n - i >= LANES ? load(landmarks + i) : load_some(landmarks + i, 2 * n - i);
        out |= ~(whole)(magnitude(v) < 1e6f);
    }
    return near && !any(out);
}

typedef struct corners {
    float x[3][TRIANGLES], y[3][TRIANGLES];
} corners;

/* Places behind the last triangle are NaN. */
static void gather(const facs_triangles *triangles, int n, const float *landmarks, corners *c)
{
    const int32_t *index = triangles->index;
    for (int k = 0; k < triangles->count; k++, index += 3) {
        for (int v = 0; v < 3; v++) {
            c->x[v][k] = landmarks[index[v]];
            c->y[v][k] = landmarks[n + index[v]];
        }
    }
    for (int k = triangles->count; k % LANES; k++)
        for (int v = 0; v < 3; v++)
            c->x[v][k] = c->y[v][k] = NAN;
}

INLINE vector reach(vector least, vector most, float origin, int size)
{
    return larger(magnitude(least - origin), magnitude(most - origin)) + (fabsf(origin) + (float)size + 1);
}

/* value limited to 0 .. size - 1, whole */
INLINE void store_limited(int32_t *to, vector value, int size)
{
    store_whole(to, pixels_below(value, (float)(size - 1)));
}

/* Triangles k .. k + LANES - 1. */
static void prepare(const corners *c, const facs_paw_raster *f, int k, prepared *p)
{
    static const int other[3][2] = {{1, 2}, {0, 2}, {0, 1}};
    vector x[3], y[3], at[3], slope[3], steepest = {0};
    whole left[3], useless = {0};
    for (int v = 0; v < 3; v++) {
        x[v] = load(c->x[v] + k);
        y[v] = load(c->y[v] + k);
    }
    for (int e = 0; e < 3; e++) {
        int b = other[e][0], last = other[e][1];
        vector dx = x[last] - x[b], dy = y[last] - y[b];
        vector inner = fused(dx, y[e] - y[b], -((x[e] - x[b]) * dy));
        const vector fields[5] = {x[b], y[b], dx, dy, inner};
        for (int i = 0; i < 5; i++)
            store(p->edges.field[5 * e + i] + k, fields[i]);
        slope[e] = dx / dy;
        at[e] = (x[b] - f->min_x) + (f->min_y - y[b]) * slope[e];
        left[e] = ~((whole)(dy < 0) ^ (whole)(inner > 0));
        steepest = larger(magnitude(slope[e]), steepest);
        /* products with a tiny f(A) may underflow; an edge along the rows is not crossed */
        useless |= ~(whole)(magnitude(inner) >= 1e-12f) | (whole)(dy == 0);
    }
    useless |= (left[0] & left[1] & left[2]) | ~(left[0] | left[1] | left[2]);
    whole none = {0};
    for (int i = 0; i < 2; i++) { /* the first or the last of the edges on either side */
        int first = i ? 2 : 0, third = i ? 0 : 2;
        for (int side = 0; side < 2; side++) {
            whole a = side ? left[first] == none : left[first], b = side ? left[1] == none : left[1];
            lines *to = side ? &p->right[i] : &p->left[i];
            store(to->at + k, choose(a, at[first], choose(b, at[1], at[third])));
            store(to->slope + k, choose(a, slope[first], choose(b, slope[1], slope[third])));
        }
    }
    vector min_x = smaller(smaller(x[0], x[1]), x[2]), max_x = larger(larger(x[0], x[1]), x[2]);
    vector min_y = smaller(smaller(y[0], y[1]), y[2]), max_y = larger(larger(y[0], y[1]), y[2]);
    vector reach_x = reach(min_x, max_x, f->min_x, f->width), reach_y = reach(min_y, max_y, f->min_y, f->height);
    vector margin = 12 * FLT_EPSILON * (steepest * reach_y + reach_x);
    useless |= ~(whole)(margin < (float)f->width);
    margin = choose(useless, broadcast(INFINITY), margin);
    store(p->min_x + k, min_x);
    store(p->max_x + k, max_x);
    store(p->min_y + k, min_y);
    store(p->max_y + k, max_y);
    store(p->margin + k, margin);
    vector beside = choose(useless, broadcast(1), margin + 1);
    store_limited(p->column[0] + k, min_x - f->min_x - beside, f->width);
    store_limited(p->column[1] + k, max_x - f->min_x + beside, f->width);
    store_limited(p->row[0] + k, min_y - f->min_y - 2, f->height); /* with a row more than a row off the box */
    store_limited(p->row[1] + k, max_y - f->min_y + 3, f->height);
}

/* ---- drawing ----------------------------------------------------------------------------------------------- */

static bool accepts(const prepared *p, int k, float px, float py)
{
    for (int e = 0; e < 3; e++) {
        const float(*field)[FACS_EDGES_MAX] = p->edges.field + 5 * e;
        float side = facs_fma(field[2][k], py - field[1][k], -((px - field[0][k]) * field[3][k]));
        if (!(side * field[4][k] >= 0))
            return false;
    }
    return true;
}

/* Pixels first .. end - 1 of row y of the frame, as far as in the tile.  True if one is accepted outside the box. */
static bool test_pixels(const prepared *p, int k, const facs_paw_raster *f, int y, int first, int end, tile *t)
{
    bool strange = false;
    float py = (float)y + f->min_y;
    first = first > t->x ? first : t->x;
    end = end < t->x + t->width ? end : t->x + t->width;
    for (int x = first; x < end; x++) {
        float px = (float)x + f->min_x;
        if (!accepts(p, k, px, py))
            continue;
        if (p->max_x[k] < px || p->min_x[k] > px || p->max_y[k] < py || p->min_y[k] > py)
            strange = true;
        else
            t->bits[(x - t->x) / 32][y - t->y] |= 1u << (x - t->x) % 32;
    }
    return strange;
}

/* Stretches of LANES rows of the frame, each from the first pixel that may be inside to the one behind the last, and
 * the same for those that are for certain. */
typedef struct stretches {
    whole from, end, sure_from, sure_end;
} stretches;

static bool test_ends(const prepared *p, int k, const facs_paw_raster *f, int y, const stretches *s, tile *t)
{
    bool strange = false;
    for (int i = 0; i < LANES && y + i < t->y + t->height; i++) {
        int from = s->from[i], end = s->end[i], sure_from = s->sure_from[i], sure_end = s->sure_end[i];
        if (sure_from >= sure_end)
            sure_from = sure_end = end;
        strange |= test_pixels(p, k, f, y + i, from, sure_from, t);
        strange |= test_pixels(p, k, f, y + i, sure_end, end, t);
    }
    return strange;
}

/* Triangle k, rows first .. last of the tile.  Not 0 if it may accept pixels outside its box. */
static whole draw(const prepared *p, int k, const facs_paw_raster *f, int first, int last, tile *t)
{
    static const int32_t count[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    whole strange = {0};
    float margin = p->margin[k], width = (float)f->width;
    vector least = broadcast(p->min_y[k]), most = broadcast(p->max_y[k]);
    int word = p->column[0][k] - t->x, last_word = p->column[1][k] - t->x;
    word = word > 0 ? word / 32 : 0;
    last_word = last_word < t->width ? last_word : t->width - 1;
    last_word = last_word >= 0 ? last_word / 32 : -1;
    for (int y = first; y <= last; y += LANES) {
        vector row = floats(load_whole(count) + y), py = row + f->min_y;
        vector low = larger(p->left[0].at[k] + p->left[0].slope[k] * row, p->left[1].at[k] + p->left[1].slope[k] * row);
        vector high =
            smaller(p->right[0].at[k] + p->right[0].slope[k] * row, p->right[1].at[k] + p->right[1].slope[k] * row);
        stretches s = {.from = first_pixel(low - margin, width),
                       .sure_from = first_pixel(low + margin, width),
                       .end = pixels_below(high + margin + 1, width),
                       .sure_end = pixels_below(high - margin + 1, width)};
        whole off = (whole)(py < least) | (whole)(py > most);
        whole far = (whole)(py < least - 1) | (whole)(py > most + 1);
        strange |= (off & (s.from < s.end)) | (far & (whole)(low - margin <= high + margin));
        for (int w = word; w <= last_word; w++) {
            int base = t->x + 32 * w;
            void *at = &t->bits[w][y - t->y];
            store_whole(at, load_whole(at) | (bits_from(s.sure_from - base) & ~bits_from(s.sure_end - base)));
        }
        if (any(((s.from ^ s.sure_from) | (s.end ^ s.sure_end)) & (s.from < s.end)) && test_ends(p, k, f, y, &s, t))
            strange = ~(whole){0};
    }
    return strange;
}

/* All triangles.  False if one may accept pixels outside its box. */
static bool draw_tile(const prepared *p, int count, const facs_paw_raster *f, tile *t)
{
    whole strange = {0};
    for (int w = 0; w < (t->width + 31) / 32; w++)
        memset(t->bits[w], 0, sizeof t->bits[w]);
    for (int k = 0; k < count; k++) {
        int first = p->row[0][k], last = p->row[1][k];
        first = first > t->y ? first : t->y;
        last = last < t->y + t->height ? last : t->y + t->height - 1;
        if (p->margin[k] < INFINITY) {
            strange |= draw(p, k, f, first, last, t);
            continue;
        }
        strange = ~(whole){0};
        for (int y = first; y <= last; y++)
            test_pixels(p, k, f, y, p->column[0][k], p->column[1][k] + 1, t);
    }
    return !any(strange);
}

/* ---- mask -------------------------------------------------------------------------------------------------- */

/* 32 pixels */
INLINE void expand(uint32_t bits, uint8_t *pixels)
{
#if defined(__AVX512F__)
    _mm256_storeu_si256((__m256i *)(void *)pixels, _mm256_maskz_set1_epi8(bits, 1));
#elif defined(__AVX2__)
    const __m256i byte = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    const __m256i bit = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    __m256i spread = _mm256_and_si256(_mm256_shuffle_epi8(_mm256_set1_epi32((int32_t)bits), byte), bit);
    __m256i set = _mm256_and_si256(_mm256_cmpeq_epi8(spread, bit), _mm256_set1_epi8(1));
    _mm256_storeu_si256((__m256i *)(void *)pixels, set);
#else
    for (int i = 0; i < 32; i += 8) {
        uint64_t spread = (bits >> i & 255) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
        spread = (spread + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        spread = __builtin_bswap64(spread);
#endif
        memcpy(pixels + i, &spread, 8);
    }
#endif
}

static void copy_tile(const tile *t, int width, uint8_t *mask)
{
    for (int y = 0; y < t->height; y++) {
        uint8_t *row = mask + (ptrdiff_t)(t->y + y) * width + t->x;
        int x = 0;
        for (; x + 32 <= t->width; x += 32)
            expand(t->bits[x / 32][y], row + x);
        if (x == t->width)
            continue;
        uint8_t rest[32];
        expand(t->bits[x / 32][y], rest);
        if (t->width - x == 16) /* as in aligned faces */
            memcpy(row + x, rest, 16);
        else
            memcpy(row + x, rest, (size_t)(t->width - x));
    }
}

static bool edges_accept(const facs_edges *edges, int count, float px, float py)
{
    whole found = {0};
    for (int k = 0; k < count; k += LANES) {
        whole inside = ~(whole){0};
        for (int e = 0; e < 3; e++) {
            const float(*field)[FACS_EDGES_MAX] = edges->field + 5 * e;
            vector dx = load(field[2] + k), dy = load(field[3] + k);
            vector side = fused(dx, py - load(field[1] + k), -((px - load(field[0] + k)) * dy));
            inside &= (whole)(side * load(field[4] + k) >= (vector){0});
        }
        found |= inside;
    }
    return any(found);
}

/* Does no triangle accept a pixel at which the union ends? */
static bool ends_are_refused(const prepared *p, int count, const facs_paw_raster *f, const uint8_t *mask)
{
    size_t total = (size_t)f->width * (size_t)f->height, at = 0;
    while (at < total) {
        const uint8_t *inside = memchr(mask + at, 1, total - at);
        if (!inside)
            return true;
        const uint8_t *end = memchr(inside, 0, total - (size_t)(inside - mask));
        if (!end)
            return true;
        at = (size_t)(end - mask);
        int x = (int)(at % (size_t)f->width), y = (int)(at / (size_t)f->width);
        if (edges_accept(&p->edges, count, (float)x + f->min_x, (float)y + f->min_y))
            return false;
    }
    return true;
}

static bool draw_mask(const facs_triangles *triangles, int n, const float *landmarks, const facs_paw_raster *frame,
                      uint8_t *mask)
{
    int count = triangles->count;
    if (count > TRIANGLES || !can_be_drawn(n, landmarks, frame))
        return false;
    corners c;
    prepared p;
    gather(triangles, n, landmarks, &c);
    for (int k = 0; k < count; k += LANES)
        prepare(&c, frame, k, &p);
    bool exact = true;
    for (int y = 0; y < frame->height; y += TILE) {
        for (int x = 0; x < frame->width; x += TILE) {
            tile t; /* its bits are cleared as far as needed */
            t.x = x;
            t.y = y;
            t.width = frame->width - x < TILE ? frame->width - x : TILE;
            t.height = frame->height - y < TILE ? frame->height - y : TILE;
            exact &= draw_tile(&p, count, frame, &t);
            copy_tile(&t, frame->width, mask);
        }
    }
    return exact || ends_are_refused(&p, count, frame, mask);
}

const facs_face_mask_kernels FACS_KERNEL(facs_face_mask_kernels) = {.edges_accept = edges_accept, .draw = draw_mask};

FACS_KERNEL_SELECT(facs_face_mask_kernels)
