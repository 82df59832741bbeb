/* Sampling of areas of interest: bilinear on a 1/32 pixel grid, 0 outside the image.  See area.h. */
#include "landmark/clnf/area.h"

#include <math.h>

enum { FIXED_ONE = 1024, ROUND_TO_GRID = 16, GRID_SHIFT = 5, GRID = 32 };

/* nearest integer, ties to even, saturated; not-a-number counts as the lowest integer, as x86 converts it */
static int32_t round_saturated(double value)
{
    if (!(value > (double)INT32_MIN))
        return INT32_MIN;
    if (value >= (double)INT32_MAX)
        return INT32_MAX;
    return (int32_t)lrint(value);
}

static int32_t add_saturated(int32_t a, int32_t b)
{
    int64_t sum = (int64_t)a + b;
    return sum < INT32_MIN ? INT32_MIN : sum > INT32_MAX ? INT32_MAX : (int32_t)sum;
}

static int saturate_16(int32_t value)
{
    return value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value;
}

void facs_area_matrix(float x, float y, const float u[4], int side, float matrix[6])
{
    float a = u[0], b = -u[1];
    float span_a = a * (float)(side - 1) / 2.0f, span_b = b * (float)(side - 1) / 2.0f;
    matrix[0] = a;
    matrix[1] = -b;
    matrix[2] = x - span_a + span_b;
    matrix[3] = b;
    matrix[4] = a;
    matrix[5] = y - span_a - span_b;
}

void facs_area_grid_columns(const float u[4], int side, facs_area_grid *grid)
{
    double a = u[0], b = -u[1];
    for (int i = 0; i < side; i++) {
        grid->x_col[i] = round_saturated(a * i * FIXED_ONE);
        grid->y_col[i] = round_saturated(b * i * FIXED_ONE);
    }
    for (int i = side; i < FACS_GRID_PAD; i++)
        grid->x_col[i] = grid->y_col[i] = 0;
}

void facs_area_grid_rows(const float u[4], float x, float y, int side, facs_area_grid *grid)
{
    float matrix[6];
    facs_area_matrix(x, y, u, side, matrix);
    for (int i = 0; i < side; i++) {
        double x_row = (double)matrix[1] * i + (double)matrix[2], y_row = (double)matrix[4] * i + (double)matrix[5];
        grid->x_row[i] = add_saturated(round_saturated(x_row * FIXED_ONE), ROUND_TO_GRID);
        grid->y_row[i] = add_saturated(round_saturated(y_row * FIXED_ONE), ROUND_TO_GRID);
    }
}

/* whole pixels the two sums span; rows and columns are monotone, so their ends are their extremes */
static void span_of(const int32_t *row, const int32_t *col, int last, int64_t *low, int64_t *high)
{
    int64_t row_low = row[0] < row[last] ? row[0] : row[last], row_high = row[0] < row[last] ? row[last] : row[0];
    int64_t col_low = col[0] < col[last] ? col[0] : col[last], col_high = col[0] < col[last] ? col[last] : col[0];
    *low = (row_low + col_low) >> (2 * GRID_SHIFT);
    *high = (row_high + col_high) >> (2 * GRID_SHIFT);
}

bool facs_area_inside(const facs_view *grey, const facs_area_grid *grid, int side)
{
    int64_t x_low, x_high, y_low, y_high;
    span_of(grid->x_row, grid->x_col, side - 1, &x_low, &x_high);
    span_of(grid->y_row, grid->y_col, side - 1, &y_low, &y_high);
    int64_t stride = grey->stride < 0 ? -(int64_t)grey->stride : (int64_t)grey->stride;
    return x_low >= 0 && y_low >= 0 && x_high + 1 < grey->width && y_high + 1 < grey->height &&
           stride <= INT32_MAX / (grey->height + 1);
}

static int pixel_or_zero(const facs_view *grey, int x, int y)
{
    if (x < 0 || y < 0 || x >= grey->width || y >= grey->height)
        return 0;
    return grey->data[y * grey->stride + x];
}

void facs_area_sample(const facs_view *grey, const facs_area_grid *grid, int side, float *area)
{
    for (int v = 0; v < side; v++) {
        for (int u = 0; u < side; u++) {
            int32_t x_grid = add_saturated(grid->x_row[v], grid->x_col[u]) >> GRID_SHIFT;
            int32_t y_grid = add_saturated(grid->y_row[v], grid->y_col[u]) >> GRID_SHIFT;
            int x = saturate_16(x_grid >> GRID_SHIFT), y = saturate_16(y_grid >> GRID_SHIFT);
            int fx = x_grid & (GRID - 1), fy = y_grid & (GRID - 1);
            int top = pixel_or_zero(grey, x, y) * (GRID - fx) + pixel_or_zero(grey, x + 1, y) * fx;
            int bottom = pixel_or_zero(grey, x, y + 1) * (GRID - fx) + pixel_or_zero(grey, x + 1, y + 1) * fx;
            area[v * side + u] = (float)(top * (GRID - fy) + bottom * fy) / (float)(GRID * GRID);
        }
    }
}
