/* CEN layers with AVX-512: groups of 12 outputs and the fours behind them, summed in the order of simd/sgemm_order.h.
 *
 * A vector spans two blocks of 8 cells.  The blocks that have one accumulator in a half of the groups are put together two
 * by two, input after input, in panels of up to four vectors, so that tiles read them in a row, aligned, and as little as
 * the products allow: a load costs as much as two products.  Of blocks with two accumulators the values of an even input
 * and of the odd one behind it alternate: one product with a pair of weights serves both accumulators. */
#ifndef FACS_LANDMARK_CLNF_CEN_PANELS_H
#define FACS_LANDMARK_CLNF_CEN_PANELS_H

enum {
    PANEL_CHUNK = 320, /* most inputs of a chunk */
    PANEL_VECTORS = 4,
    PANEL_BLOCKS = FACS_WINDOW_MAX * FACS_WINDOW_MAX / FACS_SGEMM_ROWS + 2, /* of two windows, and one that is none */
    PAIR_ROWS = PANEL_CHUNK / 2 + 7, /* pairs of inputs, inputs without a partner */
    PAIR_BLOCKS = 2,
    GROUP = FACS_SGEMM_COLS,
    HALF = GROUP / 2,
    NEXT = 2 * GROUP, /* from the halves of two groups to those of the next two */
    SOON = 2 * GROUP, /* from outputs whose weights are fetched to those that are worked on */
    LINE = 16,        /* values of a line of the caches */
    NO_BLOCK = -1,
};

/* blocks whose sums have one accumulator in a half of the groups; NO_BLOCK behind them */
typedef struct block_list {
    int count, block[PANEL_BLOCKS];
} block_list;

/* inputs x vectors x lanes */
typedef struct panel {
    _Alignas(64) float value[PANEL_CHUNK * PANEL_VECTORS * LANES];
} panel;

/* in each vector the values of two inputs of a block in turn; those of inputs without a partner stand twice */
typedef struct pairs {
    _Alignas(64) float value[PAIR_ROWS][PAIR_BLOCKS][LANES];
} pairs;

/* a chunk of the inputs of a layer */
typedef struct chunk {
    const facs_cen_layer *layer;
    const float *in; /* its first input */
    float *out;
    int cells, stride, from, length;
} chunk;

/* A pointer that the compiler steps from turn to turn; it would keep one for every row of weights, more than there are
 * registers. */
INLINE const float *stepped(const float *pointer)
{
    __asm__("" : "+r"(pointer));
    return pointer;
}

INLINE __m256 load_block(const float *row, int block)
{
    return block == NO_BLOCK ? _mm256_setzero_ps() : _mm256_loadu_ps(row + block * FACS_SGEMM_ROWS);
}

/* The sum of a chunk joins that of the chunks before. */
INLINE void put_block(const chunk *c, int output, int block, __m256 part)
{
    if (block == NO_BLOCK)
        return;
    float *out = c->out + output * c->stride + block * FACS_SGEMM_ROWS;
    __m256 sum = _mm256_add_ps(c->from ? _mm256_loadu_ps(out) : _mm256_setzero_ps(), part);
    if (c->from + c->length == c->layer->inputs) {
        sum = _mm256_add_ps(sum, _mm256_set1_ps(c->layer->bias[output]));
        if (c->layer->activation == 2) /* what is not above 0, or not a number, becomes 0 */
            sum = _mm256_max_ps(sum, _mm256_setzero_ps());
    }
    _mm256_storeu_ps(out, sum);
}

/* ---- one accumulator ---- */

INLINE void fill_panel(const int vectors, const chunk *c, const int *blocks, panel *to)
{
    for (int i = 0; i < c->length; i++)
        for (int b = 0; b < 2 * vectors; b++)
            _mm256_store_ps(to->value + (i * vectors * 2 + b) * FACS_SGEMM_ROWS,
                            load_block(c->in + i * c->stride, blocks[b]));
}

/* Half of one group, or also that of the next.  soon: the first of the rows of weights that are wanted soon, NULL = they
 * were asked for. */
