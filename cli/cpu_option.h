/* Which CPU level the user asks for: --cpu, else the environment variable FACSIMILE_CPU. */
#ifndef FACSIMILE_CLI_CPU_OPTION_H
#define FACSIMILE_CLI_CPU_OPTION_H

#include <facsimile/facsimile.h>

/** *level stays FACS_CPU_AUTO when nothing is asked for.  False after a message when the name is unknown.
 *  @param given value of --cpu, NULL = not given */
bool cpu_option_read(const char *given, facs_cpu_level *level);

/** "--cpu" or "FACSIMILE_CPU", NULL = nobody. */
const char *cpu_option_source(const char *given);

#endif
