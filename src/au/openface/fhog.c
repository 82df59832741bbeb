/* FHOG descriptor of the aligned face (docs/algorithm/fhog.md): Felzenszwalb's variant of histograms of oriented
 * gradients (P. Felzenszwalb, R. Girshick, D. McAllester, D. Ramanan: Object detection with discriminatively trained
 * part based models, PAMI 2010, section 6), cells of 8 x 8 pixels.
 *
 *   1. gradient of each pixel 1..110: central differences of the channel in which it is longest; on ties a later
 *      channel (order R, G, B) wins in columns 1..104, an earlier one in columns 105..110
 *   2. orientation: 18 bins = 9 directions u_o and their opposites, argmax |d . u_o|, the first of equals
 *   3. votes of the length for the four nearest cells, bilinear; the sums are f32 and added pixel by pixel
 *   4. each cell's histogram h is scaled by the energies E_k of the four blocks of 2 x 2 cells it is part of:
 *      min(h, 0.2 sqrt(E_k)) * 0.1 / (0.2 sqrt(E_k))
 *   5. 31 values: 18 signed orientations, 9 unsigned, 4 texture energies; the outer ring of the 14 x 14 cells is
 *      dropped
 *
 * Layout of the descriptor: (row * 12 + column) * 31 + channel.  Every step rounds to f32 in the
 * order of docs/algorithm/fhog.md, so kernels are compiled without fused multiply-add and equal the plain twin bit for bit.
 */
#include "au/openface/au.h"
#include "au/openface/fhog_kernels.h"

void facs_au_fhog(const facs_env *env, const uint8_t *aligned, float *descriptor)
{
    facs_fhog_kernels_for(env->cpu)->describe(aligned, descriptor);
}
