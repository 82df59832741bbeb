/* Piecewise affine warp: which triangle a pixel lies in, and resampling of an image through stored triangles.
 *
 * What      facs_paw_mask_reference() is the definition: a scan in raster order that carries the triangle of the pixel
 *           before, which is tried first and without its bounding box; otherwise the first triangle in order whose box
 * and edges accept the pixel.  All tests are f32 and edges belong to the triangle. Fast mask The union of all triangles
 * (box and edges) is drawn triangle by triangle.  It can differ from the scan only where a triangle accepts a pixel
 * outside its own box, that is when it has no area or by rounding, and such a pixel must follow one inside the union.
 * Each pixel where the union ends is therefore tested against all triangles without boxes; if one accepts it, the scan
 * decides after all.  The decisions are the same. Edge      f(P) = (Cx - Bx)(Py - By) - (Px - Bx)(Cy - By); P is on A's
 * side of BC when f(P) f(A) >= 0. Source    Spec 01 4.3-4.6, spec 03 5.4-5.5, spec 04 2.5.
 */
#include "shape/paw.h"

#include "shape/paw_internal.h"
#include "shape/pdm.h"

#include <math.h>
#include <string.h>

enum { TRIANGLES_MAX = 256, CHUNK = 16 };

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
    e.inner = e.dx * (y[a] - e.by) - (x[a] - e.bx) * e.dy;
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
    return (e->dx * (py - e->by) - (px - e->bx) * e->dy) * e->inner >= 0;
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

