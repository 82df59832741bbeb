/* Who may ask a server on this machine: checks of what a request says of itself, and no more.
 *
 * A page at an address of this machine can be asked for by whatever runs in somebody's browser.  Three things keep it off:
 *
 *     Host             DNS rebinding: a stranger's page whose name means 127.0.0.1 still sends that name.  Only addresses
 *                      and "localhost" are taken; where a token is asked for, any name, since the stranger has none.
 *     Origin, Sec-Fetch-Site   what another page sends or embeds is refused, by what every browser says of itself
 *     token            in the address that is opened, from then on in a cookie; compared in a time that says nothing
 *
 * Nothing here is trusted: fuzz_http. */
#ifndef FACS_SERVE_HTTP_GUARD_H
#define FACS_SERVE_HTTP_GUARD_H

#include "base/base.h"

enum {
    FACS_HTTP_HOST = 64,       /* an address, a 0 behind it */
    FACS_HTTP_TOKEN_MOST = 64, /* characters */
    FACS_HTTP_TOKEN_LEAST = 8,
};

/** Where a server listens. */
typedef struct facs_http_place {
    char address[FACS_HTTP_HOST]; /**< IPv4 or IPv6, without brackets */
    int port;                     /**< 0 = any that is free */
    bool six;                     /**< IPv6 */
    bool loopback;                /**< only this machine reaches it */
} facs_http_place;

/** Read "[ADDRESS:]PORT": "8080", "192.168.1.7:8080", "[::1]:8080", "localhost:8080".  FACS_E_ARGUMENT. */
facs_status facs_http_place_read(const char *text, facs_http_place *place, facs_error *error);

/** Can it be a token: 8 to 64 letters, digits, '-', '_'?  Others would have to be written differently in an address. */
bool facs_http_token_is_possible(const char *token);
/** Are they the same?  Takes the same time wherever they differ.  NULL is like no token. */
bool facs_http_token_same(const char *token, const char *given);
/** The value of a cookie in the header's text; false = it is not there, or longer than `room` - 1. */
bool facs_http_cookie(const char *header, const char *name, char *value, size_t room);

/** What a request says of itself; NULL = nothing. */
typedef struct facs_http_asker {
    const char *host, *origin;
    const char *site; /**< Sec-Fetch-Site */
    const char *mode; /**< Sec-Fetch-Mode */
    const char *mark; /**< X-Facsimile: a page of another place cannot send it without asking first */
    bool changes;     /**< it is a POST */
} facs_http_asker;

/** @param any_name a token is asked for as well
 *  @return NULL = it may ask; else why not, a sentence */
const char *facs_http_refusal(const facs_http_asker *asker, bool any_name);

/** A whole number as it stands in a query, 0 to 999999999999999; anything else is -1. */
int64_t facs_http_number_read(const char *text);

#endif
