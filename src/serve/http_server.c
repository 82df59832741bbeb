/* See http_server.h. */
#include "serve/http_server.h"

#include "base/profile.h"
#include "base/random.h"
#include "foreign/libmicrohttpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    IDLE = 15,              /* s */
    HEAD_MOST = 32 << 10,   /* bytes: of a request, and of what is buffered for an answer */
    BODY_MOST = 4 << 10,    /* bytes */
    STREAM_BLOCK = 16 << 10 /* bytes of a stream at a time */
};
static const char nothing_allowed[] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/* Something that waits: a request, or a stream. */
typedef struct waiter {
    struct waiter *next, **at; /* where it is linked; at NULL = it does not wait */
    struct MHD_Connection *connection;
} waiter;

struct facs_http {
    facs_env env;
    facs_http_options options;
    facs_http_place place;
    char token[FACS_HTTP_TOKEN_MOST + 1]; /* "" = nobody is asked */
    char cookie_name[32];                 /* cookies do not know ports */
    char address[2 * FACS_HTTP_HOST + FACS_HTTP_TOKEN_MOST];
    struct MHD_Daemon *daemon;
    atomic_bool closing;
    pthread_mutex_t lock; /* of what follows */
    waiter *waiters;
    int waiting;
    unsigned wakes;
};

struct facs_http_request {
    facs_http *http;
    waiter waiter; /* first used when it waits */
    const char *method, *path;
    int64_t since;
    size_t body;
    bool checked, failed, waited;
    unsigned heard; /* wakes before it was handled */
};

typedef struct stream {
    facs_http *http;
    waiter waiter;
    facs_http_stream_of of;
} stream;

/* ---- waiting ---- */

static unsigned wakes_heard(facs_http *http)
{
    pthread_mutex_lock(&http->lock);
    const unsigned heard = http->wakes;
    pthread_mutex_unlock(&http->lock);
    return heard;
}

/* on a thread of the server's; nothing is lost that was woken for after `heard` */
static void wait(facs_http *http, waiter *who, unsigned heard)
{
    pthread_mutex_lock(&http->lock);
    MHD_suspend_connection(who->connection);
    if (http->wakes != heard || atomic_load(&http->closing)) {
        MHD_resume_connection(who->connection);
    } else {
        who->next = http->waiters;
        who->at = &http->waiters;
        if (who->next)
            who->next->at = &who->next;
        http->waiters = who;
        http->waiting++;
    }
    pthread_mutex_unlock(&http->lock);
}

static void unlink_waiter(facs_http *http, waiter *who)
{
    pthread_mutex_lock(&http->lock);
    if (who->at) {
        *who->at = who->next;
        if (who->next)
            who->next->at = who->at;
        who->at = NULL;
        http->waiting--;
    }
    pthread_mutex_unlock(&http->lock);
}

void facs_http_wake(facs_http *http)
{
    pthread_mutex_lock(&http->lock);
    http->wakes++;
    for (waiter *who = http->waiters; who;) {
        waiter *next = who->next;
        who->at = NULL;
        MHD_resume_connection(who->connection);
        who = next;
    }
    http->waiters = NULL;
    http->waiting = 0;
    pthread_mutex_unlock(&http->lock);
}

int facs_http_waiting(facs_http *http)
{
    pthread_mutex_lock(&http->lock);
    const int waiting = http->waiting;
    pthread_mutex_unlock(&http->lock);
    return waiting;
}

void facs_http_wait(facs_http_request *request)
{
    request->waited = true;
    wait(request->http, &request->waiter, request->heard);
}

/* ---- requests ---- */

const char *facs_http_path(const facs_http_request *request)
{
    return request->path;
}

bool facs_http_is_post(const facs_http_request *request)
{
    return strcmp(request->method, "POST") == 0;
}

int64_t facs_http_since(const facs_http_request *request)
{
    return request->since;
}

bool facs_http_again(const facs_http_request *request)
{
    return request->waited;
}

bool facs_http_is_closing(const facs_http_request *request)
{
    return atomic_load(&request->http->closing);
}

