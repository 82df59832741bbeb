/* The part of the schema that a run fills, and where its values are. */
#include "result/layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* what only live results have, and the schema of files does not */
static const facs_field live[] = {
    {.name = "captured",
     .unit = "s",
     .meaning = "when the frame left the decoder or camera, since 1970 (UTC)",
     .frame = "",
     .count = 1,
     .decimals = 6,
     .source = FACS_FROM_CAPTURED},
    {.name = "latency",
     .unit = "s",
     .meaning = "from then until the result was there",
     .frame = "",
     .count = 1,
     .decimals = 6,
     .source = FACS_FROM_LATENCY},
};
enum { LIVE = sizeof live / sizeof live[0] };

static bool is_au(const facs_schema_line *from)
{
    return from->source == FACS_FROM_AU_R || from->source == FACS_FROM_AU_C || from->source == FACS_FROM_AU_RAW ||
           from->source == FACS_FROM_AU_BASELINE;
}

/* values of a line in faces of this shape, 0 = it is not there */
static int count_in(const facs_schema_line *from, const facs_face_shape *shape)
{
    switch (from->source) {
    case FACS_FROM_GAZE:
    case FACS_FROM_GAZE_ANGLE:
    case FACS_FROM_GAZE_HEAD:
        return shape->gaze || shape->eye_landmarks > 0;
    case FACS_FROM_EYES:
    case FACS_FROM_EYES_3D:
        return shape->eye_landmarks;
    case FACS_FROM_LANDMARKS:
    case FACS_FROM_LANDMARKS_3D:
        return shape->landmarks;
    case FACS_FROM_LOCAL:
        return shape->modes;
    case FACS_FROM_LANDMARKS_98:
        return shape->landmarks_98;
    case FACS_FROM_EMOTION:
        return from->part < shape->emotions;
    case FACS_FROM_LIKELIHOOD:
        return from->part < shape->likelihoods;
    case FACS_FROM_GAZE_SCREEN:
        return shape->gaze_screen;
    default:
        return 1;
    }
}

static bool is_series(const char *name)
{
    return name[strlen(name) - 1] == '_';
}

static void add_field(facs_layout *layout, const facs_schema_line *from, const char *name, int count, int part)
{
    int decimals = from->decimals[layout->rows];
    if (count > 0 && decimals >= 0)
        layout->field[layout->fields++] = (facs_field){.name = name,
                                                       .unit = from->unit,
                                                       .meaning = from->meaning,
                                                       .frame = from->frame,
                                                       .low = from->low,
                                                       .high = from->high,
                                                       .count = count,
                                                       .decimals = decimals,
                                                       .series = is_series(name),
                                                       .source = from->source,
                                                       .part = part};
}

/* The action units are the session's; the table says how their values are written. */
static void add_aus(facs_layout *layout, facs_source source, facs_au_kind kind, facs_au_lister *au, const void *cookie)
{
    const facs_schema_line *from = facs_schema_get(0);
    for (int i = 1; from && from->source != source; i++)
        from = facs_schema_get(i);
    facs_au_info info = {.size = sizeof info};
    for (int i = 0; from && au(cookie, kind, i, &info); i++) {
        const int before = layout->fields;
        const facs_schema_line *described = facs_schema_find(info.column);
        add_field(layout, from, info.column, 1, i);
        if (layout->fields > before)
            layout->field[before].meaning = described ? described->meaning : "";
    }
}

/* "AU12_raw", "AU12_baseline" of "AU12_r" */
static const facs_schema_line *find_beside(const char *intensity, const char *ending)
{
    char name[32];
    snprintf(name, sizeof name, "%.*s%s", (int)strcspn(intensity, "_"), intensity, ending);
    return facs_schema_find(name);
}

