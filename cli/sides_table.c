/* See sides_table.h. */
#include "sides_table.h"

#include <math.h>
#include <stdio.h>

static bool is_seen(const facs_mirror_unit *unit)
{
    return isfinite(unit->asymmetry_peak);
}

static void print_unit(const facs_mirror_unit *unit)
{
    printf("  %-6s %7.2f %7.2f %+9.0f %10.2f %7.2f %+9.0f\n", unit->name, unit->peak[FACS_RIGHT], unit->peak[FACS_LEFT],
           unit->asymmetry_peak, unit->mean[FACS_RIGHT], unit->mean[FACS_LEFT], unit->asymmetry_mean);
}

void sides_table_print(const char *title, const facs_mirror_summary *summary)
{
    int seen = 0;
    for (int64_t i = 0; i < summary->unit_count; i++)
        seen += is_seen(&summary->unit[i]);
    printf("%s: %lld of %lld frames measured on both sides\n", title, (long long)summary->measured,
           (long long)summary->frames);
    if (seen > 0) {
        printf("         peak                         mean\n"
               "           right    left asymmetry      right    left asymmetry\n");
        for (int64_t i = 0; i < summary->unit_count; i++)
            if (is_seen(&summary->unit[i]))
                print_unit(&summary->unit[i]);
        printf("  asymmetry = 100 (right - left) / the larger: -100 only the left side moves, 100 only the right\n");
    }
    if (seen < summary->unit_count && summary->measured > 0) {
        printf("  below %g on both sides:", FACS_MIRROR_SEEN);
        for (int64_t i = 0; i < summary->unit_count; i++)
            if (!is_seen(&summary->unit[i]))
                printf(" %s", summary->unit[i].name);
        printf("\n");
    }
    if (summary->turned > 0)
        printf("  in %lld frame%s the head is turned too far (head_yaw beyond 5): their sides are not comparable\n",
               (long long)summary->turned, summary->turned == 1 ? "" : "s");
    fflush(stdout);
}
