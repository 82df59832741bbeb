/* HTTP(S) by libcurl.  An answer is judged before its first byte is stored: status, type and length must be those of
 * the file; the contents are judged by their hash when they are whole (part.c). */
#include "store/transfer.h"

#if FACS_HAVE_CURL
#include "foreign/libcurl.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct facs_transfer {
    facs_env env;
    CURL *curl;
    facs_watch *watch;
    /* of the current try */
    facs_part *part;
    facs_error *error;
    facs_transfer_end verdict; /* WHOLE = no objection */
    bool judged;
    int64_t range_start, range_total; /* of Content-Range; -1 = none */
    char message[CURL_ERROR_SIZE];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool object(facs_transfer *transfer, facs_transfer_end verdict, const char *format, ...) FACS_PRINTF(3, 4);

static bool object(facs_transfer *transfer, facs_transfer_end verdict, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    facs_fail(transfer->error, FACS_E_DOWNLOAD, "%s", text);
    transfer->verdict = verdict;
    return false;
}

static bool is_web_page(const char *type)
{
    return type && (strncasecmp(type, "text/html", 9) == 0 || strncasecmp(type, "application/xhtml", 17) == 0);
}

/* whether the answer can be the (rest of the) file */
static bool judge(facs_transfer *transfer)
{
    facs_part *part = transfer->part;
    const int64_t wanted = part->file->bytes;
    long code = 0;
    char *type = NULL;
    curl_off_t length = -1;
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(transfer->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (code != 200 && code != 206)
        return object(transfer, FACS_TRANSFER_ELSEWHERE, "HTTP status %ld instead of the file", code);
    if (is_web_page(type))
        return object(transfer, FACS_TRANSFER_ELSEWHERE, "a web page (%.60s) instead of the file", type);
    if (code == 200 && part->bytes > 0 && facs_part_restart(part, transfer->error) != FACS_OK) {
        transfer->verdict = FACS_TRANSFER_STOP;
        return false;
    }
    if (code == 206 && transfer->range_start != part->bytes) {
        facs_part_restart(part, NULL);
        return object(transfer, FACS_TRANSFER_AGAIN, "the server continues at another place than asked for");
    }
    if (length >= 0) {
        int64_t whole = (int64_t)length; /* may be any number: a server says so */
        if (code == 206)
            whole = transfer->range_total >= 0         ? transfer->range_total
                    : length > INT64_MAX - part->bytes ? INT64_MAX
                                                       : part->bytes + (int64_t)length;
        if (whole != wanted)
            return object(transfer, FACS_TRANSFER_ELSEWHERE, "a file of %lld bytes instead of %lld", (long long)whole,
                          (long long)wanted);
    }
    return true;
}

static size_t receive(char *bytes, size_t one, size_t count, void *cookie)
{
    facs_transfer *transfer = cookie;
    facs_part *part = transfer->part;
    size_t size = one * count;
    if (!transfer->judged && !judge(transfer))
        return 0;
    transfer->judged = true;
    if ((int64_t)size > part->file->bytes - part->bytes) {
        facs_part_restart(part, NULL);
        object(transfer, FACS_TRANSFER_ELSEWHERE, "more than the %lld bytes of the file", (long long)part->file->bytes);
        return 0;
    }
    if (facs_part_write(part, bytes, size, transfer->error) != FACS_OK) {
        transfer->verdict = FACS_TRANSFER_STOP;
        return 0;
    }
    return size;
}

/* Content-Range: bytes FIRST-LAST/TOTAL */
static size_t header(char *bytes, size_t one, size_t count, void *cookie)
{
    facs_transfer *transfer = cookie;
    size_t size = one * count;
    char line[128];
    long long first, total;
    snprintf(line, sizeof line, "%.*s", (int)(size < sizeof line ? size : sizeof line - 1), bytes);
    if (strncasecmp(line, "HTTP/", 5) == 0) /* another answer: after a redirection */
        transfer->range_start = transfer->range_total = -1;
    if (strncasecmp(line, "content-range:", 14) == 0) {
        int fields = sscanf(line + 14, " bytes %lld-%*d/%lld", &first, &total); /* NOLINT(cert-err34-c) */
        transfer->range_start = fields >= 1 ? (int64_t)first : -1;
        transfer->range_total = fields == 2 ? (int64_t)total : -1;
    }
    return size;
}

static int tell(void *cookie, curl_off_t total, curl_off_t got, curl_off_t up_total, curl_off_t up)
{
    (void)total;
    (void)got;
    (void)up_total;
    (void)up;
    facs_transfer *transfer = cookie;
    return facs_watch_tell(transfer->watch, transfer->part->bytes);
}

/* libcurl itself does not look at these */
static void set_authorities(CURL *curl)
{
    const char *bundle = getenv("CURL_CA_BUNDLE");
    if (!bundle || !*bundle)
        bundle = getenv("SSL_CERT_FILE");
    if (bundle && *bundle)
        curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
    const char *folder = getenv("SSL_CERT_DIR");
    if (folder && *folder)
        curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
}

static void set_protocols(CURL *curl, const char *url)
{
    bool secure = strncasecmp(url, "https:", 6) == 0;
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
#else
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS,
                     (long)(secure ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

facs_status facs_transfer_open(const facs_env *env, double timeout, facs_watch *watch, facs_transfer **transfer,
                               facs_error *error)
{
    facs_status status = facs_libcurl_load(NULL, error);
    if (status != FACS_OK)
        return status;
    pthread_once(&once, start_curl);
    facs_transfer *made = facs_calloc(env, 1, sizeof *made);
    CURL *curl = made ? curl_easy_init() : NULL;
    if (!curl) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    }
    made->env = *env;
    made->curl = curl;
    made->watch = watch;
    long seconds = timeout < 1 ? 1 : (long)(timeout + 0.5);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, seconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, seconds);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "facsimile/" FACS_VERSION);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, made->message);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, made);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, made);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, tell);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, made);
    set_authorities(curl);
    *transfer = made;
    return FACS_OK;
}

