/* Which pipeline a result is from. */
#ifndef FACSIMILE_CLI_RESULT_PIPELINE_H
#define FACSIMILE_CLI_RESULT_PIPELINE_H

#include "cli.h"
#include "table.h"

#include <stdbool.h>

enum { PIPELINE_NAME = 64 };

/** The record beside the CSV `path` says it (PATH.facsimile.json; of PATH.gz that of PATH), else its columns, when only
 *  one pipeline fills them all.  False: it cannot be told. */
bool result_pipeline(const char *path, const table *read, char name[PIPELINE_NAME]);

/** Warns when both are known and differ: their numbers are on scales of their own. */
void result_warn_of_two(const char *first, const char *path_first, const char *second, const char *path_second);

/** Width and height, in pixels, of the (first) picture that its landmarks are in; false: there is no record. */
bool result_size(const char *path, int size[2]);

/** The intrinsics the record says were used; -1 where it does not say. */
facs_camera result_camera(const char *path);

#endif
