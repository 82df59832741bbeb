/* See http_guard.h. */
#include "serve/http_guard.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* ---- where ---- */

static facs_status no_place(const char *text, facs_error *error)
{
    return facs_fail(error, FACS_E_ARGUMENT,
                     "'%s' is no place for a page: a port as 8080, or an address and a port as 192.168.1.7:8080 or "
                     "[::1]:8080 (no names but localhost)",
                     text);
}

/* 0 to 65535; -1 = it is no port */
static int port_of(const char *text)
{
    int port = 0;
    if (!*text || strlen(text) > 5)
        return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return -1;
        port = 10 * port + (*text - '0');
    }
    return port <= UINT16_MAX ? port : -1;
}

/* is "127..." or "::1" */
static bool is_loopback(const char *address, bool six)
{
    struct in6_addr bytes;
    if (!six)
        return strncmp(address, "127.", 4) == 0;
    return inet_pton(AF_INET6, address, &bytes) == 1 && memcmp(&bytes, &in6addr_loopback, sizeof bytes) == 0;
}

/* an IPv4 or IPv6 address as numbers? */
static bool is_address(const char *text, bool *six)
{
    unsigned char bytes[16];
    *six = inet_pton(AF_INET6, text, bytes) == 1;
    return *six || inet_pton(AF_INET, text, bytes) == 1;
}

/* "ADDRESS", "[ADDRESS]", either with ":PORT" behind it -> both; *port is at the end of the text without one */
static bool split(const char *text, char address[FACS_HTTP_HOST], const char **port)
{
    const char *end = text[0] == '[' ? strchr(text, ']') : text + strcspn(text, ":");
    const char *start = text[0] == '[' ? text + 1 : text;
    if (!end || end <= start || end - start >= FACS_HTTP_HOST)
        return false;
    memcpy(address, start, (size_t)(end - start));
    address[end - start] = '\0';
    end += text[0] == '[';
    if (*end != ':' && *end != '\0')
        return false;
    *port = *end == ':' ? end + 1 : end;
    return true;
}

facs_status facs_http_place_read(const char *text, facs_http_place *place, facs_error *error)
{
    const char *port = text;
    *place = (facs_http_place){.address = "127.0.0.1", .loopback = true, .port = port_of(text)};
    if (place->port >= 0)
        return FACS_OK;
    if (!split(text, place->address, &port) || (text[0] == '[') != (strchr(place->address, ':') != NULL))
        return no_place(text, error);
    if (strcmp(place->address, "localhost") == 0)
        memcpy(place->address, "127.0.0.1", sizeof "127.0.0.1");
    place->port = port_of(port);
    if (place->port < 0 || !is_address(place->address, &place->six))
        return no_place(text, error);
    place->loopback = is_loopback(place->address, place->six);
    return FACS_OK;
}

/* ---- the token ---- */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool facs_http_token_is_possible(const char *token)
{
    const size_t length = strlen(token);
    for (size_t i = 0; i < length; i++)
        if (!is_plain(token[i]))
            return false;
    return length >= FACS_HTTP_TOKEN_LEAST && length <= FACS_HTTP_TOKEN_MOST;
}

bool facs_http_token_same(const char *token, const char *given)
{
    /* both are looked at to the end of the longest there can be, whatever they are */
    unsigned char a[FACS_HTTP_TOKEN_MOST + 1] = {0}, b[FACS_HTTP_TOKEN_MOST + 1] = {0};
    const size_t length = strlen(token), count = given ? strnlen(given, sizeof b) : 0;
    volatile unsigned char differs = (unsigned char)(count != length || length == 0 || length >= sizeof a);
    memcpy(a, token, length < sizeof a ? length : sizeof a);
    if (given)
        memcpy(b, given, count);
    for (size_t i = 0; i < sizeof a; i++)
        differs |= (unsigned char)(a[i] ^ b[i]);
    return differs == 0;
}

bool facs_http_cookie(const char *header, const char *name, char *value, size_t room)
{
    const size_t length = strlen(name);
    for (const char *at = header; at && *at;) {
        at += strspn(at, " \t;");
        const size_t count = strcspn(at, ";");
        if (count > length && strncmp(at, name, length) == 0 && at[length] == '=') {
            const size_t size = count - length - 1;
            if (size >= room)
                return false;
            memcpy(value, at + length + 1, size);
            value[size] = '\0';
            return true;
        }
        at += count;
    }
    return false;
}

/* ---- who asks ---- */

static bool host_is_known(const char *host, bool any_name)
{
    char address[FACS_HTTP_HOST];
    const char *port;
    bool six;
    if (!host || !split(host, address, &port) || (*port && port_of(port) < 0))
        return false;
    return any_name || strcmp(address, "localhost") == 0 || is_address(address, &six);
}

const char *facs_http_refusal(const facs_http_asker *asker, bool any_name)
{
    static const char own[] = "http://";
    if (!host_is_known(asker->host, any_name))
        return "This page is asked for by its address or as localhost, by no other name.";
    if (asker->origin &&
        (strncmp(asker->origin, own, sizeof own - 1) != 0 || strcmp(asker->origin + sizeof own - 1, asker->host) != 0))
        return "Another page may not ask for this.";
    const bool here = !asker->site || strcmp(asker->site, "same-origin") == 0 || strcmp(asker->site, "none") == 0;
    const bool opened = asker->mode && strcmp(asker->mode, "navigate") == 0; /* a link was followed */
    if (!here && (asker->changes || !opened))
        return "Another page may not ask for this.";
    if (asker->changes && !asker->mark)
        return "What changes something comes from the page itself, with a header X-Facsimile.";
    return NULL;
}

int64_t facs_http_number_read(const char *text)
{
    int64_t value = 0;
    if (!text || !*text || strlen(text) > 15)
        return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return -1;
        value = 10 * value + (*text - '0');
    }
    return value;
}
