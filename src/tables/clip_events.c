/* See clip_events.h.  docs/algorithm/events.md has the same with figures.
 *
 *   seen     rows of which something is known.  Between two of them lies a break when more than 0.1 s are missing: the time
 *            from one to the other, less the usual step.  Shorter gaps are passed over as if they were not there
 *   v        the intensity; without intensities the presence
 *   run      rows that are seen, without a break, with v >= LOW, as many as there are side by side
 *   event    a run with v >= HIGH in a row in which the presence, where there is one, is at least 0.5.  That is hysteresis:
 *            HIGH opens it, LOW keeps it open
 *   onset    from the first row of the run back, as long as v falls by more than FALL within 0.04 s: the row behind the
 *            lowest.  So a slow drift of the face at rest does not count for it, whatever the frame rate
 *   offset   the same forwards
 *   apex     the middle of the rows side by side around the first row with the largest v in which v >= 0.95 of it: where the
 *            movement is held, the largest of many like values says nothing
 *
 * All of it depends on times, not on how many rows lie in them, but for the shortest event. */
#include "tables/clip_events.h"

#include <math.h>
#include <stdlib.h>

#define HIGH 1.0F
#define LOW 0.5F
#define FALL 0.05F
#define PRESENT 0.5F
#define HELD 0.95F
#define BREAK 0.1 /* s */
#define SLOPE 0.04

/* rows that are seen, side by side */
typedef struct seen {
    int64_t count;
    int64_t *row;
    float *v;
    bool *active; /* may open an event */
    bool *cut;    /* there is a break before it */
    int64_t slope;
} seen;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double facs_usual_step(const facs_env *env, const double *time, int64_t count)
{
    double *step = count > 1 ? facs_calloc(env, (size_t)count - 1, sizeof *step) : NULL;
    if (!step)
        return 0;
    for (int64_t i = 1; i < count; i++)
        step[i - 1] = time[i] - time[i - 1];
    qsort(step, (size_t)count - 1, sizeof *step, compare);
    const double usual = step[(count - 1) / 2];
    facs_free(env, step);
    return usual;
}

static bool look(const facs_env *env, const facs_event_rows *rows, seen *found)
{
    const size_t room = (size_t)rows->count;
    const double step = facs_usual_step(env, rows->time, rows->count);
    *found = (seen){.row = facs_calloc(env, room, sizeof *found->row),
                    .v = facs_calloc(env, room, sizeof *found->v),
                    .active = facs_calloc(env, room, sizeof *found->active),
                    .cut = facs_calloc(env, room, sizeof *found->cut),
                    .slope = step > 0 && step < SLOPE ? lround(SLOPE / step) : 1};
    if (!found->row || !found->v || !found->active || !found->cut)
        return false;
    for (int64_t i = 0; i < rows->count; i++) {
        const float v = rows->intensity ? rows->intensity[i] : rows->presence[i];
        if (isnan(v))
            continue;
        const int64_t at = found->count++, before = at > 0 ? found->row[at - 1] : 0;
        const bool present = !rows->presence || isnan(rows->presence[i]) || rows->presence[i] >= PRESENT;
        found->row[at] = i;
        found->v[at] = v;
        found->active[at] = present && (v >= HIGH || !rows->intensity);
        found->cut[at] = at == 0 || rows->time[i] - rows->time[before] - step > BREAK;
    }
    return true;
}

static void forget(const facs_env *env, const seen *found)
{
    facs_free(env, found->row);
    facs_free(env, found->v);
    facs_free(env, found->active);
    facs_free(env, found->cut);
}

/* the first row seen after `from` that a break precedes */
static int64_t next_cut(const seen *all, int64_t from)
{
    do
        from++;
    while (from < all->count && !all->cut[from]);
    return from;
}

/* from `at` towards `limit`, which is the last one allowed, as long as v falls */
static int64_t go_down(const seen *all, int64_t at, int64_t limit)
{
    const int64_t way = limit < at ? -1 : 1;
    while (at != limit) {
        const int64_t left = way * (limit - at), ahead = at + way * (all->slope < left ? all->slope : left);
        if (!(all->v[ahead] < all->v[at] - FALL))
            break;
        at += way;
    }
    return at;
}

static facs_status add(facs_clip_events *events, const facs_clip_event *event, facs_error *error)
{
    if (events->count == events->room) {
        const int64_t room = events->room ? 2 * events->room : 16;
        void *more = facs_regrow(&events->env, events->item, (size_t)events->count * sizeof *event,
                                 (size_t)room * sizeof *event);
        if (!more)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for events");
        events->item = more;
        events->room = room;
    }
    events->item[events->count++] = *event;
    return FACS_OK;
}

/* the run from `a` to `b` in the rows without a break from `first` to `last`; `least` = the first it may reach back to.
 * The last row of its event, or b */
static int64_t end_run(const seen *all, const facs_event_rows *rows, const int64_t part[3], int64_t a, int64_t b,
                       facs_clip_events *events, facs_status *status, facs_error *error)
{
    const int64_t first = part[0], last = part[1], least = part[2];
    int64_t top = a;
    bool active = false;
    for (int64_t i = a; i <= b; i++) {
        active = active || all->active[i];
        if (all->v[i] > all->v[top])
            top = i;
    }
    const int64_t down = go_down(all, a, least), up = go_down(all, b, last);
    const int64_t onset = down < a ? down + 1 : a, offset = up > b ? up - 1 : b;
    if (!active || all->row[offset] - all->row[onset] + 1 < rows->shortest)
        return b;
    int64_t from = top, to = top;
    while (from > a && all->v[from - 1] >= HELD * all->v[top])
        from--;
    while (to < b && all->v[to + 1] >= HELD * all->v[top])
        to++;
    double sum = 0;
    for (int64_t i = onset; i <= offset; i++)
        sum += (double)all->v[i];
    const bool intensity = rows->intensity != NULL;
    const facs_clip_event event = {.onset = all->row[onset],
                                   .apex = all->row[from + (to - from) / 2],
                                   .offset = all->row[offset],
                                   .intensity = intensity ? (double)all->v[top] : (double)NAN,
                                   .mean = intensity ? sum / (double)(offset - onset + 1) : (double)NAN,
                                   .begins = onset > first,
                                   .ends = offset < last};
    *status = add(events, &event, error);
    return offset;
}

facs_status facs_clip_events_find(facs_clip_events *events, const facs_event_rows *rows, facs_error *error)
{
    seen all;
    facs_status status = FACS_OK;
    if (rows->count == 0)
        return FACS_OK;
    if (!look(&events->env, rows, &all))
        status = facs_fail(error, FACS_E_MEMORY, "out of memory for events");
    for (int64_t first = 0, behind; first < all.count && status == FACS_OK; first = behind) {
        behind = next_cut(&all, first);
        int64_t least = first;
        for (int64_t a = first; a < behind && status == FACS_OK; a++) {
            int64_t b = a;
            if (all.v[a] < LOW)
                continue;
            while (b + 1 < behind && all.v[b + 1] >= LOW)
                b++;
            const int64_t part[3] = {first, behind - 1, least};
            const int64_t over = end_run(&all, rows, part, a, b, events, &status, error);
            least = over + 1 < behind ? over + 1 : over;
            a = b;
        }
    }
    forget(&events->env, &all);
    return status;
}

void facs_clip_events_free(facs_clip_events *events)
{
    facs_free(&events->env, events->item);
    events->item = NULL;
    events->count = events->room = 0;
}