INLINE void panel_tile(const int halves, const int vectors, const chunk *c, int output, const panel *in,
                       const int *blocks, const float *soon)
{
    const ptrdiff_t inputs = c->layer->inputs;
    const float *weights = c->layer->weights + output * inputs + c->from;
    __m512 sum[2 * HALF][PANEL_VECTORS];
    for (int k = 0; k < halves * HALF; k++)
        for (int v = 0; v < vectors; v++)
            sum[k][v] = _mm512_setzero_ps();
    for (int i = 0, turn = 0; i < c->length; i++) {
        __m512 value[PANEL_VECTORS];
        for (int v = 0; v < vectors; v++)
            value[v] = _mm512_load_ps(in->value + (i * vectors + v) * LANES);
        if (soon) { /* a line of each row, then the next lines */
            __builtin_prefetch(soon, 0, 2);
            if (halves > 1)
                __builtin_prefetch(soon + GROUP * inputs, 0, 2);
            soon += ++turn % LINE ? inputs : LINE - (LINE - 1) * inputs;
        }
        for (int k = 0; k < halves * HALF; k++) {
            const __m512 weight = _mm512_set1_ps(weights[(k < HALF ? k : k - HALF + GROUP) * inputs]);
            for (int v = 0; v < vectors; v++)
                sum[k][v] = _mm512_fmadd_ps(value[v], weight, sum[k][v]);
        }
        weights = stepped(weights + 1);
    }
    for (int k = 0; k < halves * HALF; k++) {
        for (int v = 0; v < vectors; v++) {
            const int row = output + (k < HALF ? k : k - HALF + GROUP);
            put_block(c, row, blocks[2 * v], _mm512_castps512_ps256(sum[k][v]));
            put_block(c, row, blocks[2 * v + 1], _mm512_extractf32x8_ps(sum[k][v], 1));
        }
    }
}

/* some vectors of one half of all groups */
INLINE void panel_of_groups(const int vectors, const chunk *c, int grouped, int half, const int *blocks, bool ask,
                            panel *memory)
{
    const ptrdiff_t inputs = c->layer->inputs;
    const float *soon = ask ? c->layer->weights + SOON * inputs + c->from : NULL;
    fill_panel(vectors, c, blocks, memory);
    int group = 0;
    for (; vectors <= PANEL_VECTORS / 2 && group + NEXT <= grouped; group += NEXT)
        panel_tile(2, vectors, c, group + half * HALF, memory, blocks, soon ? soon + group * inputs : NULL);
    for (; group < grouped; group += GROUP)
        panel_tile(1, vectors, c, group + half * HALF, memory, blocks, soon ? soon + group * inputs : NULL);
}

static void find_blocks(const chunk *c, int half, block_list *list)
{
    const int blocks = (c->cells + FACS_SGEMM_ROWS - 1) / FACS_SGEMM_ROWS;
    list->count = 0;
    for (int b = 0; b < blocks; b++)
        if (!facs_sgemm_two(c->cells, c->layer->outputs, b * FACS_SGEMM_ROWS, half * HALF))
            list->block[list->count++] = b;
    for (int i = list->count; i < PANEL_BLOCKS; i++)
        list->block[i] = NO_BLOCK;
}

static void single_sums(const chunk *c, int grouped, int half)
{
    panel memory;
    block_list list;
    find_blocks(c, half, &list);
    for (int at = 0, now = 0; at < list.count; at += 2 * now) {
        const int left = (list.count - at + 1) / 2;
        const bool ask = half == 1 && at == 0;
        const int *blocks = list.block + at;
        now = left == PANEL_VECTORS + 1 ? PANEL_VECTORS - 1 : left < PANEL_VECTORS ? left : PANEL_VECTORS;
        if (now == 4)
            panel_of_groups(4, c, grouped, half, blocks, ask, &memory);
        else if (now == 3)
            panel_of_groups(3, c, grouped, half, blocks, ask, &memory);
        else if (now == 2)
            panel_of_groups(2, c, grouped, half, blocks, ask, &memory);
        else
            panel_of_groups(1, c, grouped, half, blocks, ask, &memory);
    }
}

/* ---- two accumulators ---- */

static void fill_pairs(const chunk *c, const int *blocks, pairs *to)
{
    const __m512i order = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const int paired = facs_sgemm_paired(c->length);
    for (int i = 0, row = 0; i < c->length; row++) {
        const float *at = c->in + i * c->stride, *next = i < paired ? at + c->stride : at;
        for (int b = 0; b < PAIR_BLOCKS; b++) {
            const __m512 even = _mm512_castps256_ps512(load_block(at, blocks[b]));
            const __m512 odd = _mm512_castps256_ps512(load_block(next, blocks[b]));
            _mm512_store_ps(to->value[row][b], _mm512_permutex2var_ps(even, order, odd));
        }
        i += i < paired ? 2 : 1;
    }
}

/* `count` of the blocks from `b` on; two sets of `rows` outputs, the second `apart` outputs from the first, or one.
 * soon: a line for each pair of inputs. */
