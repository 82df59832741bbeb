/* Landmarks in camera space.
 *
 * What: The depth of a landmark is the distance that the scale stands for plus the depth of the turned model
 * point; x and y are the 2D landmark projected back to that depth. The pose of facs_head_pose() is not involved.
 *
 * Formula: Z = fx / s + (R S)_z, X = Z (x - cx) / fx, Y = Z (y - cy) / fy
 *
 * Source: docs/algorithm/pose-gaze.md, Landmarks in camera space.
 */
#include "head/head.h"

#include "shape/pdm.h"
#include "shape/rotation.h"

void facs_shape_camera(const facs_pdm *pdm, const float *landmarks, const float g[6], const float *p,
                       const facs_camera *camera, float *shape)
{
    int n = pdm->n;
    float model[3 * FACS_N_MAX], r[9];
    facs_shape_3d(pdm, p, model);
    facs_euler_to_matrix(g + 1, r);
    float distance = camera->fx / g[0];
    for (int i = 0; i < n; i++) {
        double turned = (double)model[i] * (double)r[6] + (double)model[n + i] * (double)r[7] +
                        (double)model[2 * n + i] * (double)r[8];
        float z = distance + (float)turned;
        shape[i] = z * ((landmarks[i] - camera->cx) / camera->fx);
        shape[n + i] = z * ((landmarks[n + i] - camera->cy) / camera->fy);
        shape[2 * n + i] = z;
    }
}
