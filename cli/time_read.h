/* A time on the command line: seconds, or [hh:]mm:ss, each with decimals of the seconds. */
#ifndef FACSIMILE_CLI_TIME_READ_H
#define FACSIMILE_CLI_TIME_READ_H

#include <stdbool.h>

/* false after a message that names the option */
bool time_read(const char *option, const char *text, double *seconds);

#endif
