/* See clip_rows.h.
 *
 * Rows of persons may be mixed in any order; they lie in blocks of rows, one value of each column after the other, so that
 * nothing is copied while a table is read and a person seen briefly takes little. */
#include "tables/clip_rows.h"

#include "tables/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERSONS_MOST = 1000, COLUMNS_MOST = 1000, FRAME, PERSON, TIME, SUCCESS, GENERAL };
static const double pixels_most = 1e6; /* beyond that a point is nowhere */

typedef struct reading {
    const char *path;
    facs_table *table;
    facs_clip_rows *clip;
    int64_t general[GENERAL]; /* columns; -1 = there is none */
    int64_t success[2];       /* of a mirrored face */
    bool persons;             /* the number is that of a person */
    bool still;               /* all rows are faces of one picture */
    double *value;            /* of the row */
    double *seen;             /* frames of all rows, and of the valid ones */
    double *good;
    int64_t room, seen_count, good_count;
} reading;

/* ---- columns ---- */

static bool fits(const char *name, const char *start, size_t *rest)
{
    *rest = strlen(start);
    return strncmp(name, start, *rest) == 0;
}

/* "AU12" of "AU12L_r"; the length, 0 = it is no action unit */
static size_t unit_length(const char *name)
{
    const size_t digits = strncmp(name, "AU", 2) == 0 ? strspn(name + 2, "0123456789") : 0;
    return digits > 0 && digits + 2 < FACS_CLIP_UNIT ? digits + 2 : 0;
}

static bool is_unit(const char *name, facs_clip_column *column)
{
    static const struct {
        const char *ending, *usual;
        facs_clip_group group;
        char side;
    } endings[] = {{"_r", "_r", FACS_CLIP_AU_R, 0},       {"_c", "_c", FACS_CLIP_AU_C, 0},
                   {"L_r", "L_r", FACS_CLIP_SIDE, 'L'},   {"R_r", "R_r", FACS_CLIP_SIDE, 'R'},
                   {"_left", "L_r", FACS_CLIP_SIDE, 'L'}, {"_right", "R_r", FACS_CLIP_SIDE, 'R'}};
    const size_t length = unit_length(name);
    for (size_t i = 0; length > 0 && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(name + length, endings[i].ending) == 0) {
            snprintf(column->unit, sizeof column->unit, "%.*s", (int)length, name);
            snprintf(column->name, sizeof column->name, "%s%s", column->unit, endings[i].usual);
            column->group = endings[i].group;
            column->side = endings[i].side;
            return true;
        }
    return false;
}

static bool is_other(const char *name, facs_clip_column *column)
{
    static const struct {
        const char *start;
        facs_clip_group group;
        bool numbered; /* digits follow, and nothing else */
    } starts[] = {{"pose_Tx", FACS_CLIP_POSE, false},
                  {"pose_Ty", FACS_CLIP_POSE, false},
                  {"pose_Tz", FACS_CLIP_POSE, false},
                  {"pose_Rx", FACS_CLIP_POSE, false},
                  {"pose_Ry", FACS_CLIP_POSE, false},
                  {"pose_Rz", FACS_CLIP_POSE, false},
                  {"head_yaw", FACS_CLIP_POSE, false},
                  {"gaze_0_x", FACS_CLIP_GAZE, false},
                  {"gaze_0_y", FACS_CLIP_GAZE, false},
                  {"gaze_1_x", FACS_CLIP_GAZE, false},
                  {"gaze_1_y", FACS_CLIP_GAZE, false},
                  {"gaze_angle_x", FACS_CLIP_GAZE, false},
                  {"gaze_angle_y", FACS_CLIP_GAZE, false},
                  {"gaze_head_angle_x", FACS_CLIP_GAZE, false},
                  {"gaze_head_angle_y", FACS_CLIP_GAZE, false},
                  {"gaze_screen_x", FACS_CLIP_GAZE, false},
                  {"gaze_screen_y", FACS_CLIP_GAZE, false},
                  {"confidence", FACS_CLIP_CONFIDENCE, false},
                  {"success", FACS_CLIP_SUCCESS, false},
                  {"x_", FACS_CLIP_X, true},
                  {"y_", FACS_CLIP_Y, true}};
    for (size_t i = 0, rest; i < sizeof starts / sizeof *starts; i++) {
        if (!fits(name, starts[i].start, &rest) || strlen(name) >= FACS_CLIP_NAME)
            continue;
        const size_t digits = strspn(name + rest, "0123456789");
        if (name[rest + digits] || (digits > 0) != starts[i].numbered)
            continue;
        snprintf(column->name, sizeof column->name, "%s", name);
        column->group = starts[i].group;
        return true;
    }
    return false;
}