void facs_transfer_close(facs_transfer **transfer)
{
    facs_transfer *made = *transfer;
    *transfer = NULL;
    if (!made)
        return;
    curl_easy_cleanup(made->curl);
    facs_env env = made->env;
    facs_free(&env, made);
}

static facs_transfer_end refused(facs_transfer *transfer)
{
    long code = 0;
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &code);
    facs_transfer_end end = FACS_TRANSFER_AGAIN;
    if (code == 416) /* what is there already is not the beginning of that file */
        facs_part_restart(transfer->part, NULL);
    else if (code == 400 || code == 401 || code == 403 || code == 404 || code == 405 || code == 410 || code == 451)
        end = FACS_TRANSFER_ELSEWHERE;
    object(transfer, end, "HTTP status %ld", code);
    return end;
}

static facs_transfer_end failed(facs_transfer *transfer, CURLcode result)
{
    const char *why = transfer->message[0] ? transfer->message : curl_easy_strerror(result);
    if (transfer->verdict != FACS_TRANSFER_WHOLE)
        return transfer->verdict;
    switch (result) {
    case CURLE_ABORTED_BY_CALLBACK:
        facs_watch_stopped(transfer->error);
        return FACS_TRANSFER_STOP;
    case CURLE_OUT_OF_MEMORY:
        facs_fail(transfer->error, FACS_E_MEMORY, "out of memory");
        return FACS_TRANSFER_STOP;
    case CURLE_HTTP_RETURNED_ERROR:
        return refused(transfer);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        object(transfer, FACS_TRANSFER_ELSEWHERE,
               "the server's certificate is not trusted (%.120s); name your own authority with CURL_CA_BUNDLE", why);
        return FACS_TRANSFER_ELSEWHERE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_TOO_MANY_REDIRECTS:
        object(transfer, FACS_TRANSFER_ELSEWHERE, "%.200s", why);
        return FACS_TRANSFER_ELSEWHERE;
    default:
        object(transfer, FACS_TRANSFER_AGAIN, "%.200s", why);
        return FACS_TRANSFER_AGAIN;
    }
}

facs_transfer_end facs_transfer_get(facs_transfer *transfer, const char *url, facs_part *part, double *retry_after,
                                    facs_error *error)
{
    CURL *curl = transfer->curl;
    char range[32];
    transfer->part = part;
    transfer->error = error;
    transfer->verdict = FACS_TRANSFER_WHOLE;
    transfer->judged = false;
    transfer->range_start = transfer->range_total = -1;
    transfer->message[0] = '\0';
    *retry_after = 0;
    snprintf(range, sizeof range, "%lld-", (long long)part->bytes);
    set_protocols(curl, url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_RANGE, part->bytes > 0 ? range : NULL);
    CURLcode result = curl_easy_perform(curl);
    curl_off_t asked = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &asked) == CURLE_OK && asked > 0)
        *retry_after = (double)asked;
    if (result != CURLE_OK)
        return failed(transfer, result);
    if (part->bytes != part->file->bytes) {
        object(transfer, FACS_TRANSFER_AGAIN, "the answer ended after %lld of %lld bytes", (long long)part->bytes,
               (long long)part->file->bytes);
        return FACS_TRANSFER_AGAIN;
    }
    return FACS_TRANSFER_WHOLE;
}

#else

facs_status facs_transfer_open(const facs_env *env, double timeout, facs_watch *watch, facs_transfer **transfer,
                               facs_error *error)
{
    (void)env;
    (void)timeout;
    (void)watch;
    (void)transfer;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "this build of facsimile has no libcurl, so it cannot download: get the files with another tool "
                     "and install them with --from (docs/models.md)");
}

void facs_transfer_close(facs_transfer **transfer)
{
    *transfer = NULL;
}

facs_transfer_end facs_transfer_get(facs_transfer *transfer, const char *url, facs_part *part, double *retry_after,
                                    facs_error *error)
{
    (void)transfer;
    (void)url;
    (void)part;
    (void)retry_after;
    facs_fail(error, FACS_E_UNSUPPORTED, "this build of facsimile has no libcurl");
    return FACS_TRANSFER_STOP;
}

#endif
