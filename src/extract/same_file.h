/* Whether two paths lead to one file. */
#ifndef FACS_EXTRACT_SAME_FILE_H
#define FACS_EXTRACT_SAME_FILE_H

#include <stdbool.h>

/** Both are there and are the same regular file. */
bool facs_same_file(const char *a, const char *b);
/** What is written to both would be the same file, also when it is not there yet; "-" counts as one. */
bool facs_same_place(const char *a, const char *b);

#endif
