/* The page of a folder: a list of its results, a picture of each, and their reports.
 *
 *     server's thread: a request for what is not made yet is noted, and waits
 *     caller's thread: makes it, wakes
 *
 * So the list answers while a report is made, and as many things wait as there are results, at most.
 *
 *     GET /            the page
 *     GET /list        JSON: the results, looked for anew
 *     GET /thumb?n=N   JPEG of number N
 *     GET /report?n=N  its report */
#ifndef FACS_VIEW_VIEW_PAGE_H
#define FACS_VIEW_VIEW_PAGE_H

#include "view/view_list.h"

typedef struct facs_view_page facs_view_page;

/** @param list outlives the page, which is the only one to change it from now on
 *  Errors: those of facs_http_open() and facs_page_build(), FACS_E_OUTPUT (no temporary folder). */
facs_status facs_view_page_open(const facs_env *env, facs_view_list *list, const char *place, const char *token,
                                facs_view_page **page, facs_error *error);
void facs_view_page_close(facs_view_page **page);
const char *facs_view_page_address(const facs_view_page *page);

/** Makes one thing that somebody waits for, or waits for so many ns that somebody does. */
void facs_view_page_work(facs_view_page *page, int64_t wait);

#endif
