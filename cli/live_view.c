/* See live_view.h. */
#include "live_view.h"

#include "escape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHORT = 14 /* rows: lower windows have none to spare for how to stop */ };
static const double degrees = 57.29577951308232, strongest = 5, settled = 60 /* s of the face */;

/* ---- what is shown ---- */

/* does the terminal take UTF-8, as far as the environment says? */
static bool takes_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0]) {
            const char *dot = strchr(value, '.');
            return dot && (strncasecmp(dot + 1, "utf-8", 5) == 0 || strncasecmp(dot + 1, "utf8", 4) == 0);
        }
    }
    return false;
}

void live_view_init(live_view *view, const char *name, bool many)
{
    *view = (live_view){.many = many, .utf8 = takes_utf8(), .how_to_stop = ""};
    escape_text(name, view->source, sizeof view->source);
}

static void take_face(live_view *view, const facs_face *from, live_face *to)
{
    *to = (live_face){.id = from->person >= 0 ? from->person : from->face_id,
                      .success = from->success,
                      .confidence = (double)from->confidence};
    to->pitch = degrees * (double)from->pose[3];
    to->yaw = degrees * (double)from->pose[4];
    to->roll = degrees * (double)from->pose[5];
    to->distance = (double)from->pose[2] / 10;
    to->has_gaze = from->has_eyes;
    to->gaze[0] = degrees * (double)from->gaze_angle[0];
    to->gaze[1] = degrees * (double)from->gaze_angle[1];
    to->has_units = from->has_aus && from->success;
    for (int i = 0; i < view->units && to->has_units; i++)
        to->unit[i] = view->unit[i].index < from->au_r_count ? from->au_r[view->unit[i].index] : 0;
}

void live_view_take_result(live_view *view, const facs_result *result)
{
    view->faces = 0;
    for (int i = 0; i < result->face_count && view->faces < LIVE_FACES; i++)
        take_face(view, facs_result_face(result, i), &view->face[view->faces++]);
}

void live_view_take_statistics(live_view *view, const facs_live_statistics *statistics)
{
    facs_au_info info = {.size = sizeof info};
    view->statistics = *statistics;
    escape_text(statistics->trouble ? statistics->trouble : "", view->trouble, sizeof view->trouble);
    for (int i = 0;
         !view->named && view->units < LIVE_UNITS && facs_session_au(statistics->session, FACS_AU_INTENSITY, i, &info);
         i++) {
        if (info.side != FACS_SIDE_BOTH)
            continue;
        live_unit *unit = &view->unit[view->units++];
        snprintf(unit->name, sizeof unit->name, "%s", info.name);
        snprintf(unit->meaning, sizeof unit->meaning, "%s", info.meaning);
        unit->index = i;
    }
    view->named = true;
}

/* ---- lines ---- */

/* columns that a text takes: bytes that begin a character */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

/* cut to so many columns */
static void cut(char *text, int columns)
{
    for (; *text; text++) {
        if (((unsigned char)*text & 0xC0) != 0x80 && columns-- <= 0) {
            *text = '\0';
            return;
        }
    }
}

/* the end of a name, which tells more than its beginning */
static void keep_end(const char *name, int columns, char kept[LIVE_TEXT])
{
    int width = width_of(name);
    const bool whole = width <= columns;
    for (; width > columns - 2 && !whole; width--)
        for (name++; ((unsigned char)*name & 0xC0) == 0x80; name++) {
        }
    snprintf(kept, LIVE_TEXT, "%s%.*s", whole ? "" : "..", LIVE_TEXT - 3, name);
}

static void append(live_line *line, const char *text)
{
    const size_t used = strlen(line->text);
    snprintf(line->text + used, sizeof line->text - used, "%s", text);
}

static void pad(live_line *line, int columns)
{
    for (int width = width_of(line->text); width < columns; width++)
        append(line, " ");
}

/* parts with blanks between them, as many from the first on as fit */
static void join(live_line *line, const char *const *parts, int count, int columns)
{
    static const char between[] = "   ";
    for (int i = 0; i < count; i++) {
        if (!parts[i][0])
            continue;
        const int used = width_of(line->text), gap = used ? (int)sizeof between - 1 : 0;
        if (used && used + gap + width_of(parts[i]) > columns)
            break;
        append(line, used ? between : "");
        append(line, parts[i]);
    }
    cut(line->text, columns);
}

