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

enum { FACS_DRAWN_PANELS = 4, FACS_DRAWN_BARS = 64 };

/** Points, lines, axes and gaze of a face. */
void facs_draw_face(facs_canvas *canvas, const facs_drawing *face, int index);

/** A colour for each face. */
uint32_t facs_face_colour(int index);

/** One row of a panel: an action unit and, where they are told apart, its sides; NaN = not there. */
typedef struct facs_bar {
    char name[8];
    double both, left, right;
} facs_bar;

/** The rows of a face; how many there are of `bars`. */
int facs_bars_of(const facs_drawing *face, facs_bar bars[FACS_DRAWN_BARS]);

/** The size of a dot of the letters of `panels` panels of `rows` beside a picture of that size; how wide such a panel is,
 *  and how tall. */
int facs_panel_dot(int width, int height, int rows, int panels);
int facs_panel_width(int dot);
int facs_panel_height(int dot, int rows);
/** At column `x` of the canvas. */
void facs_draw_panel(facs_canvas *canvas, int x, int dot, const facs_drawing *face, int index, const facs_bar *bars,
                     int rows);

/** PNG in memory; facs_free.  FACS_E_MEMORY. */
facs_status facs_png_write(const facs_env *env, const facs_pixels *bgr, uint8_t **bytes, size_t *count,
                           facs_error *error);

#endif
