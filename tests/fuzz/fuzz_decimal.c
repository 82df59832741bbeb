/* Decimal numbers: what is accepted is what the C library makes of it, to the last bit. */
#include "fuzz_world.h"

#include "base/number_read.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* in a block of just that size, so that no byte behind it can be read unnoticed */
    uint8_t *text = malloc(size ? size : 1);
    fuzz_check(text != NULL, "out of memory");
    memcpy(text, data, size);
    double wide = 0;
    float narrow = 0;
    const uint8_t *after = facs_decimal_f64(text, text + size, &wide);
    const uint8_t *after_narrow = facs_decimal_f32(text, text + size, &narrow);
    fuzz_check(after == after_narrow, "f64 and f32 do not end at the same place");
    if (after) {
        char copy[129] = "", *end;
        size_t length = (size_t)(after - text);
        fuzz_check(length >= 1 && length <= 127 && after <= text + size, "a number of %zu characters", length);
        memcpy(copy, text, length);
        double expected = strtod(copy, &end);
        float expected_narrow = strtof(copy, NULL);
        fuzz_check(end == copy + length && memcmp(&expected, &wide, sizeof wide) == 0 &&
                       memcmp(&expected_narrow, &narrow, sizeof narrow) == 0,
                   "%s: %a and %a, expected %a and %a", copy, wide, (double)narrow, expected, (double)expected_narrow);
    }
    free(text);
    return 0;
}
