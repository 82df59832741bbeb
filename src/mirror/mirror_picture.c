/* Mirroring the halves of a face; see mirror_picture.h.
 *
 *   d = (chin - glabella) / |chin - glabella|,  n = (-d_y, d_x): of an upright face n points left in the picture,
 *   to the patient's right
 *   t(p) = (p - glabella) . n,  reflected position p' = p - 2 t(p) n, each coordinate kept within the picture
 *   right: pixels with t >= 0 as they are, the others from p'; left: pixels with t < 0 as they are, the others from p'
 *
 * On which side of the midline a pixel of a row lies is told in double precision.  Along a row p' moves in equal steps,
 * which are 32.32 fixed point; bilinear weights have 11 bits.  Every pixel is reflected once: into right or into left.
 * Then the band around the midline is blended.  docs/algorithm/mirror.md */
#include "mirror/mirror_picture.h"

#include "base/hypot.h"

#include <math.h>
#include <string.h>

enum { FIXED = 32, WEIGHT = 11 };
#define FAR 1e6 /* no picture is as large, and fixed point has room for more */

typedef struct mirror {
    facs_view from;
    double g[2], d[2], n[2];
} mirror;

/* columns first .. end - 1 of a row */
typedef struct span {
    int first, end;
} span;

/* a position and its step from column to column */
typedef struct walk {
    int64_t x, y, dx, dy, x_most, y_most;
} walk;

static bool is_near(const double point[2])
{
    return fabs(point[0]) < FAR && fabs(point[1]) < FAR; /* not of NaN */
}

/* false: there is no midline */
static bool set_up(mirror *m, const facs_midline *midline)
{
    if (!midline->known || !is_near(midline->glabella) || !is_near(midline->chin))
        return false;
    const double x = midline->chin[0] - midline->glabella[0], y = midline->chin[1] - midline->glabella[1];
    const double length = facs_hypot(x, y);
    if (!(length > 1e-6))
        return false;
    memcpy(m->g, midline->glabella, sizeof m->g);
    m->d[0] = x / length;
    m->d[1] = y / length;
    m->n[0] = -m->d[1];
    m->n[1] = m->d[0];
    return true;
}

static double side(const mirror *m, int x, int y)
{
    return (x - m->g[0]) * m->n[0] + (y - m->g[1]) * m->n[1];
}

/* t rises or falls along a row, so the columns of the patient's right (t >= 0) are its start or its end */
static void split_row(const mirror *m, int y, span *right, span *left)
{
    const int width = m->from.width;
    const bool starts_right = side(m, 0, y) >= 0;
    int low = 0, high = width; /* column `low` is on the side of column 0, column `high` is not */
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if ((side(m, middle, y) >= 0) == starts_right)
            low = middle;
        else
            high = middle;
    }
    *right = starts_right ? (span){0, high} : (span){high, width};
    *left = starts_right ? (span){high, width} : (span){0, high};
}

static int64_t to_fixed(double value)
{
    return llrint(value * 4294967296.0);
}

static walk reflect_from(const mirror *m, int x, int y)
{
    const double t = side(m, x, y);
    return (walk){.x = to_fixed(x - 2 * t * m->n[0]),
                  .y = to_fixed(y - 2 * t * m->n[1]),
                  .dx = to_fixed(1 - 2 * m->n[0] * m->n[0]),
                  .dy = to_fixed(-2 * m->n[0] * m->n[1]),
                  .x_most = (int64_t)(m->from.width - 1) << FIXED,
                  .y_most = (int64_t)(m->from.height - 1) << FIXED};
}