static const char *value_of(const facs_http_request *request, enum MHD_ValueKind kind, const char *name)
{
    return MHD_lookup_connection_value(request->waiter.connection, kind, name);
}

int64_t facs_http_number(const facs_http_request *request, const char *name)
{
    return facs_http_number_read(value_of(request, MHD_GET_ARGUMENT_KIND, name));
}

/* ---- answers ---- */

static void queue(facs_http_request *request, int status, struct MHD_Response *response, const char *type,
                  const char *policy)
{
    static const char *const always[][2] = {{"X-Content-Type-Options", "nosniff"},
                                            {"X-Frame-Options", "DENY"},
                                            {"Referrer-Policy", "no-referrer"},
                                            {"Cross-Origin-Resource-Policy", "same-origin"},
                                            {"Cross-Origin-Opener-Policy", "same-origin"},
                                            {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
                                            {"Cache-Control", "no-store"}};
    bool good = response != NULL;
    for (size_t i = 0; i < sizeof always / sizeof *always && good; i++)
        good = MHD_add_response_header(response, always[i][0], always[i][1]) == MHD_YES;
    good = good && MHD_add_response_header(response, "Content-Type", type) == MHD_YES &&
           MHD_add_response_header(response, "Content-Security-Policy", policy ? policy : nothing_allowed) == MHD_YES &&
           MHD_queue_response(request->waiter.connection, (unsigned)status, response) == MHD_YES;
    request->failed = request->failed || !good;
    if (response)
        MHD_destroy_response(response);
}

void facs_http_reply(facs_http_request *request, const facs_http_answer *answer)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->count, (void *)(uintptr_t)answer->bytes, MHD_RESPMEM_MUST_COPY);
    queue(request, answer->status, response, answer->type, answer->policy);
}

void facs_http_say(facs_http_request *request, int status, const char *text)
{
    const facs_http_answer answer = {status, "text/plain; charset=utf-8", NULL, text, strlen(text)};
    facs_http_reply(request, &answer);
}

void facs_http_reply_file(facs_http_request *request, const char *type, const char *policy, const char *path)
{
    struct stat info;
    const int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (file >= 0)
            close(file);
        facs_http_say(request, MHD_HTTP_NOT_FOUND, "It is not there any more.\n");
        return;
    }
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64((uint64_t)info.st_size, file, 0);
    if (!response)
        close(file);
    queue(request, MHD_HTTP_OK, response, type, policy);
}

static ssize_t stream_more(void *cookie, uint64_t at, char *bytes, size_t room)
{
    stream *from = cookie;
    (void)at;
    const unsigned heard = wakes_heard(from->http);
    const int64_t count = atomic_load(&from->http->closing) ? -1 : from->of.more(from->of.state, bytes, room);
    if (count < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (count == 0)
        wait(from->http, &from->waiter, heard);
    return (ssize_t)count;
}

static void stream_done(void *cookie)
{
    stream *from = cookie;
    const facs_env env = from->http->env;
    unlink_waiter(from->http, &from->waiter);
    from->of.done(from->of.state);
    facs_free(&env, from);
}

void facs_http_stream(facs_http_request *request, const facs_http_stream_of *of)
{
    facs_http *http = request->http;
    stream *made = facs_calloc(&http->env, 1, sizeof *made);
    if (!made) {
        of->done(of->state);
        facs_http_say(request, MHD_HTTP_INTERNAL_SERVER_ERROR, "out of memory");
        return;
    }
    *made = (stream){.http = http, .waiter = {.connection = request->waiter.connection}, .of = *of};
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_more, made, stream_done);
    if (!response)
        stream_done(made);
    queue(request, MHD_HTTP_OK, response, "text/event-stream", NULL);
}

/* ---- who may ask ---- */

