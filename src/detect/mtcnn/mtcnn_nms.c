/* Non-maximum suppression (docs/algorithm/face-detection.md, Suppression).
 *
 * Boxes are taken by falling score (ties: later index first); one is kept unless a kept one overlaps it by more than
 * the threshold.  That is the same as deleting, after each kept box, everything it overlaps.
 *
 *     union:    inter / (f32(area1 + area2) - f32(inter))        minimum: inter / f32(min(area1, area2))
 *
 * on boxes rounded to whole numbers, f32 quotient, strictly greater, NaN keeps.
 *
 * To stay fast when a large picture is full of candidates, kept boxes are filed by their top-left corner in square
 * cells at least as large as the largest box: whatever overlaps a box is then filed in its cell or one of the eight
 * around it. */
#include "detect/mtcnn/mtcnn_stages.h"

typedef struct grid {
    int left, top; /**< of the first cell */
    int64_t side;  /**< of a cell, pixels */
    int columns, rows;
} grid;

void facs_nms_free(const facs_env *env, facs_nms *nms)
{
    facs_free(env, nms->order);
    facs_free(env, nms->kept);
    facs_free(env, nms->area);
    facs_free(env, nms->next);
    facs_free(env, nms->cell);
    *nms = (facs_nms){0};
}

/* Memory for `count` candidates; the grid has at most as many cells. */
static facs_status reserve(const facs_env *env, facs_nms *nms, int count, facs_error *error)
{
    size_t needed = (size_t)count;
    if (needed <= nms->capacity)
        return FACS_OK;
    needed = needed > 2 * nms->capacity ? needed : 2 * nms->capacity;
    facs_nms_free(env, nms);
    nms->order = facs_calloc(env, needed, sizeof *nms->order);
    nms->kept = facs_calloc(env, needed, sizeof *nms->kept);
    nms->area = facs_calloc(env, needed, sizeof *nms->area);
    nms->next = facs_calloc(env, needed, sizeof *nms->next);
    nms->cell = facs_calloc(env, needed, sizeof *nms->cell);
    if (!nms->order || !nms->kept || !nms->area || !nms->next || !nms->cell) {
        facs_nms_free(env, nms);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for %d face candidates", count);
    }
    nms->capacity = needed;
    return FACS_OK;
}

/* Heap sort, smallest first: in place, no worst case. */
static void sort(uint64_t *value, size_t count)
{
    for (size_t heap = count / 2, end = count; end > 1;) {
        uint64_t moving;
        if (heap > 0) {
            moving = value[--heap];
        } else {
            moving = value[--end];
            value[end] = value[0];
        }
        size_t hole = heap, child;
        while ((child = 2 * hole + 1) < end) {
            if (child + 1 < end && value[child + 1] > value[child])
                child++;
            if (value[child] <= moving)
                break;
            value[hole] = value[child];
            hole = child;
        }
        value[hole] = moving;
    }
}

/* Number that sorts by score, then by index.  The bits of floats >= 0 rise with their value. */
static uint64_t sort_key(float score, int index)
{
    union {
        float value;
        uint32_t bits;
    } as = {.value = score > 0 ? score : 0};
    return (uint64_t)as.bits << 32 | (uint32_t)index;
}

static facs_rectangle rectangle_of(const facs_candidate *item)
{
    int left = facs_box_round(item->x), top = facs_box_round(item->y);
    return (facs_rectangle){left, top, left + facs_box_round(item->width), top + facs_box_round(item->height)};
}

static int64_t area_of(facs_rectangle r)
{
    return ((int64_t)r.right - r.left) * ((int64_t)r.bottom - r.top);
}

static float overlap(facs_rectangle a, int64_t area_a, facs_rectangle b, int64_t area_b, facs_overlap mode)
{
    int64_t left = a.left > b.left ? a.left : b.left, right = a.right < b.right ? a.right : b.right;
    int64_t top = a.top > b.top ? a.top : b.top, bottom = a.bottom < b.bottom ? a.bottom : b.bottom;
    /* a box without width or height makes this empty too */
    if (right <= left || bottom <= top)
        return 0;
    float inter = (float)((right - left) * (bottom - top));
    float denominator =
        mode == FACS_OVERLAP_UNION ? (float)(area_a + area_b) - inter : (float)(area_a < area_b ? area_a : area_b);
    return inter / denominator;
}

static grid make_grid(const facs_candidates *list)
{
    int64_t left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN, side = 1;
    for (int i = 0; i < list->count; i++) {
        facs_rectangle r = rectangle_of(&list->item[i]);
        left = r.left < left ? r.left : left;
        top = r.top < top ? r.top : top;
        right = r.left > right ? r.left : right;
        bottom = r.top > bottom ? r.top : bottom;
        side = (int64_t)r.right - r.left > side ? (int64_t)r.right - r.left : side;
        side = (int64_t)r.bottom - r.top > side ? (int64_t)r.bottom - r.top : side;
    }
    while (((right - left) / side + 1) * ((bottom - top) / side + 1) > list->count)
        side *= 2;
    return (grid){(int)left, (int)top, side, (int)((right - left) / side) + 1, (int)((bottom - top) / side) + 1};
}

static bool overlaps_kept(const facs_nms *nms, const grid *cells, facs_rectangle r, float threshold, facs_overlap mode)
{
    int64_t area = area_of(r);
    int column = (int)((r.left - (int64_t)cells->left) / cells->side);
    int row = (int)((r.top - (int64_t)cells->top) / cells->side);
    for (int y = row > 0 ? row - 1 : 0; y <= row + 1 && y < cells->rows; y++) {
        for (int x = column > 0 ? column - 1 : 0; x <= column + 1 && x < cells->columns; x++) {
            for (int i = nms->cell[(ptrdiff_t)y * cells->columns + x]; i >= 0; i = nms->next[i])
                if (overlap(nms->kept[i], nms->area[i], r, area, mode) > threshold)
                    return true;
        }
    }
    return false;
}

static void keep(facs_nms *nms, const grid *cells, int index, facs_rectangle r)
{
    nms->kept[index] = r;
    nms->area[index] = area_of(r);
    int64_t column = (r.left - (int64_t)cells->left) / cells->side, row = (r.top - (int64_t)cells->top) / cells->side;
    int32_t *cell = &nms->cell[row * cells->columns + column];
    nms->next[index] = *cell;
    *cell = index;
}

facs_status facs_nms_run(const facs_env *env, facs_nms *nms, const facs_candidates *list, float threshold,
                         facs_overlap mode, facs_candidates *kept, facs_error *error)
{
    if (list->count == 0)
        return FACS_OK;
    facs_status status = reserve(env, nms, list->count, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < list->count; i++)
        nms->order[i] = sort_key(list->item[i].score, i);
    sort(nms->order, (size_t)list->count);
    grid cells = make_grid(list);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)cells.columns * cells.rows; i++)
        nms->cell[i] = -1;
    int count = 0;
    for (int i = list->count; i-- > 0;) {
        const facs_candidate *item = &list->item[(uint32_t)nms->order[i]];
        facs_rectangle r = rectangle_of(item);
        if (overlaps_kept(nms, &cells, r, threshold, mode))
            continue;
        keep(nms, &cells, count++, r);
        status = facs_candidates_add(env, kept, item, error);
        if (status != FACS_OK)
            return status;
    }
    return FACS_OK;
}
