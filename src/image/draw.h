/* Drawing on 8-bit B G R pixels: edges are smooth, what is outside of the picture is left out, whatever the numbers. */
#ifndef FACS_IMAGE_DRAW_H
#define FACS_IMAGE_DRAW_H

#include "image/image.h"

/** 0xRRGGBB, and how much of what is below it hides, 0 to 1. */
typedef struct facs_ink {
    uint32_t colour;
    float cover;
} facs_ink;

/* Coordinates are pixels; whole numbers are their centres.  `to` has 3 channels.  Nothing is drawn where a number is not
 * finite. */

void facs_draw_disc(facs_pixels *to, float x, float y, float radius, facs_ink ink);
/** With round ends. */
void facs_draw_line(facs_pixels *to, const float from[2], const float end[2], float width, facs_ink ink);
/** A line with two strokes of the length `barb` at its end. */
void facs_draw_arrow(facs_pixels *to, const float from[2], const float end[2], float width, float barb, facs_ink ink);
/** Filled; `x`, `y` is its upper left corner. */
void facs_draw_box(facs_pixels *to, float x, float y, float width, float height, facs_ink ink);
/** Capitals of 5 x 7 dots of `dot` pixels, 6 dots from one to the next, with round strokes; `x`, `y` is the upper left
 *  corner.  `dot` is at most 16, else nothing is drawn. */
void facs_draw_text(facs_pixels *to, float x, float y, float dot, const char *text, facs_ink ink);

#endif