/* The token came in the address: from now on it is in a cookie, and stands neither there nor in the history. */
static void welcome(facs_http_request *request)
{
    char cookie[sizeof request->http->cookie_name + FACS_HTTP_TOKEN_MOST + 64];
    snprintf(cookie, sizeof cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict", request->http->cookie_name,
             request->http->token);
    struct MHD_Response *response = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    if (response && (MHD_add_response_header(response, "Set-Cookie", cookie) != MHD_YES ||
                     MHD_add_response_header(response, "Location", "/") != MHD_YES))
        request->failed = true;
    queue(request, MHD_HTTP_SEE_OTHER, response, "text/plain; charset=utf-8", NULL);
}

/* true = it was answered: it knows no token, or has just told it */
static bool is_stranger(facs_http_request *request)
{
    const facs_http *http = request->http;
    char given[FACS_HTTP_TOKEN_MOST + 1];
    if (!http->token[0])
        return false;
    if (facs_http_cookie(value_of(request, MHD_HEADER_KIND, "Cookie"), http->cookie_name, given, sizeof given) &&
        facs_http_token_same(http->token, given))
        return false;
    if (!facs_http_is_post(request) && strcmp(request->path, "/") == 0 &&
        facs_http_token_same(http->token, value_of(request, MHD_GET_ARGUMENT_KIND, "token")))
        welcome(request);
    else
        facs_http_say(request, MHD_HTTP_FORBIDDEN,
                      "The address that facsimile printed has a token in it: open that one.\n");
    return true;
}

/* true = it was answered */
static bool refuse(facs_http_request *request)
{
    const facs_http_asker asker = {.host = value_of(request, MHD_HEADER_KIND, "Host"),
                                   .origin = value_of(request, MHD_HEADER_KIND, "Origin"),
                                   .site = value_of(request, MHD_HEADER_KIND, "Sec-Fetch-Site"),
                                   .mode = value_of(request, MHD_HEADER_KIND, "Sec-Fetch-Mode"),
                                   .mark = value_of(request, MHD_HEADER_KIND, "X-Facsimile"),
                                   .changes = facs_http_is_post(request)};
    const char *why = facs_http_refusal(&asker, request->http->token[0] != '\0');
    const bool get = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!get && !facs_http_is_post(request))
        facs_http_say(request, MHD_HTTP_METHOD_NOT_ALLOWED, "GET and POST are known here.\n");
    else if (request->body > BODY_MOST)
        facs_http_say(request, 413 /* its name has changed between versions */, "That is too long.\n");
    else if (why)
        facs_http_say(request, MHD_HTTP_FORBIDDEN, why);
    else
        return is_stranger(request);
    return true;
}

/* ---- libmicrohttpd's side ---- */

static facs_http_request *begin_request(facs_http *http, struct MHD_Connection *connection, const char *method,
                                        const char *path)
{
    facs_http_request *made = facs_calloc(&http->env, 1, sizeof *made);
    if (made)
        *made = (facs_http_request){
            .http = http, .waiter = {.connection = connection}, .method = method, .path = path, .since = facs_clock()};
    return made;
}

static enum MHD_Result serve(void *cookie, struct MHD_Connection *connection, const char *path, const char *method,
                             const char *version, const char *body, size_t *body_size, void **state)
{
    facs_http *http = cookie;
    facs_http_request *request = *state;
    (void)version;
    (void)body;
    if (!request) {
        *state = begin_request(http, connection, method, path);
        return *state ? MHD_YES : MHD_NO; /* the body, if any, comes next */
    }
    if (*body_size > 0) {
        request->body += *body_size;
        *body_size = 0;
        return request->body > 64 * BODY_MOST ? MHD_NO : MHD_YES;
    }
    request->path = path;
    request->method = method;
    request->heard = wakes_heard(http);
    if (!request->checked && refuse(request))
        return request->failed ? MHD_NO : MHD_YES;
    request->checked = true;
    http->options.handle(http->options.cookie, request);
    return request->failed ? MHD_NO : MHD_YES;
}

static void completed(void *cookie, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode why)
{
    facs_http *http = cookie;
    facs_http_request *request = *state;
    (void)connection;
    (void)why;
    *state = NULL;
    if (!request)
        return;
    unlink_waiter(http, &request->waiter);
    facs_free(&http->env, request);
}

