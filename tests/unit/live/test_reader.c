/* The thread that reads, with a source and a clock of the test's own: a file is played at its own speed, a source that is
 * lost is opened again after longer and longer, numbers and times go on, and stopping ends all waiting. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "live/reader.h"

static const int64_t second = 1000000000;

/* A source from a script: for each connection how many frames it gives, and how it ends; -1 frames = it cannot be opened.
 * Time stands still but where the reader waits: then it is what it waits for. */
typedef struct connection_script {
    int frames;
    facs_status end;
} connection_script;

typedef struct theatre {
    const connection_script *script;
    int connections; /* in the script; later ones cannot be opened */
    bool paced, again, endless;
    double rate, first_time;
    facs_bell bell;
    facs_reader reader;
    /* of the thread that reads: */
    int opened, closed, given;
    int64_t clock;
    int64_t waits[64];
    int wait_count;
    atomic_bool forever; /* waiting does not end by itself */
    /* every frame that came, seen when the next one is asked for */
    int64_t numbers[64], left[64];
    double times[64];
    int seen;
} theatre;

static int64_t clock_now(void *cookie)
{
    return ((theatre *)cookie)->clock;
}

static bool clock_wait(void *cookie, facs_bell *bell, unsigned heard, int64_t deadline)
{
    theatre *t = cookie;
    if (atomic_load(&t->forever))
        return facs_bell_wait(bell, heard, FACS_NEVER);
    if (t->wait_count < 64)
        t->waits[t->wait_count++] = deadline - t->clock;
    t->clock = deadline;
    return false;
}

/* the frame that was put last */
static void look(theatre *t)
{
    const facs_latest *latest = &t->reader.latest;
    if (latest->waiting < 0 || t->seen >= 64)
        return;
    const facs_live_frame *frame = &latest->frame[latest->waiting];
    if (t->seen > 0 && t->numbers[t->seen - 1] == frame->at.number)
        return;
    t->numbers[t->seen] = frame->at.number;
    t->times[t->seen] = frame->at.timestamp;
    t->left[t->seen++] = frame->left;
}

static facs_status open_scene(void *cookie, facs_live_opened *opened, facs_error *error)
{
    theatre *t = cookie;
    const int number = t->opened++;
    t->given = 0;
    if (number >= t->connections || t->script[number].frames < 0)
        return facs_fail(error, number < t->connections ? t->script[number].end : FACS_E_NOT_FOUND, "nobody answers");
    *opened = (facs_live_opened){.info = {.kind = FACS_MEDIA_VIDEO, .rate_num = 25, .rate_den = 1},
                                 .paced = t->paced,
                                 .again = t->again,
                                 .endless = t->endless};
    return FACS_OK;
}

static facs_status read_scene(void *cookie, facs_pixels *pixels, facs_media_frame *at, facs_error *error)
{
    theatre *t = cookie;
    (void)pixels;
    look(t);
    const connection_script *now = &t->script[t->opened - 1];
    if (t->given >= now->frames)
        return now->end == FACS_END ? FACS_END : facs_fail(error, now->end, "the line is dead");
    *at = (facs_media_frame){.number = t->given + 1,
                             .timestamp = t->first_time + t->given / t->rate,
                             .time = {.ticks = t->given, .num = 1, .den = 25}};
    t->given++;
    return FACS_OK;
}

static void close_scene(void *cookie)
{
    ((theatre *)cookie)->closed++;
}

static void start(theatre *t, int64_t reconnect)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_live_source source = {.cookie = t, .open = open_scene, .read = read_scene, .close = close_scene};
    const facs_live_clock clock = {.cookie = t, .now = clock_now, .wait = clock_wait};
    t->clock = 1000 * second;
    t->rate = t->rate > 0 ? t->rate : 25;
    assert_int_equal(facs_bell_init(&t->bell), FACS_OK);
    assert_int_equal(facs_reader_start(&t->reader, &env, &source, &clock, reconnect, &t->bell, NULL), FACS_OK);
}

static facs_reader_news wait_for(theatre *t, facs_live_state state)
{
    facs_reader_news news;
    for (;;) {
        const unsigned heard = facs_bell_heard(&t->bell);
        facs_reader_get_news(&t->reader, &news);
        if (news.state == state)
            return news;
        facs_bell_wait(&t->bell, heard, FACS_NEVER);
    }
}

static void end(theatre *t)
{
    facs_reader_stop(&t->reader);
    facs_reader_stop(&t->reader); /* once more does nothing */
    facs_bell_free(&t->bell);
}

static void a_file_is_played_at_its_own_speed(void **state)
{
    (void)state;
    static const connection_script script[] = {{5, FACS_END}};
    theatre t = {.script = script, .connections = 1, .paced = true, .rate = 10, .first_time = 7};
    start(&t, -1);
    const facs_reader_news news = wait_for(&t, FACS_LIVE_OVER);
    assert_int_equal(news.status, FACS_OK);
    assert_int_equal(news.lost, 0);
    assert_int_equal(t.opened, 1);
    assert_int_equal(t.closed, 1);
    assert_int_equal(t.seen, 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(t.numbers[i], i + 1);
        assert_true(fabs(t.times[i] - 7 - 0.1 * i) < 1e-12); /* times stay the file's */
        assert_true(llabs(t.left[i] - 1000 * second - i * second / 10) <= 1);
    }
    end(&t);
}

