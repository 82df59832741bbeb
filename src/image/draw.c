/* See draw.h.  A pixel takes as much of the ink as the shape covers of it, told from the distance of its centre to the
 * shape's edge.
 *
 * Letters are the dots of font.h joined by strokes as wide as a dot: each dot with its neighbours at the right and below,
 * and aslant where that is not another way round the same corner.  A pixel takes of a letter what its nearest stroke
 * covers, so that strokes which meet show no seam. */
#include "image/draw.h"

#include "image/font.h"

#include <math.h>

#define FAR 1e6f /* no picture is as large; whole numbers of this size are exact */

/* first and last pixel from `low` to `high`; false: none */
static bool clip(float low, float high, int size, int range[2])
{
    if (!(low <= high) || high < 0 || low > (float)(size - 1))
        return false;
    range[0] = low < 0 ? 0 : (int)low;
    range[1] = high > (float)(size - 1) ? size - 1 : (int)ceilf(high);
    return true;
}

static void blend(const facs_pixels *to, int x, int y, facs_ink ink, float share)
{
    const float cover = ink.cover * (share < 0 ? 0 : share > 1 ? 1 : share);
    uint8_t *pixel = to->data + (ptrdiff_t)y * to->stride + 3 * (ptrdiff_t)x;
    for (int channel = 0; channel < 3; channel++) {
        const float colour = (float)(ink.colour >> (8 * channel) & 0xff), old = (float)pixel[channel];
        pixel[channel] = (uint8_t)(old + (colour - old) * cover + 0.5f);
    }
}

static bool is_near(float value)
{
    return fabsf(value) < FAR; /* not of NaN */
}

/* The columns of row `y` that a steep enough line may reach: of the box around it most pixels are far from a long one. */
static void narrow(const float from[2], const float end[2], float reach, float y, int *low, int *high)
{
    const float dx = end[0] - from[0], dy = end[1] - from[1];
    if (!(fabsf(dy) > 1))
        return;
    const float slope = dx / dy, middle = from[0] + slope * (y - from[1]),
                beside = reach * sqrtf(1 + slope * slope) + 1;
    const float left = floorf(middle - beside), right = ceilf(middle + beside);
    *low = left > (float)*low ? (left > (float)*high ? *high + 1 : (int)left) : *low;
    *high = right < (float)*high ? (right < (float)*low ? *low - 1 : (int)right) : *high;
}

/* how much of the pixel at x, y a line with round ends covers */
static float covered(float x, float y, const float from[2], const float end[2], float width)
{
    const float dx = end[0] - from[0], dy = end[1] - from[1], length2 = dx * dx + dy * dy;
    const float px = x - from[0], py = y - from[1];
    float along = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const float ax = px - along * dx, ay = py - along * dy, reach = width / 2 + 0.5f, far2 = ax * ax + ay * ay;
    return far2 >= reach * reach ? 0 : fminf(1, reach - sqrtf(far2));
}

void facs_draw_line(facs_pixels *to, const float from[2], const float end[2], float width, facs_ink ink)
{
    const float reach = width / 2 + 1;
    int across[2], down[2];
    if (!is_near(from[0]) || !is_near(from[1]) || !is_near(end[0]) || !is_near(end[1]) || !is_near(width) ||
        !clip(fminf(from[0], end[0]) - reach, fmaxf(from[0], end[0]) + reach, to->width, across) ||
        !clip(fminf(from[1], end[1]) - reach, fmaxf(from[1], end[1]) + reach, to->height, down))
        return;
    for (int y = down[0]; y <= down[1]; y++) {
        int low = across[0], high = across[1];
        narrow(from, end, reach, (float)y, &low, &high);
        for (int x = low; x <= high; x++) {
            const float share = covered((float)x, (float)y, from, end, width);
            if (share > 0)
                blend(to, x, y, ink, share);
        }
    }
}

void facs_draw_disc(facs_pixels *to, float x, float y, float radius, facs_ink ink)
{
    const float centre[2] = {x, y};
    facs_draw_line(to, centre, centre, 2 * radius, ink);
}

void facs_draw_arrow(facs_pixels *to, const float from[2], const float end[2], float width, float barb, facs_ink ink)
{
    const float dx = end[0] - from[0], dy = end[1] - from[1], length = hypotf(dx, dy);
    facs_draw_line(to, from, end, width, ink);
    if (!(length > width))
        return;
    for (int side = -1; side <= 1; side += 2) {
        const float turned[2] = {0.8f * dx - 0.6f * (float)side * dy, 0.8f * dy + 0.6f * (float)side * dx};
        const float tip[2] = {end[0] - turned[0] / length * barb, end[1] - turned[1] / length * barb};
        facs_draw_line(to, end, tip, width, ink);
    }
}

/* how much of the pixel at `at` lies between the two */
static float overlap(int at, float low, float high)
{
    return fminf((float)at + 0.5f, high) - fmaxf((float)at - 0.5f, low);
}

