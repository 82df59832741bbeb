/* Areas of interest: the square of the image around a landmark, turned and scaled to the reference frame, from which a
 * patch expert makes its response map; docs/algorithm/patch-experts.md, Area of interest.
 *
 * Coordinates are fixed-point with 10 fractional bits and are sums of a part that depends on the row and one that
 * depends on the column of the area, so that one landmark costs 4 side roundings and the columns are shared by all
 * landmarks.  Values are exact: 8-bit pixels times weights of 10 bits fit an f32 in any order of summation. */
#ifndef FACS_LANDMARK_CLNF_AREA_H
#define FACS_LANDMARK_CLNF_AREA_H

#include "image/image.h"
#include "landmark/clnf/patch_experts.h"

enum {
    FACS_AREA_SIDE_MAX = FACS_WINDOW_MAX + FACS_SUPPORT - 1,
    FACS_AREA_PAD = 64, /**< floats after an area that kernels may read and write */
    FACS_AREA_FLOATS = (FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX + FACS_AREA_PAD + 15) / 16 * 16,
    FACS_GRID_PAD = 32, /**< area rows are worked on in steps of 16 */
};

/** Sample (u, v) lies at ((x_row[v] + x_col[u]) >> 5, (y_row[v] + y_col[u]) >> 5), unit 1/32 pixel. */
typedef struct facs_area_grid {
    int32_t x_col[FACS_GRID_PAD], y_col[FACS_GRID_PAD], x_row[FACS_GRID_PAD], y_row[FACS_GRID_PAD];
} facs_area_grid;

/** The columns' part; depends on U only. */
void facs_area_grid_columns(const float u[4], int side, facs_area_grid *grid);
/** The rows' part for a landmark at (x, y). */
void facs_area_grid_rows(const float u[4], float x, float y, int side, facs_area_grid *grid);

/** The 2x3 matrix area -> image. */
void facs_area_matrix(float x, float y, const float u[4], int side, float matrix[6]);

/** True when every pixel the samples touch is inside the image and can be reached with 32-bit offsets: what the fast
 *  kernel needs. */
bool facs_area_inside(const facs_view *grey, const facs_area_grid *grid, int side);

/** Sample with zeros outside the image. */
void facs_area_sample(const facs_view *grey, const facs_area_grid *grid, int side, float *area);

#endif
