/* Piecewise affine warp: which triangle a pixel lies in.
 *
 * What: facs_paw_mask_reference() is the definition: a scan in raster order that carries the triangle of the
 * pixel before, which is tried first and without its bounding box; otherwise the first triangle in order whose
 * box and edges accept the pixel. All tests are f32 and edges belong to the triangle.
 *
 * Edge: f(P) = (Cx - Bx)(Py - By) - (Px - Bx)(Cy - By); P is on A's side of BC when f(P) f(A) >= 0.
 *
 * Fast mask: The union of all triangles (box and edges) is drawn triangle by triangle: between the points where a
 * row crosses the edges all pixels are inside, and only pixels so near to a crossing that rounding could matter
 * are put to the f32 test.
 *
 * Why it is exact: The union can differ from the scan only where a triangle accepts a pixel outside its own box,
 * that is when it has no area or by rounding, and such a pixel must follow one inside the union. Each pixel where
 * the union ends is therefore tested against all triangles without boxes; if one accepts it, the scan decides
 * after all.
 *
 * Source: Spec 01 4.2-4.3, spec 04 2.5.
 */
#include "shape/paw.h"

#include "base/fma.h"
#include "shape/paw_internal.h"
#include "shape/pdm.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { TRIANGLES_MAX = FACS_EDGES_MAX, CHUNK = 16 };

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

typedef struct frame {
    float min_x, min_y;
    int width, height;
} frame;

/* Where an edge crosses row y: x = at + slope y.  Within `margin` of it the f32 test may decide either way. */
typedef struct crossing {
    double at, slope, margin;
    bool level;     /* parallel to the rows */
    bool from_left; /* inside is x >= crossing */
} crossing;

static crossing crossing_of(const edge *e, const triangle *t, const frame *f)
{
    crossing c = {.level = e->dy == 0, .from_left = (e->dy < 0) == (e->inner > 0)};
    if (c.level)
        return c;
    c.slope = (double)e->dx / (double)e->dy;
    c.at = (double)e->bx - (double)f->min_x + ((double)f->min_y - (double)e->by) * c.slope;
    /* f(P) is off by at most 4 roundings of either product, coordinates by one each; here as a distance in x */
    double reach_x = (double)(t->max_x - t->min_x) + fabs((double)f->min_x) + f->width + 1;
    double reach_y = (double)(t->max_y - t->min_y) + fabs((double)f->min_y) + f->height + 1;
    c.margin = 4 * (double)FLT_EPSILON * (fabs(c.slope) * reach_y + reach_x);
    return c;
}

/* Whole pixels low .. high of a row of `size`, -1 .. size at most.  Callers see to low <= size and high >= -1. */
static int first_pixel(double low, int size)
{
    low = low > 0 ? (low < size ? low : size) : 0;
    return size - (int)(size - low);
}

static int last_pixel(double high, int size)
{
    high = high < size - 1 ? (high > -1 ? high : -1) : size - 1;
    return (int)(high + 1) - 1;
}

static void test_pixels(const triangle *t, const frame *f, float py, int first, int last, uint8_t *row)
{
    for (int x = first; x <= last; x++) {
        float px = (float)x + f->min_x;
        if (!outside_box(t, px, py) && accepts(t, px, py))
            row[x] = 1;
    }
}

/* Pixels between the crossings are inside; those within the margin of one are asked. */
static void draw_row(const triangle *t, const crossing c[3], const frame *f, int y, int first, int last, uint8_t *row)
{
    float py = (float)y + f->min_y;
    double sure_low = first, sure_high = last, low = first, high = last;
    for (int k = 0; k < 3; k++) {
        if (c[k].level) {
            if (!same_side(&t->e[k], f->min_x, py))
                return;
            continue;
        }
        double at = c[k].at + c[k].slope * y, margin = c[k].margin;
        if (c[k].from_left) {
            sure_low = sure_low > at + margin ? sure_low : at + margin;
            low = low > at - margin ? low : at - margin;
        } else {
            sure_high = sure_high < at - margin ? sure_high : at - margin;
            high = high < at + margin ? high : at + margin;
        }
    }
    int from = first_pixel(low, f->width), to = last_pixel(high, f->width);
    int sure_from = first_pixel(sure_low, f->width), sure_to = last_pixel(sure_high, f->width);
    if (sure_from > sure_to) {
        test_pixels(t, f, py, from, to, row);
        return;
    }
    test_pixels(t, f, py, from, sure_from - 1, row);
    for (int x = sure_from; x <= sure_to; x++)
        row[x] = 1;
    test_pixels(t, f, py, sure_to + 1, to, row);
}

