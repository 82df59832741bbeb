/* See draw.h.  A pixel takes as much of the ink as the shape covers of it, told from the distance of its centre to the
 * shape's edge. */
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

void facs_draw_line(facs_pixels *to, const float from[2], const float end[2], float width, facs_ink ink)
{
    const float dx = end[0] - from[0], dy = end[1] - from[1], length2 = dx * dx + dy * dy, reach = width / 2 + 1;
    int across[2], down[2];
    if (!is_near(from[0]) || !is_near(from[1]) || !is_near(end[0]) || !is_near(end[1]) || !is_near(width) ||
        !clip(fminf(from[0], end[0]) - reach, fmaxf(from[0], end[0]) + reach, to->width, across) ||
        !clip(fminf(from[1], end[1]) - reach, fmaxf(from[1], end[1]) + reach, to->height, down))
        return;
    for (int y = down[0]; y <= down[1]; y++)
        for (int x = across[0]; x <= across[1]; x++) {
            const float px = (float)x - from[0], py = (float)y - from[1];
            float along = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
            along = along < 0 ? 0 : along > 1 ? 1 : along;
            const float distance = hypotf(px - along * dx, py - along * dy);
            if (distance < reach)
                blend(to, x, y, ink, width / 2 + 0.5f - distance);
        }
}

void facs_draw_disc(facs_pixels *to, float x, float y, float radius, facs_ink ink)
{
    const float centre[2] = {x, y};
    facs_draw_line(to, centre, centre, 2 * radius, ink);
}

void facs_draw_arrow(facs_pixels *to, const float from[2], const float end[2], float width, facs_ink ink)
{
    const float dx = end[0] - from[0], dy = end[1] - from[1], length = hypotf(dx, dy);
    const float barb = fminf(4 * width, 0.4f * length);
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

static void draw_glyph(facs_pixels *to, float x, float y, float dot, const uint8_t *rows, facs_ink ink)
{
    for (int row = 0; row < FACS_FONT_HEIGHT; row++)
        for (int column = 0; column < FACS_FONT_WIDTH; column++)
            if (rows[row] >> (FACS_FONT_WIDTH - 1 - column) & 1)
                facs_draw_box(to, x + dot * (float)column, y + dot * (float)row, dot, dot, ink);
}

void facs_draw_text(facs_pixels *to, float x, float y, float dot, const char *text, facs_ink ink)
{
    for (; *text && x < (float)to->width; text++, x += dot * FACS_FONT_STEP) {
        const uint8_t *rows = facs_font_glyph(*text);
        if (rows)
            draw_glyph(to, x, y, dot, rows, ink);
    }
}
