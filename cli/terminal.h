/* What a person sees: colours, sizes, the width of the window. */
#ifndef FACSIMILE_CLI_TERMINAL_H
#define FACSIMILE_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef enum mark { MARK_GOOD, MARK_NEUTRAL, MARK_BAD } mark;

/** "[ok]", "[--]", "[!!]"; green, yellow, red when the stream is a terminal (and NO_COLOR is not set). */
void mark_print(FILE *stream, mark kind);

enum { SIZE_TEXT = 24 };
/** "12 B", "3.4 kB", "37.3 MB" (decimal); returns text. */
const char *size_text(int64_t bytes, char text[SIZE_TEXT]);

/** Columns of the terminal behind standard error; 80 when it does not say. */
int terminal_width(void);

/** Somebody sits there: standard input and standard error are terminals. */
bool terminal_attended(void);
/** Asks "question [y/N] " on standard error; true = yes. */
bool terminal_ask(const char *question);
/** Asks until the answer is one of these small letters, or a word that begins with it; 0 = there is no answer. */
char terminal_choose(const char *question, const char *letters);

#endif
