/* Fast layers with the sums in the order of the reference build; cnn_ordered_reference.c says what they compute.
 *
 * Convolution.  Six pixels at a time, because simd/sgemm_order.h treats pixels in groups of twice six: within six
 * pixels a pack of maps has one accumulator everywhere or two everywhere (but see `mixed`).  Every tap costs one load of
 * weights per pack and one broadcast per pixel, which packs that are computed together share, whether they have one
 * accumulator or two; the window is read in place, through one pointer per pixel and a table of offsets. */
#include "nn/cnn_ordered_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
enum { SUMS = 4 };                          /* accumulators for each pixel, so that all stay in registers */
enum { PLANE_MAPS = 8, PLANE_VECTORS = 2 }; /* of two accumulators; of one with eight maps */
enum { DENSE_SHARED = 4 };                  /* vectors of outputs for several inputs */
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
enum { SUMS = 2 };
enum { PLANE_MAPS = 4, PLANE_VECTORS = 1, DENSE_SHARED = 2 };
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
enum { SUMS = 4 };
enum { PLANE_MAPS = 8, PLANE_VECTORS = 2, DENSE_SHARED = 4 };
#else
#define VECTOR_BYTES 16
enum { SUMS = 2 };
enum { PLANE_MAPS = 4, PLANE_VECTORS = 1, DENSE_SHARED = 2 };
#endif

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#define UNROLL_BY_2 _Pragma("clang loop unroll_count(2)")
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define UNROLL _Pragma("GCC unroll 8")
#define UNROLL_BY_2 _Pragma("GCC unroll 2")
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (vector_mask){__VA_ARGS__})
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = VECTOR_BYTES / 4, LANES64 = LANES / 2 };
enum { PIXELS = FACS_SGEMM_COLS / 2, PACKS_MAX = 4, DENSE_VECTORS = 8, DENSE_INPUTS = 6 };

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef float vector_at __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
typedef float half __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef float half_at __attribute__((vector_size(VECTOR_BYTES / 2), aligned(4), may_alias));
typedef double vector64 __attribute__((vector_size(VECTOR_BYTES), may_alias));
typedef int32_t vector_mask __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t mask_at __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));

INLINE vector load(const float *at)
{
    return *(const vector_at *)at;
}

INLINE void store(float *at, vector value)
{
    *(vector_at *)at = value;
}

INLINE vector spread(float value)
{
    return value - (vector){0};
}

INLINE vector choose(vector_mask mask, vector yes, vector no)
{
    return (vector)((mask & (vector_mask)yes) | (~mask & (vector_mask)no));
}

