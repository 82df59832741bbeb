/* Columns that `validate` would judge and only one of two tables has. */
#ifndef FACSIMILE_CLI_ONLY_IN_ONE_H
#define FACSIMILE_CLI_ONLY_IN_ONE_H

#include "table.h"

#include <cjson/cJSON.h>

/** A list of names, series in short ("x_0 ... x_67"), of what `other` lacks; NULL = no memory. */
cJSON *only_in_one(const table *one, const table *other);

#endif
