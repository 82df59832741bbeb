/* The server, asked through plain sockets: who may ask, limits, requests that wait, streams, clients that do not read, many
 * connections, and the end while all of that goes on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/bell.h"
#include "base/profile.h"
#include "base/thread.h"
#include "serve/http_server.h"

enum { PATIENCE = 30 /* s until a test gives up; nothing is measured with it */, ANSWER = 1 << 16 };

/* ---- a server with a number that changes ---- */

typedef struct world {
    facs_http *http;
    int port;
    atomic_int number, handled, streams, ended;
} world;

typedef struct flow {
    world *of;
    int shown;
} flow;

static int64_t more(void *state, char *bytes, size_t room)
{
    flow *from = state;
    const int number = atomic_load(&from->of->number);
    if (number == -2) { /* it comes between the look and the wait */
        atomic_store(&from->of->number, 5);
        facs_http_wake(from->of->http);
        return 0;
    }
    if (number == from->shown)
        return 0;
    if (number < 0) { /* as much as is taken */
        memset(bytes, 'x', room);
        return (int64_t)room;
    }
    from->shown = number;
    return snprintf(bytes, room, "data: %d\n\n", number);
}

static void done(void *state)
{
    flow *from = state;
    atomic_fetch_add(&from->of->ended, 1);
    free(from);
}

static void stream(world *of, facs_http_request *request)
{
    flow *made = malloc(sizeof *made);
    assert_non_null(made);
    *made = (flow){of, 0};
    atomic_fetch_add(&of->streams, 1);
    facs_http_stream(request, &(facs_http_stream_of){made, more, done});
}

static void handle(void *cookie, facs_http_request *request)
{
    world *of = cookie;
    const char *path = facs_http_path(request);
    char text[64];
    atomic_fetch_add(&of->handled, 1);
    snprintf(text, sizeof text, "%s n=%lld", facs_http_is_post(request) ? "POST" : "GET",
             (long long)facs_http_number(request, "n"));
    if (strcmp(path, "/say") == 0)
        facs_http_say(request, 200, text);
    else if (strcmp(path, "/stream") == 0)
        stream(of, request);
    else if (strcmp(path, "/raced") == 0 && !facs_http_again(request)) {
        facs_http_wake(of->http); /* it comes between the look and the wait */
        facs_http_wait(request);
    } else if (strcmp(path, "/raced") == 0)
        facs_http_say(request, 200, "waited");
    else if (strcmp(path, "/wait") != 0)
        facs_http_say(request, 404, "nothing");
    else if (atomic_load(&of->number) == 0 && !facs_http_is_closing(request))
        facs_http_wait(request);
    else
        facs_http_say(request, 200, facs_http_again(request) ? "waited" : "at once");
}

static void begin(world *of, const char *place, const char *token)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_http_options options = {.place = place, .token = token, .threads = 1, .cookie = of, .handle = handle};
    facs_error error = {.status = FACS_OK};
    *of = (world){.http = NULL};
    if (facs_http_open(&env, &options, &of->http, &error) != FACS_OK)
        fail_msg("%s", error.message);
    const char *colon = strrchr(facs_http_address(of->http), ':');
    of->port = (int)strtol(colon + 1, NULL, 10);
    assert_true(of->port > 0);
}

static void set_number(world *of, int number)
{
    atomic_store(&of->number, number);
    facs_http_wake(of->http);
}

/* ---- a client ---- */

static int dial(const world *of)
{
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)of->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct timeval patience = {.tv_sec = PATIENCE};
    assert_true(line >= 0);
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(line, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(line, (const struct sockaddr *)&to, sizeof to), 0);
    return line;
}

static void say(int line, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        const ssize_t count = send(line, text, left, MSG_NOSIGNAL);
        if (count <= 0)
            return; /* it has hung up, which the answer shows */
        text += count;
        left -= (size_t)count;
    }
}

