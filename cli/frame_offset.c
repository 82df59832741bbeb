/* See frame_offset.h.
 *
 * Score of an offset: the mean of |r| over action units, pose parameters and the tip of the nose, over rows that then
 * belong together and succeeded.  A slow video agrees well with itself a frame later, so that another offset than the
 * expected one has to be clearly better; and noise agrees with noise in a few rows, and a little in many. */
#include "frame_offset.h"

#include "column_use.h"
#include "correlation.h"

#include <math.h>
#include <string.h>

#define CLEARLY_BETTER 0.001
#define MORE_THAN_NOISE 0.5
enum { ROWS_THAT_COUNT = 10 };

static bool scored(const char *name)
{
    switch (column_use_of(name)) {
    case USE_AU:
    case USE_POSE:
        return true;
    case USE_POINT_2D:
    case USE_POINT_3D:
        return strcmp(name + 1, "_30") == 0;
    case USE_SHAPE:
    case USE_NONE:
        break;
    }
    return false;
}

static double score(const table *a, const table *b, const matched_rows *rows)
{
    double sum = 0;
    int count = 0;
    for (int i = 0; rows->count >= ROWS_THAT_COUNT && i < a->columns; i++) {
        const int other = scored(a->name[i]) ? table_column(b, a->name[i]) : -1;
        if (other < 0)
            continue;
        const double r = correlate(a, i, b, other, rows->pair, rows->count).r;
        if (isnan(r))
            continue;
        sum += fabs(r);
        count++;
    }
    return count ? sum / count : (double)NAN;
}

static double first_frame(const table *read)
{
    const int column = table_column(read, "frame");
    double first = (double)NAN;
    for (size_t i = 0; column >= 0 && i < read->rows; i++)
        first = fmin(first, table_value(read, i, column));
    return first;
}

static int expect(const table *a, const table *b)
{
    const double first_a = first_frame(a), first_b = first_frame(b);
    if ((first_a == 0 && first_b == 1) || (first_a == 1 && first_b == 0))
        return (int)(first_b - first_a);
    return 0;
}

bool frame_offset_find(const table *a, const table *b, frame_offset *found)
{
    *found = (frame_offset){0};
    for (int i = 0; i < OFFSETS; i++)
        found->scores[i] = (double)NAN;
    if (table_column(a, "frame") < 0 || table_column(b, "frame") < 0)
        return true;
    found->expected = found->value = expect(a, b);
    size_t most = 0;
    matched_rows rows[OFFSETS] = {0};
    bool good = true;
    for (int i = 0; good && i < OFFSETS; i++) {
        good = matched_rows_make(a, b, i - OFFSET_MOST, &rows[i]);
        if (good)
            matched_rows_keep_successes(&rows[i], a, b);
        most = rows[i].count > most ? rows[i].count : most;
    }
    for (int i = 0; i < OFFSETS; i++) {
        if (good && rows[i].count >= most / 2)
            found->scores[i] = score(a, b, &rows[i]);
        matched_rows_free(&rows[i]);
    }
    const double expected = found->scores[found->expected + OFFSET_MOST];
    double best = isnan(expected) ? MORE_THAN_NOISE : fmax(expected + CLEARLY_BETTER, MORE_THAN_NOISE);
    for (int i = 0; i < OFFSETS; i++)
        if (found->scores[i] > best) {
            best = found->scores[i];
            found->value = i - OFFSET_MOST;
        }
    return good;
}
