/* Pictures of results: what is inside a canvas. */
#ifndef FACS_DRAWING_DRAWING_H
#define FACS_DRAWING_DRAWING_H

#include "image/draw.h"

struct facs_canvas {
    facs_env env;
    facs_pixels pixels;
    int width, height; /**< of the picture as it was */
    int scale;         /**< pixels of the canvas for each of its */
    bool drawn;
};

/** How many pixels each of a picture of that size becomes, so that what is drawn on it can be read. */
int facs_canvas_scale_for(int width, int height);
/** The picture, scaled to this rectangle of `to`. */
void facs_draw_picture(facs_pixels *to, const facs_view *from, int left, int top, int width, int height);

/** Pixels with a picture on them. */
typedef struct facs_easel {
    facs_pixels *to;
    int width, height; /**< of the picture as it was, whose pixels coordinates are in */
    float scale;       /**< pixels for each of its */
    float left, top;   /**< where it begins */
} facs_easel;

/** Points, eyes, cube and gaze of a face.  `index` -1: there is only one.  `failed`: only its points, and grey. */
void facs_draw_face(const facs_easel *easel, const facs_drawing *face, int index, bool failed);

/** A colour for each face. */
uint32_t facs_face_colour(int index);

/** A line of text on a dark ground, as far in the picture as it has room. */
void facs_draw_words(facs_pixels *to, float x, float y, float dot, const char *text, facs_ink ink);

/* ---- the panel with the bars, at the right of the picture ---- */

enum { FACS_DRAWN_FACES = 12, FACS_DRAWN_BARS = 64, FACS_BAR_NAME = 8 };

/** A row for each action unit, a column for each face.  Sizes are pixels. */
typedef struct facs_panel {
    int rows, columns;
    char name[FACS_DRAWN_BARS][FACS_BAR_NAME];
    bool sides; /**< some are told apart by the person's own sides */
    float dot;  /**< of the letters */
    float bar;  /**< a whole bar, which is an intensity of 5 */
    int width, height;
} facs_panel;

/** The rows for these action units ("AU12"; "AU12L" and "AU12R" join the row of "AU12"), beside a picture of that size. */
facs_panel facs_panel_for(int width, int height, const char *const *names, int count, int columns);
/** Where the bars of a row begin, and how high its main one is. */
void facs_panel_bar(const facs_panel *panel, int row, int column, float at[2], float *height);
/** What stays the same: names, grounds of the bars.  At column `x`. */
void facs_draw_panel(facs_pixels *to, int x, const facs_panel *panel, const char *title, facs_ink ink);
/** The bars of face number `column`.  `index` is that of its colour, -1: there is only one.
 *  @param word  what its label numbers: "FACE", "PERSON" */
void facs_draw_bars(facs_pixels *to, int x, const facs_panel *panel, int column, const facs_drawing *face, int index,
                    const char *word);

/** PNG in memory; facs_free.  FACS_E_MEMORY. */
facs_status facs_png_write(const facs_env *env, const facs_pixels *bgr, uint8_t **bytes, size_t *count,
                           facs_error *error);

#endif
