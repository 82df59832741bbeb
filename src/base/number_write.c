/* Fixed-point text of a binary number, exactly as printf prints it.
 *
 * A finite f64 is m 2^e with a whole m < 2^53.  For e >= 0 it is a whole number; below 2^128 it fits an unsigned
 * 128-bit integer.  For e < 0, with s = -e, the whole part is m >> s and the fraction f / 2^s, f < 2^53; the wanted
 * digits are the whole number nearest to f 10^d / 2^s, ties to even.  f 10^9 < 2^83 fits 128 bits, so that nothing is
 * ever rounded twice.  printf spends about 0.2 us on a number, this some 10 ns: a row has 700 of them.
 */
#include "base/number_write.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

static const char pairs[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

static char *put_whole(char *text, uint64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    while (value >= 100) {
        at -= 2;
        memcpy(at, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        at -= 2;
        memcpy(at, pairs + 2 * value, 2);
    } else {
        *--at = (char)('0' + value);
    }
    size_t count = (size_t)(digits + sizeof digits - at);
    memcpy(text, at, count);
    return text + count;
}

/* exactly `count` digits, with leading zeros */
static char *put_digits(char *text, uint64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return text + count;
}

static char *put_wide(char *text, wide value)
{
    const uint64_t block = 1000000000000000000; /* 10^18 */
    if (value < block)
        return put_whole(text, (uint64_t)value);
    return put_digits(put_wide(text, value / block), (uint64_t)(value % block), 18);
}

static char *put_point(char *text, uint64_t fraction, int decimals)
{
    if (decimals == 0)
        return text;
    *text++ = '.';
    return put_digits(text, fraction, decimals);
}

/* nearest whole number to product / 2^shift, ties to even */
static uint64_t shift_round(wide product, int shift)
{
    if (shift > 100) /* product < 2^83: far below one half */
        return 0;
    wide rest = product & (((wide)1 << shift) - 1), half = (wide)1 << (shift - 1);
    uint64_t quotient = (uint64_t)(product >> shift);
    return quotient + (rest > half || (rest == half && (quotient & 1)) ? 1 : 0);
}

static char *put_special(char *text, double value)
{
    for (const char *name = isnan(value) ? "nan" : "inf"; *name; name++)
        *text++ = *name;
    return text;
}

char *facs_decimal_fixed(char *text, double value, int decimals)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (bits >> 63)
        *text++ = '-';
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & 0xfffffffffffff;
    if (exponent == 0x7ff)
        return put_special(text, value);
    if (exponent > 0)
        mantissa |= (uint64_t)1 << 52;
    else
        exponent = 1;
    int e = exponent - 1075;
    if (e > 75) { /* beyond 2^128 */
        text += snprintf(text, FACS_DECIMAL_WIDTH - 1, "%.0f", fabs(value));
        return put_point(text, 0, decimals);
    }
    if (e >= 0)
        return put_point(put_wide(text, (wide)mantissa << e), 0, decimals);
    int shift = -e;
    uint64_t whole = shift < 64 ? mantissa >> shift : 0;
    uint64_t rest = shift < 64 ? mantissa & (((uint64_t)1 << shift) - 1) : mantissa;
    uint64_t fraction = shift_round((wide)rest * powers[decimals], shift);
    if (fraction == powers[decimals]) {
        whole++;
        fraction = 0;
    }
    /* with no decimals the tie looks at the last digit of the whole part */
    if (decimals == 0 && shift < 64 && rest == (uint64_t)1 << (shift - 1))
        whole = (mantissa >> shift) + (mantissa >> shift & 1);
    return put_point(put_whole(text, whole), fraction, decimals);
}

char *facs_decimal_integer(char *text, int64_t value)
{
    if (value < 0)
        *text++ = '-';
    return put_whole(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* Digits and exponent of d.ddd 10^exponent, as few digits as read back to the value; returns how many. */
static int shortest_digits(double value, char digits[17], int *exponent)
{
    enum { SURE = 15, MOST = 17 }; /* so many digits come back from a double; so many always bring it back */
    char text[40];
    for (int count = value < DBL_MIN ? 1 : SURE; count <= MOST; count++) {
        snprintf(text, sizeof text, "%.*e", count - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    int count = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9') /* not the decimal point of the locale */
            digits[count++] = *at;
    *exponent = (int)strtol(at + 1, NULL, 10);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

char *facs_decimal_shortest(char *text, double value)
{
    enum { SMALLEST = -4, LARGEST = 15 }; /* exponents that are not written */
    char digits[17];
    int exponent;
    if (!isfinite(value))
        return facs_decimal_fixed(text, value, 1);
    if (signbit(value))
        *text++ = '-';
    const int count = shortest_digits(fabs(value), digits, &exponent);
    const bool plain = exponent >= SMALLEST && exponent <= LARGEST;
    int whole = !plain ? 1 : exponent < 0 ? 0 : exponent + 1; /* digits in front of the point */
    if (whole == 0)
        *text++ = '0';
    for (int i = 0; i < whole; i++)
        *text++ = i < count ? digits[i] : '0';
    if (plain || count > 1)
        *text++ = '.';
    for (int i = exponent + 1; plain && i < 0; i++)
        *text++ = '0';
    for (int i = whole; i < count; i++)
        *text++ = digits[i];
    if (plain && whole >= count)
        *text++ = '0';
    if (!plain)
        text += sprintf(text, "e%+03d", exponent);
    return text;
}
