/* The server of a build without libmicrohttpd: says so. */
#include "serve/http_server.h"

facs_status facs_http_open(const facs_env *env, const facs_http_options *options, facs_http **http, facs_error *error)
{
    (void)env;
    (void)options;
    *http = NULL;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "this facsimile was built without libmicrohttpd, which serves pages (Debian: libmicrohttpd-dev; "
                     "then meson setup --reconfigure and build again)");
}

/* None was ever opened: nobody calls these. */

void facs_http_close(facs_http **http)
{
    *http = NULL;
}

const char *facs_http_address(const facs_http *http)
{
    (void)http;
    return "";
}

void facs_http_wake(facs_http *http)
{
    (void)http;
}

int facs_http_waiting(facs_http *http)
{
    (void)http;
    return 0;
}

const char *facs_http_path(const facs_http_request *request)
{
    (void)request;
    return "";
}

bool facs_http_is_post(const facs_http_request *request)
{
    (void)request;
    return false;
}

int64_t facs_http_number(const facs_http_request *request, const char *name)
{
    (void)request;
    (void)name;
    return -1;
}

int64_t facs_http_since(const facs_http_request *request)
{
    (void)request;
    return 0;
}

bool facs_http_is_closing(const facs_http_request *request)
{
    (void)request;
    return true;
}

bool facs_http_again(const facs_http_request *request)
{
    (void)request;
    return false;
}

void facs_http_reply_file(facs_http_request *request, const char *type, const char *policy, const char *path)
{
    (void)request;
    (void)type;
    (void)policy;
    (void)path;
}

void facs_http_reply(facs_http_request *request, const facs_http_answer *answer)
{
    (void)request;
    (void)answer;
}

void facs_http_say(facs_http_request *request, int status, const char *text)
{
    (void)request;
    (void)status;
    (void)text;
}

void facs_http_wait(facs_http_request *request)
{
    (void)request;
}

void facs_http_stream(facs_http_request *request, const facs_http_stream_of *stream)
{
    (void)request;
    stream->done(stream->state);
}
