/* Piecewise affine warp: which triangle a pixel lies in.
 *
 * What: facs_paw_mask_plain() is the definition: a scan in raster order that carries the triangle of the
 * pixel before, which is tried first and without its bounding box; otherwise the first triangle in order whose
 * box and edges accept the pixel. All tests are f32 and edges belong to the triangle.
 *
 * Edge: f(P) = (Cx - Bx)(Py - By) - (Px - Bx)(Cy - By); P is on A's side of BC when f(P) f(A) >= 0.
 *
 * Fast mask: The union of all triangles (box and edges), drawn by the kernels (face_mask_kernels.c); the scan decides
 * where the union may differ from it.
 *
 * Source: docs/algorithm/au-alignment.md, Triangle search.
 */
#include "shape/face_mask.h"

#include "simd/fma.h"
#include "shape/pdm.h"

#include <math.h>

enum { TRIANGLES_MAX = FACS_EDGES_MAX };

typedef struct edge {
    float bx, by, dx, dy; /* B and C - B */
    float inner;          /* f(A) */
} edge;

typedef struct triangle {
    edge e[3];
    float min_x, max_x, min_y, max_y;
} triangle;

static edge edge_of(const float *x, const float *y, int a, int b, int c)
{
    edge e = {.bx = x[b], .by = y[b], .dx = x[c] - x[b], .dy = y[c] - y[b]};
    e.inner = facs_fma(e.dx, y[a] - e.by, -((x[a] - e.bx) * e.dy));
    return e;
}

static triangle triangle_of(const int32_t index[3], int n, const float *landmarks)
{
    const float *x = landmarks, *y = landmarks + n;
    int v0 = index[0], v1 = index[1], v2 = index[2];
    return (triangle){
        .e = {edge_of(x, y, v0, v1, v2), edge_of(x, y, v1, v0, v2), edge_of(x, y, v2, v0, v1)},
        .min_x = fminf(fminf(x[v0], x[v1]), x[v2]),
        .max_x = fmaxf(fmaxf(x[v0], x[v1]), x[v2]),
        .min_y = fminf(fminf(y[v0], y[v1]), y[v2]),
        .max_y = fmaxf(fmaxf(y[v0], y[v1]), y[v2]),
    };
}

static bool same_side(const edge *e, float px, float py)
{
    return facs_fma(e->dx, py - e->by, -((px - e->bx) * e->dy)) * e->inner >= 0;
}

static bool accepts(const triangle *t, float px, float py)
{
    return same_side(&t->e[0], px, py) && same_side(&t->e[1], px, py) && same_side(&t->e[2], px, py);
}

static bool outside_box(const triangle *t, float px, float py)
{
    return t->max_x < px || t->min_x > px || t->max_y < py || t->min_y > py;
}

/* ---- definition -------------------------------------------------------------------------------------- */

static int find_triangle(const facs_triangles *triangles, int n, const float *landmarks, float px, float py,
                         int current)
{
    if (current >= 0) {
        triangle t = triangle_of(triangles->index + 3 * current, n, landmarks);
        if (accepts(&t, px, py))
            return current;
    }
    for (int k = 0; k < triangles->count; k++) {
        triangle t = triangle_of(triangles->index + 3 * k, n, landmarks);
        if (!outside_box(&t, px, py) && accepts(&t, px, py))
            return k;
    }
    return -1;
}

void facs_paw_mask_plain(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
                         int width, int height, uint8_t *mask, int32_t *index)
{
    int current = -1;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            ptrdiff_t at = (ptrdiff_t)y * width + x;
            current = find_triangle(triangles, n, landmarks, (float)x + min_x, (float)y + min_y, current);
            mask[at] = current >= 0;
            if (index)
                index[at] = current;
        }
    }
}

/* ---- the same scan over prepared triangles --------------------------------------------------------------- */

static int find_prepared(const triangle *t, int count, float px, float py, int current)
{
    if (current >= 0 && accepts(&t[current], px, py))
        return current;
    for (int k = 0; k < count; k++)
        if (!outside_box(&t[k], px, py) && accepts(&t[k], px, py))
            return k;
    return -1;
}

static void scan(const triangle *t, int count, float min_x, float min_y, int width, int height, uint8_t *mask,
                 int32_t *index)
{
    int current = -1;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            ptrdiff_t at = (ptrdiff_t)y * width + x;
            current = find_prepared(t, count, (float)x + min_x, (float)y + min_y, current);
            mask[at] = current >= 0;
            if (index)
                index[at] = current;
        }
    }
}

void facs_paw_mask_at(const facs_face_mask_kernels *kernels, const facs_triangles *triangles, int n,
                      const float *landmarks, float min_x, float min_y, int width, int height, uint8_t *mask,
                      int32_t *index)
{
    const facs_paw_raster frame = {min_x, min_y, width, height};
    if (!index && kernels->draw(triangles, n, landmarks, &frame, mask))
        return;
    int count = triangles->count;
    if (count > TRIANGLES_MAX) {
        facs_paw_mask_plain(triangles, n, landmarks, min_x, min_y, width, height, mask, index);
        return;
    }
    triangle t[TRIANGLES_MAX];
    for (int k = 0; k < count; k++)
        t[k] = triangle_of(triangles->index + 3 * k, n, landmarks);
    scan(t, count, min_x, min_y, width, height, mask, index);
}

void facs_paw_mask(const facs_face_mask_kernels *kernels, const facs_triangles *triangles, int n,
                   const float *landmarks, int width, int height, uint8_t *mask, int32_t *index)
{
    facs_paw_mask_at(kernels, triangles, n, landmarks, 0, 0, width, height, mask, index);
}
