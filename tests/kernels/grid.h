/* Points in a grid with triangles between them: stands for a face where there is no model. */
#ifndef FACS_TESTS_KERNELS_GRID_H
#define FACS_TESTS_KERNELS_GRID_H

#include <stdint.h>

enum {
    GRID_SIDE = 8, /**< points along a side */
    GRID_POINTS = GRID_SIDE * GRID_SIDE,
    GRID_CELLS = GRID_SIDE - 1,
    GRID_TRIANGLES = 2 * GRID_CELLS * GRID_CELLS,
};

/** Corners of all triangles: upper left and lower right half of each cell; the first corner is the right angle. */
static inline void grid_triangles(int32_t index[3 * GRID_TRIANGLES])
{
    for (int cell = 0; cell < GRID_CELLS * GRID_CELLS; cell++) {
        const int point = cell / GRID_CELLS * GRID_SIDE + cell % GRID_CELLS;
        for (int half = 0; half < 2; half++) {
            const int corner = half ? point + GRID_SIDE + 1 : point, way = half ? -1 : 1;
            int32_t *at = index + 3 * (2 * cell + half);
            at[0] = corner;
            at[1] = corner + way;
            at[2] = corner + way * GRID_SIDE;
        }
    }
}

#endif
