/* A window of a terminal that a program has for itself: drawn over in place, with keys, and as it was when the program
 * ends, whatever ends it but SIGKILL. */
#ifndef FACSIMILE_CLI_LIVE_TERMINAL_H
#define FACSIMILE_CLI_LIVE_TERMINAL_H

#include "live_view.h"

/** Standard output is a terminal, and this program is the one it belongs to now. */
bool live_terminal_here(void);

/** @param keys read them from standard input, if that is a terminal as well */
void live_terminal_open(bool keys);
/** Puts it back as it was. */
void live_terminal_close(void);
/** There are keys to be pressed. */
bool live_terminal_has_keys(void);

void live_terminal_draw(const live_view *view);
/** 'q' or so was pressed. */
bool live_terminal_quits(void);

#endif