static void draw(const triangle *t, const frame *f, uint8_t *mask)
{
    int x0 = first_pixel((double)t->min_x - (double)f->min_x - 1, f->width);
    int x1 = last_pixel((double)t->max_x - (double)f->min_x + 1, f->width);
    int y0 = first_pixel((double)t->min_y - (double)f->min_y - 1, f->height);
    int y1 = last_pixel((double)t->max_y - (double)f->min_y + 1, f->height);
    /* the box is exact: the pixels above are one too many on each side or already the right ones */
    while (x0 <= x1 && (float)x0 + f->min_x < t->min_x)
        x0++;
    while (x0 <= x1 && (float)x1 + f->min_x > t->max_x)
        x1--;
    crossing c[3];
    bool flat = false;
    for (int k = 0; k < 3; k++) {
        c[k] = crossing_of(&t->e[k], t, f);
        /* products with a tiny f(A) may underflow; crossings that are no better than a guess are no use */
        flat |= fabsf(t->e[k].inner) < 1e-12f || !(c[k].margin < f->width);
    }
    for (int y = y0; y <= y1; y++) {
        float py = (float)y + f->min_y;
        uint8_t *row = mask + (ptrdiff_t)y * f->width;
        if (py < t->min_y || py > t->max_y)
            continue;
        if (flat)
            test_pixels(t, f, py, x0, x1, row);
        else
            draw_row(t, c, f, y, x0, x1, row);
    }
}

static void edges_by_field(const triangle *t, int count, facs_edges *edges)
{
    for (int e = 0; e < 3; e++) {
        float(*field)[FACS_EDGES_MAX] = edges->field + 5 * e;
        for (int k = 0; k < (count + CHUNK - 1) / CHUNK * CHUNK; k++) {
            edge nothing = {.inner = NAN};
            const edge *source = k < count ? &t[k].e[e] : &nothing;
            field[0][k] = source->bx;
            field[1][k] = source->by;
            field[2][k] = source->dx;
            field[3][k] = source->dy;
            field[4][k] = source->inner;
        }
    }
}

/* Is the drawn union what the scan gives?  True when no triangle accepts a pixel at which the union ends. */
static bool union_is_exact(const facs_shape_kernels *kernels, const triangle *t, int count, const frame *f,
                           const uint8_t *mask)
{
    facs_edges edges;
    edges_by_field(t, count, &edges);
    size_t total = (size_t)f->width * (size_t)f->height, at = 0;
    while (at < total) {
        const uint8_t *inside = memchr(mask + at, 1, total - at);
        if (!inside)
            return true;
        at = (size_t)(inside - mask);
        const uint8_t *end = memchr(inside, 0, total - at);
        if (!end)
            return true;
        at = (size_t)(end - mask);
        int x = (int)(at % (size_t)f->width), y = (int)(at / (size_t)f->width);
        if (kernels->edges_accept(&edges, count, (float)x + f->min_x, (float)y + f->min_y))
            return false;
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

void facs_paw_mask_at(const facs_shape_kernels *kernels, const facs_triangles *triangles, int n, const float *landmarks,
                      float min_x, float min_y, int width, int height, uint8_t *mask, int32_t *index)
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
        const frame f = {min_x, min_y, width, height};
        for (int k = 0; k < count; k++)
            draw(&t[k], &f, mask);
        if (union_is_exact(kernels, t, count, &f, mask))
            return;
    }
    scan(t, count, min_x, min_y, width, height, mask, index);
}

void facs_paw_mask(const facs_shape_kernels *kernels, const facs_triangles *triangles, int n, const float *landmarks,
                   int width, int height, uint8_t *mask, int32_t *index)
{
    facs_paw_mask_at(kernels, triangles, n, landmarks, 0, 0, width, height, mask, index);
}

void facs_paw_frame(int n, const float *landmarks, int *width, int *height, float *min_x, float *min_y)
{
    float max_x, max_y;
    facs_shape_extremes(n, landmarks, min_x, &max_x, min_y, &max_y);
    *width = (int)((double)max_x - (double)*min_x + 1.5);
    *height = (int)((double)max_y - (double)*min_y + 1.5);
}
