/* What a server looks at of a request besides what libmicrohttpd has read: where it listens, hosts, origins, cookies,
 * tokens, numbers.  Six texts with a line break between them; whatever they are, nobody without the token is taken for
 * somebody who has it, and no name but localhost for this machine. */
#include "fuzz_world.h"

#include "serve/http_guard.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 6 };

static void check_place(const char *text)
{
    facs_http_place place;
    facs_error error;
    if (facs_http_place_read(text, &place, &error) == FACS_OK)
        fuzz_check(place.port >= 0 && place.port <= 65535 && memchr(place.address, 0, sizeof place.address) &&
                       strspn(place.address, "0123456789abcdefABCDEF:.") == strlen(place.address),
                   "%s is no address", place.address);
}

static void check_cookie(const char *header, const char *name)
{
    char value[16];
    memset(value, 'x', sizeof value);
    if (name[0] && facs_http_cookie(header, name, value, sizeof value))
        fuzz_check(memchr(value, 0, sizeof value) && strstr(header, name) && strstr(header, value),
                   "a cookie that is not there");
}

static void check_host(const char *host, const char *origin, const char *site)
{
    const facs_http_asker asker = {.host = host, .origin = origin, .site = site, .mark = "1", .changes = true};
    const char *why = facs_http_refusal(&asker, false);
    if (why)
        return;
    const char *start = host[0] == '[' ? host + 1 : host;
    fuzz_check(strncmp(host, "localhost", 9) == 0 ||
                   (strspn(start, "0123456789abcdefABCDEF:.") >= 2 && strpbrk(start, "0123456789:")),
               "%s is taken for this machine", host);
    fuzz_check(strncmp(origin, "http://", 7) == 0 && strcmp(origin + 7, host) == 0, "%s asks as %s", origin, host);
    fuzz_check(strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0, "%s asks", site);
}

static void check_number(const char *text)
{
    const int64_t value = facs_http_number_read(text);
    fuzz_check(value >= -1 && value < 1000000000000000, "a number out of range");
    if (value >= 0)
        fuzz_check(strspn(text, "0123456789") == strlen(text) && strtoll(text, NULL, 10) == value, "%s", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *all = malloc(size + 1), *text[TEXTS];
    fuzz_check(all != NULL, "out of memory");
    memcpy(all, data, size);
    all[size] = '\0';
    char *at = all;
    for (int i = 0; i < TEXTS; i++) {
        text[i] = strndup(at, strcspn(at, "\n")); /* each in a block of just its size */
        fuzz_check(text[i] != NULL, "out of memory");
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : at + strlen(at);
    }
    check_place(text[0]);
    check_host(text[0], text[1], text[2]);
    check_cookie(text[3], text[4]);
    check_number(text[5]);
    const bool same = facs_http_token_same("Secret-token_1", text[5]);
    fuzz_check(same == (strcmp(text[5], "Secret-token_1") == 0), "%s is taken for the token", text[5]);
    if (facs_http_token_is_possible(text[5]))
        fuzz_check(strlen(text[5]) >= 8 && strlen(text[5]) <= 64 && !strpbrk(text[5], " ;&=?#%\""), "%s", text[5]);
    for (int i = 0; i < TEXTS; i++)
        free(text[i]);
    free(all);
    return 0;
}
