/* Decimal text to f64 and f32, correctly rounded.
 *
 * What    A model's text file is tens of thousands of short decimals such as -73.393523.  strtod is exact but slow, and
 *         what it takes for a decimal point depends on the process's locale.
 * How     w * 10^e with the integer w < 2^53 and |e| <= 22: w and 10^|e| are exact in f64, so one multiplication or
 *         division is the only rounding and the result is the correctly rounded one (Clinger 1990, "How to read
 *         floating point numbers accurately", fast path).  Everything else goes to strtod under the "C" locale, which
 *         uselocale() sets for the calling thread only.
 * f32     Rounding f64 to f32 rounds twice.  The second rounding can only go wrong when the f64 lies exactly between
 *         two f32, or where f32 loses digits (subnormal): these rare values are left to strtof. */
#include "base/number_read.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

enum { NUMBER_MAX = 127, DIGITS_MAX = 19 };

typedef struct decimal {
    bool negative;
    bool exact;        /* all digits are in the mantissa */
    uint64_t mantissa; /* value = mantissa * 10^exponent */
    int exponent;
} decimal;

static bool is_digit(uint8_t c)
{
    return (uint8_t)(c - '0') <= 9;
}

static const uint8_t *scan_digits(const uint8_t *at, const uint8_t *end, decimal *number, int *significant,
                                  int step_kept, int step_dropped)
{
    for (; at < end && is_digit(*at); at++) {
        if (*significant < DIGITS_MAX) {
            number->mantissa = number->mantissa * 10 + (uint64_t)(*at - '0');
            *significant += number->mantissa != 0;
            number->exponent += step_kept;
        } else {
            number->exact = number->exact && *at == '0';
            number->exponent += step_dropped;
        }
    }
    return at;
}

static const uint8_t *scan_exponent(const uint8_t *at, const uint8_t *end, decimal *number)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end || !is_digit(*at))
        return NULL;
    int value = 0;
    for (; at < end && is_digit(*at); at++)
        if (value < 100000)
            value = value * 10 + (*at - '0');
    number->exponent += negative ? -value : value;
    return at;
}

static const uint8_t *scan(const uint8_t *text, const uint8_t *end, decimal *number)
{
    if (end - text > NUMBER_MAX + 1)
        end = text + NUMBER_MAX + 1;
    *number = (decimal){.exact = true};
    const uint8_t *at = text;
    if (at < end && (*at == '-' || *at == '+'))
        number->negative = *at++ == '-';
    int significant = 0;
    const uint8_t *whole = at;
    at = scan_digits(at, end, number, &significant, 0, 1);
    int digits = (int)(at - whole);
    if (at < end && *at == '.') {
        const uint8_t *fraction = ++at;
        at = scan_digits(at, end, number, &significant, -1, 0);
        digits += (int)(at - fraction);
    }
    if (digits == 0)
        return NULL;
    if (at < end && (*at == 'e' || *at == 'E')) {
        at = scan_exponent(at + 1, end, number);
        if (!at)
            return NULL;
    }
    if (at - text > NUMBER_MAX || (at < end && !facs_is_space(*at)))
        return NULL;
    return at;
}

/* false: not in the range where one rounding gives the exact result */
static bool convert_fast(const decimal *number, double *value)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (!number->exact || number->mantissa > (UINT64_C(1) << 53))
        return false;
    double magnitude = (double)number->mantissa;
    if (number->mantissa == 0)
        magnitude = 0;
    else if (number->exponent >= 0 && number->exponent <= 22)
        magnitude *= power[number->exponent];
    else if (number->exponent < 0 && number->exponent >= -22)
        magnitude /= power[-number->exponent];
    else
        return false;
    *value = number->negative ? -magnitude : magnitude;
    return true;
}

/* strtod and strtof in the "C" locale; `single` chooses; NaN when no locale can be had */
static double convert_slow(const uint8_t *text, const uint8_t *end, bool single)
{
    char copy[NUMBER_MAX + 1];
    size_t length = (size_t)(end - text);
    memcpy(copy, text, length);
    copy[length] = '\0';
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0)
        return (double)NAN;
    locale_t before = uselocale(plain);
    double value = single ? (double)strtof(copy, NULL) : strtod(copy, NULL);
    uselocale(before);
    freelocale(plain);
    return value;
}

const uint8_t *facs_decimal_f64(const uint8_t *text, const uint8_t *end, double *value)
{
    decimal number;
    const uint8_t *after = scan(text, end, &number);
    if (after && !convert_fast(&number, value))
        *value = convert_slow(text, after, false);
    return after;
}

const uint8_t *facs_decimal_f32(const uint8_t *text, const uint8_t *end, float *value)
{
    decimal number;
    const uint8_t *after = scan(text, end, &number);
    if (!after)
        return NULL;
    double wide;
    bool certain = convert_fast(&number, &wide);
    if (certain && number.mantissa != 0) {
        uint64_t bits;
        memcpy(&bits, &wide, sizeof bits);
        bool halfway = (bits & UINT64_C(0x1fffffff)) == UINT64_C(0x10000000);
        certain = !halfway && fabs(wide) >= (double)FLT_MIN;
    }
    *value = (float)(certain ? wide : convert_slow(text, after, true));
    return after;
}