/* of a side that is only told of mirrored faces, that of the whole face */
static const facs_schema_line *line_of(const facs_clip_column *column)
{
    char whole[FACS_CLIP_NAME];
    const facs_schema_line *line = column->group == FACS_CLIP_X   ? facs_schema_find("x_")
                                   : column->group == FACS_CLIP_Y ? facs_schema_find("y_")
                                                                  : facs_schema_find(column->name);
    snprintf(whole, sizeof whole, "%s_r", column->unit);
    return !line && column->unit[0] ? facs_schema_find(whole) : line;
}

static int64_t find_general(const reading *from, const char *name)
{
    for (int64_t i = 0; i < facs_table_columns(from->table); i++)
        if (strcmp(facs_table_name(from->table, i), name) == 0) {
            facs_table_want(from->table, i, true);
            return i;
        }
    return -1;
}

static void find_generals(reading *from)
{
    from->general[FRAME] = find_general(from, "frame");
    from->general[PERSON] = find_general(from, "person");
    from->persons = from->general[PERSON] >= 0;
    if (!from->persons)
        from->general[PERSON] = find_general(from, "face_id");
    if (from->general[PERSON] < 0) {
        from->general[PERSON] = find_general(from, "face");
        from->still = from->general[PERSON] >= 0 && from->general[FRAME] < 0;
    }
    from->general[TIME] = find_general(from, "timestamp");
    from->general[SUCCESS] = find_general(from, "success");
    from->success[0] = find_general(from, "success_left");
    from->success[1] = find_general(from, "success_right");
    from->clip->mirrored = from->success[0] >= 0 && from->success[1] >= 0;
    from->clip->called = from->persons ? "Person" : "Face";
    from->clip->numbered = from->general[FRAME] >= 0;
}

static facs_status find_columns(reading *from, facs_error *error)
{
    facs_clip_rows *clip = from->clip;
    const int64_t count = facs_table_columns(from->table);
    bool known = false;
    clip->column = facs_calloc(&clip->env, COLUMNS_MOST, sizeof *clip->column);
    if (!clip->column)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", from->path);
    for (int64_t i = 0; i < count; i++)
        facs_table_want(from->table, i, false);
    find_generals(from);
    for (int64_t i = 0; i < count; i++) {
        facs_clip_column column = {.source = i};
        const char *name = facs_table_name(from->table, i);
        if (!is_unit(name, &column) && !is_other(name, &column))
            continue;
        if (clip->columns == COLUMNS_MOST)
            return facs_fail(error, FACS_E_MEDIA, "%s: has more than %d columns of results", from->path, COLUMNS_MOST);
        known =
            known || column.group <= FACS_CLIP_SIDE || strcmp(name, "success") == 0 || strcmp(name, "confidence") == 0;
        column.line = line_of(&column);
        facs_table_want(from->table, i, true);
        clip->column[clip->columns++] = column;
    }
    if (!known)
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: is no table of results: it has neither a column success nor one of an action unit",
                         from->path);
    return FACS_OK;
}

int64_t facs_clip_find(const facs_clip_rows *clip, facs_clip_group group, const char *unit, char side)
{
    for (int64_t i = 0; i < clip->columns; i++)
        if (clip->column[i].group == group && clip->column[i].side == side && strcmp(clip->column[i].unit, unit) == 0)
            return i;
    return -1;
}

/* ---- persons ---- */

static facs_status no_memory(const reading *from, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory after %lld rows", from->path,
                     (long long)from->clip->rows);
}

/* room for one more of `count`, doubled; false = no memory */
static bool make_room(const facs_env *env, void **list, int64_t count, int64_t *room, size_t size)
{
    if (count < *room)
        return true;
    const int64_t wanted = *room ? 2 * *room : 4;
    void *more = facs_regrow(env, *list, (size_t)*room * size, (size_t)wanted * size);
    if (!more)
        return false;
    *list = more;
    *room = wanted;
    return true;
}

/* the person of that number, who may be new; NULL and *status */
static facs_clip_person *find_person(const reading *from, int64_t id, facs_status *status, facs_error *error)
{
    facs_clip_rows *clip = from->clip;
    int64_t at = clip->persons;
    while (at > 0 && clip->person[at - 1]->id >= id)
        at--;
    if (at < clip->persons && clip->person[at]->id == id)
        return clip->person[at];
    if (clip->persons == PERSONS_MOST) {
        *status = facs_fail(error, FACS_E_MEDIA, "%s: line %lld: there are more than %d persons", from->path,
                            (long long)facs_table_line(from->table), PERSONS_MOST);
        return NULL;
    }
    void *list = clip->person;
    const size_t pointer = sizeof(void *); /* persons lie elsewhere */
    facs_clip_person *made = make_room(&clip->env, &list, clip->persons, &clip->room, pointer)
                                 ? facs_calloc(&clip->env, 1, sizeof *made)
                                 : NULL;
    clip->person = list;
    if (!made) {
        *status = no_memory(from, error);
        return NULL;
    }
    made->id = id;
    memmove(clip->person + at + 1, clip->person + at, (size_t)(clip->persons - at) * pointer);
    clip->person[at] = made;
    clip->persons++;
    return made;
}