/* 0, 1, 2 ... */
INLINE vector_mask lane_numbers(void)
{
#if VECTOR_BYTES == 64
    return (vector_mask){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif VECTOR_BYTES == 32
    return (vector_mask){0, 1, 2, 3, 4, 5, 6, 7};
#else
    return (vector_mask){0, 1, 2, 3};
#endif
}

/* value > best ? value : best, which is what the instruction does also with NaN */
INLINE vector larger(vector value, vector best)
{
#if defined(__AVX512F__)
    return (vector)_mm512_max_ps((__m512)value, (__m512)best);
#elif defined(__AVX2__)
    return (vector)_mm256_max_ps((__m256)value, (__m256)best);
#else
    return choose(value > best, value, best);
#endif
}

/* facs_fma of every lane */
INLINE vector fused(vector a, vector b, vector c)
{
#if defined(__AVX512F__)
    return (vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__)
    return (vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
    return (vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
    typedef double wide __attribute__((vector_size(2 * VECTOR_BYTES)));
    wide sum = __builtin_convertvector(a, wide) * __builtin_convertvector(b, wide) + __builtin_convertvector(c, wide);
    return __builtin_convertvector(sum, vector);
#endif
}

/* Products of values that were floats are exact, so that fusing them changes nothing. */
INLINE vector64 add_product(vector64 sum, vector64 weight, double value)
{
#if defined(__AVX512F__)
    return (vector64)_mm512_fmadd_pd((__m512d)weight, _mm512_set1_pd(value), (__m512d)sum);
#elif defined(__AVX2__)
    return (vector64)_mm256_fmadd_pd((__m256d)weight, _mm256_set1_pd(value), (__m256d)sum);
#else
    return sum + weight * value;
#endif
}

/* ---- convolution ----------------------------------------------------------------------------------------- */

/* Up to PIXELS pixels that have the same order of additions. */
typedef struct panel {
    int first, count;        /**< first = number in the whole result */
    const float *in[PIXELS]; /**< first value under the kernel; the first pixel's again beyond `count` */
} panel;

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Pixels from `first` to the next place where the order of additions may change. */
static int panel_count(int pixels, int first)
{
    const int grouped = pixels / FACS_SGEMM_COLS * FACS_SGEMM_COLS, fours = pixels / 4 * 4;
    if (first < grouped)
        return PIXELS - first % PIXELS;
    return first < fours ? 4 - first % 4 : pixels - first;
}

/* `at` = number of the first pixel in this result, (y, x) = its place */
static panel make_panel(const facs_ordered_conv *conv, const float *in, int at, int y, int x)
{
    panel made = {.first = conv->first_pixel + at};
    made.count = smaller(panel_count(conv->pixels, made.first), conv->rows * conv->cols - at);
    for (int n = 0; n < PIXELS; n++) {
        made.in[n] = n < made.count ? in + y * conv->in_row + x * conv->in_pixel : made.in[0];
        if (++x == conv->cols) {
            x = 0;
            y++;
        }
    }
    return made;
}

/* PReLU and store; `total` holds M packs x N pixels. */
INLINE void finish(const int M, const int N, const facs_ordered_conv *conv, int pack, const panel *at,
                   vector total[PACKS_MAX][PIXELS], float *out)
{
    const vector zero = {0};
    const ptrdiff_t pixel = (ptrdiff_t)conv->packs * LANES;
    out += (at->first - conv->first_pixel) * pixel + pack * LANES;
    UNROLL for (int m = 0; m < M; m++)
    {
        vector slope = load(conv->slopes + (ptrdiff_t)(pack + m) * LANES);
        UNROLL for (int n = 0; n < N; n++)
        {
            vector value = total[m][n];
            if (n < at->count)
                store(out + n * pixel + m * LANES, choose(value >= zero, value, value * slope));
        }
    }
}

/* sum += tap k, M packs x N pixels */
INLINE void add_tap(const int M, const int N, const float *weight, ptrdiff_t next_pack, const float *const *pixel,
                    ptrdiff_t offset, vector sum[PACKS_MAX][PIXELS])
{
    vector w[PACKS_MAX];
    UNROLL for (int m = 0; m < M; m++) w[m] = load(weight + m * next_pack);
    UNROLL for (int n = 0; n < N; n++)
    {
        vector value = spread(pixel[n][offset]);
        UNROLL for (int m = 0; m < M; m++) sum[m][n] = fused(w[m], value, sum[m][n]);
    }
}

/* Bit m of TWO: the elements of pack m have two accumulators (simd/sgemm_order.h). */
INLINE bool has_two(const int TWO, int m)
{
    return (TWO >> m & 1) != 0;
}

/* sum += tap k + 1 behind tap k, for packs with two accumulators into the second one */
INLINE void add_second(const int M, const int TWO, const int N, const float *weight, ptrdiff_t next_pack,
                       const float *const *pixel, ptrdiff_t offset, vector even[PACKS_MAX][PIXELS],
                       vector odd[PACKS_MAX][PIXELS])
{
    vector w[PACKS_MAX];
    UNROLL for (int m = 0; m < M; m++) w[m] = load(weight + m * next_pack);
    UNROLL for (int n = 0; n < N; n++)
    {
        vector value = spread(pixel[n][offset]);
        UNROLL for (int m = 0; m < M; m++)
        {
            if (has_two(TWO, m))
                odd[m][n] = fused(w[m], value, odd[m][n]);
            else
                even[m][n] = fused(w[m], value, even[m][n]);
        }
    }
}

INLINE void conv_block(const int M, const int TWO, const int N, const facs_ordered_conv *conv, int pack,
                       const panel *at, float *out)
{
    const int taps = conv->taps;
    const ptrdiff_t next_pack = (ptrdiff_t)(taps + 1) * LANES, *offset = conv->offset;
    const float *weight = conv->weights + pack * next_pack, *pixel[PIXELS];
    vector total[PACKS_MAX][PIXELS];
    UNROLL for (int n = 0; n < N; n++) pixel[n] = at->in[n];
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) total[m][n] = (vector){0};
    for (int k = 0, end; k <= taps; k = end) {
        const int length = facs_sgemm_chunk(taps + 1 - k), paired = TWO ? facs_sgemm_paired(length) : 0;
        end = k + length;
        vector even[PACKS_MAX][PIXELS], odd[PACKS_MAX][PIXELS];
        UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) even[m][n] = odd[m][n] = (vector){0};
        if (TWO) {
            for (int last = smaller(k + paired, taps); k + 1 < last; k += 2, weight += (ptrdiff_t)2 * LANES) {
                add_tap(M, N, weight, next_pack, pixel, offset[k], even);
                add_second(M, TWO, N, weight + LANES, next_pack, pixel, offset[k + 1], even, odd);
            }
        }
        /* of two accumulators at most 8 taps without partner; the one whose partner is the bias is among them */
        UNROLL_BY_2 for (int last = smaller(end, taps); k < last; k++, weight += LANES)
            add_tap(M, N, weight, next_pack, pixel, offset[k], even);
        UNROLL for (int m = 0; m < M && end > taps; m++)
        {
            vector *sum = has_two(TWO, m) && paired == length ? odd[m] : even[m];
            const vector bias = load(weight + m * next_pack);
            UNROLL for (int n = 0; n < N; n++) sum[n] += bias;
        }
        UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) total[m][n] +=
            has_two(TWO, m) ? even[m][n] + odd[m][n] : even[m][n];
    }
    finish(M, N, conv, pack, at, total, out);
}

