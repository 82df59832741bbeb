/* Numbers as text, fixed notation, always with a decimal point whatever the locale. */
#ifndef FACS_BASE_NUMBER_WRITE_H
#define FACS_BASE_NUMBER_WRITE_H

#include <stdint.h>

enum { FACS_DECIMAL_WIDTH = 328 }; /**< room for any f64 with up to 9 decimals */
enum { FACS_SHORTEST_WIDTH = 24 }; /**< room for any f64 with as few digits as possible */

/** Writes `value` exactly as printf's "%.<decimals>f" does in the C locale (exact expansion of the binary value, ties
 *  to even, "-0.000", "nan", "inf"); decimals 0..9.  Returns the end of the text; no terminating zero. */
char *facs_decimal_fixed(char *text, double value, int decimals);
/** As few digits as read back to the same double: "0.1", "30.0", "1e-05", "1.5e+16"; exponents below -4 and from 16 on
 *  are written.  Returns the end of the text; no terminating zero. */
char *facs_decimal_shortest(char *text, double value);
/** Decimal integer. */
char *facs_decimal_integer(char *text, int64_t value);

#endif