/* for each action unit both, side by side */
static void add_raw_aus(facs_layout *layout, int count, facs_au_lister *au, const void *cookie)
{
    facs_au_info info = {.size = sizeof info};
    for (int i = 0; i < count && au(cookie, FACS_AU_INTENSITY, i, &info); i++) {
        const facs_schema_line *raw = find_beside(info.column, "_raw");
        const facs_schema_line *baseline = find_beside(info.column, "_baseline");
        if (raw && baseline) {
            add_field(layout, raw, raw->name, 1, i);
            add_field(layout, baseline, baseline->name, 1, i);
        }
    }
}

facs_layout *facs_layout_create(const facs_env *env, facs_rows rows, const facs_face_shape *shape, facs_au_lister *au,
                                const void *cookie)
{
    size_t most = (size_t)shape->au_r + (size_t)shape->au_c + 2 * (size_t)shape->au_raw + LIVE;
    const facs_schema_line *from;
    for (int i = 0; facs_schema_get(i); i++)
        most++;
    facs_layout *layout = facs_calloc(env, 1, sizeof *layout + most * sizeof layout->field[0]);
    if (!layout)
        return NULL;
    layout->rows = rows;
    for (int i = 0; (from = facs_schema_get(i)) != NULL; i++)
        if (!is_au(from))
            add_field(layout, from, from->name, count_in(from, shape), from->part);
    add_aus(layout, FACS_FROM_AU_R, FACS_AU_INTENSITY, au, cookie);
    add_aus(layout, FACS_FROM_AU_C, FACS_AU_PRESENCE, au, cookie);
    add_raw_aus(layout, shape->au_raw, au, cookie);
    return layout;
}

void facs_layout_add_live(facs_layout *layout)
{
    layout->live = true;
    for (int i = 0; i < LIVE; i++)
        layout->field[layout->fields++] = live[i];
}

void facs_layout_drop(facs_layout *layout, facs_source source)
{
    int kept = 0;
    for (int i = 0; i < layout->fields; i++)
        if (layout->field[i].source != source)
            layout->field[kept++] = layout->field[i];
    layout->fields = kept;
}

void facs_layout_slots(facs_layout *layout)
{
    facs_layout_drop(layout, FACS_FROM_TRACK);
    facs_layout_drop(layout, FACS_FROM_PERSON);
    for (int i = 0; i < layout->fields; i++)
        if (layout->field[i].source == FACS_FROM_AU_C)
            layout->field[i].decimals = 1;
}

/* ---- what is asked for ---- */

static const char separators[] = ", ";

/* is `word` one of the list? */
static bool lists(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list + strspn(list, separators); *at; at += strspn(at, separators)) {
        const size_t here = strcspn(at, separators);
        if (here == length && strncmp(at, word, length) == 0)
            return true;
        at += here;
    }
    return false;
}

static const char everything[] = "all"; /* but what is there by its own word only */

static bool is_choice(const char *word, size_t length)
{
    const facs_schema_line *from;
    if (length == strlen(everything) && strncmp(word, everything, length) == 0)
        return true;
    for (int i = 0; (from = facs_schema_get(i)) != NULL; i++) {
        const char *choice = facs_schema_choice(from->source);
        if (length > 0 && strlen(choice) == length && strncmp(choice, word, length) == 0)
            return true;
    }
    return false;
}

facs_status facs_layout_choose(facs_layout *layout, const char *columns, facs_error *error)
{
    const bool chosen = columns != NULL;
    columns = chosen ? columns : everything;
    for (const char *at = columns + strspn(columns, separators); *at; at += strspn(at, separators)) {
        const size_t length = strcspn(at, separators);
        if (!is_choice(at, length))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "columns (--columns): '%.*s' is none of au, pose, gaze, 2d, 3d, eyes, pdm, likelihood, "
                             "gaze-head, raw, all (with commas "
                             "between them)",
                             (int)length, at);
        at += length;
    }
    const bool all = lists(columns, everything);
    int kept = 0;
    for (int i = 0; i < layout->fields; i++) {
        const facs_source source = layout->field[i].source;
        const char *choice = facs_schema_choice(source);
        if (!choice[0] || lists(columns, choice) || (all && !facs_schema_on_request(source)))
            layout->field[kept++] = layout->field[i];
    }
    layout->fields = kept;
    layout->chosen = chosen;
    return FACS_OK;
}

