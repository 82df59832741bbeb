/* See latencies.h. */
#include "live/latencies.h"

#include <stdlib.h>
#include <string.h>

static const int64_t mark_every = 500000000; /* ns */

void facs_latencies_add(facs_latencies *latencies, int64_t ns)
{
    facs_stage_times *all = &latencies->all;
    latencies->recent[all->calls % FACS_LATENCIES_RECENT] = ns;
    all->least = all->calls == 0 || ns < all->least ? ns : all->least;
    all->most = ns > all->most ? ns : all->most;
    all->sum += ns;
    all->calls++;
    uint32_t *bin = &all->bin[facs_profile_bin(ns)];
    *bin += *bin < UINT32_MAX;
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* place of the value that `percent` of `count` are not above */
static int64_t rank(int64_t count, int percent)
{
    return (count * percent + 99) / 100 - 1;
}

void facs_latencies_recent(facs_latencies *latencies, double *median, double *p99)
{
    const int64_t calls = latencies->all.calls;
    const int64_t count = calls < FACS_LATENCIES_RECENT ? calls : FACS_LATENCIES_RECENT;
    *median = *p99 = 0;
    if (count == 0)
        return;
    memcpy(latencies->sorted, latencies->recent, (size_t)count * sizeof latencies->recent[0]);
    qsort(latencies->sorted, (size_t)count, sizeof latencies->sorted[0], compare);
    *median = 1e-9 * (double)latencies->sorted[rank(count, 50)];
    *p99 = 1e-9 * (double)latencies->sorted[rank(count, 99)];
}

void facs_latencies_all(const facs_latencies *latencies, double *median, double *p99, double *longest)
{
    *median = 1e-9 * facs_stage_quantile(&latencies->all, 0.5);
    *p99 = 1e-9 * facs_stage_quantile(&latencies->all, 0.99);
    *longest = 1e-9 * (double)latencies->all.most;
}

double facs_live_rate_next(facs_live_rate *rate, int64_t now, int64_t count)
{
    const int64_t last = (rate->marks + FACS_RATE_MARKS - 1) % FACS_RATE_MARKS;
    if (rate->marks == 0 || now - rate->time[last] >= mark_every) {
        rate->time[rate->marks % FACS_RATE_MARKS] = now;
        rate->count[rate->marks % FACS_RATE_MARKS] = count;
        rate->marks++;
    }
    const int64_t first = rate->marks > FACS_RATE_MARKS ? rate->marks % FACS_RATE_MARKS : 0;
    const int64_t time = now - rate->time[first];
    return time > 0 ? 1e9 * (double)(count - rate->count[first]) / (double)time : 0;
}
