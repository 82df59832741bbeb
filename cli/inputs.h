/* What the inputs of extract are, once lists, patterns and folders of videos are taken apart. */
#ifndef FACSIMILE_CLI_INPUTS_H
#define FACSIMILE_CLI_INPUTS_H

#include <facsimile/facsimile.h>

/* Begin with zeros. */
typedef struct inputs {
    char **path;
    int count, room;
} inputs;

/* Reads them out of what was given:
 *   @FILE     the paths in that file, one a line (or each ended by a zero byte); @- are those on standard input
 *   a pattern that no file is called like (*, ?, [...]): the files it matches, in the order of their names
 *   a folder of videos, unless `image`: each of them
 *   what facsimile itself has written is passed over among several, and said unless `quiet`
 * Everything else as it is.  EXIT_FINE, or another status after a message. */
int inputs_read(inputs *all, const char *const *given, int count, bool image, bool quiet);
void inputs_free(inputs *all);

#endif