static void a_pipe_gives_what_it_has(void **state)
{
    (void)state;
    static const connection_script script[] = {{5, FACS_END}};
    theatre t = {.script = script, .connections = 1};
    start(&t, -1);
    assert_int_equal(wait_for(&t, FACS_LIVE_OVER).status, FACS_OK);
    assert_int_equal(t.opened, 1); /* a pipe ends once */
    assert_int_equal(t.wait_count, 0);
    end(&t);
}

/* lost after 3 frames, then two tries in vain, then back with 2 frames, then gone for good */
static void a_lost_source_is_opened_again(void **state)
{
    (void)state;
    static const connection_script script[] = {
        {3, FACS_E_MEDIA}, {-1, FACS_E_NOT_FOUND}, {-1, FACS_E_MEDIA}, {2, FACS_END}};
    theatre t = {.script = script, .connections = 4, .again = true, .endless = true, .first_time = 100};
    start(&t, 3);
    const facs_reader_news news = wait_for(&t, FACS_LIVE_OVER);
    assert_int_equal(news.status, FACS_E_NOT_FOUND);
    assert_string_equal(news.error.message, "nobody answers");
    static const int64_t expected[] = {1, 2, 4, /* it gave frames: from the start */ 1, 2, 4};
    assert_int_equal(t.wait_count, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(t.waits[i], expected[i] * second);
    assert_int_equal(t.opened, 4 + 3);
    assert_int_equal(t.closed, 2);
    assert_int_equal(news.lost, 2);
    assert_int_equal(t.seen, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(t.numbers[i], i + 1);
    assert_true(fabs(t.times[2] - 100.08) < 1e-9);
    assert_true(fabs(t.times[3] - 107) < 1e-9); /* 1 + 2 + 4 s after the first, whatever its own clock says */
    assert_true(fabs(t.times[4] - 107.04) < 1e-9);
    end(&t);
}

/* frames that come faster than their times say: times never go back */
static void times_never_go_back(void **state)
{
    (void)state;
    static const connection_script script[] = {{40, FACS_END}, {2, FACS_END}};
    theatre t = {.script = script, .connections = 2, .again = true, .endless = true, .rate = 10};
    start(&t, 1);
    wait_for(&t, FACS_LIVE_OVER);
    assert_int_equal(t.seen, 42);
    assert_true(fabs(t.times[39] - 3.9) < 1e-9); /* after no time at all */
    assert_true(fabs(t.times[40] - 3.901) < 1e-9);
    assert_true(fabs(t.times[41] - 4.001) < 1e-9);
    end(&t);
}

static void what_ends_is_not_lost(void **state)
{
    (void)state;
    static const connection_script script[] = {{3, FACS_END}};
    theatre t = {.script = script, .connections = 1, .again = true}; /* a file at an address */
    start(&t, -1);
    assert_int_equal(wait_for(&t, FACS_LIVE_OVER).status, FACS_OK);
    assert_int_equal(t.opened, 1);
    end(&t);
}

static void what_never_was_there_is_an_error(void **state)
{
    (void)state;
    theatre t = {.connections = 0, .again = true, .endless = true};
    start(&t, -1);
    assert_int_equal(wait_for(&t, FACS_LIVE_OVER).status, FACS_E_NOT_FOUND);
    assert_int_equal(t.opened, 1);
    end(&t);
}

static void no_means_no(void **state)
{
    (void)state;
    static const connection_script script[] = {{3, FACS_E_MEDIA}};
    theatre t = {.script = script, .connections = 1, .again = true, .endless = true};
    start(&t, 0);
    const facs_reader_news news = wait_for(&t, FACS_LIVE_OVER);
    assert_int_equal(news.status, FACS_E_MEDIA);
    assert_string_equal(news.error.message, "the line is dead");
    assert_int_equal(news.lost, 1);
    assert_int_equal(t.opened, 1);
    end(&t);
}

static void what_is_no_loss_ends_it(void **state)
{
    (void)state;
    static const connection_script script[] = {{3, FACS_E_MEMORY}};
    theatre t = {.script = script, .connections = 1, .again = true, .endless = true};
    start(&t, -1);
    assert_int_equal(wait_for(&t, FACS_LIVE_OVER).status, FACS_E_MEMORY);
    assert_int_equal(t.opened, 1);
    end(&t);
}

/* stopped while it waits: for a frame's time, and for the next try */
static void stopping_ends_waiting(void **state)
{
    (void)state;
    static const connection_script frames[] = {{5, FACS_END}}, dead[] = {{1, FACS_E_MEDIA}};
    theatre paced = {.script = frames, .connections = 1, .paced = true};
    atomic_init(&paced.forever, true);
    start(&paced, -1);
    wait_for(&paced, FACS_LIVE_RUNNING);
    end(&paced);
    assert_int_equal(paced.closed, 1);
    theatre lost = {.script = dead, .connections = 1, .again = true};
    atomic_init(&lost.forever, true);
    start(&lost, -1);
    const facs_reader_news news = wait_for(&lost, FACS_LIVE_WAITING);
    assert_int_equal(news.retry, 1001 * second);
    assert_string_equal(news.trouble.message, "the line is dead");
    end(&lost);
    assert_int_equal(lost.opened, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_played_at_its_own_speed),
        cmocka_unit_test(a_pipe_gives_what_it_has),
        cmocka_unit_test(a_lost_source_is_opened_again),
        cmocka_unit_test(times_never_go_back),
        cmocka_unit_test(what_ends_is_not_lost),
        cmocka_unit_test(what_never_was_there_is_an_error),
        cmocka_unit_test(no_means_no),
        cmocka_unit_test(what_is_no_loss_ends_it),
        cmocka_unit_test(stopping_ends_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
