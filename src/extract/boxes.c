/* Text file of face boxes. */
#include "extract/boxes.h"
#include "image/box.h"

#include <stdlib.h>

enum { BOXES_MAX = 10000 };

/* a number such as -12.5: digits and one point, independent of the locale; false = none here */
static bool take_number(const char **text, float *value)
{
    const char *at = *text;
    while (*at == ' ' || *at == '\t' || *at == ',')
        at++;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    double number = 0, unit = 1;
    int digits = 0;
    for (; *at >= '0' && *at <= '9'; at++, digits++)
        number = number * 10 + (*at - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++, digits++) {
            number = number * 10 + (*at - '0');
            unit *= 10;
        }
    if (digits == 0 || digits > 15 || number / unit > 1e6)
        return false;
    *value = (float)(negative ? -(number / unit) : number / unit);
    *text = at;
    return true;
}

/* the rest of the line is white space; *text goes to the next line */
static bool end_line(const char **text)
{
    const char *at = *text;
    while (*at == ' ' || *at == '\t' || *at == '\r')
        at++;
    if (*at != '\n' && *at != '\0')
        return false;
    *text = *at ? at + 1 : at;
    return true;
}

static facs_status parse(const char *path, const char *text, facs_box *boxes, int *count, facs_error *error)
{
    *count = 0;
    for (int line = 1; *text; line++) {
        if (end_line(&text))
            continue;
        float corner[4];
        bool good = true;
        for (int i = 0; i < 4; i++)
            good = good && take_number(&text, &corner[i]);
        if (!good || !end_line(&text) || !(corner[2] > corner[0]) || !(corner[3] > corner[1]))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "%s: line %d is not a box: four numbers min_x min_y max_x max_y are expected", path, line);
        if (*count == BOXES_MAX)
            return facs_fail(error, FACS_E_ARGUMENT, "%s: more than %d boxes", path, BOXES_MAX);
        const facs_box box = {corner[0], corner[1], corner[2] - corner[0], corner[3] - corner[1], 1};
        if (!facs_box_is_possible(&box))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: line %d: " FACS_BOX_RULE, path, line);
        boxes[(*count)++] = box;
    }
    return FACS_OK;
}

facs_status facs_boxes_read(const facs_env *env, const char *path, facs_box **boxes, int *count, facs_error *error)
{
    uint8_t *text = NULL;
    size_t bytes = 0;
    facs_status status = facs_read_file(env, path, FACS_E_NOT_FOUND, &text, &bytes, error);
    if (status != FACS_OK)
        return status;
    /* a box takes at least 8 characters and a line end */
    size_t room = bytes / 8 + 1;
    facs_box *read = facs_calloc(env, room < BOXES_MAX ? room : BOXES_MAX, sizeof *read);
    if (!read)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    else
        status = parse(path, (const char *)text, read, count, error);
    facs_free(env, text);
    if (status == FACS_OK)
        *boxes = read;
    else
        facs_free(env, read);
    return status;
}