bool facs_layout_asks_raw(const char *columns)
{
    return columns && lists(columns, facs_schema_choice(FACS_FROM_AU_RAW));
}

bool facs_layout_lacks(const facs_layout *layout, const char *columns, char *word, size_t room)
{
    for (const char *at = columns + strspn(columns, separators); *at; at += strspn(at, separators)) {
        const size_t length = strcspn(at, separators);
        bool there = length == strlen(everything) && strncmp(at, everything, length) == 0;
        for (int i = 0; i < layout->fields && !there; i++) {
            const char *choice = facs_schema_choice(layout->field[i].source);
            there = strlen(choice) == length && strncmp(at, choice, length) == 0;
        }
        if (!there) {
            snprintf(word, room, "%.*s", (int)length, at);
            return true;
        }
        at += length;
    }
    return false;
}

facs_status facs_layout_rename(facs_layout *layout, const char *names, facs_error *error)
{
    if (strcmp(names, "safe") != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "names (--names): '%s' is unknown; safe is possible", names);
    for (int i = 0; i < layout->fields; i++)
        layout->field[i].name = facs_schema_safe_name(layout->field[i].name);
    return FACS_OK;
}

bool facs_layout_has(const facs_layout *layout, facs_source source)
{
    for (int i = 0; i < layout->fields; i++)
        if (layout->field[i].source == source)
            return true;
    return false;
}

/* ---- values ---- */

bool facs_field_of_frame(const facs_field *field)
{
    switch (field->source) {
    case FACS_FROM_FRAME:
    case FACS_FROM_TIMESTAMP:
    case FACS_FROM_CAPTURED:
    case FACS_FROM_LATENCY:
        return true;
    default:
        return false;
    }
}

facs_value_type facs_field_type(const facs_field *field)
{
    switch (field->source) {
    case FACS_FROM_FRAME:
    case FACS_FROM_FACE_ID:
    case FACS_FROM_TRACK:
    case FACS_FROM_PERSON:
        return FACS_VALUE_INTEGER;
    case FACS_FROM_SUCCESS:
        return FACS_VALUE_BOOL;
    case FACS_FROM_TIMESTAMP:
    case FACS_FROM_CAPTURED:
    case FACS_FROM_LATENCY:
    case FACS_FROM_AU_R:
    case FACS_FROM_AU_C:
    case FACS_FROM_AU_RAW:
    case FACS_FROM_AU_BASELINE:
    case FACS_FROM_EMOTION:
        return FACS_VALUE_F64;
    default:
        return FACS_VALUE_F32;
    }
}

/* values of the source from the first one on, and how many there are */
static const float *find_f32(facs_source source, const facs_face *face, int *count)
{
    enum { GAZE = 6, ANGLES = 2, POSE = 6, GLOBAL = 6, PLANE = 2, SPACE = 3 };
    switch (source) {
    case FACS_FROM_CONFIDENCE:
        *count = 1;
        return &face->confidence;
    case FACS_FROM_GAZE:
        *count = GAZE;
        return &face->gaze[0][0];
    case FACS_FROM_GAZE_ANGLE:
        *count = ANGLES;
        return face->gaze_angle;
    case FACS_FROM_GAZE_HEAD:
        *count = ANGLES;
        return face->gaze_head_angle;
    case FACS_FROM_GAZE_SCREEN:
        *count = ANGLES;
        return face->gaze_screen;
    case FACS_FROM_EYES:
        *count = PLANE * face->eye_landmark_count;
        return face->eye_landmarks;
    case FACS_FROM_EYES_3D:
        *count = SPACE * face->eye_landmark_count;
        return face->eye_landmarks_3d;
    case FACS_FROM_POSE:
        *count = POSE;
        return face->pose;
    case FACS_FROM_LANDMARKS:
        *count = PLANE * face->landmark_count;
        return face->landmarks;
    case FACS_FROM_LANDMARKS_3D:
        *count = SPACE * face->landmark_count;
        return face->landmarks_3d;
    case FACS_FROM_GLOBAL:
        *count = GLOBAL;
        return face->params_global;
    case FACS_FROM_LOCAL:
        *count = face->mode_count;
        return face->params_local;
    case FACS_FROM_LANDMARKS_98:
        *count = PLANE * face->landmark_98_count;
        return face->landmarks_98;
    case FACS_FROM_LIKELIHOOD:
        *count = face->likelihood_count;
        return face->likelihood;
    default:
        *count = 0;
        return NULL;
    }
}

