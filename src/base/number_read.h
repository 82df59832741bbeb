/* Correctly rounded decimal to binary conversion of bounded text, independent of the process's locale. */
#ifndef FACS_BASE_NUMBER_READ_H
#define FACS_BASE_NUMBER_READ_H

#include <stdbool.h>
#include <stdint.h>

/** White space of text files, in every locale. */
static inline bool facs_is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/** Convert the number that starts at `text`: [+-] digits [. digits] [(e|E) [+-] digits], at least one digit before the
 *  exponent, at most 127 characters, followed by white space or `end`.  The result is what strtod (strtof) gives in the
 *  "C" locale.  "inf", "nan" and hexadecimal numbers are no numbers here.
 *  @param end  one past the last byte that may be read
 *  @return first byte behind the number, or NULL when there is no such number */
const uint8_t *facs_decimal_f64(const uint8_t *text, const uint8_t *end, double *value);
const uint8_t *facs_decimal_f32(const uint8_t *text, const uint8_t *end, float *value);

#endif