/* until the text is there, or it hangs up */
static const char *hear(int line, char *answer, const char *until)
{
    size_t size = 0;
    answer[0] = '\0';
    while (size + 1 < ANSWER && !(until && strstr(answer, until))) {
        const ssize_t count = recv(line, answer + size, ANSWER - 1 - size, 0);
        if (count <= 0)
            break;
        size += (size_t)count;
        answer[size] = '\0';
    }
    return answer;
}

/* the whole answer to one request */
static const char *ask(const world *of, const char *request, char *answer)
{
    const int line = dial(of);
    say(line, request);
    hear(line, answer, NULL);
    close(line);
    return answer;
}

#define GET(path, more) "GET " path " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" more "\r\n"
#define POST(path, more)                                                                                               \
    "POST " path " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n" more "\r\n"

static bool is(const char *answer, const char *status)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 && strncmp(answer + 9, status, strlen(status)) == 0;
}

static void wait_for(const world *of, int waiting)
{
    for (int64_t end = facs_clock() + PATIENCE * INT64_C(1000000000); facs_http_waiting(of->http) != waiting;) {
        assert_true(facs_clock() < end);
        usleep(1000);
    }
}

/* ---- tests ---- */

static void answers(void **state)
{
    (void)state;
    static char answer[ANSWER];
    world of;
    begin(&of, "0", NULL);
    assert_true(is(ask(&of, GET("/say?n=7", ""), answer), "200"));
    assert_non_null(strstr(answer, "GET n=7"));
    assert_non_null(strstr(answer, "Content-Security-Policy: default-src 'none'"));
    assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff"));
    assert_non_null(strstr(ask(&of, GET("/say?n=-7", ""), answer), "n=-1"));
    assert_non_null(strstr(ask(&of, GET("/say?n=%2e%2e", ""), answer), "n=-1"));
    assert_true(is(ask(&of, GET("/../../../etc/passwd", ""), answer), "404"));
    assert_true(is(ask(&of, GET("/%2e%2e/%2e%2e/etc/passwd", ""), answer), "404"));
    assert_true(is(ask(&of, POST("/say", "X-Facsimile: 1\r\n"), answer), "200"));
    assert_true(is(ask(&of, POST("/say", ""), answer), "403"));
    assert_true(is(ask(&of, POST("/say", "X-Facsimile: 1\r\nOrigin: http://evil.example\r\n"), answer), "403"));
    assert_true(is(ask(&of, GET("/say", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), answer), "403"));
    assert_true(is(ask(&of, "DELETE /say HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", answer), "405"));
    assert_true(is(ask(&of, "GET /say HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", answer), "403"));
    assert_true(is(ask(&of, "GET /say HTTP/1.0\r\n\r\n", answer), "403"));
    facs_http_close(&of.http);
    assert_null(of.http);
}