static int64_t kept_within(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

static void reflect_nearest(const mirror *m, int y, span columns, uint8_t *row)
{
    walk at = reflect_from(m, columns.first, y);
    for (int x = columns.first; x < columns.end; x++, at.x += at.dx, at.y += at.dy) {
        const int64_t column = kept_within(at.x, at.x_most) >> FIXED, line = kept_within(at.y, at.y_most) >> FIXED;
        memcpy(row + 3 * (ptrdiff_t)x, m->from.data + line * m->from.stride + 3 * column, 3);
    }
}

/* blue and green of a pixel, with room for their products with weights */
static inline uint64_t two(const uint8_t *pixel)
{
    return (uint64_t)pixel[0] | (uint64_t)pixel[1] << 32;
}

/* `inside`: of all these pixels both positions and the neighbours that count lie in the picture */
static inline void interpolate(const facs_view *from, walk at, int count, bool inside, uint8_t *to)
{
    enum { ONE = 1 << WEIGHT, DOWN = FIXED - WEIGHT, SHIFT = 2 * WEIGHT, HALF = 1 << (SHIFT - 1) };
    for (int i = 0; i < count; i++, to += 3, at.x += at.dx, at.y += at.dy) {
        const int64_t px = inside ? at.x : kept_within(at.x, at.x_most);
        const int64_t py = inside ? at.y : kept_within(at.y, at.y_most);
        const ptrdiff_t beside = inside || px < at.x_most ? 3 : 0, below = inside || py < at.y_most ? from->stride : 0;
        const uint32_t fx = (uint32_t)(px >> DOWN) & (ONE - 1), fy = (uint32_t)(py >> DOWN) & (ONE - 1);
        const uint32_t wd = fx * fy, wb = fx * ONE - wd, wc = fy * ONE - wd, wa = ONE * ONE - wb - wc - wd;
        const uint8_t *a = from->data + (py >> FIXED) * from->stride + 3 * (px >> FIXED), *b = a + beside;
        const uint8_t *c = a + below, *d = c + beside;
        const uint64_t sums = two(a) * wa + two(b) * wb + two(c) * wc + two(d) * wd + (HALF | (uint64_t)HALF << 32);
        to[0] = (uint8_t)((uint32_t)sums >> SHIFT);
        to[1] = (uint8_t)(sums >> (32 + SHIFT));
        to[2] = (uint8_t)((a[2] * wa + b[2] * wb + c[2] * wc + d[2] * wd + HALF) >> SHIFT);
    }
}

static bool is_inside(int64_t x, int64_t y, const walk *at)
{
    return x >= 0 && x < at->x_most && y >= 0 && y < at->y_most;
}

static void reflect_bilinear(const mirror *m, int y, span columns, uint8_t *row)
{
    enum { RUN = 64, ROUND = FIXED - WEIGHT - 1 };
    walk at = reflect_from(m, columns.first, y);
    at.x += (int64_t)1 << ROUND; /* of the weights */
    at.y += (int64_t)1 << ROUND;
    for (int x = columns.first; x < columns.end; x += RUN, at.x += RUN * at.dx, at.y += RUN * at.dy) {
        const int count = columns.end - x < RUN ? columns.end - x : RUN;
        uint8_t *to = row + 3 * (ptrdiff_t)x;
        /* the positions are a line: what holds for its ends holds between them */
        if (is_inside(at.x, at.y, &at) && is_inside(at.x + (count - 1) * at.dx, at.y + (count - 1) * at.dy, &at))
            interpolate(&m->from, at, count, true, to);
        else
            interpolate(&m->from, at, count, false, to);
    }
}

/* The original's: fixed columns of each row, of both pictures; from its middle outwards the band shows more and more of
 * the frame as it was. */
static void blend_band(const mirror *m, int y, int band, uint8_t *const rows[2])
{
    const int width = m->from.width, half = band / 2;
    if (band < 2 || !(fabs(m->d[1]) > 1e-6))
        return;
    const double crossing = trunc(m->g[0] + (y - m->g[1]) / m->d[1] * m->d[0]);
    const int middle = (int)fmin(fmax(crossing, half), fmax(width - half - 1, 0));
    const uint8_t *frame = m->from.data + y * m->from.stride;
    for (int i = 0; i < band; i++) {
        const int wanted = middle + i - half, x = wanted < 0 ? 0 : wanted >= width ? width - 1 : wanted;
        const double share = (double)i / (band - 1), k = i >= half ? share : 1 - share;
        for (int c = 3 * x; c < 3 * x + 3; c++)
            for (int which = 0; which < 2; which++)
                if (rows[which][c] != frame[c]) /* what is as it was stays, whatever rounding makes of the sum */
                    rows[which][c] = (uint8_t)(rows[which][c] * (1 - k) + frame[c] * k);
    }
}

/* Ours: of the reflected side only, half of the frame at the midline and none at half the band's width from it. */
static void feather(const mirror *m, int y, int band, span columns, uint8_t *row)
{
    const double half = band / 2.0;
    if (columns.first == columns.end)
        return;
    /* the end that is next to the midline */
    const bool from_end = fabs(side(m, columns.end - 1, y)) < fabs(side(m, columns.first, y));
    const uint8_t *frame = m->from.data + y * m->from.stride;
    for (int i = 0; i < columns.end - columns.first; i++) {
        const int x = from_end ? columns.end - 1 - i : columns.first + i;
        const double distance = fabs(side(m, x, y));
        if (!(distance < half))
            break;
        const double k = 0.5 * (1 - distance / half);
        for (int c = 3 * x; c < 3 * x + 3; c++)
            row[c] = (uint8_t)(row[c] + (frame[c] - row[c]) * k + 0.5);
    }
}

void facs_mirror_picture(const facs_image *bgr, const facs_midline *midline, const facs_mirror_style *style,
                         facs_pixels *right, facs_pixels *left)
{
    mirror m = {.from = facs_image_need_all(bgr)};
    const bool mirrored = set_up(&m, midline);
    void (*const reflect)(const mirror *, int, span, uint8_t *) = style->nearest ? reflect_nearest : reflect_bilinear;
    for (int y = 0; y < m.from.height; y++) {
        uint8_t *const rows[2] = {right->data + y * right->stride, left->data + y * left->stride};
        for (int which = 0; which < 2; which++)
            memcpy(rows[which], m.from.data + y * m.from.stride, 3 * (size_t)m.from.width);
        if (!mirrored)
            continue;
        span right_half, left_half;
        split_row(&m, y, &right_half, &left_half);
        reflect(&m, y, left_half, rows[0]);
        reflect(&m, y, right_half, rows[1]);
        if (style->feather) {
            feather(&m, y, style->band, left_half, rows[0]);
            feather(&m, y, style->band, right_half, rows[1]);
        } else {
            blend_band(&m, y, style->band, rows);
        }
    }
}
