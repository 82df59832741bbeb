/* --faces, --max-faces and --order: which faces of a video are tracked. */
#ifndef FACSIMILE_CLI_FACES_OPTIONS_H
#define FACSIMILE_CLI_FACES_OPTIONS_H

#include <facsimile/facsimile.h>

#include <stdbool.h>

typedef struct faces_options {
    const char *faces, *order; /* NULL = not given */
    int64_t most;              /* -1 = not given */
} faces_options;

/** None of them given. */
faces_options faces_options_none(void);
/** What they say; false after a message.
 *  @param compat some program's own rules are wanted */
bool faces_options_read(const faces_options *given, bool compat, facs_faces *faces, int64_t *most, int64_t *order);

#endif
