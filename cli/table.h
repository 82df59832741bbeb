/* A CSV file of numbers in memory. */
#ifndef FACSIMILE_CLI_TABLE_H
#define FACSIMILE_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct table {
    int columns;
    char **name;
    size_t rows;
    double *values; /* row after row */
} table;

/** Reads PATH (also .gz when built with zlib).  True and False are 1 and 0; an empty cell, a value that is missing, is
 *  NaN.  Safe names (extract --names safe) become the usual ones.  EXIT_FINE, or EXIT_INPUT_MISSING, EXIT_INPUT_DAMAGED or EXIT_OTHER (no memory) after a message on stderr. */
int table_read(const char *path, table *read);
void table_free(table *read);
/** Index of a column, -1 = none. */
int table_column(const table *read, const char *name);
double table_value(const table *read, size_t row, int column);

#endif