INLINE void pair_tile(const int sets, const int rows, const int apart, const int count, const int b, const chunk *c,
                      int output, const pairs *in, const int *blocks, const float *soon)
{
    const ptrdiff_t inputs = c->layer->inputs;
    const int pairs_here = facs_sgemm_paired(c->length) / 2, left = c->length - 2 * pairs_here;
    const float *weights = c->layer->weights + output * inputs + c->from;
    __m512 sum[2 * HALF][PAIR_BLOCKS];
    for (int k = 0; k < sets * rows; k++)
        for (int v = 0; v < count; v++)
            sum[k][v] = _mm512_setzero_ps();
    for (int i = 0; i < pairs_here; i++) {
        __builtin_prefetch(soon + i * LINE, 0, 2);
        for (int k = 0; k < sets * rows; k++) {
            double both; /* two weights */
            memcpy(&both, weights + (k < rows ? k : k - rows + apart) * inputs, sizeof both);
            for (int v = 0; v < count; v++)
                sum[k][v] = _mm512_fmadd_ps(_mm512_load_ps(in->value[i][b + v]), _mm512_castpd_ps(_mm512_set1_pd(both)),
                                            sum[k][v]);
        }
        weights = stepped(weights + 2);
    }
    for (int i = 0; i < left; i++, weights++)
        for (int k = 0; k < sets * rows; k++)
            for (int v = 0; v < count; v++)
                sum[k][v] = _mm512_mask3_fmadd_ps(_mm512_load_ps(in->value[pairs_here + i][b + v]),
                                                  _mm512_set1_ps(weights[(k < rows ? k : k - rows + apart) * inputs]),
                                                  sum[k][v], 0x5555);
    const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
    for (int k = 0; k < sets * rows; k++) {
        for (int v = 0; v < count; v++) {
            const __m512 both = _mm512_add_ps(sum[k][v], _mm512_permute_ps(sum[k][v], 0xb1));
            put_block(c, output + (k < rows ? k : k - rows + apart), blocks[b + v],
                      _mm512_castps512_ps256(_mm512_permutexvar_ps(evens, both)));
        }
    }
}

/* one half of all groups */
INLINE void pairs_of_groups(const int count, const int b, const chunk *c, int grouped, int half, const pairs *in,
                            const int *blocks)
{
    /* the layer behind this one in the file */
    const float *soon = c->layer->weights + (ptrdiff_t)c->layer->outputs * c->layer->inputs;
    int group = 0;
    for (; group + NEXT <= grouped; group += NEXT, soon += c->length / 2 * LINE)
        pair_tile(2, HALF, GROUP, count, b, c, group + half * HALF, in, blocks, soon);
    for (; group < grouped; group += GROUP, soon += c->length / 2 * LINE)
        pair_tile(1, HALF, GROUP, count, b, c, group + half * HALF, in, blocks, soon);
}

/* the first and the last full block */
static void double_sums(const chunk *c, int grouped)
{
    pairs memory;
    const int last = c->cells / FACS_SGEMM_ROWS - 1, ends[PAIR_BLOCKS] = {0, last};
    if (last < 1)
        return;
    fill_pairs(c, ends, &memory);
    for (int half = 0; half < 2; half++) {
        const bool at_first = facs_sgemm_two(c->cells, c->layer->outputs, 0, half * HALF);
        const bool at_last = facs_sgemm_two(c->cells, c->layer->outputs, last * FACS_SGEMM_ROWS, half * HALF);
        if (at_first && at_last)
            pairs_of_groups(2, 0, c, grouped, half, &memory, ends);
        else if (at_first)
            pairs_of_groups(1, 0, c, grouped, half, &memory, ends);
        else if (at_last)
            pairs_of_groups(1, 1, c, grouped, half, &memory, ends);
    }
}

/* four or eight outputs behind the groups */
static void fours(const chunk *c, int from, int to)
{
    pairs memory;
    const int full = c->cells / FACS_SGEMM_ROWS;
    for (int b = 0; b < full; b += PAIR_BLOCKS) {
        const int blocks[PAIR_BLOCKS] = {b, b + 1 < full ? b + 1 : NO_BLOCK};
        fill_pairs(c, blocks, &memory);
        if (to - from > 4)
            pair_tile(2, 4, 4, 2, 0, c, from, &memory, blocks, c->layer->weights);
        else
            pair_tile(1, 4, 4, 2, 0, c, from, &memory, blocks, c->layer->weights);
    }
}

/* Sums of the first outputs; how many. */
static int panel_outputs(const facs_cen_layer *layer, int cells, int stride, const float *in, float *out)
{
    const int grouped = layer->outputs / GROUP * GROUP;
    const int done = cells % FACS_SGEMM_ROWS ? grouped : layer->outputs / 4 * 4;
    chunk c = {.layer = layer, .out = out, .cells = cells, .stride = stride};
    for (; done && c.from < layer->inputs; c.from += c.length) {
        c.length = facs_sgemm_chunk(layer->inputs - c.from);
        c.in = in + c.from * stride;
        for (int half = 1; half >= 0 && grouped;
             half--) /* first that with more of them, where there is time to fetch */
            single_sums(&c, grouped, half);
        if (grouped)
            double_sums(&c, grouped);
        if (grouped < done)
            fours(&c, grouped, done);
    }
    return done;
}

#endif
