/* Triangulation: one text matrix of vertex indices without comments, spec 01 1.9. */
#include "model/matrix_reader.h"
#include "model/model.h"

enum { TRIANGLES_MAX = 4096 };

facs_status facs_triangles_load(const facs_env *env, const char *path, int vertices, facs_triangles *triangles,
                                facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "a triangulation", false, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_triangles made = {0};
    status = facs_read_text_matrix_i32(env, &cursor, "triangles", 3, &made.count, &made.index);
    if (status == FACS_OK && made.count > TRIANGLES_MAX)
        status = facs_cursor_corrupt(&cursor, 0, "expected at most %d triangles, found %d", TRIANGLES_MAX, made.count);
    for (int i = 0; status == FACS_OK && i < 3 * made.count; i++)
        if (made.index[i] < 0 || made.index[i] >= vertices)
            status = facs_cursor_corrupt(&cursor, 0, "expected vertices from 0 to %d, found %d in triangle %d",
                                         vertices - 1, (int)made.index[i], i / 3);
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
