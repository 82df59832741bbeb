/* A library that looks like liblsl from outside, for tests of what facsimile does with one: it sends nothing, writes down
 * what it is told, and fails where it is told to.
 *
 * Environment, read at each call:
 *   FAKE_LSL_FAIL       a function that fails: "create_outlet", "create_streaminfo", "push_sample_dtp"
 *   FAKE_LSL_CONSUMERS  how many receivers there are; 0 when it is not set
 *
 * Its clock starts at 1000 s and goes on by 0.25 s whenever it is read.  What a test asks it: fake_lsl.h. */
#include "support/fake_lsl.h"

#include "foreign/liblsl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

enum { LOG_BYTES = 1 << 18 };
static const double start = 1000, step = 0.25;

typedef struct thing {
    char name[32]; /* of an element of the description */
    int channels;
} thing;

static char log_text[LOG_BYTES];
static size_t length;
static int64_t alive;
static double now;

static void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int added = vsnprintf(log_text + length, LOG_BYTES - length, format, arguments);
    va_end(arguments);
    length += added > 0 && (size_t)added < LOG_BYTES - length ? (size_t)added : 0;
}

static bool is_to_fail(const char *function)
{
    const char *named = getenv("FAKE_LSL_FAIL");
    return named && strcmp(named, function) == 0;
}

static thing *make(const char *name, int channels)
{
    thing *made = calloc(1, sizeof *made);
    if (!made)
        abort();
    snprintf(made->name, sizeof made->name, "%s", name);
    made->channels = channels;
    alive++;
    return made;
}

EXPORTED const char *fake_lsl_log(void)
{
    return log_text;
}

EXPORTED int64_t fake_lsl_alive(void)
{
    return alive;
}

EXPORTED void fake_lsl_reset(void)
{
    length = 0;
    log_text[0] = '\0';
    now = start;
}

/* ---- liblsl's ---- */

#define DECLARE(name, result, arguments) EXPORTED result lsl_##name arguments;
FACS_LSL_FUNCTIONS(DECLARE)
#undef DECLARE

int32_t lsl_library_version(void)
{
    return 116;
}

double lsl_local_clock(void)
{
    now += step;
    return now;
}

void *lsl_create_streaminfo(const char *name, const char *type, int32_t channels, double rate, int format,
                            const char *source)
{
    if (is_to_fail("create_streaminfo"))
        return NULL;
    note("stream %s %s %d %g %d %s\n", name, type, channels, rate, format, source);
    return make("info", channels);
}

void lsl_destroy_streaminfo(void *info)
{
    alive--;
    free(info);
}

/* elements of the description are constants: they say only what they are in */
void *lsl_get_desc(void *info)
{
    (void)info;
    static thing description = {.name = "desc"};
    return &description;
}

void *lsl_append_child(void *element, const char *name)
{
    static thing elements[] = {{.name = "channels"}, {.name = "channel"}, {.name = "acquisition"}};
    note("%s: %s\n", ((const thing *)element)->name, name);
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

void *lsl_append_child_value(void *element, const char *name, const char *value)
{
    note("%s: %s=%s\n", ((const thing *)element)->name, name, value);
    return element;
}

void *lsl_create_outlet(void *info, int32_t chunk, int32_t buffer)
{
    if (is_to_fail("create_outlet"))
        return NULL;
    note("outlet %d %d\n", chunk, buffer);
    return make("outlet", ((const thing *)info)->channels);
}

void lsl_destroy_outlet(void *outlet)
{
    note("closed at %.2f\n", now);
    alive--;
    free(outlet);
}

int32_t lsl_have_consumers(void *outlet)
{
    (void)outlet;
    const char *consumers = getenv("FAKE_LSL_CONSUMERS");
    return consumers ? atoi(consumers) : 0;
}

int32_t lsl_wait_for_consumers(void *outlet, double timeout)
{
    note("waits %g\n", timeout);
    return lsl_have_consumers(outlet);
}

int32_t lsl_push_sample_dtp(void *outlet, const double *sample, double time, int32_t through)
{
    if (is_to_fail("push_sample_dtp"))
        return -2;
    note("sample %.3f %d:", time, through);
    for (int i = 0; i < ((const thing *)outlet)->channels; i++)
        note(" %.9g", sample[i]);
    note("\n");
    return 0;
}
