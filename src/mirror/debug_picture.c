/* See debug_picture.h. */
#include "mirror/debug_picture.h"

#include "image/draw.h"
#include "image/font.h"

#include <math.h>
#include <string.h>

/* of a picture of 640 x 480; in larger ones all is as many times as large as such a picture fits into them */
enum { BANNER = 30, DOT = 2, LINE = 2, WIDTH = 640, HEIGHT = 480 };

static const facs_ink red = {0xff0000, 1}, white = {0xffffff, 1};

/* words that a narrow picture has in two lines */
static const struct {
    facs_ink ink;
    const char *first, *second;
} banners[] = {
    [FACS_YAW_OPTIMAL] = {{0x009600, 1}, "OPTIMAL HEAD ROTATION", "FOR MIRRORING"},
    [FACS_YAW_ACCEPTABLE] = {{0xffa500, 1}, "ACCEPTABLE HEAD", "ROTATION"},
    [FACS_YAW_EXCESSIVE] = {{0xff0000, 1}, "EXCESSIVE HEAD ROTATION -", "MIRRORING AFFECTED"},
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

static void draw_centred(facs_pixels *bgr, float y, float dot, const char *words)
{
    facs_draw_text(bgr, floorf(((float)bgr->width - words_width(words, dot)) / 2), y, dot, words, white);
}

static void draw_banner(facs_pixels *bgr, facs_yaw_class class)
{
    char words[64] = "";
    strcat(strcat(strcpy(words, banners[class].first), " "), banners[class].second);
    const float width = (float)bgr->width, margin = 4;
    float dot = (float)(DOT * times_as_large(bgr));
    while (dot > 1 && words_width(words, dot) > width - 2 * margin)
        dot -= 1;
    if (words_width(words, dot) <= width - 2 * margin) {
        const float height = dot * (BANNER / DOT);
        facs_draw_box(bgr, 0, 0, width, height, banners[class].ink);
        draw_centred(bgr, floorf((height - FACS_FONT_HEIGHT * dot) / 2), dot, words);
        return;
    }
    const float longest = fmaxf(words_width(banners[class].first, 1), words_width(banners[class].second, 1));
    dot = fminf(1, (width - 2) / longest);
    const float line = ceilf((FACS_FONT_HEIGHT + 3) * dot), top = ceilf(3 * dot);
    facs_draw_box(bgr, 0, 0, width, top + 2 * line, banners[class].ink);
    draw_centred(bgr, top, dot, banners[class].first);
    draw_centred(bgr, top + line, dot, banners[class].second);
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
