/* What a person sees of a live run: the last result and how it goes, as lines of text for a window of any size. */
#ifndef FACSIMILE_CLI_LIVE_VIEW_H
#define FACSIMILE_CLI_LIVE_VIEW_H

#include <facsimile/facsimile.h>
#include <stdbool.h>

enum { LIVE_FACES = 4, LIVE_UNITS = 32, LIVE_LINE = 1024, LIVE_TEXT = 512 };

typedef struct live_unit {
    char name[16], meaning[64];
    int index; /* of facs_face.au_r */
} live_unit;

typedef struct live_face {
    int id;
    bool success, has_units;
    double confidence;
    double yaw, pitch, roll; /* degrees */
    double distance;         /* cm */
    double gaze[2];          /* degrees: to the image's right, down */
    bool has_gaze;
    double unit[LIVE_UNITS];
} live_face;

typedef struct live_view {
    char source[LIVE_TEXT]; /* what a terminal shows */
    bool many;              /* faces */
    bool utf8;              /* the terminal shows block characters */
    bool named;             /* the units are known */
    int units;
    live_unit unit[LIVE_UNITS];
    int faces;
    live_face face[LIVE_FACES];
    facs_live_statistics statistics;
    char trouble[LIVE_TEXT]; /* of the statistics */
    char message[LIVE_TEXT]; /* the last one; "" = none */
    const char *how_to_stop; /* "q: stop" */
} live_view;

typedef enum live_style { LIVE_PLAIN, LIVE_TITLE, LIVE_WARNING } live_style;

typedef struct live_line {
    char text[LIVE_LINE];
    live_style style;
} live_line;

/** `name` as a terminal shows it. */
void live_view_init(live_view *view, const char *name, bool many);
void live_view_take_result(live_view *view, const facs_result *result);
/** Learns the names of the units, too. */
void live_view_take_statistics(live_view *view, const facs_live_statistics *statistics);

/** At most `rows` lines, none of them wider than `columns`; how many. */
int live_view_draw(const live_view *view, int columns, int rows, live_line *lines);

/** All that matters in one line. */
void live_view_sum_up(const live_view *view, char text[LIVE_TEXT]);

#endif
