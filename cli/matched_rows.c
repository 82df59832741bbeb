/* See matched_rows.h.  Both tables are sorted by their keys and walked through side by side. */
#include "matched_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct key {
    double frame, face;
    size_t row;
} key;

/* what is not a number comes last, so that every two keys have an order */
static int order_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) != 0) - (isnan(b) != 0);
    return (a > b) - (a < b);
}

static int order_values(const key *a, const key *b)
{
    const int order = order_numbers(a->frame, b->frame);
    return order ? order : order_numbers(a->face, b->face);
}

static int order_keys(const void *x, const void *y)
{
    const key *a = x, *b = y;
    const int order = order_values(a, b);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static int face_column(const table *read)
{
    const int face = table_column(read, "face_id");
    return face >= 0 ? face : table_column(read, "face");
}

/* columns < 0: 0 */
static key *make_keys(const table *read, int frame, int face, int offset)
{
    key *keys = calloc(read->rows + 1, sizeof *keys);
    for (size_t i = 0; keys && i < read->rows; i++)
        keys[i] =
            (key){frame < 0 ? 0 : table_value(read, i, frame) - offset, face < 0 ? 0 : table_value(read, i, face), i};
    if (keys)
        qsort(keys, read->rows, sizeof *keys, order_keys);
    return keys;
}

bool matched_rows_make(const table *a, const table *b, int offset, matched_rows *made)
{
    int frame_a = table_column(a, "frame"), frame_b = table_column(b, "frame");
    int face_a = face_column(a), face_b = face_column(b);
    const bool frames = frame_a >= 0 && frame_b >= 0, faces = frame_a < 0 && frame_b < 0 && face_a >= 0 && face_b >= 0;
    memset(made, 0, sizeof *made);
    made->success_a = table_column(a, "success");
    made->success_b = table_column(b, "success");
    made->by = frames ? MATCHED_BY_FRAME : faces ? MATCHED_BY_FACE : MATCHED_BY_ORDER;
    if (made->by == MATCHED_BY_ORDER)
        frame_a = frame_b = face_a = face_b = -1;
    key *keys_a = make_keys(a, frame_a, face_a, 0), *keys_b = make_keys(b, frame_b, face_b, frames ? offset : 0);
    made->pair = calloc(a->rows + 1, sizeof *made->pair);
    const bool good = keys_a && keys_b && made->pair;
    size_t i = 0, j = 0;
    while (good && i < a->rows && j < b->rows) {
        const int order = order_values(&keys_a[i], &keys_b[j]);
        if (order == 0)
            made->pair[made->count++] = (row_pair){keys_a[i].row, keys_b[j].row};
        i += order <= 0;
        j += order >= 0;
    }
    made->only_a = a->rows - made->count;
    made->only_b = b->rows - made->count;
    free(keys_a);
    free(keys_b);
    if (!good)
        matched_rows_free(made);
    return good;
}

void matched_rows_free(matched_rows *made)
{
    free(made->pair);
    memset(made, 0, sizeof *made);
}

/* a success that is missing is none */
static bool succeeded(const table *read, int column, size_t row)
{
    return column < 0 || table_value(read, row, column) > 0;
}

pair_success matched_rows_success(const matched_rows *made, const table *a, const table *b, size_t i)
{
    return (pair_success){succeeded(a, made->success_a, made->pair[i].a),
                          succeeded(b, made->success_b, made->pair[i].b)};
}

void matched_rows_keep_successes(matched_rows *made, const table *a, const table *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < made->count; i++) {
        const pair_success good = matched_rows_success(made, a, b, i);
        made->failed_a += !good.a;
        made->failed_b += !good.b;
        if (good.a && good.b)
            made->pair[kept++] = made->pair[i];
    }
    made->left_out += made->count - kept;
    made->count = kept;
}
