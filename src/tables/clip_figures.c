/* See clip_figures.h.
 *
 * Intensities are written with two decimals from 0 to 5, so that counts of 501 values say where every percentile is, exactly, in
 * a memory that does not grow with the clip.  Mean and squares by Welford's recurrence.
 *
 *   active   a row with success in which the presence is 1; without a column of presence: the intensity is 1 or more
 *   event    so many active rows of a person in a row.  A row without success ends it, and so does a frame without a row
 *            of the person: the number of the frame is further on than the smallest step of frame numbers until then
 *   seconds  rows * step * (last time - first time) / (last frame - first frame) */
#include "tables/clip_figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERSONS_MOST = 1000, FRAME, PERSON, TIME, SUCCESS, GENERAL };
static const double level = 1; /* intensity of an event where there is no presence */

/* ---- names ---- */

/* "AU12L_r": the length of what comes before the ending, which is 'r' or 'c'; 0 = it is no action unit */
static size_t unit_length(const char *name)
{
    if (strncmp(name, "AU", 2) != 0)
        return 0;
    size_t length = 2 + strspn(name + 2, "0123456789");
    if (length == 2)
        return 0;
    length += name[length] == 'L' || name[length] == 'R';
    const char *ending = name + length;
    return length < FACS_UNIT_NAME && (strcmp(ending, "_r") == 0 || strcmp(ending, "_c") == 0) ? length : 0;
}

static facs_unit *find_unit(facs_units *units, const char *name, size_t length)
{
    for (int i = 0; i < units->count; i++)
        if (strlen(units->item[i].name) == length && memcmp(units->item[i].name, name, length) == 0)
            return &units->item[i];
    return NULL;
}

/* NULL = there are too many */
static facs_unit *add_unit(facs_units *units, const char *name, size_t length)
{
    facs_unit made = {.intensity = false};
    memcpy(made.name, name, length);
    if (units->count == FACS_UNITS_MOST)
        return NULL;
    int at = units->count++;
    for (; at > 0 && strcmp(units->item[at - 1].name, made.name) > 0; at--)
        units->item[at] = units->item[at - 1];
    units->item[at] = made;
    return &units->item[at];
}

facs_status facs_units_add(facs_units *units, const facs_table *table, const char *path, facs_error *error)
{
    bool known = false;
    for (int64_t i = 0; i < facs_table_columns(table); i++) {
        const char *name = facs_table_name(table, i);
        const size_t length = unit_length(name);
        known = known || length > 0 || strcmp(name, "success") == 0 || strcmp(name, "confidence") == 0;
        if (length == 0)
            continue;
        facs_unit *unit = find_unit(units, name, length);
        if (!unit)
            unit = add_unit(units, name, length);
        if (!unit)
            return facs_fail(error, FACS_E_MEDIA, "%s: with it there are more than %d action units", path,
                             FACS_UNITS_MOST);
        if (name[length + 1] == 'r')
            unit->intensity = true;
        else
            unit->presence = true;
    }
    if (!known)
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: is no table of results: it has neither a column success nor one of an action unit", path);
    return FACS_OK;
}

/* ---- one clip ---- */

typedef struct reading {
    const char *path;
    facs_table *table;
    const facs_units *units;
    int64_t event_rows;
    facs_clip_figures *clip;
    int64_t general[GENERAL];                                      /* columns; -1 = there is none */
    int64_t intensity[FACS_UNITS_MOST], presence[FACS_UNITS_MOST]; /* likewise */
    double *value;                                                 /* of the row */
    double first_frame, last_frame, first_time, last_time, step;
    int64_t rows;
    bool persons; /* the number is that of a person, not of a face */
} reading;

static int64_t find_column(const facs_table *table, const char *name)
{
    for (int64_t i = 0; i < facs_table_columns(table); i++)
        if (strcmp(facs_table_name(table, i), name) == 0)
            return i;
    return -1;
}

static int64_t want(const reading *from, const char *name, const char *ending)
{
    char full[FACS_UNIT_NAME + 20];
    snprintf(full, sizeof full, "%s%s", name, ending);
    const int64_t column = find_column(from->table, full);
    if (column >= 0)
        facs_table_want(from->table, column, true);
    return column;
}

