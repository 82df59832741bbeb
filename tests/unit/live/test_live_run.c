/* A live run over a small video, with the null pipeline and the open one: every frame is a result or counted as dropped,
 * callbacks stop it, outputs are complete whatever ends it, and after warm-up no memory is taken. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "support/sanitized.h"

#include "base/meter.h"
#include "base/thread.h"

/* ---- a video without end: YUV4MPEG2 into a FIFO ---- */

enum { WIDTH = 64, HEIGHT = 48 };

typedef struct stream {
    char folder[64], path[96];
    int64_t frames;
    facs_thread thread;
} stream;

static void write_frames(void *argument)
{
    const stream *s = argument;
    static const char head[] = "YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\n", start[] = "FRAME\n";
    static const uint8_t grey[WIDTH * HEIGHT * 3 / 2] = {16, 17, 18};
    FILE *file = fopen(s->path, "wb");
    bool good = file && fwrite(head, sizeof head - 1, 1, file) == 1;
    for (int64_t i = 0; good && i < s->frames; i++)
        good = fwrite(start, sizeof start - 1, 1, file) == 1 && fwrite(grey, sizeof grey, 1, file) == 1;
    if (file)
        fclose(file);
}

static void begin(stream *s, int64_t frames)
{
    snprintf(s->folder, sizeof s->folder, "/tmp/live-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->path, sizeof s->path, "%s/fifo", s->folder);
    s->frames = frames;
    assert_int_equal(mkfifo(s->path, 0600), 0);
    assert_int_equal(facs_thread_start(&s->thread, write_frames, s, NULL), FACS_OK);
}

static void end(stream *s)
{
    facs_thread_join(&s->thread);
    unlink(s->path);
    assert_int_equal(rmdir(s->folder), 0); /* nothing is left but what the test has removed */
}

/* ---- what comes of it ---- */

typedef struct seen {
    int64_t results, frame, stop_after;
    double timestamp;
    bool in_order, stamped;
    facs_live_statistics last;
    const facs_meter *meter;
    int64_t warm; /* results after which memory is looked at */
    long long allocations, bytes, allocations_end;
    int states;
} seen;

static int take_result(void *cookie, const facs_result *result)
{
    seen *s = cookie;
    s->in_order = (s->results == 0 || s->in_order) && result->frame > s->frame && result->timestamp >= s->timestamp;
    s->frame = result->frame;
    s->timestamp = result->timestamp;
    s->stamped = result->captured > 1e9 && result->latency >= 0 && result->latency < 1000;
    s->results++;
    if (s->meter && s->results == s->warm)
        s->allocations = atomic_load(&s->meter->allocations);
    if (s->meter)
        s->allocations_end = atomic_load(&s->meter->allocations);
    return s->stop_after > 0 && s->results >= s->stop_after;
}

static int take_statistics(void *cookie, const facs_live_statistics *statistics)
{
    seen *s = cookie;
    s->last = *statistics;
    s->last.trouble = NULL;
    s->states |= 1 << statistics->state;
    return 0;
}

static facs_live_options options_of(const char *pipeline, seen *s)
{
    facs_live_options options;
    facs_live_options_init(&options, sizeof options);
    options.pipeline = pipeline;
    options.threads = 1;
    options.result = take_result;
    options.progress = take_statistics;
    options.cookie = s;
    return options;
}

static void run(const char *source, const facs_live_options *options)
{
    facs_error error = {.status = FACS_OK};
    if (facs_live_run(source, options, &error) != FACS_OK)
        fail_msg("%s", error.message);
}

static void check_balance(const seen *s, int64_t frames)
{
    assert_true(s->in_order && s->stamped);
    assert_int_equal(s->last.state, FACS_LIVE_OVER);
    assert_int_equal(s->last.results, s->results);
    assert_int_equal(s->last.frames, frames);
    assert_int_equal(s->last.results + s->last.dropped, frames);
    assert_int_equal(s->frame, frames); /* the newest frame is never dropped */
    assert_int_equal(s->last.width, WIDTH);
    assert_int_equal(s->last.height, HEIGHT);
    assert_int_equal(s->last.lost, 0);
    assert_true(s->last.latency_median > 0 && s->last.latency_median <= s->last.latency_p99 &&
                s->last.run_latency_p99 <= s->last.run_latency_longest);
}

static void every_frame_is_accounted_for(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        stream s;
        seen found = {.results = 0};
        begin(&s, 300);
        facs_live_options options = options_of("null", &found);
        options.threads = threads;
        run(s.path, &options);
        check_balance(&found, 300);
        end(&s);
    }
}

