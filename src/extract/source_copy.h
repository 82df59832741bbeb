/* A copy of an input, byte for byte. */
#ifndef FACS_EXTRACT_SOURCE_COPY_H
#define FACS_EXTRACT_SOURCE_COPY_H

#include "sink/output.h"

/** @param stopped asked now and then: non-zero = FACS_E_INTERRUPTED
 *  @param copy    gets the file, complete but without its name: facs_output_commit() or facs_output_abandon(); NULL
 *                 after an error
 *  Errors: those of facs_source_open() and facs_output_open(). */
facs_status facs_source_copy(const facs_env *env, const char *from, const char *to, int (*stopped)(void *cookie),
                             void *cookie, struct facs_result_file **copy, facs_error *error);

#endif
