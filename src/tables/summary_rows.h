/* The table of summaries as text: CSV (RFC 4180), numbers with six decimals, empty cells for what is not known. */
#ifndef FACS_TABLES_SUMMARY_ROWS_H
#define FACS_TABLES_SUMMARY_ROWS_H

#include "batch/text_table.h"
#include "tables/clip_figures.h"
#include "tables/result_list.h"

/** The line with the names. */
void facs_summary_names(facs_growing *to, const facs_units *units, const facs_result_list *list);
/** A row of each person. */
void facs_summary_rows(facs_growing *to, const facs_units *units, const facs_result_list *list,
                       const facs_result_set *set, const facs_entry *entry, const char *path,
                       const facs_clip_figures *clip);

#endif