/* Packs of one panel; bit m of `two` as above. */
static void conv_packs(const facs_ordered_conv *conv, int pack, int packs, int two, const panel *at, float *out)
{
    const bool four = at->count <= 4;
    switch (packs * 8 + two * 2 + four) {
#define CASE(M, TWO, FOUR, N)                                                                                          \
    case (M)*8 + (TWO)*2 + (FOUR):                                                                                     \
        conv_block(M, TWO, N, conv, pack, at, out);                                                                    \
        break
#define CASES(M, TWO)                                                                                                  \
    CASE(M, TWO, 0, PIXELS);                                                                                           \
    CASE(M, TWO, 1, 4)
        CASES(1, 0);
        CASES(2, 0);
        CASES(1, 1);
#if defined(__AVX512F__) || defined(__aarch64__)
        CASES(3, 0);
        CASES(4, 0);
        CASES(2, 1);
        CASES(2, 2);
        CASES(2, 3);
#endif
#undef CASES
#undef CASE
    }
}

/* The last few pixels, where maps beyond the last whole block have one accumulator and the others of their pack two:
 * both ways, and of each its lanes. */
static void mixed(const facs_ordered_conv *conv, int pack, const panel *at, float *out)
{
    const ptrdiff_t pixel = (ptrdiff_t)conv->packs * LANES;
    float *to = out + (at->first - conv->first_pixel) * pixel + pack * LANES;
    vector kept[PIXELS];
    conv_packs(conv, pack, 1, 1, at, out);
    for (int n = 0; n < at->count; n++)
        kept[n] = load(to + n * pixel);
    conv_packs(conv, pack, 1, 0, at, out);
    for (int n = 0; n < at->count; n++)
        for (int lane = 0; lane < conv->whole[pack]; lane++)
            to[n * pixel + lane] = kept[n][lane];
}

static bool is_mixed(const facs_ordered_conv *conv, int pack, int pixel)
{
    const int grouped = conv->pixels / FACS_SGEMM_COLS * FACS_SGEMM_COLS;
    return pixel >= grouped && conv->whole[pack] > 0 && conv->whole[pack] < conv->used[pack] &&
           facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack], pixel);
}

