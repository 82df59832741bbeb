/* FHOG descriptor: the plain twin, step by step as specified.  What it computes is told in fhog.c. */
#include "au/openface/fhog_kernels.h"
#include "au/openface/fhog_shape.h"
#include "simd/fma.h"

#include <math.h>
#include <string.h>

/* Gradient of the channel in which it is longest. */
static void gradient(const uint8_t *aligned, int x, int y, int *best_dx, int *best_dy)
{
    const uint8_t *pixel = aligned + (y * FHOG_SIDE + x) * 3;
    int longest = -1;
    for (int channel = 2; channel >= 0; channel--) { /* R, G, B */
        int dx = pixel[3 + channel] - pixel[-3 + channel];
        int dy = pixel[FHOG_SIDE * 3 + channel] - pixel[-FHOG_SIDE * 3 + channel];
        int length = dx * dx + dy * dy;
        if (x < FHOG_BLOCK_END ? length >= longest : length > longest) {
            longest = length;
            *best_dx = dx;
            *best_dy = dy;
        }
    }
}

static int orientation(int dx, int dy)
{
    float best = 0.0f;
    int bin = 0;
    for (int o = 0; o < FHOG_DIRECTIONS; o++) {
        float t = (float)dx * fhog_direction_x[o] + (float)dy * fhog_direction_y[o];
        if (t > best) {
            best = t;
            bin = o;
        } else if (-t > best) {
            best = -t;
            bin = o + FHOG_DIRECTIONS;
        }
    }
    return bin;
}

static void vote(float histogram[FHOG_CELLS][FHOG_CELLS][FHOG_BINS], int x, int y, int bin, float magnitude)
{
    float qx = ((float)x + 0.5f) / FHOG_CELL - 0.5f, qy = ((float)y + 0.5f) / FHOG_CELL - 0.5f;
    int ix = (int)floorf(qx), iy = (int)floorf(qy);
    float wx = qx - (float)ix, wy = qy - (float)iy;
    for (int down = 0; down < 2; down++) {
        for (int right = 0; right < 2; right++) {
            int row = iy + down, column = ix + right;
            if (row < 0 || row >= FHOG_CELLS || column < 0 || column >= FHOG_CELLS)
                continue;
            float weight_y = down ? wy : 1.0f - wy, weight_x = right ? wx : 1.0f - wx;
            float *sum = &histogram[row][column][bin];
            if (x < FHOG_BLOCK_END)
                *sum += weight_y * (weight_x * magnitude);
            else
                *sum = facs_fma(weight_y * weight_x, magnitude, *sum);
        }
    }
}

static void block_energies(const float n[FHOG_CELLS][FHOG_CELLS], int r, int c, float energy[4])
{
    const float epsilon = 0.0001f;
    energy[0] = n[r][c] + n[r][c + 1] + n[r + 1][c] + n[r + 1][c + 1] + epsilon;
    energy[1] = n[r - 1][c] + n[r - 1][c + 1] + n[r][c] + n[r][c + 1] + epsilon;
    energy[2] = n[r][c - 1] + n[r][c] + n[r + 1][c - 1] + n[r + 1][c] + epsilon;
    energy[3] = n[r - 1][c - 1] + n[r - 1][c] + n[r][c - 1] + n[r][c] + epsilon;
}

static void describe_cell(const float h[FHOG_BINS], const float energy[4], float *out)
{
    float limit[4], scale[4], texture[4] = {0}, group[4] = {0}, lane[4];
    for (int k = 0; k < 4; k++) {
        limit[k] = 0.2f * sqrtf(energy[k]);
        scale[k] = 0.1f / limit[k];
    }
    for (int o = 0; o < FHOG_BINS; o++) {
        for (int k = 0; k < 4; k++) {
            lane[k] = fminf(h[o], limit[k]) * scale[k];
            group[k] = o % 3 == 0 ? lane[k] : group[k] + lane[k];
            if (o % 3 == 2)
                texture[k] += group[k];
        }
        out[o] = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    }
    for (int o = 0; o < FHOG_DIRECTIONS; o++) {
        for (int k = 0; k < 4; k++)
            lane[k] = fminf(h[o] + h[o + FHOG_DIRECTIONS], limit[k]) * scale[k];
        out[FHOG_BINS + o] = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    }
    for (int k = 0; k < 4; k++)
        out[FHOG_BINS + FHOG_DIRECTIONS + k] = 0.4714f * texture[k];
}

void facs_fhog_reference(const uint8_t *aligned, float *descriptor)
{
    float histogram[FHOG_CELLS][FHOG_CELLS][FHOG_BINS], n[FHOG_CELLS][FHOG_CELLS];
    memset(histogram, 0, sizeof histogram);
    for (int y = 1; y < FHOG_SIDE - 1; y++) {
        for (int x = 1; x < FHOG_SIDE - 1; x++) {
            int dx = 0, dy = 0;
            gradient(aligned, x, y, &dx, &dy);
            vote(histogram, x, y, orientation(dx, dy), sqrtf((float)(dx * dx + dy * dy)));
        }
    }
    for (int r = 0; r < FHOG_CELLS; r++) {
        for (int c = 0; c < FHOG_CELLS; c++) {
            n[r][c] = 0.0f;
            for (int o = 0; o < FHOG_DIRECTIONS; o++) {
                float both = histogram[r][c][o] + histogram[r][c][o + FHOG_DIRECTIONS];
                n[r][c] = facs_fma(both, both, n[r][c]);
            }
        }
    }
    for (int y = 0; y < FHOG_OUT; y++) {
        for (int x = 0; x < FHOG_OUT; x++) {
            float energy[4];
            block_energies((const float(*)[FHOG_CELLS])n, y + 1, x + 1, energy);
            describe_cell(histogram[y + 1][x + 1], energy, descriptor + (y * FHOG_OUT + x) * FHOG_CHANNELS);
        }
    }
}
