/* One-euro filter of a mesh.
 *
 * What: A low-pass whose cutoff rises with the speed of what it filters: a face at rest stops trembling, a fast movement
 * passes with little delay.
 *
 * Formula, for each number x, in frames: v <- v + a(D) (x - y - v), cutoff f = MIN + GAIN |v|, y <- y + a(f) (x - y), where
 * a(f) = 1 / (1 + 1 / (2 pi f)).  Points are measured in outer eye distances, so that the size of a face does not matter;
 * angles, openings and blendshapes as they are.
 *
 * Layout: the filtered members of facs_mesh lie one behind the other, floats all.
 *
 * Source: G. Casiez, N. Roussel, D. Vogel, 1 euro filter: a simple speed-based low-pass filter for noisy input in
 * interactive systems, CHI 2012. */
#include "landmark/mesh/mesh_smooth.h"

#include "landmark/mesh/mesh_crop.h"
#include "shape/rotation.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

_Static_assert(offsetof(facs_mesh, points) == 0 && offsetof(facs_mesh, flag) == FACS_MESH_FILTERED * sizeof(float),
               "what is filtered comes first");

static const float cutoff_least = 0.05f, cutoff_gain = 10, cutoff_of_speed = 0.04f; /* a frame */

static float share(float cutoff)
{
    const float turn = 6.2831853f * cutoff;
    return turn / (turn + 1);
}

void facs_mesh_smooth_step(facs_mesh_smooth *smooth, const facs_mesh *mesh)
{
    const float size = (float)facs_mesh_size(mesh);
    if (!smooth->begun || !(size > 0)) {
        *smooth = (facs_mesh_smooth){.begun = size > 0, .shown = *mesh};
        return;
    }
    float values[FACS_MESH_FILTERED], shown[FACS_MESH_FILTERED];
    memcpy(values, mesh, sizeof values);
    memcpy(shown, &smooth->shown, sizeof shown);
    const float of_speed = share(cutoff_of_speed);
    for (int i = 0; i < FACS_MESH_FILTERED; i++) {
        const float unit = i < 3 * FACS_MESH_POINTS ? size : 1;
        const float step = values[i] - shown[i];
        smooth->speed[i] += of_speed * (step / unit - smooth->speed[i]);
        shown[i] += share(cutoff_least + cutoff_gain * fabsf(smooth->speed[i])) * step;
    }
    smooth->shown = *mesh;
    memcpy(&smooth->shown, shown, sizeof shown);
    facs_orthonormalise(smooth->shown.rotation);
}
