/* Which CPU level the user asks for: --cpu, else the environment variable FACSIMILE_CPU. */
#ifndef FACSIMILE_CLI_CPU_OPTION_H
#define FACSIMILE_CLI_CPU_OPTION_H

#include <facsimile/facsimile.h>

/** *level stays FACS_CPU_AUTO when nothing is asked for.  False after a message when the name is unknown.
 *  @param given value of --cpu, NULL = not given */
bool cpu_option_read(const char *given, facs_cpu_level *level);

/** What may be asked for, in words. */
extern const char cpu_option_levels[];

/** Value of FACSIMILE_CPU when it names no level, else NULL. */
const char *cpu_option_wrong(void);

/** "--cpu" or "FACSIMILE_CPU", NULL = nobody. */
const char *cpu_option_source(const char *given);

#endif
