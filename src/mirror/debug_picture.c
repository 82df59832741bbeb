/* See debug_picture.h. */
#include "mirror/debug_picture.h"

#include "image/draw.h"
#include "image/font.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* of a picture of 640 x 480; in larger ones all is as many times as large as such a picture fits into them */
enum { BANNER = 30, DOT = 2, LINE = 2, WIDTH = 640, HEIGHT = 480 };
enum { MARGIN = 4, SHADOW_FROM = 2 };
#define LONGEST_LINE "EXCESSIVE HEAD ROTATION -"
#define LONGEST LONGEST_LINE " MIRRORING AFFECTED"

static const facs_ink red = {0xff0000, 1}, white = {0xffffff, 1}, shadow = {0x000000, 0.6f};

/* words that a narrow picture has in two lines */
static const struct {
    facs_ink ink;
    const char *first, *second;
} banners[] = {
    [FACS_YAW_OPTIMAL] = {{0x009600, 1}, "OPTIMAL HEAD ROTATION", "FOR MIRRORING"},
    [FACS_YAW_ACCEPTABLE] = {{0xffa500, 1}, "ACCEPTABLE HEAD", "ROTATION"},
    [FACS_YAW_EXCESSIVE] = {{0xff0000, 1}, LONGEST_LINE, "MIRRORING AFFECTED"},
};

static int times_as_large(const facs_pixels *bgr)
{
    const int across = bgr->width / WIDTH, down = bgr->height / HEIGHT, least = across < down ? across : down;
    return least > 1 ? least : 1;
}

static float words_width(const char *words, float dot)
{
    return dot * ((float)strlen(words) * FACS_FONT_STEP - (FACS_FONT_STEP - FACS_FONT_WIDTH));
}

/* in the middle, with a shadow: white alone is hard to read on orange */
static void draw_words(facs_pixels *bgr, float y, float dot, const char *words)
{
    const float x = floorf(((float)bgr->width - words_width(words, dot)) / 2);
    if (dot >= SHADOW_FROM)
        facs_draw_text(bgr, x + dot / 2, y + dot / 2, dot, words, shadow);
    facs_draw_text(bgr, x, y, dot, words, white);
}

/* The banner looks the same for all words, so that it does not jump from frame to frame: as large as the longest allow,
 * in two lines where they do not fit into one. */
static void draw_banner(facs_pixels *bgr, facs_yaw_class class)
{
    const float room = (float)bgr->width - 2 * MARGIN;
    float dot = (float)(DOT * times_as_large(bgr));
    while (dot > 1 && words_width(LONGEST, dot) > room)
        dot -= 1;
    const bool one_line = words_width(LONGEST, dot) <= room;
    if (!one_line && words_width(LONGEST_LINE, dot) > room)
        dot = room > 0 ? room / words_width(LONGEST_LINE, 1) : 0;
    const float line = ceilf((FACS_FONT_HEIGHT + 3) * dot),
                height = one_line ? dot * BANNER / DOT : 2 * line + ceilf(3 * dot);
    char words[64];
    snprintf(words, sizeof words, "%s %s", banners[class].first, banners[class].second);
    facs_draw_box(bgr, 0, 0, (float)bgr->width, height, banners[class].ink);
    if (one_line || words_width(words, dot) <= room) {
        draw_words(bgr, floorf((height - FACS_FONT_HEIGHT * dot) / 2), dot, words);
        return;
    }
    draw_words(bgr, ceilf(3 * dot), dot, banners[class].first);
    draw_words(bgr, ceilf(3 * dot) + line, dot, banners[class].second);
}

static void draw_midline(const facs_midline *midline, facs_pixels *bgr)
{
    const float g[2] = {(float)trunc(midline->glabella[0]), (float)trunc(midline->glabella[1])};
    const float c[2] = {(float)trunc(midline->chin[0]), (float)trunc(midline->chin[1])};
    const float x = c[0] - g[0], y = c[1] - g[1], length = hypotf(x, y);
    if (!(length > 0))
        return;
    const float beyond = hypotf((float)bgr->width, (float)bgr->height) / length;
    facs_draw_line(bgr, (const float[2]){g[0] - beyond * x, g[1] - beyond * y},
                   (const float[2]){c[0] + beyond * x, c[1] + beyond * y}, (float)(LINE * times_as_large(bgr)), red);
}

void facs_mirror_debug(const facs_midline *midline, facs_pixels *bgr)
{
    const facs_yaw_class class = facs_yaw_classify(midline->has_yaw, midline->yaw);
    if (midline->known)
        draw_midline(midline, bgr);
    if (class != FACS_YAW_UNKNOWN)
        draw_banner(bgr, class);
}
