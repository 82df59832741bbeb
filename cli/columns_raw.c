/* See columns_raw.h. */
#include "columns_raw.h"

#include "cli.h"

#include <stdio.h>

bool columns_with_raw(const char **columns, char *text, size_t room)
{
    const int length = snprintf(text, room, "%s,raw", *columns ? *columns : "all");
    if (length >= (int)room) {
        complain("--columns: more than %d letters", (int)room - 5);
        return false;
    }
    *columns = text;
    return true;
}
