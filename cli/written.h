/* Results that cannot be written. */
#ifndef FACSIMILE_CLI_WRITTEN_H
#define FACSIMILE_CLI_WRITTEN_H

/* Says why `path` cannot be written (`code` is an errno; of a folder that does not exist: which one) and returns the
 * exit status for it: disk full or output. */
int written_fail(const char *path, int code);

/* When `output` ("-" or a path) is standard output and its reader has gone, ends the program as a shell expects of
 * every command: silently, by SIGPIPE.  Returns otherwise. */
void written_end_without_reader(const char *output);

/* Writes out what is left for standard output.  `status`, or another one after a message. */
int written_finish(int status);

#endif
