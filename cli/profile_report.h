/* A facs_profile for people and for machines. */
#ifndef FACSIMILE_CLI_PROFILE_REPORT_H
#define FACSIMILE_CLI_PROFILE_REPORT_H

#include <cjson/cJSON.h>
#include <facsimile/facsimile.h>

/** One object; NULL = no memory.  `threads` as asked for (0 = one per core); `networks` as network_report.h makes them,
 *  which go into it, or are freed. */
cJSON *profile_json(const facs_profile *profile, const char *input, int threads, facs_cpu_level cpu, cJSON *networks);
/** Table of the stages on standard output. */
void profile_print(const facs_profile *profile);

#endif
