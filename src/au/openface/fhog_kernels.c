/* FHOG descriptor, fast: what it computes is told in fhog.c, the plain twin is fhog_reference.c.
 *
 * Three steps are vectors over the columns of the picture or of the cell grid; the votes are vectors over the four
 * cells of a pixel.
 *
 *   ring       three rows of the picture as f32, one plane per channel (all values of the gradients and their squared
 *              lengths are integers below 2^24, hence exact)
 *   active     histograms of the two cell rows under way, [bin][column + 1][row of the two]: the four cells a pixel
 *              votes for are four neighbours in memory.  The outermost columns and rows take the votes that
 *              fall outside the grid and are dropped
 *   histogram  finished cell rows, [row][bin][column]: blocks and values of one row are vectors over the columns
 */
#include "au/openface/fhog_kernels.h"
#include "au/openface/fhog_shape.h"
#include "simd/fma.h"

#include <math.h>
#include <string.h>

enum {
    LANES = 16,  /* columns of the cell grid, padded */
    ROW = 24,    /* the same in the histograms, whose vectors start at column 1 */
    MARGIN = 16, /* floats before and behind a row of the picture */
    STRIDE = FHOG_SIDE + 2 * MARGIN,
};

typedef float planes[3][STRIDE];
typedef float votes __attribute__((vector_size(16)));

typedef struct cells {
    float active[FHOG_BINS][LANES * 2];
    float histogram[FHOG_CELLS][FHOG_BINS][ROW];
} cells;

/* Row `y` of the picture as three f32 planes. */
static void split_row(const uint8_t *aligned, int y, planes row)
{
    uint32_t pixel[FHOG_SIDE];
    const uint8_t *from = aligned + y * FHOG_SIDE * 3;
    for (int x = 0; x < FHOG_SIDE - 1; x++)
        memcpy(&pixel[x], from + 3 * x, 4); /* B G R and a byte of the next pixel */
    from += 3 * (FHOG_SIDE - 1);
    pixel[FHOG_SIDE - 1] = (uint32_t)(from[0] | from[1] << 8 | from[2] << 16);
    for (int x = 0; x < FHOG_SIDE; x++) {
        row[0][MARGIN + x] = (float)(int32_t)(pixel[x] & 255);
        row[1][MARGIN + x] = (float)(int32_t)(pixel[x] >> 8 & 255);
        row[2][MARGIN + x] = (float)(int32_t)(pixel[x] >> 16 & 255);
    }
}

/* Length and orientation of the gradient of every pixel of a row.  tie[x] = 1 lets a later channel win a tie. */
static void gradients(const planes above, const planes here, const planes below, const float *restrict tie,
                      float *restrict magnitude, int32_t *restrict bin)
{
    float gradient_x[FHOG_SIDE], gradient_y[FHOG_SIDE];
    for (int x = 0; x < FHOG_SIDE; x++) {
        int at = MARGIN + x;
        float dx = here[2][at + 1] - here[2][at - 1], dy = below[2][at] - above[2][at];
        float longest = dx * dx + dy * dy;
        for (int channel = 1; channel >= 0; channel--) {
            float cx = here[channel][at + 1] - here[channel][at - 1], cy = below[channel][at] - above[channel][at];
            float length = cx * cx + cy * cy;
            bool longer = length + tie[x] > longest;
            dx = longer ? cx : dx;
            dy = longer ? cy : dy;
            longest = longer ? length : longest;
        }
        gradient_x[x] = dx;
        gradient_y[x] = dy;
        magnitude[x] = sqrtf(longest);
    }
    for (int x = 0; x < FHOG_SIDE; x++) {
        float best = 0.0f;
        int32_t best_bin = 0;
        for (int o = 0; o < FHOG_DIRECTIONS; o++) {
            float t = gradient_x[x] * fhog_direction_x[o] + gradient_y[x] * fhog_direction_y[o];
            float size = fabsf(t);
            int32_t candidate = t > 0.0f ? o : o + FHOG_DIRECTIONS;
            best_bin = size > best ? candidate : best_bin;
            best = size > best ? size : best;
        }
        bin[x] = best_bin;
    }
}

static inline void add_votes(float *four, votes value)
{
    votes sum;
    memcpy(&sum, four, sizeof sum);
    sum += value;
    memcpy(four, &sum, sizeof sum);
}

