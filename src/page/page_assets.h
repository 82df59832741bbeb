/* The texts that pages are made of: HTML, style and script of src/page/, and dygraphs, the library that draws their curves.
 *
 * All of them are inside the library (embed.py), so that a page needs no file, no server and no network.  Each has its
 * SHA-256, as a Content-Security-Policy names it: a page allows the scripts and styles it was built with and no others. */
#ifndef FACS_PAGE_PAGE_ASSETS_H
#define FACS_PAGE_PAGE_ASSETS_H

#include "base/base.h"

typedef struct facs_page_asset {
    const char *name; /**< "report.js" */
    const char *text; /**< UTF-8, a 0 behind it */
    size_t size;      /**< bytes, without the 0 */
    const char *hash; /**< "sha256-..." in base64: what stands between the quotes of script-src or style-src */
} facs_page_asset;

/** @return the asset of that name; NULL = there is none (facs_page_missing() says why) */
const facs_page_asset *facs_page_asset_find(const char *name);
/** Number `index` from 0, in the order of the build; NULL past the last. */
const facs_page_asset *facs_page_asset_get(int index);
/** @return NULL = everything is there; else what this build is without and how to get it: a sentence without full stop */
const char *facs_page_missing(void);

#endif
