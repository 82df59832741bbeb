/* See printable.h. */
#include "base/printable.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = sizeof((facs_error *)0)->message };

/* bytes of the character that starts here, 0 = none that may be shown; the closing zero ends a cut one */
static int character_size(const unsigned char *at)
{
    if (at[0] < 0x80)
        return (at[0] >= ' ' && at[0] != 0x7f) || at[0] == '\n' || at[0] == '\t';
    int size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0;
    /* range of the second byte: no control characters, no longer form than needed, no surrogates, up to U+10FFFF */
    unsigned least = at[0] == 0xc2 || at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80;
    unsigned most = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < least || at[1] > most)
        return 0;
    for (int i = 2; i < size; i++)
        if (at[i] < 0x80 || at[i] > 0xbf)
            return 0;
    return size;
}

void facs_make_printable(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at;) {
        int size = character_size(at);
        if (size == 0) {
            *at = '?';
            size = 1;
        }
        at += size;
    }
}

static size_t count_byte(const char *text, char wanted)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == wanted;
    return count;
}

/* Formats with another byte for the line ends of the format.  It must be one that no argument holds, or the text would
 * have lines that somebody else wrote; 0 = there is none. */
static char format_marked(char *text, size_t room, const char *format, va_list arguments)
{
    char marked[MESSAGE_BYTES];
    for (int next = 1; next < ' '; next++) {
        const char mark = (char)next;
        if (mark == '\n' || strchr(format, mark))
            continue;
        snprintf(marked, sizeof marked, "%s", format);
        for (char *at = marked; (at = strchr(at, '\n')) != NULL;)
            *at = mark;
        va_list copy;
        va_copy(copy, arguments);
        vsnprintf(text, room, marked, copy);
        va_end(copy);
        if (count_byte(text, mark) <= count_byte(marked, mark)) /* fewer when it is cut */
            return mark;
    }
    return 0;
}

/* what is shown for a byte that is no character; returns its length */
static size_t escape(unsigned char byte, char shown[8])
{
    const char *letters = "n\nt\tr\r";
    for (const char *at = letters; *at; at += 2)
        if (byte == (unsigned char)at[1])
            return (size_t)snprintf(shown, 8, "\\%c", at[0]);
    return (size_t)snprintf(shown, 8, "\\x%02x", (unsigned)byte);
}

void facs_format_message(char *text, size_t room, const char *format, va_list arguments)
{
    char raw[MESSAGE_BYTES], shown[8];
    char mark = format_marked(raw, sizeof raw, format, arguments);
    size_t used = 0;
    for (const char *at = raw; *at && room;) {
        int size = *at == '\n' || *at == '\t' ? 0 : character_size((const unsigned char *)at);
        size_t bytes = size > 0 ? (size_t)size : escape((unsigned char)*at, shown);
        if (mark && *at == mark) {
            shown[0] = '\n';
            bytes = 1;
        }
        if (used + bytes >= room)
            break;
        memcpy(text + used, size > 0 ? at : shown, bytes);
        used += bytes;
        at += size > 0 ? size : 1;
    }
    if (room)
        text[used] = '\0';
}

void facs_add_message(char *text, size_t room, size_t *length, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_format_message(text + *length, room - *length, format, arguments);
    va_end(arguments);
    *length += strlen(text + *length);
}

void facs_fail_lines(facs_error *error, const char *lines)
{
    if (!error)
        return;
    size_t length = strlen(error->message);
    snprintf(error->message + length, sizeof error->message - length, "%s", lines);
}
