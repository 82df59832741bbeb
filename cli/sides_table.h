/* The action units of both sides of a face, for a person to read. */
#ifndef FACSIMILE_CLI_SIDES_TABLE_H
#define FACSIMILE_CLI_SIDES_TABLE_H

#include <facsimile/facsimile.h>

/* To standard output: those that were seen, and the names of the others. */
void sides_table_print(const char *title, const facs_mirror_summary *summary);

#endif
