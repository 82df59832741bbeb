/* See correlation.h: r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2), in two passes.
 * Whether a side varies is seen from its extremes, since sums of equal numbers are rounded. */
#include "correlation.h"

#include <math.h>

typedef struct side {
    double mean, least, most, squares;
} side;

static void add(side *to, double value, double share)
{
    to->mean += value * share;
    to->least = fmin(to->least, value);
    to->most = fmax(to->most, value);
}

static double deviation(const side *of, size_t count)
{
    return of->most > of->least ? sqrt(of->squares / (double)count) : 0;
}

static bool get(const table *a, int column_a, const table *b, int column_b, row_pair rows, double value[2])
{
    value[0] = table_value(a, rows.a, column_a);
    value[1] = table_value(b, rows.b, column_b);
    return isfinite(value[0]) && isfinite(value[1]);
}

correlation correlate(const table *a, int column_a, const table *b, int column_b, const row_pair *pair, size_t count)
{
    side x = {0, (double)INFINITY, -(double)INFINITY, 0}, y = x;
    double value[2], products = 0, differences = 0;
    correlation found = {0, (double)NAN, (double)NAN, 0, 0};
    for (size_t i = 0; i < count; i++)
        found.count += get(a, column_a, b, column_b, pair[i], value);
    if (found.count == 0)
        return found;
    for (size_t i = 0; i < count; i++)
        if (get(a, column_a, b, column_b, pair[i], value)) {
            add(&x, value[0], 1 / (double)found.count);
            add(&y, value[1], 1 / (double)found.count);
        }
    for (size_t i = 0; i < count; i++)
        if (get(a, column_a, b, column_b, pair[i], value)) {
            x.squares += (value[0] - x.mean) * (value[0] - x.mean);
            y.squares += (value[1] - y.mean) * (value[1] - y.mean);
            products += (value[0] - x.mean) * (value[1] - y.mean);
            differences += fabs(value[0] - value[1]);
        }
    found.difference = differences / (double)found.count;
    found.deviation_a = deviation(&x, found.count);
    found.deviation_b = deviation(&y, found.count);
    if (found.deviation_a > 0 && found.deviation_b > 0)
        found.r = products / sqrt(x.squares * y.squares);
    return found;
}
