/* What embed.py makes of the files of this folder and of dygraphs. */
#ifndef FACS_PAGE_PAGE_EMBEDDED_H
#define FACS_PAGE_PAGE_EMBEDDED_H

#include "page/page_assets.h"

extern const facs_page_asset facs_page_embedded[]; /**< name NULL at the end */

#endif
