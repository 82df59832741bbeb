/* Patches; see patch.h. */
#include "image/patch.h"

#include <math.h>
#include <string.h>

enum { TILE = 64, TEMPORARY_ROWS = 2 * (FACS_IMAGE_SIDE_MAX + 1), LEVELS_MAX = 16, ALIGNMENT = 64 };
/* a step of one patch pixel covers no more pixels than this, else the picture is halved */
#define STEP_MAX 1.5

struct facs_patcher {
    facs_env env;
    uint8_t *rows; /* two of each level but the last */
    uint8_t *region;
    size_t capacity; /* bytes of region */
};

/* Without zeros, since it is written before it is read: of what no picture needs, the system then gives nothing. */
static uint8_t *new_memory(const facs_env *env, size_t bytes)
{
    return env->alloc(env->cookie, bytes, ALIGNMENT);
}

facs_status facs_patcher_create(const facs_env *env, int width, int height, facs_patcher **patcher, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_patcher *made = facs_calloc(&full, 1, sizeof *made);
    /* a turned patch reaches over less than width + height, in steps of at most STEP_MAX */
    size_t side = (size_t)(STEP_MAX * (width + height)) + 8;
    if (made) {
        made->env = full;
        made->capacity = side * side;
        made->rows = new_memory(&full, TEMPORARY_ROWS);
        made->region = new_memory(&full, made->capacity);
    }
    if (!made || !made->rows || !made->region) {
        facs_patcher_destroy(&made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for pieces of pictures");
    }
    *patcher = made;
    return FACS_OK;
}

void facs_patcher_destroy(facs_patcher **patcher)
{
    facs_patcher *old = *patcher;
    *patcher = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_free(&env, old->rows);
    facs_free(&env, old->region);
    facs_free(&env, old);
}

bool facs_patch_invert(const double matrix[6], double back[6])
{
    double determinant = matrix[0] * matrix[4] - matrix[1] * matrix[3];
    if (!(fabs(determinant) > 1e-12 && fabs(determinant) < 1e12) || !isfinite(matrix[2]) || !isfinite(matrix[5]))
        return false;
    back[0] = matrix[4] / determinant;
    back[1] = -matrix[1] / determinant;
    back[3] = -matrix[3] / determinant;
    back[4] = matrix[0] / determinant;
    back[2] = -(back[0] * matrix[2] + back[1] * matrix[5]);
    back[5] = -(back[3] * matrix[2] + back[4] * matrix[5]);
    return true;
}

/* ---- positions ---- */

/* first to last whole pixel that a patch touches along an axis, as far as there are so many */
typedef struct reach {
    int first, last;
} reach;

static reach reach_of(const double back[3], int width, int height, int size)
{
    double low = INFINITY, high = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double at = back[0] * (corner & 1 ? width - 1 : 0) + back[1] * (corner & 2 ? height - 1 : 0) + back[2];
        low = fmin(low, at);
        high = fmax(high, at);
    }
    low = fmin(fmax(floor(low) - 1, 0), size - 1);
    high = fmin(fmax(floor(high) + 2, 0), size - 1);
    return (reach){(int)low, (int)high};
}

/* Position in 1/32 pixels, rounded half to even, no further outside than two pixels. */
static int32_t rounded(double at, int size)
{
    float limited = (float)(at > -2 ? (at < size + 1.0 ? at : size + 1.0) : -2);
    float shifted = limited * 32 + 12582912.0f; /* 1.5 x 2^23: what remains of the fraction is rounded away */
    int32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    return bits - 0x4b400000;
}

/* of the pixels x .. x + count - 1 of row y of a patch */
static void positions(const double matrix[6], const double back[6], int x, int y, int count, int cols, int rows,
                      int32_t *at_x, int32_t *at_y)
{
    const double dy = y - matrix[5];
    for (int i = 0; i < count; i++) {
        double dx = x + i - matrix[2];
        at_x[i] = rounded(dx * back[0] + dy * back[1], cols);
        at_y[i] = rounded(dx * back[3] + dy * back[4], rows);
    }
}

static int floor32(int32_t position)
{
    return (int)((position + 64) >> 5) - 2;
}

