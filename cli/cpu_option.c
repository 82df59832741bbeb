/* See cpu_option.h. */
#include "cpu_option.h"

#include "cli.h"

#include <stdlib.h>

static const char variable[] = "FACSIMILE_CPU";
const char cpu_option_levels[] = "auto, scalar, avx2, avx512, neon";

const char *cpu_option_source(const char *given)
{
    const char *value = getenv(variable);
    return given ? "--cpu" : value && value[0] ? variable : NULL;
}

bool cpu_option_read(const char *given, facs_cpu_level *level)
{
    *level = FACS_CPU_AUTO;
    const char *source = cpu_option_source(given), *name = given ? given : getenv(variable);
    if (!source || facs_cpu_from_name(name, level) == FACS_OK)
        return true;
    complain("%s: '%s' is none of %s", source, name, cpu_option_levels);
    return false;
}

const char *cpu_option_wrong(void)
{
    facs_cpu_level level;
    const char *name = cpu_option_source(NULL) ? getenv(variable) : NULL;
    return name && facs_cpu_from_name(name, &level) != FACS_OK ? name : NULL;
}
