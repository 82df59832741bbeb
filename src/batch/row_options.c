/* See row_options.h. */
#include "batch/row_options.h"

#include "base/number_read.h"

#include <stdio.h>
#include <string.h>

enum { VALUE_ROOM = 64 };

typedef enum kind { TEXT_PIPELINE, TEXT_COMPAT, FACES, FLAG, WHOLE_FLAG, COUNT, NUMBER, FOCAL, TIME } kind;

static const struct {
    const char *name;
    kind kind;
    size_t offset; /* in facs_extract_options */
} known[] = {
    {"pipeline", TEXT_PIPELINE, offsetof(facs_extract_options, pipeline)},
    {"compat", TEXT_COMPAT, offsetof(facs_extract_options, compat)},
    {"faces", FACES, offsetof(facs_extract_options, faces)},
    {"image", FLAG, offsetof(facs_extract_options, image)},
    {"wild", FLAG, offsetof(facs_extract_options, wild)},
    {"static_au", FLAG, offsetof(facs_extract_options, static_au)},
    {"smooth", WHOLE_FLAG, offsetof(facs_extract_options, smooth)},
    {"experimental", WHOLE_FLAG, offsetof(facs_extract_options, experimental)},
    {"no_deinterlace", WHOLE_FLAG, offsetof(facs_extract_options, no_deinterlace)},
    {"start", TIME, offsetof(facs_extract_options, start)},
    {"end", TIME, offsetof(facs_extract_options, end)},
    {"every", COUNT, offsetof(facs_extract_options, every)},
    {"stream", COUNT, offsetof(facs_extract_options, stream)},
    {"max_frames", COUNT, offsetof(facs_extract_options, max_frames)},
    {"fps", NUMBER, offsetof(facs_extract_options, fps)},
    {"rate", NUMBER, offsetof(facs_extract_options, rate)},
    {"fx", FOCAL, offsetof(facs_extract_options, camera.fx)},
    {"fy", FOCAL, offsetof(facs_extract_options, camera.fy)},
    {"cx", FOCAL, offsetof(facs_extract_options, camera.cx)},
    {"cy", FOCAL, offsetof(facs_extract_options, camera.cy)},
};
enum { KNOWN = sizeof known / sizeof known[0] };

static int find(const char *name, size_t length)
{
    for (int i = 0; i < KNOWN; i++) {
        size_t same = 0;
        while (same < length &&
               (known[i].name[same] == name[same] || (known[i].name[same] == '_' && name[same] == '-')))
            same++;
        if (same == length && !known[i].name[length])
            return i;
    }
    return -1;
}

const char *facs_row_option(const char *column)
{
    const int at = find(column, strlen(column));
    return at < 0 ? NULL : known[at].name;
}

/* up to the end of the text, and not below 0 */
static bool read_number(const char *text, double *value)
{
    const uint8_t *from = (const uint8_t *)text, *end = from + strlen(text);
    return facs_decimal_f64(from, end, value) == end && *value >= 0;
}

/* seconds or [hh:]mm:ss */
static bool read_time(const char *text, double *value)
{
    char part[VALUE_ROOM];
    double sum = 0;
    for (int parts = 0; parts < 3; parts++) {
        const char *colon = strchr(text, ':');
        const size_t length = colon ? (size_t)(colon - text) : strlen(text);
        double one;
        snprintf(part, sizeof part, "%.*s", (int)length, text);
        if (!read_number(part, &one) || (colon && strchr(part, '.')))
            return false;
        sum = 60 * sum + one;
        if (!colon) {
            *value = sum;
            return true;
        }
        text = colon + 1;
    }
    return false;
}

static bool read_flag(const char *text, bool *value)
{
    static const char *const yes[] = {"1", "yes", "true"}, *const no[] = {"0", "no", "false"};
    for (int i = 0; i < 3; i++) {
        *value = strcmp(text, yes[i]) == 0;
        if (*value || strcmp(text, no[i]) == 0)
            return true;
    }
    return false;
}

static bool put_text(char room[64], const char *value, const char **to)
{
    snprintf(room, 64, "%s", value);
    *to = room;
    return strlen(value) < 64;
}

static bool put(int at, const char *value, facs_extract_options *options, facs_row_texts *texts)
{
    void *to = (char *)options + known[at].offset;
    const double count_most = 9e15;
    double number = 0;
    bool flag = false;
    switch (known[at].kind) {
    case TEXT_PIPELINE:
        return put_text(texts->pipeline, value, &options->pipeline);
    case TEXT_COMPAT:
        return put_text(texts->compat, value, &options->compat);
    case FACES:
        options->faces = strcmp(value, "many") == 0 ? FACS_FACES_MANY : FACS_FACES_ONE;
        return strcmp(value, "many") == 0 || strcmp(value, "one") == 0;
    case FLAG:
    case WHOLE_FLAG:
        if (!read_flag(value, &flag))
            return false;
        if (known[at].kind == FLAG)
            *(bool *)to = flag;
        else
            *(int64_t *)to = flag;
        return true;
    case TIME:
        return read_time(value, to);
    case NUMBER:
        return read_number(value, to);
    case FOCAL:
        *(float *)to = read_number(value, &number) ? (float)number : 0;
        return number > 0;
    case COUNT:
        *(int64_t *)to = read_number(value, &number) && number <= count_most ? (int64_t)number : 0;
        return value[0] && number <= count_most && (double)*(int64_t *)to == number &&
               value[strspn(value, "0123456789")] == '\0';
    }
    return false;
}

facs_status facs_row_options_apply(const char *row, facs_extract_options *options, facs_row_texts *texts,
                                   facs_error *error)
{
    char value[VALUE_ROOM];
    while (*row) {
        const size_t length = strcspn(row, " "), name = strcspn(row, "=");
        const int at = name < length ? find(row, name) : -1;
        const size_t used = name < length ? length - name - 1 : length;
        snprintf(value, sizeof value, "%.*s", (int)used, row + length - used);
        if (at < 0 || used >= sizeof value || !put(at, value, options, texts))
            return facs_fail(error, FACS_E_ARGUMENT, "'%.*s' is not possible%s", (int)(length < 200 ? length : 200),
                             row, at >= 0 && known[at].kind == TIME ? ": a time is seconds or [hh:]mm:ss" : "");
        row += length + (row[length] == ' ');
    }
    return FACS_OK;
}
