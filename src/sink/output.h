/* Where a result file is written: under a temporary name beside the final one, which it gets when it is complete; or
 * straight into a stream (standard output "-", a pipe, a device). */
#ifndef FACS_SINK_OUTPUT_H
#define FACS_SINK_OUTPUT_H

#include "base/base.h"

typedef struct facs_result_file facs_result_file;

/** The path, or what "-" is in messages. */
const char *facs_output_name(const char *path);

/** Says why `path` cannot be written: FACS_E_DISK_FULL, FACS_E_OUTPUT.
 *  @param code  an errno */
facs_status facs_output_fail(const char *path, int code, facs_error *error);

/** Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_output_open(const facs_env *env, const char *path, facs_result_file **output, facs_error *error);

facs_status facs_output_write(facs_result_file *output, const char *bytes, size_t count, facs_error *error);

/** facs_whole_keep_if_killed(); of a stream, does nothing. */
void facs_output_keep_if_killed(facs_result_file *output);

/** What is written cannot be taken back: somebody may read it at once. */
bool facs_output_is_stream(const facs_result_file *output);

/** What was written is only a part: a file that had the name before keeps it, and this one becomes NAME.partial.
 *  The name it will get, borrowed; NULL = no memory. */
const char *facs_output_set_aside(facs_result_file *output);

/** Sync and give the file its final name; frees the object.  On error the temporary file is gone. */
facs_status facs_output_commit(facs_result_file **output, facs_error *error);
/** Remove the temporary file and free. */
void facs_output_abandon(facs_result_file **output);

#endif