/* Votes of the pixels of row y: each for the cells (upper, lower) of the columns to its left and right. */
static void vote_row(int y, const float *magnitude, const int32_t *bin, float active[FHOG_BINS][LANES * 2])
{
    float wy = (float)((2 * y + 9) % 16) / 16.0f; /* (y + 0.5) / 8 - 0.5 minus its floor, exact */
    votes weight_y = {1.0f - wy, wy, 1.0f - wy, wy};
    votes weight[FHOG_CELL];
    for (int i = 0; i < FHOG_CELL; i++) {
        float wx = (float)(2 * i + 1) / 16.0f;
        weight[i] = (votes){1.0f - wx, 1.0f - wx, wx, wx};
    }
    /* pixels without a gradient, as there are many beside the masked face, add zeros */
    int first = 1, end = FHOG_SIDE - 1;
    while (first < end && magnitude[first] == 0.0f)
        first++;
    while (end > first && magnitude[end - 1] == 0.0f)
        end--;
    for (int x = first; x < FHOG_BLOCK_END && x < end; x++)
        add_votes(&active[bin[x]][(x + 4) / FHOG_CELL * 2], weight_y * (weight[(x + 4) % FHOG_CELL] * magnitude[x]));
    for (int x = first > FHOG_BLOCK_END ? first : FHOG_BLOCK_END; x < end;
         x++) { /* fused in the reference build, the block columns are not */
        float *four = &active[bin[x]][(x + 4) / FHOG_CELL * 2];
        votes product = weight_y * weight[(x + 4) % FHOG_CELL];
        for (int k = 0; k < 4; k++)
            four[k] = facs_fma(product[k], magnitude[x], four[k]);
    }
}

/* The upper of the two rows under way is complete: the lower one becomes the upper one. */
static void next_cell_row(cells *grid, int finished)
{
    for (int o = 0; o < FHOG_BINS; o++) {
        if (finished >= 0)
            for (int c = 0; c < FHOG_CELLS; c++)
                grid->histogram[finished][o][c] = grid->active[o][(c + 1) * 2];
        for (int c = 0; c < LANES; c++) {
            grid->active[o][2 * c] = grid->active[o][2 * c + 1];
            grid->active[o][2 * c + 1] = 0.0f;
        }
    }
}

static void collect(const uint8_t *aligned, cells *grid)
{
    planes ring[3];
    float tie[FHOG_SIDE], magnitude[FHOG_SIDE];
    int32_t bin[FHOG_SIDE];
    memset(grid, 0, sizeof *grid);
    memset(ring, 0, sizeof ring);
    for (int x = 0; x < FHOG_SIDE; x++)
        tie[x] = x < FHOG_BLOCK_END ? 1.0f : 0.0f;
    split_row(aligned, 0, ring[0]);
    split_row(aligned, 1, ring[1]);
    for (int y = 1; y < FHOG_SIDE - 1; y++) {
        if ((y + 4) % FHOG_CELL == 0)
            next_cell_row(grid, (y + 4) / FHOG_CELL - 2);
        split_row(aligned, y + 1, ring[(y + 1) % 3]);
        gradients((const float(*)[STRIDE])ring[(y - 1) % 3], (const float(*)[STRIDE])ring[y % 3],
                  (const float(*)[STRIDE])ring[(y + 1) % 3], tie, magnitude, bin);
        vote_row(y, magnitude, bin, grid->active);
    }
    next_cell_row(grid, FHOG_CELLS - 1);
}

/* n = energy of every cell of a row; the unused lanes are 0. */
static void cell_energies(const float histogram[FHOG_BINS][ROW], float *restrict n)
{
    for (int c = 0; c < LANES; c++)
        n[c] = 0.0f;
    for (int o = 0; o < FHOG_DIRECTIONS; o++) {
        for (int c = 0; c < LANES; c++) {
            float both = histogram[o][c] + histogram[o + FHOG_DIRECTIONS][c];
            n[c] = facs_fma(both, both, n[c]);
        }
    }
}

typedef struct lanes {
    float limit[4][LANES], scale[4][LANES];
} lanes;

