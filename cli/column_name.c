/* See column_name.h. */
#include "column_name.h"

#include <string.h>

bool column_is_named(const char *name, const facs_column *column)
{
    const size_t length = strlen(column->name);
    if (column->name[length - 1] != '_')
        return strcmp(name, column->name) == 0;
    return strncmp(name, column->name, length) == 0 && name[length] &&
           strspn(name + length, "0123456789") == strlen(name + length);
}
