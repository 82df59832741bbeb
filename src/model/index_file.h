/* Index files: lines of a keyword and what belongs to it, mostly a path relative to the file;
 * docs/algorithm/file-formats.md, Index files. */
#ifndef FACS_MODEL_INDEX_FILE_H
#define FACS_MODEL_INDEX_FILE_H

#include "model/matrix_reader.h"

typedef struct facs_index {
    const facs_env *env; /**< borrowed */
    facs_cursor cursor;  /**< whole file; for messages */
    char *dir;           /**< folder of the index file */
    size_t line_at;      /**< offset of the current line */
} facs_index;

/** Read an index file; `what` it is, for messages.  facs_index_close after success. */
facs_status facs_index_open(const facs_env *env, const char *path, const char *what, facs_index *index,
                            facs_error *error);
void facs_index_close(facs_index *index);

/** Next line without its line end, NULL at the end of the file.  The caller may cut it. */
char *facs_index_next(facs_index *index);

/** Cut the next word off; NULL when only white space is left. */
char *facs_index_word(char **rest);

/** Path of `name` (may be NULL: an error) seen from the index file; facs_free. */
facs_status facs_index_path(const facs_index *index, const char *name, char **path);

/** Complain about the current line; returns FACS_E_MODEL_CORRUPT. */
facs_status facs_index_corrupt(const facs_index *index, const char *format, ...) FACS_PRINTF(2, 3);

#endif
