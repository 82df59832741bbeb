/* How messages and records call an input: an address without what may be secret, anything else as it is. */
#ifndef FACSIMILE_CLI_INPUT_SHOWN_H
#define FACSIMILE_CLI_INPUT_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

/** Into `text`, cut to `room` bytes; returns it. */
const char *input_shown(const char *input, char *text, size_t room);

/** The same as memory of its own; free().  NULL = no memory. */
char *input_shown_copy(const char *input);

/** It is a path, so that it may be looked at as a file. */
bool input_is_path(const char *input);

#endif
