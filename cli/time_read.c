/* See time_read.h. */
#include "time_read.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 3, PART_LENGTH = 32 };

/* digits, with decimals when it is the last part, and below 60 when it follows another one */
static bool read_part(const char *text, size_t length, bool first, bool last, double *value)
{
    char part[PART_LENGTH];
    if (length == 0 || length >= sizeof part)
        return false;
    memcpy(part, text, length);
    part[length] = '\0';
    const size_t digits = strspn(part, "0123456789");
    const size_t decimals = last && part[digits] == '.' ? 1 + strspn(part + digits + 1, "0123456789") : 0;
    if (digits == 0 || digits + decimals != length)
        return false;
    *value = strtod(part, NULL);
    return first || *value < 60;
}

bool time_read(const char *option, const char *text, double *seconds)
{
    double sum = 0;
    const char *at = text;
    for (int i = 0; i < PARTS; i++) {
        const size_t length = strcspn(at, ":");
        const bool last = at[length] == '\0';
        double value;
        if (!read_part(at, length, i == 0, last, &value))
            break;
        sum = 60 * sum + value;
        if (last) {
            *seconds = sum;
            return true;
        }
        at += length + 1;
    }
    complain("%s: '%s' is no time: seconds, mm:ss or hh:mm:ss, such as 12.5 or 1:02:03", option, text);
    return false;
}