static const double *find_f64(facs_source source, const facs_result *result, const facs_face *face, int *count)
{
    if (source == FACS_FROM_TIMESTAMP || source == FACS_FROM_CAPTURED || source == FACS_FROM_LATENCY) {
        *count = 1;
        return source == FACS_FROM_TIMESTAMP  ? &result->timestamp
               : source == FACS_FROM_CAPTURED ? &result->captured
                                              : &result->latency;
    }
    if (source == FACS_FROM_EMOTION) {
        *count = face->has_aus ? face->emotion_count : 0;
        return face->emotion;
    }
    if (source == FACS_FROM_AU_RAW || source == FACS_FROM_AU_BASELINE) {
        *count = face->has_aus ? face->au_raw_count : 0;
        return source == FACS_FROM_AU_RAW ? face->au_raw : face->au_baseline;
    }
    *count = !face->has_aus ? 0 : source == FACS_FROM_AU_R ? face->au_r_count : face->au_c_count;
    return source == FACS_FROM_AU_R ? face->au_r : face->au_c;
}

static int64_t find_integer(facs_source source, const facs_result *result, const facs_face *face)
{
    if (source == FACS_FROM_FRAME)
        return result->frame;
    return source == FACS_FROM_FACE_ID  ? face->face_id
           : source == FACS_FROM_TRACK  ? face->track
           : source == FACS_FROM_PERSON ? face->person
                                        : face->success;
}

facs_values facs_field_values(const facs_field *field, const facs_result *result, const facs_face *face)
{
    const int first = field->part * field->count;
    int count = 0;
    facs_values values = {.type = facs_field_type(field)};
    if (values.type == FACS_VALUE_F32) {
        const float *all = find_f32(field->source, face, &count);
        values.f32 = first + field->count <= count ? all + first : NULL;
    } else if (values.type == FACS_VALUE_F64) {
        const double *all = find_f64(field->source, result, face, &count);
        values.f64 = first + field->count <= count ? all + first : NULL;
    } else {
        values.integer = find_integer(field->source, result, face);
    }
    return values;
}

size_t facs_field_value_size(const facs_field *field)
{
    switch (facs_field_type(field)) {
    case FACS_VALUE_BOOL:
        return sizeof(uint8_t);
    case FACS_VALUE_F32:
        return sizeof(float);
    case FACS_VALUE_INTEGER:
    case FACS_VALUE_F64:
        return sizeof(double);
    }
    return sizeof(double);
}

void facs_values_copy(void *at, const facs_field *field, const facs_values *values)
{
    const size_t count = (size_t)field->count;
    const uint8_t truth = values->integer != 0;
    switch (values->type) {
    case FACS_VALUE_INTEGER:
        memcpy(at, &values->integer, sizeof values->integer);
        break;
    case FACS_VALUE_BOOL:
        memcpy(at, &truth, sizeof truth);
        break;
    case FACS_VALUE_F32:
        for (size_t i = 0; i < count; i++)
            ((float *)at)[i] = values->f32 ? values->f32[i] : NAN;
        break;
    case FACS_VALUE_F64:
        for (size_t i = 0; i < count; i++)
            ((double *)at)[i] = values->f64 ? values->f64[i] : (double)NAN;
        break;
    }
}
