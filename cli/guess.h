/* What a misspelt word was meant to be. */
#ifndef FACSIMILE_CLI_GUESS_H
#define FACSIMILE_CLI_GUESS_H

/* Nearest of `count` names, NULL when none is near: at most two edits (a letter more, less or another one, two swapped)
 * and at most one for every three letters, since a short word can be turned into any other. */
const char *guess_name(const char *word, const char *const *names, int count);

#endif
