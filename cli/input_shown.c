/* See input_shown.h. */
#include "input_shown.h"

#include <facsimile/facsimile.h>
#include <stdlib.h>
#include <string.h>

const char *input_shown(const char *input, char *text, size_t room)
{
    facs_input_look(input, text, room, NULL, 0);
    return text;
}

char *input_shown_copy(const char *input)
{
    const size_t room = strlen(input) + sizeof "?...";
    char *text = malloc(room);
    if (text)
        input_shown(input, text, room);
    return text;
}

bool input_is_path(const char *input)
{
    return facs_input_look(input, NULL, 0, NULL, 0) == FACS_INPUT_PATH;
}
