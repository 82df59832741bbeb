/* The video that a table of results was made from. */
#ifndef FACS_REPORT_REPORT_SOURCE_H
#define FACS_REPORT_REPORT_SOURCE_H

#include "report/report_results.h"

/** result->film.path: the input its record names, where it is or beside the table; of the table of a mirrored face
 *  NAME_source.*; else a video that is called like the table.  Only files; none of them is opened.  NULL stays when none is
 *  there, or without memory. */
void facs_report_find_source(facs_report_result *result);

/** How a page at `page` names the file: a path from its folder, as an address of a web page; facs_free; NULL = no memory, or
 *  one of them is nowhere. */
char *facs_report_relative(const facs_env *env, const char *page, const char *file);

#endif
