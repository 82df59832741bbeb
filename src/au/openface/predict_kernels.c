/* Products of some vectors with the weights of the linear predictors, compiled per CPU level.
 *
 * 35 weight vectors of 4702 f64 are 1.3 MB: the memory's speed decides.  So a tile of two weight vectors is multiplied
 * with all the vectors before the next one is read.  A product has 32 running sums, sum k of the elements whose index
 * is k modulo 32; their number is the same at every level, however they lie in registers, and no product is fused with
 * its sum, so that all levels give the same bits.
 */
#include "au/openface/predict_kernels.h"

#include "simd/vector.h"

#include <stddef.h>
#include <string.h>

/* RUN neighbouring sums of 2 x 2 products are in registers at a time; WIDTH of them in each */
#if defined(__AVX512F__)
enum { WIDTH = 8, RUN = 32 };
#elif defined(__AVX__)
enum { WIDTH = 4, RUN = 8 };
#elif defined(__aarch64__)
enum { WIDTH = 2, RUN = 8 };
#else
enum { WIDTH = 2, RUN = 4 };
#endif

/* gcc would read a pack again for each use, since it still lies in memory: twice as many loads */
#if defined(__x86_64__)
#define IN_REGISTER(value) __asm__("" : "+v"(value))
#else
#define IN_REGISTER(value) (void)(value)
#endif

enum { STEP = 32, TILE = 16 * STEP, GROUP = 16 };

/* neighbours, wherever they lie */
typedef double pack __attribute__((vector_size(WIDTH * sizeof(double)), aligned(8), may_alias));
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

typedef double sums[2][GROUP][STEP]; /* of two weight vectors with a group of vectors */

/* Sums `first` to first + run of two weight vectors with `columns` vectors: elements from begin to end. */
INLINE void add_run(int columns, int run, const double *const *w, const double *const *x, int begin, int end, int first,
                    double (*s0)[STEP], double (*s1)[STEP])
{
    const int packs = run / WIDTH;
    pack a[2][STEP / WIDTH], b[2][STEP / WIDTH];
    UNROLL_ALL
    for (int i = 0; i < columns * packs; i++) {
        a[i / packs][i % packs] = *(const pack *)(s0[i / packs] + first + i % packs * WIDTH);
        b[i / packs][i % packs] = *(const pack *)(s1[i / packs] + first + i % packs * WIDTH);
    }
    for (int at = begin + first; at < end; at += STEP) {
        UNROLL_ALL
        for (int i = 0; i < packs; i++) {
            pack w0 = *(const pack *)(w[0] + at + i * WIDTH), w1 = *(const pack *)(w[1] + at + i * WIDTH);
            IN_REGISTER(w0);
            IN_REGISTER(w1);
            UNROLL_ALL
            for (int c = 0; c < columns; c++) {
                pack v = *(const pack *)(x[c] + at + i * WIDTH);
                IN_REGISTER(v);
                a[c][i] += w0 * v;
                b[c][i] += w1 * v;
            }
        }
    }
    UNROLL_ALL
    for (int i = 0; i < columns * packs; i++) {
        *(pack *)(s0[i / packs] + first + i % packs * WIDTH) = a[i / packs][i % packs];
        *(pack *)(s1[i / packs] + first + i % packs * WIDTH) = b[i / packs][i % packs];
    }
}

static void add_tile(int vectors, const double *const *w, const double *const *x, int begin, int end, sums *to)
{
    enum { ALONE = 2 * RUN < STEP ? 2 * RUN : STEP }; /* one vector leaves half of the registers */
    int v = 0;
    for (; v + 2 <= vectors; v += 2)
        for (int first = 0; first < STEP; first += RUN)
            add_run(2, RUN, w, x + v, begin, end, first, (*to)[0] + v, (*to)[1] + v);
    for (int first = 0; v < vectors && first < STEP; first += ALONE)
        add_run(1, ALONE, w, x + v, begin, end, first, (*to)[0] + v, (*to)[1] + v);
}

static double total(const double *sum, const double *w, const double *x, int i, int size)
{
    const four *s = (const four *)sum;
    four all = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
    double result = (all[0] + all[1]) + (all[2] + all[3]);
    for (; i < size; i++)
        result += w[i] * x[i];
    return result;
}

/* Up to GROUP vectors. */
static void group(int count, const double *const *weights, int vectors, const double *const *x, int size, double *out)
{
    const int whole = size / STEP * STEP;
    sums sum;
    for (int row = 0; row < count; row += 2) {
        int rows = row + 1 < count ? 2 : 1; /* a last one alone is multiplied twice */
        const double *w[2] = {weights[row], weights[row + rows - 1]};
        memset(sum[0], 0, (size_t)vectors * sizeof sum[0][0]);
        memset(sum[1], 0, (size_t)vectors * sizeof sum[0][0]);
        for (int i = 0; i < whole; i += TILE)
            add_tile(vectors, w, x, i, i + TILE < whole ? i + TILE : whole, &sum);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < vectors; v++)
                out[(ptrdiff_t)v * count + row + r] = total(sum[r][v], w[r], x[v], whole, size);
    }
}

static void products(int count, const double *const *weights, int vectors, const double *const *x, int size,
                     double *out)
{
    for (int v = 0; v < vectors; v += GROUP)
        group(count, weights, vectors - v < GROUP ? vectors - v : GROUP, x + v, size, out + (ptrdiff_t)v * count);
}

const facs_predict_kernels FACS_KERNEL(facs_predict_kernels) = {.products = products};

FACS_KERNEL_SELECT(facs_predict_kernels)
