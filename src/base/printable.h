/* Messages quote files and names from outside. */
#ifndef FACS_BASE_PRINTABLE_H
#define FACS_BASE_PRINTABLE_H

/** Make `text` UTF-8 that can be shown on a terminal: bytes that are none, and control characters other than tabs and
 *  line ends, become '?'. */
void facs_make_printable(char *text);

#endif