static void find_columns(reading *from)
{
    for (int64_t i = 0; i < facs_table_columns(from->table); i++)
        facs_table_want(from->table, i, false);
    from->general[FRAME] = want(from, "frame", "");
    from->general[PERSON] = want(from, "person", "");
    from->persons = from->general[PERSON] >= 0;
    if (from->general[PERSON] < 0)
        from->general[PERSON] = want(from, "face_id", "");
    if (from->general[PERSON] < 0)
        from->general[PERSON] = want(from, "face", "");
    from->general[TIME] = want(from, "timestamp", "");
    from->general[SUCCESS] = want(from, "success", "");
    for (int i = 0; i < from->units->count; i++) {
        from->intensity[i] = want(from, from->units->item[i].name, "_r");
        from->presence[i] = want(from, from->units->item[i].name, "_c");
    }
}

static double general(const reading *from, int which, double otherwise)
{
    return from->general[which] < 0 ? otherwise : from->value[from->general[which]];
}

static facs_status impossible(const reading *from, const char *name, const char *ending, double value,
                              const char *allowed, facs_error *error)
{
    return facs_fail(error, FACS_E_MEDIA, "%s: line %lld: %s%s is %g: %s", from->path,
                     (long long)facs_table_line(from->table), name, ending, value, allowed);
}

/* the person of that number, who may be new; NULL and *status */
static facs_person_figures *find_person(const reading *from, int64_t id, facs_status *status, facs_error *error)
{
    facs_clip_figures *clip = from->clip;
    int64_t at = clip->persons;
    while (at > 0 && clip->person[at - 1]->id >= id)
        at--;
    if (at < clip->persons && clip->person[at]->id == id)
        return clip->person[at];
    const size_t pointer = sizeof(void *); /* persons lie elsewhere */
    if (clip->persons == PERSONS_MOST) {
        *status = facs_fail(error, FACS_E_MEDIA, "%s: line %lld: there are more than %d persons", from->path,
                            (long long)facs_table_line(from->table), PERSONS_MOST);
        return NULL;
    }
    if (clip->persons == clip->room) {
        const int64_t room = clip->room ? 2 * clip->room : 4;
        void *more = facs_regrow(&clip->env, clip->person, (size_t)clip->room * pointer, (size_t)room * pointer);
        if (more) {
            clip->person = more;
            clip->room = room;
        }
    }
    facs_person_figures *made =
        clip->persons < clip->room
            ? facs_calloc(&clip->env, 1, sizeof *made + (size_t)from->units->count * sizeof made->unit[0])
            : NULL;
    if (!made) {
        *status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", from->path);
        return NULL;
    }
    made->id = id;
    memmove(clip->person + at + 1, clip->person + at, (size_t)(clip->persons - at) * pointer);
    clip->person[at] = made;
    clip->persons++;
    return made;
}

static void add_intensity(facs_unit_figures *unit, double value)
{
    const double apart = value - unit->mean;
    unit->values++;
    unit->mean += apart / (double)unit->values;
    unit->squares += apart * (value - unit->mean);
    unit->bin[lround(100 * value)]++;
}

/* a row with success */
static facs_status add_unit_row(const reading *from, int index, facs_unit_figures *unit, facs_error *error)
{
    const char *name = from->units->item[index].name;
    const int64_t r = from->intensity[index], c = from->presence[index];
    const double intensity = r < 0 ? (double)NAN : from->value[r], presence = c < 0 ? (double)NAN : from->value[c];
    if (!isnan(intensity)) {
        if (!(intensity > -0.005 && intensity < 5.005))
            return impossible(from, name, "_r", intensity, "intensities are from 0 to 5", error);
        add_intensity(unit, intensity);
    }
    if (!isnan(presence)) {
        if (presence < 0 || presence > 1 || (presence > 0 && presence < 1))
            return impossible(from, name, "_c", presence, "presences are 0 or 1", error);
        unit->decided++;
        unit->present += presence > 0;
    }
    const bool active = c < 0 ? intensity >= level : presence > 0;
    unit->active = active ? unit->active + 1 : 0;
    unit->events += active && unit->active == from->event_rows;
    return FACS_OK;
}

