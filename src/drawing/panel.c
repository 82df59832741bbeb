/* Action units as bars, beside the picture. */
#include "drawing/drawing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* in dots of the letters */
enum { MARGIN = 4, NAME = 30, BAR = 60, NUMBER = 24, ROW = 11, HEAD = 18, FOOT = 12, READABLE = 2, DOT_MOST = 12 };
#define FULL 5.0 /* the largest intensity */

static const facs_ink words = {0xd8d8d8, 1}, faint = {0xffffff, 0.12f}, left_ink = {0x53d769, 1},
                      right_ink = {0xffb347, 1};

static facs_bar *bar_named(facs_bar *bars, int *rows, const char *name, size_t length)
{
    for (int i = 0; i < *rows; i++)
        if (strlen(bars[i].name) == length && strncmp(bars[i].name, name, length) == 0)
            return &bars[i];
    if (*rows == FACS_DRAWN_BARS || length == 0 || length >= sizeof bars->name)
        return NULL;
    facs_bar *bar = &bars[(*rows)++];
    *bar = (facs_bar){.both = (double)NAN, .left = (double)NAN, .right = (double)NAN};
    memcpy(bar->name, name, length);
    return bar;
}

int facs_bars_of(const facs_drawing *face, facs_bar bars[FACS_DRAWN_BARS])
{
    int rows = 0;
    for (int i = 0; i < face->au_count; i++) {
        const char *name = face->au_names[i];
        const size_t length = name ? strlen(name) : 0;
        const char last = length > 3 ? name[length - 1] : '\0';
        const bool side = (last == 'L' || last == 'R') && name[length - 2] >= '0' && name[length - 2] <= '9';
        facs_bar *bar = bar_named(bars, &rows, name, length - side);
        double *value = !bar ? NULL : !side ? &bar->both : last == 'L' ? &bar->left : &bar->right;
        if (value)
            *value = face->au_values[i];
    }
    return rows;
}

int facs_panel_dot(int width, int height, int rows, int panels)
{
    const int by_height = height / (ROW * rows + HEAD + FOOT), by_width = width / 280;
    const int together = width / (panels * facs_panel_width(1)); /* no wider than the picture, if that can be read */
    int dot = by_height < by_width ? by_height : by_width;
    if (dot > together)
        dot = together > READABLE ? together : READABLE;
    return dot < 1 ? 1 : dot > DOT_MOST ? DOT_MOST : dot;
}

int facs_panel_width(int dot)
{
    return dot * (MARGIN + NAME + BAR + MARGIN + NUMBER + MARGIN);
}

int facs_panel_height(int dot, int rows)
{
    return dot * (HEAD + ROW * rows + FOOT);
}

static bool has_sides(const facs_bar *bar)
{
    return isfinite(bar->left) || isfinite(bar->right);
}

static void draw_bar(facs_pixels *to, float x, float y, float width, float height, double value, facs_ink ink)
{
    const double share = !(value > 0) ? 0 : value > FULL ? 1 : value / FULL;
    facs_draw_box(to, x, y, width, height, faint);
    facs_draw_box(to, x, y, width * (float)share, height, ink);
}

static void draw_row(facs_pixels *to, float x, float y, float dot, const facs_bar *bar, facs_ink ink)
{
    const float start = x + dot * NAME, width = dot * BAR;
    char number[16];
    facs_draw_text(to, x, y, dot, bar->name, words);
    if (isfinite(bar->both))
        draw_bar(to, start, y, width, dot * (has_sides(bar) ? 4 : 7), bar->both, ink);
    if (has_sides(bar)) {
        draw_bar(to, start, y + 4.75f * dot, width, 1.5f * dot, bar->left, left_ink);
        draw_bar(to, start, y + 7 * dot, width, 1.5f * dot, bar->right, right_ink);
    }
    const double shown = isfinite(bar->both) ? bar->both : fmax(bar->left, bar->right);
    snprintf(number, sizeof number, "%.1f", shown);
    if (isfinite(shown) && fabs(shown) < 100)
        facs_draw_text(to, start + width + dot * MARGIN, y, dot, number, words);
}

void facs_draw_panel(facs_canvas *canvas, int column, int size, const facs_drawing *face, int index,
                     const facs_bar *bars, int rows)
{
    facs_pixels *to = &canvas->pixels;
    const float dot = (float)size, x = (float)column + dot * MARGIN;
    const facs_ink ink = {facs_face_colour(index), 1};
    char title[24] = "ACTION UNITS 0-5";
    if (index >= 0)
        snprintf(title, sizeof title, "FACE %.10s", face->label ? face->label : "");
    facs_draw_text(to, x, 5 * dot, dot, title, index >= 0 ? ink : words);
    bool sides = false;
    for (int i = 0; i < rows; i++) {
        draw_row(to, x, dot * (float)(HEAD + ROW * i), dot, &bars[i], ink);
        sides = sides || has_sides(&bars[i]);
    }
    if (sides) {
        const float y = dot * (float)(HEAD + ROW * rows + 2);
        facs_draw_text(to, x, y, dot, "OWN LEFT", left_ink);
        facs_draw_text(to, x + dot * 54, y, dot, "RIGHT", right_ink);
    }
}