/* Limits and scales of the cells x + 1 of a row; up, here, down = cell energies of three rows. */
static void normalisers(const float *up, const float *here, const float *down, lanes *out)
{
    const float epsilon = 0.0001f;
    float energy[4][LANES];
    for (int x = 0; x < LANES; x++) {
        int c = x + 1;
        energy[0][x] = here[c] + here[c + 1] + down[c] + down[c + 1] + epsilon;
        energy[1][x] = up[c] + up[c + 1] + here[c] + here[c + 1] + epsilon;
        energy[2][x] = here[c - 1] + here[c] + down[c - 1] + down[c] + epsilon;
        energy[3][x] = up[c - 1] + up[c] + here[c - 1] + here[c] + epsilon;
    }
    for (int k = 0; k < 4; k++) {
        for (int x = 0; x < LANES; x++) {
            out->limit[k][x] = 0.2f * sqrtf(energy[k][x]);
            out->scale[k][x] = 0.1f / out->limit[k][x];
        }
    }
}

static inline float limited(float h, float limit, float scale)
{
    return (h < limit ? h : limit) * scale;
}

/* The 31 values of the cells x + 1 of a row, [channel][x]. */
static void describe_row(const float histogram[FHOG_BINS][ROW], const lanes *norm, float out[FHOG_CHANNELS][LANES])
{
    float texture[4][LANES] = {{0}};
    for (int o = 0; o < FHOG_BINS; o += 3) {
        float group[4][LANES];
        for (int i = 0; i < 3; i++) {
            const float *h = histogram[o + i] + 1;
            for (int x = 0; x < LANES; x++) {
                float a = limited(h[x], norm->limit[0][x], norm->scale[0][x]);
                float b = limited(h[x], norm->limit[1][x], norm->scale[1][x]);
                float c = limited(h[x], norm->limit[2][x], norm->scale[2][x]);
                float d = limited(h[x], norm->limit[3][x], norm->scale[3][x]);
                out[o + i][x] = (a + b) + (c + d);
                group[0][x] = i ? group[0][x] + a : a;
                group[1][x] = i ? group[1][x] + b : b;
                group[2][x] = i ? group[2][x] + c : c;
                group[3][x] = i ? group[3][x] + d : d;
            }
        }
        for (int k = 0; k < 4; k++)
            for (int x = 0; x < LANES; x++)
                texture[k][x] += group[k][x];
    }
    for (int o = 0; o < FHOG_DIRECTIONS; o++) {
        const float *h = histogram[o] + 1, *opposite = histogram[o + FHOG_DIRECTIONS] + 1;
        for (int x = 0; x < LANES; x++) {
            float both = h[x] + opposite[x];
            out[FHOG_BINS + o][x] = (limited(both, norm->limit[0][x], norm->scale[0][x]) +
                                     limited(both, norm->limit[1][x], norm->scale[1][x])) +
                                    (limited(both, norm->limit[2][x], norm->scale[2][x]) +
                                     limited(both, norm->limit[3][x], norm->scale[3][x]));
        }
    }
    for (int k = 0; k < 4; k++)
        for (int x = 0; x < LANES; x++)
            out[FHOG_BINS + FHOG_DIRECTIONS + k][x] = 0.4714f * texture[k][x];
}

static void describe(const uint8_t *aligned, float *descriptor)
{
    cells grid;
    collect(aligned, &grid);
    float n[FHOG_CELLS][LANES * 2];
    memset(n, 0, sizeof n);
    for (int r = 0; r < FHOG_CELLS; r++)
        cell_energies((const float(*)[ROW])grid.histogram[r], n[r]);
    for (int y = 0; y < FHOG_OUT; y++) {
        lanes norm;
        float row[FHOG_CHANNELS][LANES];
        normalisers(n[y], n[y + 1], n[y + 2], &norm);
        describe_row((const float(*)[ROW])grid.histogram[y + 1], &norm, row);
        for (int x = 0; x < FHOG_OUT; x++)
            for (int channel = 0; channel < FHOG_CHANNELS; channel++)
                descriptor[(y * FHOG_OUT + x) * FHOG_CHANNELS + channel] = row[channel][x];
    }
}

const facs_fhog_kernels FACS_KERNEL(facs_fhog_kernels) = {.describe = describe};

FACS_KERNEL_SELECT(facs_fhog_kernels)
