/* See base64.h. */
#include "base/base64.h"

char *facs_base64(char *text, const void *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *from = bytes;
    for (; count >= 3; count -= 3, from += 3) {
        const uint32_t three = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
        *text++ = digits[three >> 18];
        *text++ = digits[three >> 12 & 63];
        *text++ = digits[three >> 6 & 63];
        *text++ = digits[three & 63];
    }
    if (count > 0) {
        const uint32_t rest = (uint32_t)from[0] << 16 | (count > 1 ? (uint32_t)from[1] << 8 : 0);
        *text++ = digits[rest >> 18];
        *text++ = digits[rest >> 12 & 63];
        *text++ = count > 1 ? digits[rest >> 6 & 63] : '=';
        *text++ = '=';
    }
    return text;
}
