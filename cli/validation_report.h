/* What `validate` says. */
#ifndef FACSIMILE_CLI_VALIDATION_REPORT_H
#define FACSIMILE_CLI_VALIDATION_REPORT_H

#include "validation.h"

#include <cjson/cJSON.h>

/** The table, on standard output; false = no memory. */
bool validation_print(const validation *made, const char *const paths[2]);
/** The same as an object; NULL = no memory. */
cJSON *validation_json(const validation *made, const char *const paths[2]);

#endif
