/* Files the command writes by itself: complete or not there. */
#ifndef FACSIMILE_CLI_REPORT_FILE_H
#define FACSIMILE_CLI_REPORT_FILE_H

/** Writes `text` and a line end under a temporary name beside `path`, then renames it; what it replaces is there until
 * then and its permissions are kept.  A device or pipe is written directly, "-" is standard output.  Links are followed
 * where the system follows them.  EXIT_FINE, or another exit status after a message. */
int report_file_write(const char *path, const char *text);

#endif
