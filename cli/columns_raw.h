/* --raw-au is one word more of --columns. */
#ifndef FACSIMILE_CLI_COLUMNS_RAW_H
#define FACSIMILE_CLI_COLUMNS_RAW_H

#include <stdbool.h>
#include <stddef.h>

/* *columns, NULL = all, with the word raw, in `text`; false after a message: they are longer than there is room. */
bool columns_with_raw(const char **columns, char *text, size_t room);

#endif