static void conv(const facs_ordered_conv *conv, const float *in, float *out)
{
    const int pixels = conv->rows * conv->cols;
    panel at;
    for (int first = 0, y = 0, x = 0; first < pixels; first += at.count) {
        at = make_panel(conv, in, first, y, x);
        for (x += at.count; x >= conv->cols; x -= conv->cols)
            y++;
        for (int pack = 0, packs; pack < conv->packs; pack += packs) {
            packs = 1;
            if (is_mixed(conv, pack, at.first)) {
                mixed(conv, pack, &at, out);
                continue;
            }
            int two = facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack], at.first), sums = 1 + two;
            for (; pack + packs < conv->packs && !is_mixed(conv, pack + packs, at.first); packs++) {
                const int next = facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack + packs], at.first);
                /* with one that has two accumulators only pairs are there; four that have one are best */
                if (sums + 1 + next > SUMS || (packs > 1 && (two || next)))
                    break;
                two |= next << packs;
                sums += 1 + next;
            }
            conv_packs(conv, pack, packs, two, &at, out);
        }
    }
}

/* ---- the first convolution ------------------------------------------------------------------------------- */

/* Lanes are pixels here, which wastes none where there are few maps.  Where some of them have two accumulators and
 * others one, a value goes to each accumulator with zeros in the other's lanes; products of zero change no sum. */

INLINE vector lanes_of(vector value, vector_mask mask)
{
    return (vector)((vector_mask)value & mask);
}

/* sum += value times the weights, M maps x V vectors of pixels */
INLINE void add_values(const int M, const int V, const float *weight, const vector *value,
                       vector sum[FACS_SGEMM_ROWS][PLANE_VECTORS])
{
    UNROLL for (int m = 0; m < M; m++)
    {
        const vector w = spread(weight[m]);
        UNROLL for (int v = 0; v < V; v++) sum[m][v] = fused(w, value[v], sum[m][v]);
    }
}

/* Maps [map, map + M), which are of one unit, and V vectors of pixels from a place; TWO: the lanes `two` have two
 * accumulators, and V is 1. */
INLINE void planes_block(const int M, const bool TWO, const int V, const facs_ordered_planes *planes, int map,
                         vector_mask two, const float *in, float *out)
{
    const int taps = planes->conv->taps, length = taps + 1, paired = TWO ? facs_sgemm_paired(length) : 0;
    const ptrdiff_t *offset = planes->conv->offset;
    const float *weight = planes->weights + (ptrdiff_t)(map / FACS_SGEMM_ROWS) * length * FACS_SGEMM_ROWS;
    weight += map % FACS_SGEMM_ROWS;
    vector even[FACS_SGEMM_ROWS][PLANE_VECTORS], odd[FACS_SGEMM_ROWS][PLANE_VECTORS], value[PLANE_VECTORS];
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int v = 0; v < V; v++) even[m][v] = odd[m][v] = (vector){0};
    int k = 0;
    for (const int last = smaller(paired, taps); k + 1 < last; k += 2, weight += 2 * FACS_SGEMM_ROWS) {
        value[0] = load(in + offset[k]);
        add_values(M, V, weight, value, even);
        const vector next = load(in + offset[k + 1]), second = lanes_of(next, two);
        value[0] = lanes_of(next, ~two);
        add_values(M, V, weight + FACS_SGEMM_ROWS, value, even);
        add_values(M, V, weight + FACS_SGEMM_ROWS, &second, odd);
    }
    for (; k < taps; k++, weight += FACS_SGEMM_ROWS) {
        UNROLL for (int v = 0; v < V; v++) value[v] = load(in + offset[k] + v * LANES);
        add_values(M, V, weight, value, even);
    }
    const vector zero = {0};
    const vector_mask bias_second = TWO && paired == length ? two : (vector_mask)zero;
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int v = 0; v < V; v++)
    {
        const vector bias = spread(weight[m]), slope = spread(planes->slopes[map + m]);
        vector total = even[m][v] + lanes_of(bias, ~bias_second);
        if (TWO)
            total += odd[m][v] + lanes_of(bias, bias_second);
        total += zero; /* the chunk's sum is added to 0 */
        store(out + (map % FACS_SGEMM_ROWS + m) * planes->plane + v * LANES,
              choose(total >= zero, total, total * slope));
    }
}

