/* See osc_place.h. */
#include "sink/osc_place.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const facs_osc_socket facs_osc_socket_none = {.file = -1};

static facs_status refuse(const char *text, const char *why, facs_error *error)
{
    return facs_fail(
        error, FACS_E_ARGUMENT,
        "--osc: '%s': %s; HOST:PORT is possible, such as localhost:9000, 192.168.1.20:9000, [fe80::1]:9000", text, why);
}

/* 1 to 65535, in digits only */
static bool is_port(const char *text, size_t length)
{
    unsigned value = 0;
    if (length < 1 || length > 5 || strspn(text, "0123456789") != length)
        return false;
    for (size_t i = 0; i < length; i++)
        value = 10 * value + (unsigned)(text[i] - '0');
    return value >= 1 && value <= 65535;
}

facs_status facs_osc_place_read(const char *text, facs_osc_place *place, facs_error *error)
{
    static const char scheme[] = "osc.udp://";
    char rest[FACS_OSC_PLACE_TEXT];
    const char *from = strncmp(text, scheme, sizeof scheme - 1) == 0 ? text + sizeof scheme - 1 : text;
    if (from == text && strstr(text, "://"))
        return refuse(text, "only UDP is spoken", error);
    if (snprintf(rest, sizeof rest, "%s", from) >= (int)sizeof rest)
        return refuse(text, "is too long", error);
    size_t length = strlen(rest);
    if (length > 0 && rest[length - 1] == '/')
        rest[--length] = '\0';
    char *colon = strrchr(rest, ':'), *port = colon ? colon + 1 : rest;
    if (!is_port(port, strlen(port)))
        return refuse(text, colon ? "the port is a number from 1 to 65535" : "the port is missing", error);
    snprintf(place->port, sizeof place->port, "%.5s", port);
    char *host = rest;
    *(colon ? colon : rest) = '\0';
    const size_t end = strlen(host);
    const bool brackets = host[0] == '[' && host[end - 1] == ']';
    if (brackets) {
        host[end - 1] = '\0';
        host++;
    }
    if (!brackets && strchr(host, ':'))
        return refuse(text, "an address of IPv6 stands in brackets", error);
    if (strpbrk(host, "[]/ \t\n"))
        return refuse(text, "that is no host", error);
    if (strlen(host) >= sizeof place->host)
        return refuse(text, "is too long", error);
    snprintf(place->host, sizeof place->host, "%.255s", host[0] ? host : "localhost");
    return FACS_OK;
}

static int make_socket(const struct addrinfo *found)
{
    const int on = 1, made = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (made < 0)
        return -1;
    setsockopt(made, SOL_SOCKET, SO_BROADCAST, &on, sizeof on); /* to all of a network, for those who ask for it */
    fcntl(made, F_SETFD, FD_CLOEXEC);
    fcntl(made, F_SETFL, O_NONBLOCK);
    return made;
}

facs_status facs_osc_socket_open(facs_osc_socket *opened, const facs_osc_place *place, const char *shown,
                                 facs_error *error)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    *opened = facs_osc_socket_none;
    const int failed = getaddrinfo(place->host, place->port, &wanted, &found);
    if (failed)
        return facs_fail(error, FACS_E_OUTPUT, "--osc %s: there is no way to %s: %s", shown, place->host,
                         gai_strerror(failed));
    int code = EAFNOSUPPORT;
    /* most receivers listen on IPv4 only, also where "localhost" is IPv6 first */
    for (int round = 0; round < 2 && opened->file < 0; round++)
        for (const struct addrinfo *at = found; at && opened->file < 0; at = at->ai_next) {
            if ((at->ai_family == AF_INET) == (round == 1) || at->ai_addrlen > sizeof opened->to)
                continue;
            opened->file = make_socket(at);
            code = errno;
            memcpy(opened->to, at->ai_addr, at->ai_addrlen);
            opened->bytes = at->ai_addrlen;
        }
    freeaddrinfo(found);
    if (opened->file >= 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT, "--osc %s: no socket for it: %s", shown, strerror(code));
}

int facs_osc_socket_send(const facs_osc_socket *from, const void *bytes, size_t count)
{
    struct sockaddr_storage to;
    memcpy(&to, from->to, sizeof from->to < sizeof to ? sizeof from->to : sizeof to);
    ssize_t sent;
    do
        sent = sendto(from->file, bytes, count, 0, (const struct sockaddr *)&to, from->bytes);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

void facs_osc_socket_close(facs_osc_socket *opened)
{
    if (opened->file >= 0)
        close(opened->file);
    opened->file = -1;
}
