/* Where a result file is written: under a temporary name beside the final one, which it gets when it is complete; or
 * straight into a stream (standard output "-", a pipe, a device). */
#ifndef FACS_SINK_OUTPUT_H
#define FACS_SINK_OUTPUT_H

#include "base/base.h"

typedef struct facs_output facs_output;

/** The path, or what "-" is in messages. */
const char *facs_output_name(const char *path);

/** Says why `path` cannot be written: FACS_E_DISK_FULL, FACS_E_OUTPUT.
 *  @param code  an errno */
facs_status facs_output_fail(const char *path, int code, facs_error *error);

/** `spool`: the content is read back before the end, so a stream gets it only then, from an unnamed temporary file.
 *  Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_output_open(const facs_env *env, const char *path, bool spool, facs_output **output,
                             facs_error *error);

facs_status facs_output_write(facs_output *output, const char *bytes, size_t count, facs_error *error);

/** Read back what was written (spool or a file under its temporary name); *got < count only at the end. */
facs_status facs_output_read(facs_output *output, int64_t offset, char *bytes, size_t count, size_t *got,
                             facs_error *error);
/** Final form of the bytes at `offset`: replaces them in the file, or, of a spool, goes out to the stream (then the
 *  offsets must come in order and without gaps). */
facs_status facs_output_replace(facs_output *output, int64_t offset, const char *bytes, size_t count,
                                facs_error *error);

/** What was written is only a part: a file that had the name before keeps it, and this one becomes NAME.partial.
 *  The name it will get, borrowed; NULL = no memory. */
const char *facs_output_set_aside(facs_output *output);

/** Sync and give the file its final name; frees the object.  On error the temporary file is gone. */
facs_status facs_output_commit(facs_output **output, facs_error *error);
/** Remove the temporary file and free. */
void facs_output_abandon(facs_output **output);

#endif
