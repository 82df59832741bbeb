/* See page_history.h. */
#include "live/page_history.h"

#include "base/number_write.h"

#include <math.h>
#include <string.h>

enum { HEAD = 160, FACE = 320, UNIT = 12 /* bytes of the text of each, at most */ };

facs_status facs_history_open(facs_history *history, const facs_env *env, int units)
{
    *history = (facs_history){.env = *env, .units = units};
    history->entry = facs_calloc(env, FACS_HISTORY_RESULTS, sizeof *history->entry);
    history->unit = facs_calloc(env, (size_t)FACS_HISTORY_RESULTS * FACS_HISTORY_FACES * (size_t)(units + 1),
                                sizeof *history->unit);
    if (history->entry && history->unit && pthread_mutex_init(&history->lock, NULL) == 0)
        return FACS_OK;
    facs_free(env, history->entry);
    facs_free(env, history->unit);
    *history = (facs_history){.units = 0};
    return FACS_E_MEMORY;
}

void facs_history_close(facs_history *history)
{
    if (!history->entry)
        return;
    pthread_mutex_destroy(&history->lock);
    facs_free(&history->env, history->entry);
    facs_free(&history->env, history->unit);
    history->entry = NULL;
}

static float *units_of(const facs_history *history, int64_t index, int face)
{
    const size_t place = (size_t)(index % FACS_HISTORY_RESULTS) * FACS_HISTORY_FACES + (size_t)face;
    return history->unit + place * (size_t)history->units;
}

static void keep_face(const facs_history *history, facs_history_face *to, const facs_face *from, float *units)
{
    to->person = from->person >= 0 ? from->person : from->face_id;
    to->success = from->success;
    to->confidence = from->confidence;
    memcpy(to->pose, from->pose, sizeof to->pose);
    to->gaze[0] = from->has_eyes ? from->gaze_angle[0] : NAN;
    to->gaze[1] = from->has_eyes ? from->gaze_angle[1] : NAN;
    for (int i = 0; i < history->units; i++)
        units[i] = from->has_aus && from->success && i < from->au_r_count ? (float)from->au_r[i] : NAN;
}

void facs_history_add(facs_history *history, const facs_result *result)
{
    pthread_mutex_lock(&history->lock);
    facs_history_entry *entry = &history->entry[history->count % FACS_HISTORY_RESULTS];
    entry->frame = result->frame;
    entry->time = result->timestamp;
    entry->captured = result->captured;
    entry->latency = result->latency;
    entry->faces = result->face_count < FACS_HISTORY_FACES ? result->face_count : FACS_HISTORY_FACES;
    for (int i = 0; i < entry->faces; i++)
        keep_face(history, &entry->face[i], facs_result_face(result, i), units_of(history, history->count, i));
    history->count++;
    pthread_mutex_unlock(&history->lock);
}

static int64_t oldest(const facs_history *history)
{
    return history->count > FACS_HISTORY_RESULTS ? history->count - FACS_HISTORY_RESULTS : 0;
}

int64_t facs_history_begin(facs_history *history)
{
    pthread_mutex_lock(&history->lock);
    int64_t first = history->count;
    const double last = first > 0 ? history->entry[(first - 1) % FACS_HISTORY_RESULTS].time : 0;
    while (first > oldest(history) &&
           history->entry[(first - 1) % FACS_HISTORY_RESULTS].time > last - FACS_HISTORY_SECONDS)
        first--;
    pthread_mutex_unlock(&history->lock);
    return first;
}

size_t facs_history_most(const facs_history *history)
{
    return HEAD + FACS_HISTORY_FACES * (FACE + (size_t)history->units * UNIT);
}

/* ---- as text ---- */

static char *put(char *at, const char *text)
{
    const size_t count = strlen(text);
    memcpy(at, text, count);
    return at + count;
}

/* what is not a number is null; nothing is so large that it would not fit */
static char *put_number(char *at, double value, int decimals)
{
    static const double most = 9999999;
    if (!isfinite(value))
        return put(at, "null");
    return facs_decimal_fixed(at, fmax(-most, fmin(most, value)), decimals);
}

static char *put_list(char *at, const char *name, const float *values, int count, int decimals)
{
    at = put(at, name);
    for (int i = 0; i < count; i++) {
        at = put(at, i > 0 ? "," : "");
        at = put_number(at, values[i], decimals);
    }
    return put(at, "]");
}

static char *put_face(char *at, const facs_history_face *face, const float *units, int count)
{
    at = put(at, "{\"id\":");
    at = facs_decimal_integer(at, face->person);
    at = put(at, face->success ? ",\"ok\":1,\"k\":" : ",\"ok\":0,\"k\":");
    at = put_number(at, face->confidence, 2);
    at = put_list(at, ",\"t\":[", face->pose, 3, 0);
    at = put_list(at, ",\"r\":[", face->pose + 3, 3, 3);
    at = put_list(at, ",\"g\":[", face->gaze, 2, 3);
    at = put_list(at, ",\"u\":[", units, count, 2);
    return put(at, "}");
}

static char *put_entry(char *at, const facs_history *history, int64_t index)
{
    const facs_history_entry *entry = &history->entry[index % FACS_HISTORY_RESULTS];
    at = put(at, "data: {\"f\":");
    at = facs_decimal_integer(at, entry->frame);
    at = put(at, ",\"t\":");
    at = facs_decimal_fixed(at, fmin(entry->time, 1e12), 3);
    at = put(at, ",\"c\":");
    at = facs_decimal_fixed(at, fmin(entry->captured, 1e12), 3);
    at = put(at, ",\"l\":");
    at = put_number(at, entry->latency, 4);
    at = put(at, ",\"p\":[");
    for (int i = 0; i < entry->faces; i++) {
        at = put(at, i > 0 ? "," : "");
        at = put_face(at, &entry->face[i], units_of(history, index, i), history->units);
    }
    return put(at, "]}\n\n");
}

size_t facs_history_text(facs_history *history, int64_t *next, char *text, size_t room)
{
    const size_t most = facs_history_most(history);
    char *at = text;
    for (;;) {
        pthread_mutex_lock(&history->lock); /* for one result, so that nobody waits for many */
        if (*next < oldest(history))
            *next = oldest(history);
        const bool some = *next < history->count && room - (size_t)(at - text) >= most;
        if (some)
            at = put_entry(at, history, (*next)++);
        pthread_mutex_unlock(&history->lock);
        if (!some)
            return (size_t)(at - text);
    }
}
