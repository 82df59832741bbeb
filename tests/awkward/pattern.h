/* The picture in the lossless files of the gallery: known at every pixel. */
#ifndef FACS_TESTS_PATTERN_H
#define FACS_TESTS_PATTERN_H

#include <stdint.h>

enum { PATTERN_WIDTH = 37, PATTERN_HEIGHT = 23 };

/* channel 0 red, 1 green, 2 blue, 3 alpha */
static inline uint8_t pattern(int x, int y, int channel)
{
    switch (channel) {
    case 0:
        return (uint8_t)(7 * x + 2 * y);
    case 1:
        return (uint8_t)(11 * y + 31);
    case 2:
        return (uint8_t)(x * y + 5);
    default:
        return (uint8_t)(x < 10 ? 0 : 255 - 3 * y); /* partly transparent, partly altogether */
    }
}

/* lower byte of the 16-bit files; the upper one is pattern() */
static inline uint8_t pattern_low(int x, int y)
{
    return (uint8_t)(x % 2 ? 255 - y : y);
}

static inline int pattern_index(int x, int y)
{
    return (x + 3 * y) % 16;
}

/* colour of palette entry `index` */
static inline uint8_t pattern_palette(int index, int channel)
{
    return (uint8_t)(channel == 0 ? 16 * index : channel == 1 ? 255 - 9 * index : 40 + index * index / 2);
}

#endif
