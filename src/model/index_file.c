/* Index files: see index_file.h. */
#include "model/index_file.h"

#include <string.h>

facs_status facs_index_open(const facs_env *env, const char *path, const char *what, facs_index *index,
                            facs_error *error)
{
    facs_index made = {.env = env};
    const uint8_t *zero;
    facs_status status = facs_cursor_open(env, path, what, false, &made.cursor, error);
    if (status != FACS_OK)
        return status;
    if (made.cursor.size > FACS_INDEX_BYTES_MAX)
        status = facs_cursor_corrupt(&made.cursor, 0, "expected %s up to %d bytes, found %zu", what,
                                     FACS_INDEX_BYTES_MAX, made.cursor.size);
    else if ((zero = memchr(made.cursor.bytes, '\0', made.cursor.size)))
        status = facs_cursor_corrupt(&made.cursor, (size_t)(zero - made.cursor.bytes),
                                     "expected %s (a text file), found binary data", what);
    else if (!(made.dir = facs_path_dirname(env, path)))
        status = facs_cursor_no_memory(&made.cursor);
    if (status != FACS_OK) {
        facs_cursor_close(env, &made.cursor);
        return status;
    }
    *index = made;
    return FACS_OK;
}

void facs_index_close(facs_index *index)
{
    facs_free(index->env, index->dir);
    facs_cursor_close(index->env, &index->cursor);
    index->dir = NULL;
}

char *facs_index_next(facs_index *index)
{
    facs_cursor *cursor = &index->cursor;
    if (cursor->at >= cursor->size)
        return NULL;
    char *line = (char *)(uintptr_t)cursor->bytes + cursor->at; /* ours, and cut into lines while reading */
    size_t length = strcspn(line, "\n");
    index->line_at = cursor->at;
    cursor->at += length + 1;
    while (length && line[length - 1] == '\r')
        length--;
    line[length] = '\0';
    return line;
}

char *facs_index_word(char **rest)
{
    static const char space[] = " \t\r\v\f";
    char *word = *rest + strspn(*rest, space);
    if (!*word)
        return NULL;
    size_t length = strcspn(word, space);
    *rest = word + length;
    if (**rest)
        *(*rest)++ = '\0';
    return word;
}

facs_status facs_index_path(const facs_index *index, const char *name, char **path)
{
    if (!name || !*name)
        return facs_index_corrupt(index, "expected a keyword and a path, found no path");
    if (strlen(name) + strlen(index->dir) > FACS_MODEL_PATH_MAX)
        return facs_index_corrupt(index, "expected a path up to %d bytes, found %zu", FACS_MODEL_PATH_MAX,
                                  strlen(name));
    *path = facs_path_join(index->env, index->dir, name);
    return *path ? FACS_OK : facs_cursor_no_memory(&index->cursor);
}

facs_status facs_index_corrupt(const facs_index *index, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_status status = facs_cursor_refuse(&index->cursor, index->line_at, FACS_E_MODEL_CORRUPT, format, arguments);
    va_end(arguments);
    return status;
}
