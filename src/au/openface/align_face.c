/* Aligned face (docs/algorithm/au-alignment.md): a similarity brings 24 landmarks of the rigid parts of the face onto
 * those of the mean shape, and the origin of the fitted shape model to the centre:
 *
 *     M = [ A | size / 2 - A (tx, ty) ]
 *
 * The mask keeps the pixels inside the triangulation of the mapped landmarks, after the brows and the two upper
 * jaw points have been moved up. */
#include "au/openface/history_internal.h"
#include "shape/similarity.h"
#include "shape/face_mask.h"

#include <math.h>
#include <string.h>

enum { RIGID = 24 };

static const int rigid_points[RIGID] = {1,  2,  3,  4,  12, 13, 14, 15, 27, 28, 29, 31,
                                        32, 33, 34, 35, 36, 39, 40, 41, 42, 45, 46, 47};

facs_align_options facs_au_face(void)
{
    return (facs_align_options){.scale = 0.7f, .size = FACS_ALIGNED_SIDE, .mask = true};
}

void facs_au_align_matrix(const facs_pdm *pdm, const float *landmarks, const float g[6],
                          const facs_align_options *options, float matrix[6])
{
    float source[2 * RIGID], target[2 * RIGID], a[4];
    for (int i = 0; i < RIGID; i++) {
        for (int axis = 0; axis < 2; axis++) {
            int from = axis * pdm->n + rigid_points[i], to = axis * RIGID + i;
            source[to] = landmarks[from];
            target[to] = pdm->mean[from] * options->scale;
        }
    }
    facs_align_similarity(RIGID, source, target, a);
    int middle = options->size / 2; /* integer halving, as in the reference */
    float half = (float)middle;
    matrix[0] = a[0];
    matrix[1] = a[1];
    matrix[2] = half - fmaf(a[1], g[5], a[0] * g[4]); /* fused as in the golden runs */
    matrix[3] = a[2];
    matrix[4] = a[3];
    matrix[5] = half - fmaf(a[3], g[5], a[2] * g[4]);
}

void facs_au_mask_landmarks(int n, const float *landmarks, const float matrix[6], float scale, float *mapped)
{
    float lift = (float)((30.0 / 0.7) * (double)scale);
    for (int i = 0; i < n; i++) {
        double x = (double)landmarks[i], y = (double)landmarks[n + i];
        mapped[i] = (float)(x * (double)matrix[0] + y * (double)matrix[1]) + matrix[2];
        mapped[n + i] = (float)(x * (double)matrix[3] + y * (double)matrix[4]) + matrix[5];
        if (i == 0 || i == 16 || (i >= 17 && i <= 26))
            mapped[n + i] -= lift;
    }
}

void facs_au_align(facs_cpu_level cpu, const facs_au_model *model, const facs_image *bgr, const float *landmarks,
                   const float g[6], const facs_align_options *options, uint8_t *aligned, uint8_t *mask)
{
    float matrix[6], mapped[2 * FACS_N_MAX];
    int size = options->size, n = model->pdm->n;
    facs_au_align_matrix(model->pdm, landmarks, g, options, matrix);
    const facs_image_kernels *kernels = facs_image_kernels_for(cpu);
    if (!options->mask) {
        facs_warp_affine_u8_with(kernels, bgr, matrix, aligned, size, size);
        memset(mask, 1, (size_t)size * (size_t)size);
        return;
    }
    facs_au_mask_landmarks(n, landmarks, matrix, options->scale, mapped);
    facs_paw_mask(facs_face_mask_kernels_for(cpu), &model->triangles, n, mapped, size, size, mask, NULL);
    facs_warp_affine_u8_masked(kernels, bgr, matrix, mask, aligned, size, size);
}