void facs_paw_mask_reference(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
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

/* ---- drawing --------------------------------------------------------------------------------------------- */

/* First and last whole pixel whose centre may lie in low .. high (one more on each side, the exact tests follow),
 * cut to 0 .. size - 1. */
static void pixel_range(float low, float high, float origin, int size, int *first, int *last)
{
    float from = floorf(low - origin) - 1, to = ceilf(high - origin) + 1;
    *first = from > 0 ? (from < (float)size ? (int)from : size) : 0;
    *last = to < (float)(size - 1) ? (to >= 0 ? (int)to : -1) : size - 1;
}

/* mask |= pixels of one row between x0 and x1 that lie in the triangle */
static void draw_row(const triangle *t, float min_x, float py, int x0, int x1, uint8_t *mask)
{
    const edge *a = &t->e[0], *b = &t->e[1], *c = &t->e[2];
    float ka = a->dx * (py - a->by), kb = b->dx * (py - b->by), kc = c->dx * (py - c->by);
    for (int x = x0; x <= x1; x += CHUNK) {
        int32_t in[CHUNK];
        for (int lane = 0; lane < CHUNK; lane++) {
            float px = (float)(x + lane) + min_x;
            int32_t sides = ((ka - (px - a->bx) * a->dy) * a->inner >= 0) &
                            ((kb - (px - b->bx) * b->dy) * b->inner >= 0) &
                            ((kc - (px - c->bx) * c->dy) * c->inner >= 0);
            in[lane] = sides & (px >= t->min_x) & (px <= t->max_x);
        }
        int count = x1 - x + 1 < CHUNK ? x1 - x + 1 : CHUNK;
        for (int lane = 0; lane < count; lane++)
            mask[x + lane] |= (uint8_t)in[lane];
    }
}

static void draw(const triangle *t, float min_x, float min_y, int width, int height, uint8_t *mask)
{
    int x0, x1, y0, y1;
    pixel_range(t->min_x, t->max_x, min_x, width, &x0, &x1);
    pixel_range(t->min_y, t->max_y, min_y, height, &y0, &y1);
    for (int y = y0; y <= y1; y++) {
        float py = (float)y + min_y;
        if (py >= t->min_y && py <= t->max_y)
            draw_row(t, min_x, py, x0, x1, mask + (ptrdiff_t)y * width);
    }
}

/* Does some triangle accept the pixel, boxes disregarded?  `by_field` holds the edges as 15 rows of TRIANGLES_MAX. */
static bool any_accepts(float (*by_field)[TRIANGLES_MAX], int count, float px, float py)
{
    for (int first = 0; first < count; first += CHUNK) {
        int32_t in[CHUNK], any = 0;
        for (int lane = 0; lane < CHUNK; lane++)
            in[lane] = 1;
        for (int e = 0; e < 3; e++) {
            float(*field)[TRIANGLES_MAX] = by_field + 5 * e;
            for (int lane = 0; lane < CHUNK; lane++) {
                int k = first + lane;
                in[lane] &= (field[2][k] * (py - field[1][k]) - (px - field[0][k]) * field[3][k]) * field[4][k] >= 0;
            }
        }
        for (int lane = 0; lane < CHUNK; lane++)
            any |= in[lane];
        if (any)
            return true;
    }
    return false;
}

static void edges_by_field(const triangle *t, int count, float (*by_field)[TRIANGLES_MAX])
{
    for (int e = 0; e < 3; e++) {
        for (int k = 0; k < (count + CHUNK - 1) / CHUNK * CHUNK; k++) {
            edge nothing = {.inner = NAN};
            const edge *source = k < count ? &t[k].e[e] : &nothing;
            by_field[5 * e][k] = source->bx;
            by_field[5 * e + 1][k] = source->by;
            by_field[5 * e + 2][k] = source->dx;
            by_field[5 * e + 3][k] = source->dy;
            by_field[5 * e + 4][k] = source->inner;
        }
    }
}

/* Is the drawn union what the scan gives?  True when no triangle accepts a pixel at which the union ends. */
static bool union_is_exact(const triangle *t, int count, float min_x, float min_y, int width, int height,
                           const uint8_t *mask)
{
    float by_field[15][TRIANGLES_MAX];
    edges_by_field(t, count, by_field);
    uint8_t before = 0;
    for (int y = 0; y < height; y++) {
        const uint8_t *row = mask + (ptrdiff_t)y * width;
        for (int x = 0; x < width; x++) {
            if (before && !row[x] && any_accepts(by_field, count, (float)x + min_x, (float)y + min_y))
                return false;
            before = row[x];
        }
    }
    return true;
}

/* Coordinates far outside the frame would not survive the conversion to pixel numbers. */
static bool can_be_drawn(int n, const float *landmarks, float min_x, float min_y)
{
    bool small = fabsf(min_x) < 1e6f && fabsf(min_y) < 1e6f;
    for (int i = 0; i < 2 * n; i++)
        small &= fabsf(landmarks[i]) < 1e6f;
    return small;
}

void facs_paw_mask_at(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
                      int width, int height, uint8_t *mask, int32_t *index)
{
    int count = triangles->count;
    if (count > TRIANGLES_MAX) {
        facs_paw_mask_reference(triangles, n, landmarks, min_x, min_y, width, height, mask, index);
        return;
    }
    triangle t[TRIANGLES_MAX];
    for (int k = 0; k < count; k++)
        t[k] = triangle_of(triangles->index + 3 * k, n, landmarks);
    if (!index && can_be_drawn(n, landmarks, min_x, min_y)) {
        memset(mask, 0, (size_t)width * (size_t)height);
        for (int k = 0; k < count; k++)
            draw(&t[k], min_x, min_y, width, height, mask);
        if (union_is_exact(t, count, min_x, min_y, width, height, mask))
            return;
    }
    scan(t, count, min_x, min_y, width, height, mask, index);
}

void facs_paw_mask(const facs_triangles *triangles, int n, const float *landmarks, int width, int height, uint8_t *mask,
                   int32_t *index)
{
    facs_paw_mask_at(triangles, n, landmarks, 0, 0, width, height, mask, index);
}

void facs_paw_frame(int n, const float *landmarks, int *width, int *height, float *min_x, float *min_y)
{
    float max_x, max_y;
    facs_shape_extremes(n, landmarks, min_x, &max_x, min_y, &max_y);
    *width = (int)((double)max_x - (double)*min_x + 1.5);
    *height = (int)((double)max_y - (double)*min_y + 1.5);
}