/* One vector of pixels or PLANE_VECTORS of a whole unit, of which `maps` are used. */
static void planes_one(const facs_ordered_planes *planes, int map, int maps, int vectors, const float *in, float *out)
{
    const vector_mask none = {0};
    if (maps <= 2 && vectors == PLANE_VECTORS)
        planes_block(2, false, PLANE_VECTORS, planes, map, none, in, out);
    else if (maps <= 2)
        planes_block(2, false, 1, planes, map, none, in, out);
    else if (maps <= 4 && vectors == PLANE_VECTORS)
        planes_block(4, false, PLANE_VECTORS, planes, map, none, in, out);
    else if (maps <= 4)
        planes_block(4, false, 1, planes, map, none, in, out);
    else if (vectors == PLANE_VECTORS)
        planes_block(FACS_SGEMM_ROWS, false, PLANE_VECTORS, planes, map, none, in, out);
    else
        planes_block(FACS_SGEMM_ROWS, false, 1, planes, map, none, in, out);
}

/* A unit and a vector of pixels of which some have two accumulators. */
static void planes_two(const facs_ordered_planes *planes, int map, vector_mask two, const float *in, float *out)
{
    for (int m = 0; m < FACS_SGEMM_ROWS; m += PLANE_MAPS)
        planes_block(PLANE_MAPS, true, 1, planes, map + m, two, in, out);
}

/* Lanes with two accumulators from `place` on, in a unit of a whole block that has them in the first half of a group of
 * pixels, in the second one, or in none. */
INLINE vector_mask lanes_with_two(const facs_ordered_planes *planes, bool first_half, bool second_half, int place)
{
    const vector_mask lane = lane_numbers() + place;
    vector_mask first = {0};
    if (first_half || second_half)
        first = *(const mask_at *)(planes->half + place);
    first = second_half ? ~first : first;
    return (first & (lane < planes->tail)) | ((lane >= planes->tail) & (lane < planes->tail_end));
}

static void planes(const facs_ordered_planes *planes, int unit, const float *in, float *out)
{
    const facs_ordered_conv *conv = planes->conv;
    const int map = unit * FACS_SGEMM_ROWS;
    const int maps = smaller(conv->maps - map, FACS_SGEMM_ROWS), step = PLANE_VECTORS * LANES;
    const bool whole = map / FACS_SGEMM_ROWS < conv->maps / FACS_SGEMM_ROWS;
    const bool first_half = facs_sgemm_two(conv->maps, FACS_SGEMM_COLS, map, 0);
    const bool second_half = facs_sgemm_two(conv->maps, FACS_SGEMM_COLS, map, FACS_SGEMM_COLS / 2);
    /* from here on pixels have one accumulator only where they all have */
    const int mixed = !whole ? planes->places : first_half || second_half ? 0 : smaller(planes->tail, planes->places);
    int place = 0;
    for (; place + step <= mixed; place += step)
        planes_one(planes, map, maps, PLANE_VECTORS, in + place, out + place);
    for (; place < planes->places; place += LANES) {
        /* the last vector overlaps the one before instead of reading past the input */
        const int at = smaller(place, planes->places - LANES);
        if (at + LANES <= mixed)
            planes_one(planes, map, maps, 1, in + at, out + at);
        else
            planes_two(planes, map, lanes_with_two(planes, first_half, second_half, at), in + at, out + at);
    }
}

/* ---- max-pooling ----------------------------------------------------------------------------------------- */

static void pool(const facs_ordered_pool *pool, const float *in, float *out)
{
    const facs_cnn_layer *layer = pool->layer;
    const ptrdiff_t pixel = pool->pixel, row = pixel * pool->in_cols;
    for (int j = 0; j < pool->rows; j++) {
        const int top = j * layer->stride_y, height = smaller(layer->kernel_h, pool->in_rows - top);
        for (int i = 0; i < pool->cols; i++) {
            const int left = i * layer->stride_x, width = smaller(layer->kernel_w, pool->in_cols - left);
            const float *corner = in + top * row + left * pixel;
            for (ptrdiff_t m = 0; m < pixel; m += LANES, out += LANES) {
                vector best = load(corner + m);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        best = larger(load(corner + y * row + x * pixel + m), best);
                store(out, best);
            }
        }
    }
}

