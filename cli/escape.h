/* Names from outside in messages. */
#ifndef FACSIMILE_CLI_ESCAPE_H
#define FACSIMILE_CLI_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

/** Is this character, `size` bytes from *text, one a terminal shows?  No: a control character, such as a line end, or a
 *  byte that is no UTF-8; its size is 1. */
bool escape_is_shown(const char *text, int *size);

/** All of `text` is shown. */
bool escape_is_plain(const char *text);

/** Prints `text` in one line: what is not shown as \n, \t, \xHH. */
void escape_print(FILE *to, const char *text);

/** The same into `escaped`, cut to `room` bytes; returns it. */
const char *escape_text(const char *text, char *escaped, size_t room);

#endif
