/* Check of a triangulation, wherever it was read from. */
#ifndef FACS_MODEL_TRIANGLES_FILE_H
#define FACS_MODEL_TRIANGLES_FILE_H

#include "model/matrix_reader.h"
#include "shape/triangles.h"

/** At most 4096 triangles of vertices from 0 to vertices - 1; `offset`: of the matrix, for the message. */
facs_status facs_triangles_check(const facs_cursor *cursor, size_t offset, const facs_triangles *triangles,
                                 int vertices);

#endif
