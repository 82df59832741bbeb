/* JSON output. */
#ifndef FACSIMILE_CLI_JSON_FILE_H
#define FACSIMILE_CLI_JSON_FILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/** Prints and deletes `json` (NULL = it could not be made); false after a message. */
bool json_print(cJSON *json);
/** Writes `json` with report_file_write() and deletes it.  EXIT_FINE, or another exit status after a message. */
int json_save(cJSON *json, const char *path);

#endif