#if VECTOR_BYTES == 64
#define PICK(a, b, first)                                                                                              \
    SHUFFLE(a, b, first, first + 2, first + 4, first + 6, first + 8, first + 10, first + 12, first + 14, first + 16,   \
            first + 18, first + 20, first + 22, first + 24, first + 26, first + 28, (first + 30) % 32)
#elif VECTOR_BYTES == 32
#define PICK(a, b, first)                                                                                              \
    SHUFFLE(a, b, first, first + 2, first + 4, first + 6, first + 8, first + 10, first + 12, (first + 14) % 16)
#else
#define PICK(a, b, first) SHUFFLE(a, b, first, first + 2, first + 4, (first + 6) % 8)
#endif

/* Column x of the windows of a vector of results, which begin at every second of the values a, b; of the third column
 * the last lane means nothing. */
INLINE vector window_column(vector a, vector b, int x)
{
    return x == 0 ? PICK(a, b, 0) : x == 1 ? PICK(a, b, 1) : PICK(a, b, 2);
}

/* Maxima of `height` rows for a row of results.  Values beyond the last column, of windows that are clipped, count as the
 * window's first one, which is among those that are there. */
INLINE void pool_row(const int W, const facs_maps *in, int count, int height, const float *from, float *to)
{
    const int step = W == 3 ? LANES - 1 : LANES;
    for (int i = 0; i < count; i += step) {
        const vector_mask column = 2 * (lane_numbers() + i);
        vector_mask inside[3];
        UNROLL for (int x = 0; x < W; x++) inside[x] = column + x < in->cols;
        const vector first = window_column(load(from + 2 * i), load(from + 2 * i + LANES), 0);
        vector best = first;
        for (int y = 0; y < height; y++) {
            const float *at = from + (ptrdiff_t)y * in->stride + 2 * i;
            const vector a = load(at), b = load(at + LANES);
            best = larger(window_column(a, b, 0), best);
            UNROLL for (int x = 1; x < W; x++) best = larger(choose(inside[x], window_column(a, b, x), first), best);
        }
        store(to + i, best);
    }
}

static void pool_planes(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out)
{
    for (int m = 0; m < out->maps; m++) {
        for (int y = 0; y < out->rows; y++) {
            const int top = y * layer->stride_y, height = smaller(layer->kernel_h, in->rows - top);
            const float *from = in->data + (size_t)m * in->plane + (ptrdiff_t)top * in->stride;
            float *to = out->data + (size_t)m * out->plane + (ptrdiff_t)y * out->stride;
            if (layer->kernel_w == 3)
                pool_row(3, in, out->cols, height, from, to);
            else if (layer->kernel_w == 2)
                pool_row(2, in, out->cols, height, from, to);
            else
                pool_row(1, in, out->cols, height, from, to);
        }
    }
}

/* ---- dense layers ---------------------------------------------------------------------------------------- */

/* Vector `v` of the outputs for N pixels */
INLINE void pointwise_block(const int N, const facs_ordered_pointwise *dense, int v, const float *in, float *out)
{
    const double *weight = dense->weights + (ptrdiff_t)v * dense->inputs * LANES64;
    const ptrdiff_t in_pixel = dense->in_pixel, out_pixel = (ptrdiff_t)dense->vectors * LANES64;
    const half bias = *(const half_at *)(dense->bias + (ptrdiff_t)v * LANES64);
    vector64 sum[PIXELS];
    UNROLL for (int n = 0; n < N; n++) sum[n] = (vector64){0};
    for (int i = 0; i < dense->inputs; i++, weight += LANES64) {
        const vector64 w = *(const vector64 *)weight;
        const float *value = in + dense->offset[i];
        UNROLL for (int n = 0; n < N; n++) sum[n] = add_product(sum[n], w, (double)value[n * in_pixel]);
    }
    UNROLL for (int n = 0; n < N; n++) * (half_at *)(out + n * out_pixel + (ptrdiff_t)v * LANES64) =
        __builtin_convertvector(sum[n], half) + bias;
}

