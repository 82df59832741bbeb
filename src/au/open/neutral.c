/* Running percentiles; see neutral.h. */
#include "au/open/neutral.h"

#include <stdlib.h>
#include <string.h>

int facs_compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int facs_percentile_place(int percentile, int count)
{
    return (count - 1) * percentile / 100;
}

/* First place in `sorted` whose number is not below `value`. */
static int find(const float *sorted, int count, float value)
{
    int low = 0, high = count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void put_in(float *sorted, int count, float value)
{
    const int place = find(sorted, count, value);
    memmove(sorted + place + 1, sorted + place, (size_t)(count - place) * sizeof *sorted);
    sorted[place] = value;
}

static void take_out(float *sorted, int count, float value)
{
    const int place = find(sorted, count, value);
    memmove(sorted + place, sorted + place + 1, (size_t)(count - place - 1) * sizeof *sorted);
}

/* Every second sample goes. */
static void thin(facs_open_neutral *neutral)
{
    for (int m = 0; m < FACS_OPEN_MEASURES; m++) {
        for (int i = 0; i < FACS_NEUTRAL_SAMPLES / 2; i++)
            neutral->sample[m][i] = neutral->sample[m][2 * i];
        memcpy(neutral->sorted[m], neutral->sample[m], FACS_NEUTRAL_SAMPLES / 2 * sizeof(float));
        qsort(neutral->sorted[m], FACS_NEUTRAL_SAMPLES / 2, sizeof(float), facs_compare_floats);
    }
    neutral->count = FACS_NEUTRAL_SAMPLES / 2;
    neutral->stride *= 2;
}

void facs_open_neutral_see(facs_open_neutral *neutral, const float measures[FACS_OPEN_MEASURES])
{
    if (neutral->stride == 0)
        neutral->stride = 1;
    if (neutral->frame++ % neutral->stride != 0)
        return;
    if (neutral->count == FACS_NEUTRAL_SAMPLES && neutral->stride < FACS_NEUTRAL_STRIDE)
        thin(neutral);
    const bool full = neutral->count == FACS_NEUTRAL_SAMPLES;
    const int place = full ? neutral->oldest : neutral->count;
    for (int m = 0; m < FACS_OPEN_MEASURES; m++) {
        if (full)
            take_out(neutral->sorted[m], FACS_NEUTRAL_SAMPLES, neutral->sample[m][place]);
        neutral->sample[m][place] = measures[m];
        put_in(neutral->sorted[m], full ? FACS_NEUTRAL_SAMPLES - 1 : neutral->count, measures[m]);
    }
    if (full)
        neutral->oldest = (place + 1) % FACS_NEUTRAL_SAMPLES;
    else
        neutral->count++;
}

void facs_open_neutral_get(const facs_open_neutral *neutral, float measures[FACS_OPEN_MEASURES])
{
    int at = 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++) {
        const facs_open_unit *unit = facs_open_unit_get(i);
        const int place = facs_percentile_place(unit->neutral, neutral->count);
        for (int sides = unit->side[0] ? FACS_MESH_SIDES : 1; sides > 0; sides--, at++)
            measures[at] = neutral->sorted[at][place];
    }
}
