/* Messages quote files and names from outside. */
#ifndef FACS_BASE_PRINTABLE_H
#define FACS_BASE_PRINTABLE_H

#include <stdarg.h>
#include <stddef.h>

#include "base/base.h"

/** Make `text` UTF-8 that can be shown on a terminal: bytes that are none, and control characters other than tabs and
 *  line ends, become '?'. */
void facs_make_printable(char *text);

/** As vsnprintf(), but what the arguments hold stays in its line and can be shown: line ends, tabs, other control
 *  characters and bytes that are no UTF-8 become \n, \t, \xHH.  Line ends of the format are line ends. */
void facs_format_message(char *text, size_t room, const char *format, va_list arguments);

/** Add to a text of *length bytes in the same way; what has no room is left out. */
void facs_add_message(char *text, size_t room, size_t *length, const char *format, ...) FACS_PRINTF(4, 5);

/** Put `lines`, made with facs_add_message(), behind the message of `error` (if not NULL). */
void facs_fail_lines(facs_error *error, const char *lines);

#endif
