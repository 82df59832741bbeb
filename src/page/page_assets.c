/* See page_assets.h. */
#include "page/page_assets.h"

#include "page/page_embedded.h"

#include <string.h>

const facs_page_asset *facs_page_asset_find(const char *name)
{
    for (const facs_page_asset *asset = facs_page_embedded; asset->name; asset++)
        if (strcmp(asset->name, name) == 0)
            return asset;
    return NULL;
}

const facs_page_asset *facs_page_asset_get(int index)
{
    for (int i = 0; facs_page_embedded[i].name; i++)
        if (i == index)
            return &facs_page_embedded[i];
    return NULL;
}

const char *facs_page_missing(void)
{
    return facs_page_asset_find("dygraph.min.js")
               ? NULL
               : "this facsimile was built without dygraphs, which draws the curves of pages (Debian: "
                 "libjs-dygraphs; then meson setup --reconfigure and build again)";
}
