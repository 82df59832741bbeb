/* Bilinear resize of bytes; see resized_cut.h.
 *
 * Pixel d of the result lies at f = f32((d + 0.5) S / D - 0.5) of S pixels of the cut, between floor(f) and the next
 * one.  Weights are rint(2048 w).  A row is resized along x first, exactly; then, with rows a and b and weights u and v,
 *
 *     ((u (a >> 4) >> 16) + (v (b >> 4) >> 16) + 2) >> 2.
 *
 * A cut of twice the size in both directions is a 2 x 2 mean, (sum + 2) >> 2.  Along x the weight is 0 in front of the
 * first and behind the last pixel; along y only the rows are clamped.  OpenCV's INTER_LINEAR gives the same bytes. */
#include "image/resized_cut.h"

#include <math.h>
#include <string.h>

enum { ONE = 2048, COLOURS = 3 };

typedef struct tap {
    int place;
    int weight[2];
} tap;

typedef struct cut {
    const facs_view *bgr;
    int x, y, width, height;
} cut;

static tap tap_of(int at, int size, int source)
{
    const double step = 1 / (size / (double)source);
    float place = (float)((at + 0.5) * step - 0.5);
    const float whole = floorf(place);
    const float rest = place - whole;
    return (tap){.place = (int)whole, .weight = {(int)lrintf((1 - rest) * ONE), (int)lrintf(rest * ONE)}};
}

static void fill_columns(const cut *from, int width, tap *columns)
{
    for (int x = 0; x < width; x++) {
        tap *at = &columns[x];
        *at = tap_of(x, width, from->width);
        if (at->place < 0 || at->place >= from->width - 1)
            *at = (tap){.place = at->place < 0 ? 0 : from->width - 1, .weight = {ONE, 0}};
    }
}

static const uint8_t *pixel_of(const cut *from, const uint8_t *row, int place)
{
    static const uint8_t black[COLOURS] = {0};
    const int64_t x = (int64_t)from->x + place;
    return place < from->width && x >= 0 && x < from->bgr->width ? row + COLOURS * x : black;
}

/* NULL = outside of the picture */
static const uint8_t *row_of(const cut *from, int place)
{
    const int64_t y = (int64_t)from->y + (place < 0 ? 0 : place >= from->height ? from->height - 1 : place);
    return y >= 0 && y < from->bgr->height ? from->bgr->data + y * from->bgr->stride : NULL;
}

/* R G B of all columns, times ONE */
static void resize_row(const cut *from, int place, const tap *columns, int width, int32_t *to)
{
    const uint8_t *row = row_of(from, place);
    if (!row) {
        memset(to, 0, COLOURS * (size_t)width * sizeof *to);
        return;
    }
    for (int x = 0; x < width; x++, to += COLOURS) {
        const tap *at = &columns[x];
        const uint8_t *a = pixel_of(from, row, at->place), *b = pixel_of(from, row, at->place + 1);
        for (int c = 0; c < COLOURS; c++)
            to[c] = a[COLOURS - 1 - c] * at->weight[0] + b[COLOURS - 1 - c] * at->weight[1];
    }
}

static void halve(const cut *from, int width, int height, uint8_t *rgb)
{
    static const int first[2] = {0, 1};
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, rgb += COLOURS) {
            int sum[COLOURS] = {2, 2, 2};
            for (int i = 0; i < 4; i++) {
                const uint8_t *row = row_of(from, 2 * y + first[i / 2]);
                for (int c = 0; row && c < COLOURS; c++)
                    sum[c] += pixel_of(from, row, 2 * x + first[i % 2])[COLOURS - 1 - c];
            }
            for (int c = 0; c < COLOURS; c++)
                rgb[c] = (uint8_t)(sum[c] >> 2);
        }
}

/* two rows of the cut, resized along x, are remembered: rows are asked for in rising order */
typedef struct rows {
    int place[2];
    int32_t value[2][COLOURS * FACS_RESIZE_SIDE_MAX];
} rows;

static const int32_t *resized(rows *known, const cut *from, int place, const tap *columns, int width)
{
    for (int i = 0; i < 2; i++)
        if (known->place[i] == place)
            return known->value[i];
    const int i = known->place[0] < known->place[1] ? 0 : 1;
    known->place[i] = place;
    resize_row(from, place, columns, width, known->value[i]);
    return known->value[i];
}

void facs_resize_cut_rgb(const facs_image *bgr, int x, int y, int width, int height, int to_width, int to_height,
                         uint8_t *rgb)
{
    const facs_view view = facs_image_need(bgr, y, y + height - 1);
    const cut from = {&view, x, y, width, height};
    if (width == 2 * to_width && height == 2 * to_height) {
        halve(&from, to_width, to_height, rgb);
        return;
    }
    tap columns[FACS_RESIZE_SIDE_MAX];
    rows known = {.place = {INT32_MIN, INT32_MIN}};
    fill_columns(&from, to_width, columns);
    for (int row = 0; row < to_height; row++, rgb += COLOURS * to_width) {
        const tap at = tap_of(row, to_height, height);
        const int32_t *above = resized(&known, &from, at.place, columns, to_width);
        const int32_t *below = resized(&known, &from, at.place + 1, columns, to_width);
        const int32_t u = at.weight[0], v = at.weight[1];
        for (int i = 0; i < COLOURS * to_width; i++)
            rgb[i] = (uint8_t)(((u * (above[i] >> 4) >> 16) + (v * (below[i] >> 4) >> 16) + 2) >> 2);
    }
}
