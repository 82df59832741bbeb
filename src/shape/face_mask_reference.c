/* Plain twin of the fast search for a triangle (face_mask_kernels.h). */
#include "shape/face_mask_kernels.h"

#include "simd/fma.h"

bool facs_edges_accept_reference(const facs_edges *edges, int count, float px, float py)
{
    for (int k = 0; k < count; k++) {
        bool inside = true;
        for (int e = 0; e < 3; e++) {
            float bx = edges->field[5 * e][k], by = edges->field[5 * e + 1][k];
            float dx = edges->field[5 * e + 2][k], dy = edges->field[5 * e + 3][k];
            float side = facs_fma(dx, py - by, -((px - bx) * dy));
            inside = inside && side * edges->field[5 * e + 4][k] >= 0;
        }
        if (inside)
            return true;
    }
    return false;
}
