/* The page of a report: its template (src/page/report.html) filled, as a file. */
#ifndef FACS_REPORT_REPORT_PAGE_H
#define FACS_REPORT_REPORT_PAGE_H

#include "report/report_data.h"

/** Whole under its name, or not there.  @param bytes gets its size
 *  Errors: FACS_E_UNSUPPORTED (a build without pages), FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_report_page_write(const facs_env *env, const char *path, facs_report_matter *matter, int64_t *bytes,
                                   facs_error *error);

#endif