/* ---- memory ---- */

enum { WARM = SANITIZED ? 40 : 200 /* results */ };

/* allocations after the first WARM results of so many */
static void check_flat(const char *pipeline, int threads, int64_t results)
{
    const facs_env plain = facs_env_resolve(NULL);
    facs_meter meter;
    const facs_env metered = facs_meter_init(&meter, &plain);
    stream s;
    seen found = {.meter = &meter, .warm = WARM, .stop_after = results};
    begin(&s, INT64_MAX);
    signal(SIGPIPE, SIG_IGN);
    facs_live_options options = options_of(pipeline, &found);
    options.env = &metered;
    options.threads = threads;
    run(s.path, &options);
    assert_int_equal(found.results, results);
    assert_true(found.allocations > 10); /* the meter sees what there is */
    assert_int_equal(found.allocations_end, found.allocations);
    end(&s);
}

static void memory_is_flat(void **state)
{
    (void)state;
    const int64_t part = SANITIZED ? 20 : 1; /* they are slow, and threads the same */
    check_flat("null", 1, WARM + 2800 / part);
    check_flat("null", 2, WARM + 800 / part);
    check_flat("null", 3, WARM + 800 / part);
    check_flat("open", 1, WARM + 200 / part);
    check_flat("open", 3, WARM + 200 / part);
}

/* ---- the end ---- */

static int lines_in(const char *path)
{
    char line[1 << 14];
    int lines = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    while (fgets(line, sizeof line, file))
        lines += strchr(line, '\n') != NULL;
    fclose(file);
    return lines;
}

static void stopped_outputs_are_complete(void **state)
{
    (void)state;
    stream s;
    seen found = {.stop_after = 20};
    begin(&s, 100000);
    char csv[128], ndjson[128];
    snprintf(csv, sizeof csv, "%s/out.csv", s.folder);
    snprintf(ndjson, sizeof ndjson, "%s/out.ndjson", s.folder);
    const facs_output outputs[] = {{"csv", csv}, {"ndjson", ndjson}};
    facs_live_options options = options_of("null", &found);
    options.outputs = outputs;
    options.output_count = 2;
    signal(SIGPIPE, SIG_IGN);
    run(s.path, &options);
    assert_int_equal(found.results, 20);
    assert_int_equal(lines_in(csv), 21);
    assert_int_equal(lines_in(ndjson), 20);
    unlink(csv);
    unlink(ndjson);
    end(&s);
}

/* one output that cannot be written any more ends the run; the other is complete */
static void one_output_fails(void **state)
{
    (void)state;
    stream s;
    seen found = {.results = 0};
    begin(&s, 100000);
    char csv[128];
    snprintf(csv, sizeof csv, "%s/out.csv", s.folder);
    const facs_output outputs[] = {{"ndjson", "/dev/full"}, {"csv", csv}};
    facs_live_options options = options_of("null", &found);
    options.outputs = outputs;
    options.output_count = 2;
    signal(SIGPIPE, SIG_IGN);
    facs_error error = {.status = FACS_OK};
    assert_int_equal(facs_live_run(s.path, &options, &error), FACS_E_DISK_FULL);
    assert_non_null(strstr(error.message, "/dev/full"));
    assert_int_equal(found.results, 1);
    assert_int_equal(lines_in(csv), 2);
    unlink(csv);
    end(&s);
}