static void pointwise(const facs_ordered_pointwise *dense, const float *in, float *out)
{
    const ptrdiff_t in_pixel = dense->in_pixel, out_pixel = (ptrdiff_t)dense->vectors * LANES64;
    for (int v = 0; v < dense->vectors; v++) {
        int pixel = 0;
        for (; pixel + PIXELS <= dense->pixels; pixel += PIXELS)
            pointwise_block(PIXELS, dense, v, in + pixel * in_pixel, out + pixel * out_pixel);
        for (; pixel < dense->pixels; pixel++)
            pointwise_block(1, dense, v, in + pixel * in_pixel, out + pixel * out_pixel);
    }
}

/* C inputs, N vectors of outputs from `first`; one accumulator, as each input is a product of its own with only one
 * column.  What is loaded of the weights serves all inputs. */
INLINE void dense_block(const int C, const int N, const float *in, const facs_cnn_layer *layer, int first, float *out)
{
    vector total[DENSE_INPUTS][DENSE_VECTORS];
    const float *weight = layer->weights + first;
    UNROLL for (int c = 0; c < C; c++) UNROLL for (int n = 0; n < N; n++) total[c][n] =
        load(layer->bias + first + n * LANES);
    for (int k = 0, end; k < layer->inputs; k = end) {
        end = k + facs_sgemm_chunk(layer->inputs - k);
        vector sum[DENSE_INPUTS][DENSE_VECTORS], w[DENSE_VECTORS];
        UNROLL for (int c = 0; c < C; c++) UNROLL for (int n = 0; n < N; n++) sum[c][n] = (vector){0};
        for (; k < end; k++, weight += layer->outputs) {
            UNROLL for (int n = 0; n < N; n++) w[n] = load(weight + n * LANES);
            UNROLL for (int c = 0; c < C; c++)
            {
                const vector value = spread(in[(ptrdiff_t)c * layer->inputs + k]);
                UNROLL for (int n = 0; n < N; n++) sum[c][n] = fused(w[n], value, sum[c][n]);
            }
        }
        UNROLL for (int c = 0; c < C; c++) UNROLL for (int n = 0; n < N; n++) total[c][n] += sum[c][n];
    }
    UNROLL for (int c = 0; c < C; c++) UNROLL for (int n = 0; n < N; n++)
        store(out + (ptrdiff_t)c * layer->outputs + first + n * LANES, total[c][n]);
}

/* All outputs of C inputs, N vectors at a time. */
INLINE void dense_inputs(const int C, const int N, const float *in, const facs_cnn_layer *layer, float *out)
{
    const int block = N * LANES, outputs = layer->outputs;
    int first = 0;
    for (; outputs - first >= block; first += block)
        dense_block(C, N, in, layer, first, out);
    while (first < outputs) {
        /* the last vector overlaps the one before instead of reading past the row */
        int start = smaller(first, outputs - LANES);
        dense_block(C, 1, in, layer, start, out);
        first = start + LANES;
    }
}

static void dense(const float *in, int count, const facs_cnn_layer *layer, float *out)
{
    for (int left = count, inputs; left > 0; left -= inputs) {
        inputs = smaller(left, DENSE_INPUTS);
        if (inputs == 1)
            dense_inputs(1, DENSE_VECTORS, in, layer, out);
        else if (inputs == 2)
            dense_inputs(2, DENSE_SHARED, in, layer, out);
        else if (inputs == 3)
            dense_inputs(3, DENSE_SHARED, in, layer, out);
        else if (inputs == 4)
            dense_inputs(4, DENSE_SHARED, in, layer, out);
        else if (inputs == 5)
            dense_inputs(5, DENSE_SHARED, in, layer, out);
        else
            dense_inputs(6, DENSE_SHARED, in, layer, out);
        in += (ptrdiff_t)inputs * layer->inputs;
        out += (ptrdiff_t)inputs * layer->outputs;
    }
}

const facs_cnn_ordered_kernels FACS_KERNEL(facs_cnn_ordered_kernels) = {
    .lanes = LANES,
    .conv = conv,
    .planes = planes,
    .pool = pool,
    .pool_planes = pool_planes,
    .pointwise = pointwise,
    .dense = dense,
};

FACS_KERNEL_SELECT(facs_cnn_ordered_kernels)
