/* See escape.h. */
#include "escape.h"

#include <string.h>

/* lowest and highest second byte of a character with this first byte: no control characters, no longer form than
 * needed, no surrogates, up to U+10FFFF */
static void second_range(unsigned char first, unsigned *least, unsigned *most)
{
    *least = first == 0xc2 || first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
}

bool escape_is_shown(const char *text, int *size)
{
    const unsigned char *at = (const unsigned char *)text;
    *size = 1;
    if (at[0] < 0x80)
        return at[0] >= ' ' && at[0] != 0x7f;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return false;
    unsigned least, most;
    second_range(at[0], &least, &most);
    if (at[1] < least || at[1] > most)
        return false;
    int length = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    for (int i = 2; i < length; i++)
        if (at[i] < 0x80 || at[i] > 0xbf)
            return false;
    *size = length;
    return true;
}

bool escape_is_plain(const char *text)
{
    int size = 0;
    while (*text && escape_is_shown(text, &size))
        text += size;
    return !*text;
}

/* the next character of *text as it is shown; returns its bytes and moves *text behind it */
static int take(const char **text, char shown[8])
{
    int size;
    const char *at = *text;
    bool plain = escape_is_shown(at, &size);
    *text += size;
    if (plain)
        return snprintf(shown, 8, "%.*s", size, at);
    if (*at == '\n' || *at == '\t' || *at == '\r')
        return snprintf(shown, 8, "\\%c", *at == '\n' ? 'n' : *at == '\t' ? 't' : 'r');
    return snprintf(shown, 8, "\\x%02x", (unsigned)(unsigned char)*at);
}

void escape_print(FILE *to, const char *text)
{
    char shown[8];
    while (*text) {
        int bytes = take(&text, shown);
        fwrite(shown, 1, (size_t)bytes, to);
    }
}

const char *escape_text(const char *text, char *escaped, size_t room)
{
    char shown[8];
    size_t used = 0;
    while (*text) {
        size_t bytes = (size_t)take(&text, shown);
        if (used + bytes >= room)
            break;
        memcpy(escaped + used, shown, bytes);
        used += bytes;
    }
    escaped[used] = '\0';
    return escaped;
}