/* where the values of a new row go; NULL = no memory */
static float *add_row(const facs_clip_rows *clip, facs_clip_person *person)
{
    const facs_env *env = &clip->env;
    const int64_t in_block = person->rows % FACS_CLIP_BLOCK;
    if (person->rows == person->room) {
        const size_t old = (size_t)person->room, room = old ? 2 * old : FACS_CLIP_BLOCK;
        void *time = facs_regrow(env, person->time, old * sizeof *person->time, room * sizeof *person->time);
        if (!time)
            return NULL;
        person->time = time;
        void *frame = facs_regrow(env, person->frame, old * sizeof *person->frame, room * sizeof *person->frame);
        if (!frame)
            return NULL;
        person->frame = frame;
        const size_t pointer = sizeof(void *);
        void *block =
            facs_regrow(env, person->block, old / FACS_CLIP_BLOCK * pointer, room / FACS_CLIP_BLOCK * pointer);
        if (!block)
            return NULL;
        person->block = block;
        person->room = (int64_t)room;
    }
    if (in_block == 0) {
        float *made = facs_calloc(env, FACS_CLIP_BLOCK * (size_t)clip->columns, sizeof *made);
        if (!made)
            return NULL;
        person->block[person->blocks++] = made;
    }
    return person->block[person->blocks - 1] + in_block * clip->columns;
}

float facs_clip_value(const facs_clip_rows *clip, const facs_clip_person *person, int64_t column, int64_t row)
{
    return person->block[row / FACS_CLIP_BLOCK][row % FACS_CLIP_BLOCK * clip->columns + column];
}

void facs_clip_column_values(const facs_clip_rows *clip, const facs_clip_person *person, int64_t column, float *values)
{
    for (int64_t i = 0; i < person->rows; i++)
        values[i] = facs_clip_value(clip, person, column, i);
}

/* ---- rows ---- */

static double general(const reading *from, int which, double otherwise)
{
    return from->general[which] < 0 ? otherwise : from->value[from->general[which]];
}

static facs_status impossible(const reading *from, const char *name, double value, const char *allowed,
                              facs_error *error)
{
    return facs_fail(error, FACS_E_MEDIA, "%s: line %lld: %s is %g: %s", from->path,
                     (long long)facs_table_line(from->table), name, value, allowed);
}

static facs_status take_value(const reading *from, const facs_clip_column *column, bool valid, float *to,
                              facs_error *error)
{
    const double value = from->value[column->source];
    const bool always = column->group == FACS_CLIP_CONFIDENCE || column->group == FACS_CLIP_SUCCESS;
    *to = NAN;
    if (!isfinite(value) || (!valid && !always))
        return FACS_OK;
    if ((column->group == FACS_CLIP_AU_R || column->group == FACS_CLIP_SIDE) && !(value > -0.005 && value < 5.005))
        return impossible(from, facs_table_name(from->table, column->source), value, "intensities are from 0 to 5",
                          error);
    if ((column->group == FACS_CLIP_AU_C || always) && !(value >= 0 && value <= 1))
        return impossible(from, facs_table_name(from->table, column->source), value, "it is from 0 to 1", error);
    if ((column->group == FACS_CLIP_X || column->group == FACS_CLIP_Y) && !(fabs(value) < pixels_most))
        return FACS_OK;
    *to = (float)value;
    return FACS_OK;
}

static bool note_frame(reading *from, double frame, bool good)
{
    const facs_env *env = &from->clip->env;
    const size_t old = (size_t)from->room, room = old ? 2 * old : 4096;
    if (from->clip->rows == from->room) {
        void *seen = facs_regrow(env, from->seen, old * sizeof *from->seen, room * sizeof *from->seen);
        if (!seen)
            return false;
        from->seen = seen;
        void *valid = facs_regrow(env, from->good, old * sizeof *from->good, room * sizeof *from->good);
        if (!valid)
            return false;
        from->good = valid;
        from->room = (int64_t)room;
    }
    from->seen[from->seen_count++] = frame;
    if (good)
        from->good[from->good_count++] = frame;
    return true;
}

/* a mirrored face counts when both of its sides do */
static bool is_valid(const reading *from)
{
    if (from->clip->mirrored)
        return from->value[from->success[0]] > 0 && from->value[from->success[1]] > 0;
    return general(from, SUCCESS, 1) > 0;
}

