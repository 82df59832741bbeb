/* A small font of capitals, digits and a few signs, as bits. */
#ifndef FACS_IMAGE_FONT_H
#define FACS_IMAGE_FONT_H

#include <stddef.h>
#include <stdint.h>

enum { FACS_FONT_WIDTH = 5, FACS_FONT_HEIGHT = 7, FACS_FONT_STEP = 6 /* from letter to letter */ };

/** FACS_FONT_HEIGHT rows of bits, the left pixel is the highest of five.  Small letters have the shape of capitals; NULL =
 *  a blank. */
const uint8_t *facs_font_glyph(char letter);

#endif
