/* Names of columns in files, and the columns of the schema they are. */
#ifndef COLUMN_NAME_H
#define COLUMN_NAME_H

#include <facsimile/facsimile.h>

/** Is a column of a file of that name this one, or one of this series (whose name ends in '_')? */
bool column_is_named(const char *name, const facs_column *column);

#endif