/* a bar of eighths of a column, or of '#' */
static void bar(live_line *line, double value, int columns, bool utf8)
{
    static const char *const part[] = {"",
                                       "\xE2\x96\x8F",
                                       "\xE2\x96\x8E",
                                       "\xE2\x96\x8D",
                                       "\xE2\x96\x8C",
                                       "\xE2\x96\x8B",
                                       "\xE2\x96\x8A",
                                       "\xE2\x96\x89"};
    const double share = value < 0 ? 0 : value > strongest ? 1 : value / strongest;
    const int eighths = (int)lrint(share * columns * 8);
    const int width = width_of(line->text) + columns;
    for (int i = 0; i < (utf8 ? eighths / 8 : (eighths + 4) / 8); i++)
        append(line, utf8 ? "\xE2\x96\x88" : "#");
    if (utf8)
        append(line, part[eighths % 8]);
    pad(line, width);
}

static void clock_text(double seconds, char *text, size_t room)
{
    const long whole = (long)seconds;
    snprintf(text, room, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

/* ---- parts of the picture ---- */

static void title(const live_view *view, live_line *line, int columns)
{
    char source[LIVE_TEXT], time[32], size[48] = "", pipeline[64];
    const facs_live_statistics *now = &view->statistics;
    clock_text(now->seconds, time, sizeof time);
    if (now->width > 0)
        snprintf(size, sizeof size, "%lld x %lld", (long long)now->width, (long long)now->height);
    snprintf(pipeline, sizeof pipeline, "pipeline %s", now->pipeline ? now->pipeline : "");
    keep_end(view->source, columns > 30 ? columns / 2 : columns, source);
    const char *const parts[] = {source, time, size, pipeline};
    join(line, parts, 4, columns);
    line->style = LIVE_TITLE;
}

static void speed(const live_view *view, live_line *line, int columns)
{
    const facs_live_statistics *now = &view->statistics;
    char rate[64], latency[64], dropped[64];
    snprintf(rate, sizeof rate, columns < 60 ? "%.0f/%.0f fps" : "%.1f of %.1f frames/s", now->out_rate, now->in_rate);
    snprintf(latency, sizeof latency, columns < 60 ? "%.0f ms, 99 %% %.0f" : "latency %.0f ms, 99 %% below %.0f ms",
             1e3 * now->latency_median, 1e3 * now->latency_p99);
    snprintf(dropped, sizeof dropped, columns < 60 ? "%lld drops" : "%lld dropped", (long long)now->dropped);
    const char *const parts[] = {rate, latency, dropped};
    join(line, parts, 3, columns);
}

/* what there is to say about the source, or the calibration */
static void state(const live_view *view, live_line *line, int columns)
{
    const facs_live_statistics *now = &view->statistics;
    char text[2 * LIVE_TEXT] = "";
    if (now->state == FACS_LIVE_WAITING)
        snprintf(text, sizeof text, "source lost; next try in %.0f s (%s)", ceil(now->wait), view->trouble);
    else if (now->state == FACS_LIVE_OPENING)
        snprintf(text, sizeof text, now->lost > 0 ? "source lost; trying again" : "opening the source");
    else if (now->results == 0)
        snprintf(text, sizeof text, "waiting for the first frame");
    else if (!now->calibrates)
        snprintf(text, sizeof text, "action units are not calibrated to persons");
    else if (now->person_seen < settled)
        snprintf(text, sizeof text,
                 columns < 70 ? "calibrating: %.0f of %.0f s"
                              : "calibrating: the face was seen for %.0f of %.0f s, until then action units drift",
                 now->person_seen, settled);
    else
        snprintf(text, sizeof text, "calibrated to the face");
    line->style = now->state == FACS_LIVE_WAITING ? LIVE_WARNING : LIVE_PLAIN;
    cut(text, columns);
    append(line, text);
}

static void face_line(const live_view *view, const live_face *face, live_line *line, int columns)
{
    char who[32] = "", sure[32], head[64], gaze[64] = "", far[32];
    if (view->many)
        snprintf(who, sizeof who, "face %d", face->id);
    if (!face->success) {
        const char *const parts[] = {who, view->many ? "lost" : "no face"};
        join(line, parts, 2, columns);
        return;
    }
    snprintf(sure, sizeof sure, columns < 60 ? "%.2f" : "confidence %.2f", face->confidence);
    snprintf(head, sizeof head, columns < 60 ? "head %+.0f %+.0f %+.0f" : "head yaw %+.0f pitch %+.0f roll %+.0f",
             face->yaw, face->pitch, face->roll);
    if (face->has_gaze)
        snprintf(gaze, sizeof gaze, "gaze %+.0f %+.0f", face->gaze[0], face->gaze[1]);
    snprintf(far, sizeof far, "%.0f cm", face->distance);
    const char *const parts[] = {who, sure, head, gaze, far};
    join(line, parts, 5, columns);
}

/* the strongest units of a face, in a line */
static void unit_line(const live_view *view, const live_face *face, live_line *line, int columns)
{
    bool told[LIVE_UNITS] = {false};
    static const double least = 0.5;
    append(line, " ");
    for (;;) {
        int best = -1;
        char text[64];
        for (int i = 0; i < view->units; i++)
            if (!told[i] && face->unit[i] >= least && (best < 0 || face->unit[i] > face->unit[best]))
                best = i;
        if (best < 0 || !face->has_units)
            break;
        told[best] = true;
        snprintf(text, sizeof text, " %s %.1f", view->unit[best].name, face->unit[best]);
        if (width_of(line->text) + width_of(text) > columns)
            break;
        append(line, text);
    }
}

/* a unit in a cell of so many columns: name, meaning where there is much room, bar, value */
static void unit_cell(const live_view *view, int index, int width, live_line *line)
{
    enum { NAME = 5, VALUE = 4, MEANING = 24, GAP = 2 };
    const live_face *face = view->faces > 0 ? &view->face[0] : NULL;
    const bool known = face && face->has_units;
    const int start = width_of(line->text);
    char text[96];
    snprintf(text, sizeof text, "%-*s", NAME, view->unit[index].name);
    append(line, text);
    if (width >= NAME + MEANING + VALUE + GAP + 10) {
        snprintf(text, sizeof text, "%-*.*s", MEANING, MEANING - 1, view->unit[index].meaning);
        append(line, text);
    }
    const int left = start + width - width_of(line->text) - VALUE - GAP;
    if (left >= 2)
        bar(line, known ? face->unit[index] : 0, left, view->utf8);
    if (known)
        snprintf(text, sizeof text, "%*.1f", VALUE, face->unit[index]);
    else
        snprintf(text, sizeof text, "%*s", VALUE, "-");
    append(line, text);
    pad(line, start + width);
}

/* all units in `rows` lines, column by column */
static int draw_units(const live_view *view, int columns, int rows, live_line *lines)
{
    enum { LEAST = 11 };
    if (view->units == 0 || rows < 1 || columns < LEAST)
        return 0;
    int across = (view->units + rows - 1) / rows;
    if (across > columns / LEAST)
        across = columns / LEAST;
    const int down = (view->units + across - 1) / across, used = down < rows ? down : rows, width = columns / across;
    for (int row = 0; row < used; row++)
        for (int column = 0; column < across; column++) {
            const int index = column * used + row;
            if (index < view->units)
                unit_cell(view, index, width < 76 ? width : 76, &lines[row]);
        }
    return used;
}

int live_view_draw(const live_view *view, int columns, int rows, live_line *lines)
{
    int count = 0;
    for (int i = 0; i < rows; i++)
        lines[i] = (live_line){.style = LIVE_PLAIN};
    if (rows < 1 || columns < 1)
        return 0;
    title(view, &lines[count++], columns);
    if (count < rows)
        speed(view, &lines[count++], columns);
    if (count < rows)
        state(view, &lines[count++], columns);
    if (count < rows && view->faces == 0)
        append(&lines[count++], "no face");
    for (int i = 0; i < view->faces && count < rows && (view->many || i == 0); i++) {
        face_line(view, &view->face[i], &lines[count++], columns);
        if (view->many && count < rows - 1)
            unit_line(view, &view->face[i], &lines[count++], columns);
    }
    const bool roomy = rows - count >= view->units + 3;
    count += roomy;
    const bool told = view->message[0] != '\0', last = told || rows >= SHORT;
    if (!view->many)
        count += draw_units(view, columns, rows - last - count, lines + count);
    count += roomy;
    if (count < rows && last) {
        append(&lines[count], told ? view->message : view->how_to_stop);
        lines[count++].style = told ? LIVE_WARNING : LIVE_PLAIN;
    }
    for (int i = 0; i < count; i++)
        cut(lines[i].text, columns);
    return count;
}

void live_view_sum_up(const live_view *view, char text[LIVE_TEXT])
{
    const facs_live_statistics *now = &view->statistics;
    const bool seen = view->faces > 0 && view->face[0].success;
    snprintf(text, LIVE_TEXT, "%.1f of %.1f frames a second, latency %.0f ms (99 %% below %.0f ms), %lld dropped%s",
             now->out_rate, now->in_rate, 1e3 * now->latency_median, 1e3 * now->latency_p99, (long long)now->dropped,
             seen ? "" : ", no face");
}