static void follow_frames(reading *from, double frame, double time)
{
    const double step = frame - from->last_frame;
    if (from->rows == 0) {
        from->first_frame = frame;
        from->first_time = time;
    } else if (step > 0 && (from->step <= 0 || step < from->step)) {
        from->step = step;
    }
    from->last_frame = frame;
    from->last_time = time;
}

static facs_status add_row(reading *from, facs_error *error)
{
    static const char number[] = "it is a whole number from 0 to 2147483647";
    facs_status status = FACS_OK;
    const double frame = general(from, FRAME, (double)from->rows), id = general(from, PERSON, 0);
    if (!(frame >= 0 && frame <= INT32_MAX))
        return impossible(from, "frame", "", frame, number, error);
    const bool nobody = from->persons && id == -1; /* it was gone before anybody could tell who it was */
    if (!nobody && (!(id >= 0 && id <= INT32_MAX) || floor(id) < id))
        return impossible(from, "the number of the face", "", id, number, error);
    follow_frames(from, frame, general(from, TIME, (double)NAN));
    if (nobody) {
        from->rows++;
        return FACS_OK;
    }
    facs_person_figures *person = find_person(from, (int64_t)id, &status, error);
    if (!person)
        return status;
    const bool valid = general(from, SUCCESS, 1) > 0;
    const bool gap = person->rows > 0 && frame - person->last_frame > from->step && from->step > 0;
    person->last_frame = frame;
    person->rows++;
    person->valid += valid;
    from->rows++;
    for (int i = 0; i < from->units->count && status == FACS_OK; i++) {
        if (gap || !valid)
            person->unit[i].active = 0;
        if (valid)
            status = add_unit_row(from, i, &person->unit[i], error);
    }
    return status;
}

facs_status facs_clip_figures_read(const char *path, const facs_units *units, int64_t event_rows,
                                   facs_clip_figures *clip, facs_error *error)
{
    reading from = {.path = path, .units = units, .event_rows = event_rows, .clip = clip};
    facs_status status = facs_table_open(&clip->env, path, &from.table, error);
    if (status != FACS_OK)
        return status;
    find_columns(&from);
    from.value = facs_calloc(&clip->env, (size_t)facs_table_columns(from.table), sizeof *from.value);
    if (!from.value)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    while (status == FACS_OK) {
        status = facs_table_next(from.table, from.value, error);
        if (status == FACS_OK)
            status = add_row(&from, error);
    }
    if (status == FACS_END)
        status = from.rows > 0 ? FACS_OK : facs_fail(error, FACS_E_EMPTY, "%s: has no rows", path);
    const double frames = from.last_frame - from.first_frame, time = from.last_time - from.first_time;
    clip->row_seconds = frames > 0 && time > 0 ? from.step * time / frames : (double)NAN;
    facs_free(&clip->env, from.value);
    facs_table_close(&from.table);
    return status;
}

void facs_clip_figures_free(facs_clip_figures *clip)
{
    for (int64_t i = 0; i < clip->persons; i++)
        facs_free(&clip->env, clip->person[i]);
    facs_free(&clip->env, clip->person);
    clip->person = NULL;
    clip->persons = clip->room = 0;
}

/* ---- what comes of it ---- */

double facs_unit_sd(const facs_unit_figures *unit)
{
    return unit->values > 1 ? sqrt(unit->squares / (double)(unit->values - 1)) : (double)NAN;
}

/* the value with so many before it */
static double ranked(const facs_unit_figures *unit, int64_t rank)
{
    int64_t before = 0;
    for (int i = 0; i < FACS_INTENSITY_BINS; i++) {
        before += unit->bin[i];
        if (before > rank)
            return i / 100.0;
    }
    return (double)NAN;
}

double facs_unit_quantile(const facs_unit_figures *unit, double part)
{
    if (unit->values == 0)
        return (double)NAN;
    const double place = part * (double)(unit->values - 1), whole = floor(place);
    const double low = ranked(unit, (int64_t)whole);
    return place > whole ? low + (place - whole) * (ranked(unit, (int64_t)whole + 1) - low) : low;
}