/* ---- life ---- */

static facs_status choose_token(facs_http *http, facs_error *error)
{
    const char *given = http->options.token;
    if (given && !facs_http_token_is_possible(given))
        return facs_fail(error, FACS_E_ARGUMENT, "the token of a page has %d to %d letters, digits, '-' and '_'",
                         FACS_HTTP_TOKEN_LEAST, FACS_HTTP_TOKEN_MOST);
    if (given)
        snprintf(http->token, sizeof http->token, "%s", given);
    else if (!http->place.loopback)
        snprintf(http->token, sizeof http->token, "%016llx%016llx", (unsigned long long)facs_random(),
                 (unsigned long long)facs_random());
    return FACS_OK;
}

/* @return 0 or an errno */
static int start(facs_http *http)
{
    const facs_http_place *place = &http->place;
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)place->port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)place->port)};
    inet_pton(place->six ? AF_INET6 : AF_INET, place->address,
              place->six ? (void *)&six.sin6_addr : (void *)&four.sin_addr);
    const struct sockaddr *address = place->six ? (const void *)&six : (const void *)&four;
    const unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (place->six ? MHD_USE_IPv6 : 0U);
    const struct MHD_OptionItem threads[] = {
        {http->options.threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, http->options.threads, NULL},
        {MHD_OPTION_END, 0, NULL}};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for the program's own threads */
    errno = 0;
    http->daemon =
        MHD_start_daemon(flags, (uint16_t)place->port, NULL, NULL, serve, http, MHD_OPTION_SOCK_ADDR, address,
                         MHD_OPTION_CONNECTION_LIMIT, (unsigned)FACS_HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
                         (unsigned)IDLE, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MOST,
                         MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_THREAD_STACK_SIZE, (size_t)1 << 20,
                         MHD_OPTION_NOTIFY_COMPLETED, completed, http, MHD_OPTION_ARRAY, threads, MHD_OPTION_END);
    const int code = http->daemon ? 0 : errno ? errno : EIO;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

static void name_address(facs_http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    const facs_http_place *place = &http->place;
    if (info)
        http->place.port = info->port;
    snprintf(http->cookie_name, sizeof http->cookie_name, "facsimile-%d", place->port);
    snprintf(http->address, sizeof http->address, "http://%s%s%s:%d/%s%s", place->six ? "[" : "", place->address,
             place->six ? "]" : "", place->port, http->token[0] ? "?token=" : "", http->token);
}

facs_status facs_http_open(const facs_env *env, const facs_http_options *options, facs_http **http, facs_error *error)
{
    *http = NULL;
    facs_status status = facs_libmicrohttpd_load(NULL, error);
    if (status != FACS_OK)
        return status;
    facs_http *made = facs_calloc(env, 1, sizeof *made);
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    }
    made->env = *env;
    made->options = *options;
    atomic_init(&made->closing, false);
    status = facs_http_place_read(options->place, &made->place, error);
    if (status == FACS_OK)
        status = choose_token(made, error);
    pthread_mutex_lock(&made->lock); /* who asks at once is answered when the port is known (see wakes_heard()) */
    const int code = status == FACS_OK ? start(made) : 0;
    if (code)
        status = facs_fail(error, FACS_E_OUTPUT,
                           "%s: no page can be served there: %s; another port may be free (0 takes any)",
                           options->place, strerror(code));
    else if (status == FACS_OK)
        name_address(made);
    pthread_mutex_unlock(&made->lock);
    *http = made;
    if (status != FACS_OK)
        facs_http_close(http);
    return status;
}

void facs_http_close(facs_http **address)
{
    facs_http *http = *address;
    *address = NULL;
    if (!http)
        return;
    atomic_store(&http->closing, true);
    if (http->daemon) {
        facs_http_wake(http); /* nothing may wait when it is stopped */
        MHD_stop_daemon(http->daemon);
    }
    pthread_mutex_destroy(&http->lock);
    const facs_env env = http->env;
    facs_free(&env, http);
}

const char *facs_http_address(const facs_http *http)
{
    return http->address;
}