static void limits(void **state)
{
    (void)state;
    static char answer[ANSWER], long_one[40000];
    world of;
    begin(&of, "0", NULL);
    memset(long_one, 'a', sizeof long_one - 1);
    const int line = dial(&of);
    say(line, "GET /");
    say(line, long_one); /* longer than any head may be */
    say(line, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    hear(line, answer, NULL);
    assert_true(answer[0] == '\0' || is(answer, "4") || is(answer, "5"));
    close(line);
    const int other = dial(&of);
    say(other, "POST /say HTTP/1.1\r\nHost: localhost\r\nX-Facsimile: 1\r\nConnection: close\r\nContent-Length: "
               "39999\r\n\r\n");
    say(other, long_one);
    hear(other, answer, NULL);
    assert_true(is(answer, "413"));
    close(other);
    assert_int_equal(atomic_load(&of.handled), 0);
    assert_true(is(ask(&of, "nonsense\r\n\r\n", answer), "4") || answer[0] == '\0');
    assert_true(is(ask(&of, GET("/say", ""), answer), "200")); /* it still serves */
    facs_http_close(&of.http);
}

static void token(void **state)
{
    (void)state;
    static char answer[ANSWER], request[512];
    world of;
    begin(&of, "0", "Secret-token_1");
    assert_non_null(strstr(facs_http_address(of.http), "/?token=Secret-token_1"));
    assert_true(is(ask(&of, GET("/say", ""), answer), "403"));
    assert_true(is(ask(&of, GET("/?token=Secret-token_2", ""), answer), "403"));
    assert_true(is(ask(&of, GET("/say?token=Secret-token_1", ""), answer), "403")); /* only where a person comes in */
    assert_true(is(ask(&of, GET("/?token=Secret-token_1", ""), answer), "303"));
    assert_non_null(strstr(answer, "HttpOnly; SameSite=Strict"));
    assert_int_equal(atomic_load(&of.handled), 0);
    snprintf(request, sizeof request, GET("/say", "Cookie: facsimile-%d=%s\r\n"), of.port, "Secret-token_1");
    assert_true(is(ask(&of, request, answer), "200"));
    snprintf(request, sizeof request, GET("/say", "Cookie: facsimile-%d=%s\r\n"), of.port, "Secret-token_2");
    assert_true(is(ask(&of, request, answer), "403"));
    facs_http_close(&of.http);
    begin(&of, "0.0.0.0:0", NULL); /* where others reach it one is made */
    const char *made = strstr(facs_http_address(of.http), "?token=");
    assert_true(made && strlen(made) == strlen("?token=") + 32);
    assert_true(is(ask(&of, GET("/say", ""), answer), "403"));
    facs_http_close(&of.http);
}

static void refused(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_http *none = NULL;
    facs_error error;
    world of;
    char place[32];
    begin(&of, "0", NULL);
    snprintf(place, sizeof place, "%d", of.port);
    assert_int_equal(facs_http_open(&env, &(facs_http_options){.place = place, .handle = handle}, &none, &error),
                     FACS_E_OUTPUT);
    assert_null(none);
    assert_non_null(strstr(error.message, "another port"));
    assert_int_equal(
        facs_http_open(&env, &(facs_http_options){.place = "0", .token = "short", .handle = handle}, &none, &error),
        FACS_E_ARGUMENT);
    facs_http_close(&of.http);
}

static void waiting(void **state)
{
    (void)state;
    enum { CLIENTS = 20 };
    static char answer[ANSWER];
    int line[CLIENTS];
    world of;
    begin(&of, "0", NULL);
    for (int i = 0; i < CLIENTS; i++) {
        line[i] = dial(&of);
        say(line[i], GET("/wait", ""));
    }
    wait_for(&of, CLIENTS);
    assert_true(is(ask(&of, GET("/say", ""), answer), "200")); /* others are served meanwhile */
    close(line[0]);                                            /* one does not wait any more */
    set_number(&of, 1);
    for (int i = 1; i < CLIENTS; i++) {
        assert_non_null(strstr(hear(line[i], answer, NULL), "waited"));
        close(line[i]);
    }
    wait_for(&of, 0);
    facs_http_close(&of.http);
}

/* wakes while others begin to wait: none is missed */
static void wake_again(void *argument)
{
    world *of = argument;
    for (int i = 1; i <= 2000; i++) {
        set_number(of, i);
        if (i % 100 == 0)
            usleep(1000);
    }
}

static void streams(void **state)
{
    (void)state;
    enum { CLIENTS = 8 };
    static char answer[ANSWER];
    int line[CLIENTS];
    world of;
    facs_thread thread;
    begin(&of, "0", NULL);
    for (int i = 0; i < CLIENTS; i++) {
        line[i] = dial(&of);
        say(line[i], GET("/stream", ""));
    }
    wait_for(&of, CLIENTS);
    assert_int_equal(facs_thread_start(&thread, wake_again, &of, NULL), FACS_OK);
    for (int i = 0; i < CLIENTS; i++)
        assert_non_null(strstr(hear(line[i], answer, "data: 2000\n\n"), "data: 2000\n\n"));
    facs_thread_join(&thread);
    for (int i = 0; i < CLIENTS; i++)
        close(line[i]);
    set_number(&of, 3000); /* now it sees that nobody listens */
    set_number(&of, 3001);
    facs_http_close(&of.http);
    assert_int_equal(atomic_load(&of.ended), CLIENTS);
}

static void a_wake_in_between_is_not_missed(void **state)
{
    (void)state;
    static char answer[ANSWER];
    world of;
    begin(&of, "0", NULL);
    assert_non_null(strstr(ask(&of, GET("/raced", ""), answer), "waited"));
    atomic_store(&of.number, -2);
    const int line = dial(&of);
    say(line, GET("/stream", ""));
    assert_non_null(strstr(hear(line, answer, "data: 5\n\n"), "data: 5\n\n"));
    close(line);
    facs_http_close(&of.http);
}

/* They open a stream that has no end and do not read it.  Whoever wakes never waits for them. */
static void slow_ones(void **state)
{
    (void)state;
    enum { CLIENTS = 5 };
    static char answer[ANSWER];
    int line[CLIENTS];
    world of;
    begin(&of, "0", NULL);
    for (int i = 0; i < CLIENTS; i++) {
        line[i] = dial(&of);
        say(line[i], GET("/stream", ""));
    }
    wait_for(&of, CLIENTS);
    set_number(&of, -1);
    for (int i = 0; i < 1000; i++)
        facs_http_wake(of.http);
    assert_true(is(ask(&of, GET("/say", ""), answer), "200"));
    facs_http_close(&of.http);
    for (int i = 0; i < CLIENTS; i++)
        close(line[i]);
    assert_int_equal(atomic_load(&of.ended), CLIENTS);
}

/* as many as there may be, and some more, which are turned away; when they have gone others are served */
static void many(void **state)
{
    (void)state;
    enum { MORE = 20, ALL = FACS_HTTP_CONNECTIONS + MORE };
    static char answer[ANSWER];
    static int line[ALL];
    world of;
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0); /* both ends of each are here */
    begin(&of, "0", NULL);
    for (int i = 0; i < FACS_HTTP_CONNECTIONS; i++) {
        line[i] = dial(&of);
        say(line[i], GET("/wait", ""));
    }
    wait_for(&of, FACS_HTTP_CONNECTIONS);
    for (int i = FACS_HTTP_CONNECTIONS; i < ALL; i++) {
        line[i] = dial(&of);
        say(line[i], GET("/wait", ""));
    }
    assert_int_equal(facs_http_waiting(of.http), FACS_HTTP_CONNECTIONS);
    set_number(&of, 1);
    for (int i = 0; i < FACS_HTTP_CONNECTIONS; i++)
        assert_non_null(strstr(hear(line[i], answer, NULL), "waited"));
    for (int i = 0; i < ALL; i++)
        close(line[i]);
    assert_true(is(ask(&of, GET("/say", ""), answer), "200"));
    facs_http_close(&of.http);
}

static void end_meanwhile(void **state)
{
    (void)state;
    static char answer[ANSWER];
    world of;
    begin(&of, "0", NULL);
    const int waits = dial(&of), streaming = dial(&of), silent = dial(&of), half = dial(&of);
    say(waits, GET("/wait", ""));
    say(streaming, GET("/stream", ""));
    say(half, "GET /say HTTP/1.1\r\nHost:");
    wait_for(&of, 2);
    facs_http_close(&of.http);
    hear(waits, answer, NULL);
    assert_true(answer[0] == '\0' || is(answer, "200"));
    hear(streaming, answer, NULL);
    assert_int_equal(atomic_load(&of.ended), 1);
    close(waits);
    close(streaming);
    close(silent);
    close(half);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(limits),
        cmocka_unit_test(token),
        cmocka_unit_test(refused),
        cmocka_unit_test(waiting),
        cmocka_unit_test(streams),
        cmocka_unit_test(a_wake_in_between_is_not_missed),
        cmocka_unit_test(many),
        cmocka_unit_test(slow_ones),
        cmocka_unit_test(end_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
