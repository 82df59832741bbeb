/* How the networks of a run were run, for machines and for people. */
#ifndef FACSIMILE_CLI_NETWORK_REPORT_H
#define FACSIMILE_CLI_NETWORK_REPORT_H

#include <cjson/cJSON.h>
#include <facsimile/facsimile.h>
#include <stdio.h>

/** An array with an object for each network; NULL = no memory.  docs/cli.md, JSON of bench, says what is in it. */
cJSON *network_report_json(facs_models *models);
/** The same of several runs: the last one's, with the medians of times.  Takes nothing; NULL = no memory. */
cJSON *network_report_middle(cJSON *const *reports, int count);

/** Tables of the networks and, where they were traced, of nodes.  Nothing without networks.
 *  @param frames of the run, for the time of one; 0 = without it */
void network_report_print(FILE *to, const cJSON *report, double frames);

#endif