static int limited(int at, int size)
{
    return at < 0 ? 0 : at < size ? at : size - 1;
}

/* ---- halving ---- */

typedef struct halving {
    const facs_view *view;
    int levels;
    reach x, y; /* of the last level */
    uint8_t *rows;
} halving;

/* Columns of level `level` that the last one needs. */
static void columns_of(const halving *h, int level, int *first, int *count)
{
    int shift = h->levels - level;
    *first = h->x.first << shift;
    *count = (h->x.last - h->x.first + 1) << shift;
}

/* Row y of a level >= 1, of its needed columns. */
static void make_row(const halving *h, int level, int y, uint8_t *row, uint8_t *free_rows)
{
    int first, count;
    columns_of(h, level, &first, &count);
    const uint8_t *a, *b;
    if (level == 1) {
        a = h->view->data + 2 * y * h->view->stride + 2 * (ptrdiff_t)first;
        b = a + h->view->stride;
    } else {
        uint8_t *above = free_rows, *below = above + 2 * (size_t)count;
        make_row(h, level - 1, 2 * y, above, below + 2 * (size_t)count);
        make_row(h, level - 1, 2 * y + 1, below, below + 2 * (size_t)count);
        a = above;
        b = below;
    }
    for (int x = 0; x < count; x++)
        row[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
}

static facs_status make_region(facs_patcher *patcher, halving *h, facs_error *error)
{
    size_t cols = (size_t)h->x.last - (size_t)h->x.first + 1, rows = (size_t)h->y.last - (size_t)h->y.first + 1;
    if (cols * rows > patcher->capacity) { /* a patch of other proportions than its piece of the picture */
        uint8_t *larger = new_memory(&patcher->env, cols * rows);
        if (!larger)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for a piece of a picture");
        facs_free(&patcher->env, patcher->region);
        patcher->region = larger;
        patcher->capacity = cols * rows;
    }
    for (size_t y = 0; y < rows; y++)
        make_row(h, h->levels, h->y.first + (int)y, patcher->region + y * cols, patcher->rows);
    return FACS_OK;
}

/* ---- cutting ---- */

/* A level of the picture, of which only a part is there. */
typedef struct source {
    const uint8_t *data; /* of the first pixel that is there */
    ptrdiff_t stride;
    int cols, rows; /* of the whole level */
    reach x, y;
} source;

static void cut_rows(const source *from, const double matrix[6], const double back[6], int width, int height,
                     float *values)
{
    int32_t at_x[TILE], at_y[TILE];
    const bool inside = from->cols > 1 && from->rows > 1;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x += TILE) {
            int count = width - x < TILE ? width - x : TILE;
            positions(matrix, back, x, y, count, from->cols, from->rows, at_x, at_y);
            for (int i = 0; i < count; i++) {
                int left = floor32(at_x[i]), top = floor32(at_y[i]);
                int fx = at_x[i] & 31, fy = at_y[i] & 31, right = 1;
                ptrdiff_t below = from->stride;
                if (!inside || left < 0 || top < 0 || left >= from->cols - 1 || top >= from->rows - 1) {
                    right = limited(left + 1, from->cols) - limited(left, from->cols);
                    below = (limited(top + 1, from->rows) - limited(top, from->rows)) * from->stride;
                    left = limited(left, from->cols);
                    top = limited(top, from->rows);
                }
                const uint8_t *p = from->data + (top - from->y.first) * from->stride + (left - from->x.first);
                const uint8_t *q = p + below;
                int above = p[0] * (32 - fx) + p[right] * fx, under = q[0] * (32 - fx) + q[right] * fx;
                values[y * width + x + i] = (float)(above * (32 - fy) + under * fy) * (1.0f / 1024);
            }
        }
}

