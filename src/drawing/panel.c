/* Action units as bars, beside the picture. */
#include "drawing/drawing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* in dots of the letters */
enum {
    MARGIN = 4,
    NAME = 28,
    BAR_ALONE = 60,
    BAR = 30, /* of one of several faces */
    NUMBER = 22,
    ROW = 11,
    HEAD = 19,
    HEADING = 9, /* letters */
    FOOT = 12,
};
#define FULL 5.0 /* the largest intensity */
#define DOT_LEAST 1.0f
#define READABLE 1.5f
#define DOT_MOST 16.0f

static const facs_ink words = {0xe0e0e0, 1}, faint = {0x404040, 1}, left_ink = {0x53d769, 1}, right_ink = {0xffb347, 1};

/* "AU12L" -> 4 letters and a side */
static size_t split(const char *name, char *side)
{
    const size_t length = strlen(name);
    const char last = length > 3 ? name[length - 1] : '\0';
    const bool is_side = (last == 'L' || last == 'R') && name[length - 2] >= '0' && name[length - 2] <= '9';
    *side = is_side ? last : '\0';
    return length - is_side;
}

static bool has_row(const facs_panel *panel, const char *name, size_t length)
{
    for (int i = 0; i < panel->rows; i++)
        if (strlen(panel->name[i]) == length && strncmp(panel->name[i], name, length) == 0)
            return true;
    return false;
}

static float column_width(const facs_panel *panel)
{
    return panel->bar + panel->dot * (MARGIN + NUMBER);
}

facs_panel facs_panel_for(int width, int height, const char *const *names, int count, int columns)
{
    facs_panel panel = {.columns = columns < 1 ? 1 : columns < FACS_DRAWN_FACES ? columns : FACS_DRAWN_FACES};
    for (int i = 0; i < count; i++) {
        char side = '\0';
        const size_t length = names[i] ? split(names[i], &side) : 0;
        panel.sides = panel.sides || side;
        if (length > 0 && length < FACS_BAR_NAME && panel.rows < FACS_DRAWN_BARS && !has_row(&panel, names[i], length))
            memcpy(panel.name[panel.rows++], names[i], length);
    }
    if (panel.rows == 0)
        return panel;
    const int bar = panel.columns == 1 ? BAR_ALONE : BAR,
              across = NAME + panel.columns * (bar + MARGIN + NUMBER) + MARGIN;
    const float by_height = (float)height / (float)(ROW * panel.rows + HEAD + FOOT);
    /* several faces: less wide than the picture, if that can be read */
    const float share = (float)width / (float)across, side = (float)(width < height ? width : height);
    const float by_width =
        panel.columns == 1 ? (float)width / 400.0f : fmaxf(fmaxf(0.6f * share, fminf(side / 500.0f, share)), READABLE);
    const float dot = fminf(fminf(by_height, by_width), DOT_MOST);
    panel.dot = fmaxf(dot, DOT_LEAST);
    panel.bar = panel.dot * (float)bar;
    panel.width = (int)ceilf(panel.dot * (MARGIN + NAME) + (float)panel.columns * column_width(&panel));
    panel.height = (int)ceilf(panel.dot * (float)(HEAD + ROW * panel.rows + FOOT));
    return panel;
}

void facs_panel_bar(const facs_panel *panel, int row, int column, float at[2], float *height)
{
    at[0] = roundf(panel->dot * (MARGIN + NAME) + (float)column * column_width(panel));
    at[1] = roundf(panel->dot * (float)(HEAD + ROW * row));
    *height = roundf(panel->dot * (panel->sides ? 4 : 7));
}

void facs_draw_panel(facs_pixels *to, int x, const facs_panel *panel, const char *title, facs_ink ink)
{
    const float dot = panel->dot, left = (float)x + roundf(dot * MARGIN);
    facs_draw_box(to, (float)x, 0, (float)(to->width - x), (float)to->height, (facs_ink){0x202020, 1});
    facs_draw_text(to, left, roundf(5 * dot), dot, title, ink);
    for (int row = 0; row < panel->rows; row++)
        for (int column = 0; column < panel->columns; column++) {
            float at[2], height;
            facs_panel_bar(panel, row, column, at, &height);
            if (column == 0)
                facs_draw_text(to, left, at[1], dot, panel->name[row], words);
            facs_draw_box(to, (float)x + at[0], at[1], panel->bar, height, faint);
        }
    if (panel->sides) {
        const float y = roundf(dot * (float)(HEAD + ROW * panel->rows + 2));
        facs_draw_text(to, left, y, dot, "OWN LEFT", left_ink);
        facs_draw_text(to, left + dot * 54, y, dot, "RIGHT", right_ink);
    }
}

static void draw_bar(facs_pixels *to, float x, float y, float width, float height, double value, facs_ink ink)
{
    const double share = !(value > 0) ? 0 : value > FULL ? 1 : value / FULL;
    facs_draw_box(to, x, y, width * (float)share, height, ink);
}

/* an action unit, and its sides; NaN = not there */
typedef struct unit {
    double both, left, right;
} unit;

static unit unit_of(const facs_drawing *face, const char *name)
{
    unit found = {.both = (double)NAN, .left = (double)NAN, .right = (double)NAN};
    const size_t length = strlen(name);
    for (int i = 0; i < face->au_count; i++) {
        char side = '\0';
        const char *given = face->au_names[i];
        if (!given || strncmp(given, name, length) != 0 || split(given, &side) != length)
            continue;
        *(side == 'L' ? &found.left : side == 'R' ? &found.right : &found.both) = face->au_values[i];
    }
    return found;
}

static void draw_unit(facs_pixels *to, int x, const facs_panel *panel, int row, int column, const unit *value,
                      facs_ink ink)
{
    const float dot = panel->dot;
    float at[2], height;
    char number[16];
    facs_panel_bar(panel, row, column, at, &height);
    at[0] += (float)x;
    draw_bar(to, at[0], at[1], panel->bar, height, value->both, ink);
    if (isfinite(value->left) || isfinite(value->right)) {
        const float thin = fmaxf(1, roundf(1.5f * dot));
        draw_bar(to, at[0], roundf(at[1] + 4.75f * dot), panel->bar, thin, value->left, left_ink);
        draw_bar(to, at[0], roundf(at[1] + 7 * dot), panel->bar, thin, value->right, right_ink);
    }
    const double shown = isfinite(value->both) ? value->both : fmax(value->left, value->right);
    snprintf(number, sizeof number, "%.1f", shown);
    if (isfinite(shown) && fabs(shown) < 100)
        facs_draw_text(to, roundf(at[0] + panel->bar + 3 * dot), at[1], dot, number, words);
}

void facs_draw_bars(facs_pixels *to, int x, const facs_panel *panel, int column, const facs_drawing *face, int index,
                    const char *word)
{
    const facs_ink ink = {facs_face_colour(index), 1};
    if (column >= panel->columns)
        return;
    if (index >= 0) {
        float at[2], height;
        char head[24];
        facs_panel_bar(panel, 0, column, at, &height);
        const char *label = face->label ? face->label : "";
        const bool wide = strlen(word) + strlen(label) >= HEADING; /* it would be over the next column */
        snprintf(head, sizeof head, "%.*s %.8s", wide ? 1 : 8, word, label);
        facs_draw_text(to, (float)x + at[0], roundf(5 * panel->dot), panel->dot, head, ink);
    }
    for (int row = 0; row < panel->rows; row++) {
        const unit value = unit_of(face, panel->name[row]);
        draw_unit(to, x, panel, row, column, &value, ink);
    }
}
