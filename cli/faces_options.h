/* --faces, --max-faces, --order and --persons: which faces of a video are tracked, and how they are numbered. */
#ifndef FACSIMILE_CLI_FACES_OPTIONS_H
#define FACSIMILE_CLI_FACES_OPTIONS_H

#include <facsimile/facsimile.h>

#include <stdbool.h>

typedef struct faces_options {
    const char *faces, *order, *persons; /* NULL = not given */
    int64_t most;                        /* -1 = not given */
} faces_options;

/** None of them given. */
faces_options faces_options_none(void);
/** A person has one number in all inputs; false: in each of them numbers begin with 0. */
bool faces_options_of_run(const faces_options *given);
/** What they say; false after a message.
 *  @param compat some program's own rules are wanted */
bool faces_options_read(const faces_options *given, bool compat, facs_faces *faces, int64_t *most, int64_t *order);

#endif
