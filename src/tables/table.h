/* Results read back: a CSV file, row after row. */
#ifndef FACS_TABLES_TABLE_H
#define FACS_TABLES_TABLE_H

#include "base/base.h"

/** Cells of a column that is not wanted are not looked at, and may hold anything.  At first all are wanted. */
void facs_table_want(facs_table *table, int64_t column, bool wanted);
/** The number of the line the last row stood in, from 1. */
int64_t facs_table_line(const facs_table *table);

#endif