facs_status facs_patch_cut(facs_patcher *patcher, const facs_image *grey, const double matrix[6], int width, int height,
                           float *values, facs_error *error)
{
    double m[6], back[6];
    memcpy(m, matrix, sizeof m);
    source from = {.cols = grey->width, .rows = grey->height};
    int levels = 0;
    double scale = sqrt(fabs(m[0] * m[4] - m[1] * m[3]));
    while (levels < LEVELS_MAX && 1 / scale > STEP_MAX && from.cols >= 4 && from.rows >= 4) {
        from.cols /= 2;
        from.rows /= 2;
        for (int row = 0; row < 6; row += 3) {
            m[row + 2] += 0.5 * m[row] + 0.5 * m[row + 1];
            m[row] *= 2;
            m[row + 1] *= 2;
        }
        scale *= 2;
        levels++;
    }
    if (grey->channels != 1 || !facs_patch_invert(m, back))
        return facs_fail(error, FACS_E_ARGUMENT, "a piece of a picture cannot be cut out: no such piece");
    from.x = reach_of(back, width, height, from.cols);
    from.y = reach_of(back + 3, width, height, from.rows);
    facs_view view = facs_image_need(grey, from.y.first << levels, ((from.y.last + 1) << levels) - 1);
    if (levels == 0) {
        from.data = view.data + from.y.first * view.stride + from.x.first;
        from.stride = view.stride;
    } else {
        halving h = {.view = &view, .levels = levels, .x = from.x, .y = from.y, .rows = patcher->rows};
        facs_status status = make_region(patcher, &h, error);
        if (status != FACS_OK)
            return status;
        from.data = patcher->region;
        from.stride = from.x.last - from.x.first + 1;
    }
    cut_rows(&from, m, back, width, height, values);
    return FACS_OK;
}

/* ---- brightness ---- */

void facs_patch_statistics(const float *values, int count, double *mean, double *deviation)
{
    int64_t sum = 0, squares = 0;
    for (int i = 0; i < count; i++) {
        int32_t value = (int32_t)(values[i] * 1024);
        sum += value;
        squares += (int64_t)value * value;
    }
    double average = (double)sum / count;
    double variance = (double)squares / count - average * average;
    *mean = average / 1024;
    *deviation = sqrt(variance > 0 ? variance : 0) / 1024;
}

double facs_patch_normalise(float *values, int count, double soften)
{
    double mean, deviation;
    facs_patch_statistics(values, count, &mean, &deviation);
    const float middle = (float)mean, factor = (float)(1 / (deviation + soften));
    for (int i = 0; i < count; i++)
        values[i] = (values[i] - middle) * factor;
    return deviation;
}

/* ---- colour ---- */

static const uint8_t black[3] = {0};

static const uint8_t *pixel(const facs_view *view, int x, int y, facs_patch_border border)
{
    bool outside = x < 0 || y < 0 || x >= view->width || y >= view->height;
    if (outside && border == FACS_PATCH_BLACK)
        return black;
    return view->data + limited(y, view->height) * view->stride + 3 * (ptrdiff_t)limited(x, view->width);
}

facs_status facs_patch_cut_rgb(const facs_image *bgr, const double matrix[6], int width, int height,
                               facs_patch_border border, uint8_t *rgb, facs_error *error)
{
    double back[6];
    int32_t at_x[TILE], at_y[TILE];
    if (bgr->channels != 3 || !facs_patch_invert(matrix, back))
        return facs_fail(error, FACS_E_ARGUMENT, "a piece of a picture cannot be cut out: no such piece");
    const reach rows = reach_of(back + 3, width, height, bgr->height);
    const facs_view view = facs_image_need(bgr, rows.first, rows.last);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x += TILE) {
            int count = width - x < TILE ? width - x : TILE;
            positions(matrix, back, x, y, count, bgr->width, bgr->height, at_x, at_y);
            for (int i = 0; i < count; i++, rgb += 3) {
                int left = floor32(at_x[i]), top = floor32(at_y[i]);
                int fx = at_x[i] & 31, fy = at_y[i] & 31;
                const uint8_t *a = pixel(&view, left, top, border), *b = pixel(&view, left + 1, top, border);
                const uint8_t *c = pixel(&view, left, top + 1, border), *d = pixel(&view, left + 1, top + 1, border);
                for (int k = 0; k < 3; k++) {
                    int above = a[k] * (32 - fx) + b[k] * fx, under = c[k] * (32 - fx) + d[k] * fx;
                    rgb[2 - k] = (uint8_t)((above * (32 - fy) + under * fy + 512) >> 10);
                }
            }
        }
    return FACS_OK;
}
