/* A page from its parts: a template, styles and scripts of this folder (page_assets.h), and the policy that allows these
 * and nothing else. */
#ifndef FACS_PAGE_PAGE_BUILD_H
#define FACS_PAGE_PAGE_BUILD_H

#include "page/page_assets.h"

typedef struct facs_page {
    char *text; /**< UTF-8, a 0 behind it */
    size_t size;
    char *policy; /**< Content-Security-Policy */
} facs_page;

/** @param html    an asset in which <!--style--> and <!--scripts--> stand where these go
 *  @param styles  names of assets, NULL at the end
 *  @param scripts likewise
 *  @param more    what else the policy allows: "connect-src 'self'"
 *  Errors: FACS_E_UNSUPPORTED (one of them is not in this build), FACS_E_MEMORY. */
facs_status facs_page_build(const facs_env *env, const char *html, const char *const *styles,
                            const char *const *scripts, const char *more, facs_page *page, facs_error *error);
void facs_page_free(const facs_env *env, facs_page *page);

#endif
