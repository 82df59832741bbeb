/* See printable.h. */
#include "base/printable.h"

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
