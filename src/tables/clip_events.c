/* See clip_events.h.  docs/algorithm/events.md has the same with figures.
 *
 *   seen     rows of which something is known.  Between two of them lies a break when more than 0.1 s are missing: the time
 *            from one to the other, less the usual step.  Shorter gaps are passed over as if they were not there
 *   v        the intensity; without intensities the presence
 *   run      rows that are seen, without a break, with v >= LOW, as many as there are side by side
 *   peak     the first row with the largest v of a run, and the rows side by side around it with v >= SHARE of that.  What is
 *            left of the run on either side is a run again, once the slope of the peak is over: from the lowest row before
 *            v has risen by RISE.  So two movements without rest between them are two, and what is left of one is none
 *   event    a peak with v >= HIGH in a row in which the presence, where there is one, is at least 0.5.  That is hysteresis:
 *            HIGH opens it, LOW keeps it open
 *   onset    from the first row of the peak back, as long as v falls by more than FALL within 0.04 s: the row behind the
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
#define SHARE (1.0F / 3)
#define RISE 0.5F
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

/* A run, or what is left of one. */
typedef struct run {
    int64_t a, b;       /* its first and last row */
    bool after, before; /* a greater peak ends before it, begins after it */
} run;

/* from `at` towards `end`: the lowest row before v has risen by RISE; -1 = it does not */
static int64_t find_foot(const seen *all, int64_t at, int64_t end)
{
    const int64_t way = end < at ? -1 : 1;
    for (int64_t low = at;; at += way) {
        if (all->v[at] < all->v[low])
            low = at;
        if (all->v[at] - all->v[low] >= RISE)
            return low;
        if (at == end)
            return -1;
    }
}

/* without the slopes of greater peaks; false = nothing else is left */
static bool leave_slopes(const seen *all, run *rest)
{
    const int64_t a = rest->after ? find_foot(all, rest->a, rest->b) : rest->a;
    const int64_t b = rest->before ? find_foot(all, rest->b, rest->a) : rest->b;
    *rest = (run){a, b, rest->after, rest->before};
    return a >= 0 && b >= 0 && a <= b;
}

static facs_clip_event make_event(const seen *all, const facs_event_rows *rows, const int64_t part[2], int64_t from,
                                  int64_t to, int64_t top)
{
    const int64_t down = go_down(all, from, part[0]), up = go_down(all, to, part[1]);
    const int64_t onset = down < from ? down + 1 : from, offset = up > to ? up - 1 : to;
    const bool intensity = rows->intensity != NULL;
    int64_t held = top, held_to = top;
    double sum = 0;
    while (held > from && all->v[held - 1] >= HELD * all->v[top])
        held--;
    while (held_to < to && all->v[held_to + 1] >= HELD * all->v[top])
        held_to++;
    for (int64_t i = onset; i <= offset; i++)
        sum += (double)all->v[i];
    return (facs_clip_event){.onset = all->row[onset],
                             .apex = all->row[held + (held_to - held) / 2],
                             .offset = all->row[offset],
                             .intensity = intensity ? (double)all->v[top] : (double)NAN,
                             .mean = intensity ? sum / (double)(offset - onset + 1) : (double)NAN,
                             .begins = onset > part[0],
                             .ends = offset < part[1]};
}

/* The peaks of a run in the rows without a break from part[0] to part[1].  `waiting` has room for as many runs as it has
 * rows, and for two more. */
static facs_status take_run(const seen *all, const facs_event_rows *rows, const int64_t part[2], run whole,
                            run *waiting, facs_clip_events *events, facs_error *error)
{
    facs_status status = FACS_OK;
    int64_t count = 0;
    waiting[count++] = whole;
    while (count > 0 && status == FACS_OK) {
        run now = waiting[--count];
        if (!leave_slopes(all, &now))
            continue;
        int64_t top = now.a;
        for (int64_t i = now.a; i <= now.b; i++)
            top = all->v[i] > all->v[top] ? i : top;
        int64_t from = top, to = top;
        while (from > now.a && all->v[from - 1] >= SHARE * all->v[top])
            from--;
        while (to < now.b && all->v[to + 1] >= SHARE * all->v[top])
            to++;
        bool active = false;
        for (int64_t i = from; i <= to; i++)
            active = active || all->active[i];
        const facs_clip_event event = make_event(all, rows, part, from, to, top);
        if (active && event.offset - event.onset + 1 >= rows->shortest)
            status = add(events, &event, error);
        if (to < now.b)
            waiting[count++] = (run){to + 1, now.b, true, now.before};
        if (from > now.a)
            waiting[count++] = (run){now.a, from - 1, now.after, true};
    }
    return status;
}

static int by_onset(const void *a, const void *b)
{
    const facs_clip_event *x = a, *y = b;
    return (x->onset > y->onset) - (x->onset < y->onset);
}

/* in the order of time, and none reaches into the next */
static void sort(facs_clip_event *event, int64_t count)
{
    if (count > 0)
        qsort(event, (size_t)count, sizeof *event, by_onset);
    for (int64_t i = 1; i < count; i++)
        if (event[i].onset <= event[i - 1].offset)
            event[i - 1].offset = event[i].onset - 1 > event[i - 1].apex ? event[i].onset - 1 : event[i - 1].apex;
}

facs_status facs_clip_events_find(facs_clip_events *events, const facs_event_rows *rows, facs_error *error)
{
    seen all;
    facs_status status = FACS_OK;
    const int64_t known = events->count;
    if (rows->count == 0)
        return FACS_OK;
    run *waiting = facs_calloc(&events->env, (size_t)rows->count + 2, sizeof *waiting);
    if (!look(&events->env, rows, &all) || !waiting)
        status = facs_fail(error, FACS_E_MEMORY, "out of memory for events");
    for (int64_t first = 0, behind; first < all.count && status == FACS_OK; first = behind) {
        behind = next_cut(&all, first);
        const int64_t part[2] = {first, behind - 1};
        for (int64_t a = first; a < behind && status == FACS_OK; a++) {
            int64_t b = a;
            if (all.v[a] < LOW)
                continue;
            while (b + 1 < behind && all.v[b + 1] >= LOW)
                b++;
            status = take_run(&all, rows, part, (run){a, b, false, false}, waiting, events, error);
            a = b;
        }
    }
    forget(&events->env, &all);
    facs_free(&events->env, waiting);
    sort(events->item + known, events->count - known);
    return status;
}

void facs_clip_events_free(facs_clip_events *events)
{
    facs_free(&events->env, events->item);
    events->item = NULL;
    events->count = events->room = 0;
}
