/* Triangulation: one text matrix of vertex indices without comments;
 * docs/algorithm/file-formats.md, Triangulation. */
#include "model/triangles_file.h"
#include "model/readers.h"

enum { TRIANGLES_MAX = 4096 };

facs_status facs_triangles_check(const facs_cursor *cursor, size_t offset, const facs_triangles *triangles,
                                 int vertices)
{
    if (triangles->count > TRIANGLES_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected at most %d triangles, found %d", TRIANGLES_MAX,
                                   triangles->count);
    for (int i = 0; i < 3 * triangles->count; i++)
        if (triangles->index[i] < 0 || triangles->index[i] >= vertices)
            return facs_cursor_corrupt(cursor, offset, "expected vertices from 0 to %d, found %d in triangle %d",
                                       vertices - 1, (int)triangles->index[i], i / 3);
    return FACS_OK;
}

facs_status facs_triangles_load(const facs_env *env, const char *path, int vertices, facs_triangles *triangles,
                                facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "a triangulation", false, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_triangles made = {0};
    status = facs_read_text_matrix_i32(env, &cursor, "triangles", 3, &made.count, &made.index);
    if (status == FACS_OK)
        status = facs_triangles_check(&cursor, 0, &made, vertices);
    if (status == FACS_OK)
        status = facs_expect_text_end(&cursor);
    facs_cursor_close(env, &cursor);
    if (status != FACS_OK)
        facs_triangles_free(env, &made);
    else
        *triangles = made;
    return status;
}

void facs_triangles_free(const facs_env *env, facs_triangles *triangles)
{
    facs_free(env, triangles->index);
    *triangles = (facs_triangles){0};
}