static char *text_of(const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "r");
    const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[size] = '\0';
    return text;
}

/* beside the CSV, when it is asked for, and not when that fails; an output without a kind is refused */
static void record_of_the_run(void **state)
{
    (void)state;
    seen found = {.results = 0};
    facs_live_options options = options_of("null", &found);
    signal(SIGPIPE, SIG_IGN);
    for (int wanted = 0; wanted < 3; wanted++) {
        stream s;
        begin(&s, 50);
        char csv[128], record[160];
        snprintf(csv, sizeof csv, "%s/out.csv", s.folder);
        snprintf(record, sizeof record, "%s.facsimile.json", csv);
        const facs_output outputs[] = {{"null", NULL}, {wanted == 2 ? NULL : "csv", csv}};
        options.outputs = outputs;
        options.output_count = 2;
        options.sidecar = wanted;
        facs_error error = {.status = FACS_OK};
        const facs_status expected = wanted == 2 ? FACS_E_ARGUMENT : FACS_OK;
        assert_int_equal(facs_live_run(s.path, &options, &error), expected);
        const char *text = text_of(record);
        assert_int_equal(text[0] != '\0', wanted == 1);
        assert_int_equal(strstr(text, "\"facsimile_sidecar\": 1") && strstr(text, "\"dropped\"") &&
                             strstr(text, "\"name\": \"null\"") && strstr(text, "\"latency\""),
                         wanted == 1);
        unlink(csv);
        unlink(record);
        end(&s);
    }
}

static void refused(const facs_live_options *options, const char *source, facs_status status, const char *part)
{
    facs_error error = {.status = FACS_OK};
    assert_int_equal(facs_live_run(source, options, &error), status);
    if (!strstr(error.message, part))
        fail_msg("'%s' lacks '%s'", error.message, part);
}

static void what_cannot_be(void **state)
{
    (void)state;
    seen found = {.results = 0};
    facs_live_options options = options_of("null", &found);
    refused(&options, "", FACS_E_ARGUMENT, "name");
    refused(&options, NULL, FACS_E_ARGUMENT, "name");
    refused(&options, "/nowhere/a.mp4", FACS_E_NOT_FOUND, "/nowhere/a.mp4");
    options.faces = 7;
    refused(&options, "a", FACS_E_ARGUMENT, "faces");
    options.faces = 0;
    options.threads = -1;
    refused(&options, "a", FACS_E_ARGUMENT, "threads");
    options.threads = 1;
    options.timeout = -1;
    refused(&options, "a", FACS_E_ARGUMENT, "timeout");
    options.timeout = 0;
    options.columns = "nonsense";
    refused(&options, "a", FACS_E_ARGUMENT, "nonsense");
    options.columns = NULL;
    options.smooth = 1;
    refused(&options, "a", FACS_E_ARGUMENT, "smooth");
    options.smooth = 0;
    facs_output output = {"pyfaceau", "/tmp/a.csv"};
    options.outputs = &output;
    options.output_count = 1;
    refused(&options, "a", FACS_E_ARGUMENT, "whole video");
    options.output_count = 17;
    refused(&options, "a", FACS_E_ARGUMENT, "output_count");
    const facs_output twice[] = {{"csv", "/tmp/a.csv"}, {"ndjson", "/tmp/a.csv"}};
    options.outputs = twice;
    options.output_count = 2;
    refused(&options, "a", FACS_E_ARGUMENT, "two outputs");
    assert_int_equal(found.results, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_is_accounted_for),
        cmocka_unit_test(memory_is_flat),
        cmocka_unit_test(stopped_outputs_are_complete),
        cmocka_unit_test(one_output_fails),
        cmocka_unit_test(record_of_the_run),
        cmocka_unit_test(what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