void facs_draw_box(facs_pixels *to, float x, float y, float width, float height, facs_ink ink)
{
    int across[2], down[2];
    if (!is_near(x) || !is_near(y) || !(width > 0) || !(height > 0) || !is_near(width) || !is_near(height) ||
        !clip(x - 0.5f, x + width, to->width, across) || !clip(y - 0.5f, y + height, to->height, down))
        return;
    for (int row = down[0]; row <= down[1]; row++)
        for (int column = across[0]; column <= across[1]; column++) {
            /* the corner of a box at whole numbers is that of a pixel */
            const float w = overlap(column, x - 0.5f, x - 0.5f + width), h = overlap(row, y - 0.5f, y - 0.5f + height);
            if (w > 0 && h > 0)
                blend(to, column, row, ink, w * h);
        }
}

/* pixels around a letter, and of the largest one with them */
enum {
    AROUND = 2,
    DOT_MOST = 16,
    GLYPH_WIDTH = FACS_FONT_WIDTH * DOT_MOST + 2 * AROUND,
    GLYPH_HEIGHT = FACS_FONT_HEIGHT * DOT_MOST + 2 * AROUND
};

typedef struct glyph {
    const uint8_t *rows;
    float dot;
    int width, height;
    float *cover; /* of `width` x `height` pixels */
} glyph;

static bool is_set(const uint8_t *rows, int row, int column)
{
    return row >= 0 && row < FACS_FONT_HEIGHT && column >= 0 && column < FACS_FONT_WIDTH &&
           (rows[row] >> (FACS_FONT_WIDTH - 1 - column) & 1);
}

/* from the middle of one dot to that of another; the letter begins a pixel from the edge */
static void add_stroke(glyph *made, float x, float y, int row, int column, int down, int right)
{
    const float dot = made->dot, from[2] = {x + dot * ((float)column + 0.5f), y + dot * ((float)row + 0.5f)};
    const float end[2] = {from[0] + dot * (float)right, from[1] + dot * (float)down}, reach = dot / 2 + 1;
    int across[2], rows[2];
    if (!clip(fminf(from[0], end[0]) - reach, fmaxf(from[0], end[0]) + reach, made->width, across) ||
        !clip(from[1] - reach, end[1] + reach, made->height, rows))
        return;
    for (int py = rows[0]; py <= rows[1]; py++)
        for (int px = across[0]; px <= across[1]; px++) {
            float *at = &made->cover[py * made->width + px];
            *at = fmaxf(*at, covered((float)px, (float)py, from, end, dot));
        }
}

static void add_strokes(glyph *made, float x, float y, int row, int column)
{
    const uint8_t *rows = made->rows;
    const bool right = is_set(rows, row, column + 1), below = is_set(rows, row + 1, column);
    const bool left = is_set(rows, row, column - 1);
    add_stroke(made, x, y, row, column, 0, right);
    if (below)
        add_stroke(made, x, y, row, column, 1, 0);
    if (is_set(rows, row + 1, column + 1) && !right && !below)
        add_stroke(made, x, y, row, column, 1, 1);
    if (is_set(rows, row + 1, column - 1) && !left && !below)
        add_stroke(made, x, y, row, column, 1, -1);
}

static void draw_glyph(facs_pixels *to, float x, float y, float dot, const uint8_t *rows, facs_ink ink)
{
    const float left = floorf(x) - 1, top = floorf(y) - 1;
    float cover[GLYPH_WIDTH * GLYPH_HEIGHT];
    glyph made = {.rows = rows,
                  .dot = dot,
                  .width = (int)(dot * FACS_FONT_WIDTH) + 2 * AROUND,
                  .height = (int)(dot * FACS_FONT_HEIGHT) + 2 * AROUND,
                  .cover = cover};
    for (int i = 0; i < made.width * made.height; i++)
        cover[i] = 0;
    for (int row = 0; row < FACS_FONT_HEIGHT; row++)
        for (int column = 0; column < FACS_FONT_WIDTH; column++)
            if (is_set(rows, row, column))
                add_strokes(&made, x - left - 0.5f, y - top - 0.5f, row, column);
    for (int row = 0; row < made.height; row++)
        for (int column = 0; column < made.width; column++) {
            const int px = (int)left + column, py = (int)top + row;
            const float share = cover[row * made.width + column];
            if (share > 0 && px >= 0 && px < to->width && py >= 0 && py < to->height)
                blend(to, px, py, ink, share);
        }
}

void facs_draw_text(facs_pixels *to, float x, float y, float dot, const char *text, facs_ink ink)
{
    if (!is_near(x) || !is_near(y) || !(dot > 0) || !(dot <= DOT_MOST))
        return;
    for (; *text && x < (float)to->width; text++, x += dot * FACS_FONT_STEP) {
        const uint8_t *rows = facs_font_glyph(*text);
        if (rows)
            draw_glyph(to, x, y, dot, rows, ink);
    }
}
