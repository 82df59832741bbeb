/* Options of callers that were compiled against another version of the public header. */
#include "base/base.h"

#include <string.h>

enum { SIZE_MOST = 1 << 16 }; /* larger is a size nobody filled in */

bool facs_options_take(void *chosen, const void *given, size_t full)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    if (size < sizeof size || size > SIZE_MOST)
        return false;
    memcpy(chosen, given, size < full ? size : full);
    return true;
}