static facs_status take_row(reading *from, facs_error *error)
{
    static const char number[] = "it is a whole number from 0 to 2147483647";
    facs_clip_rows *clip = from->clip;
    facs_status status = FACS_OK;
    const double frame = general(from, FRAME, from->still ? 0 : (double)clip->rows), id = general(from, PERSON, 0);
    if (!(frame >= 0 && frame <= INT32_MAX))
        return impossible(from, "frame", frame, number, error);
    const bool nobody = from->persons && id == -1; /* it was gone before anybody could tell who it was */
    if (!nobody && (!(id >= 0 && id <= INT32_MAX) || floor(id) < id))
        return impossible(from, "the number of the face", id, number, error);
    const bool valid = !nobody && is_valid(from);
    if (!note_frame(from, frame, valid))
        return no_memory(from, error);
    clip->rows++;
    if (nobody)
        return FACS_OK;
    facs_clip_person *person = find_person(from, (int64_t)id, &status, error);
    if (!person)
        return status;
    if (clip->numbered && person->rows > 0 && !(frame > person->frame[person->rows - 1]))
        return impossible(from, "frame", frame, "those of a face grow from row to row in a result of one video", error);
    float *to = add_row(clip, person);
    if (!to)
        return no_memory(from, error);
    person->frame[person->rows] = frame;
    person->time[person->rows] = general(from, TIME, (double)NAN);
    person->rows++;
    person->valid += valid;
    for (int64_t i = 0; i < clip->columns && status == FACS_OK; i++)
        status = take_value(from, &clip->column[i], valid, &to[i], error);
    return status;
}

/* ---- the whole ---- */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int64_t count_different(double *numbers, int64_t count)
{
    int64_t different = 0;
    if (count > 0)
        qsort(numbers, (size_t)count, sizeof *numbers, compare);
    for (int64_t i = 0; i < count; i++)
        different += i == 0 || numbers[i] > numbers[i - 1];
    return different;
}

static bool grows(const double *numbers, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (!isfinite(numbers[i]) || (i > 0 && !(numbers[i] > numbers[i - 1])))
            return false;
    return true;
}

/* times that cannot be used become numbers of frames, or of rows */
static void check_times(facs_clip_rows *clip)
{
    clip->timed = true;
    for (int64_t i = 0; i < clip->persons; i++)
        clip->timed = clip->timed && grows(clip->person[i]->time, clip->person[i]->rows);
    for (int64_t i = 0; i < clip->persons && !clip->timed; i++)
        for (int64_t j = 0; j < clip->person[i]->rows; j++)
            clip->person[i]->time[j] = clip->person[i]->frame[j];
}

static facs_status read_all(reading *from, facs_error *error)
{
    facs_clip_rows *clip = from->clip;
    facs_status status = find_columns(from, error);
    if (status != FACS_OK)
        return status;
    from->value = facs_calloc(&clip->env, (size_t)facs_table_columns(from->table), sizeof *from->value);
    if (!from->value)
        return no_memory(from, error);
    while ((status = facs_table_next(from->table, from->value, error)) == FACS_OK) {
        status = take_row(from, error);
        if (status != FACS_OK)
            return status;
    }
    if (status != FACS_END)
        return status;
    if (clip->persons == 0)
        return facs_fail(error, FACS_E_EMPTY, "%s: has no rows", from->path);
    clip->frames = count_different(from->seen, from->seen_count);
    clip->valid = count_different(from->good, from->good_count);
    clip->last_frame = from->seen[from->seen_count - 1];
    clip->from_zero = from->seen[0] < 1;
    check_times(clip);
    return FACS_OK;
}

facs_status facs_clip_rows_read(const char *path, facs_clip_rows *clip, facs_error *error)
{
    reading from = {.path = path, .clip = clip};
    facs_status status = facs_table_open(&clip->env, path, &from.table, error);
    if (status != FACS_OK)
        return status;
    status = read_all(&from, error);
    facs_free(&clip->env, from.value);
    facs_free(&clip->env, from.seen);
    facs_free(&clip->env, from.good);
    facs_table_close(&from.table);
    return status;
}

void facs_clip_rows_free(facs_clip_rows *clip)
{
    for (int64_t i = 0; i < clip->persons; i++) {
        facs_clip_person *person = clip->person[i];
        for (int64_t j = 0; j < person->blocks; j++)
            facs_free(&clip->env, person->block[j]);
        facs_free(&clip->env, person->block);
        facs_free(&clip->env, person->time);
        facs_free(&clip->env, person->frame);
        facs_free(&clip->env, person);
    }
    facs_free(&clip->env, clip->person);
    facs_free(&clip->env, clip->column);
    clip->person = NULL;
    clip->column = NULL;
    clip->persons = clip->room = clip->columns = 0;
}
