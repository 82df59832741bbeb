/* Defaults of the store's options; builds without a store have them, too. */
#include "base/base.h"

void facs_store_options_init(facs_store_options *options, size_t size)
{
    const facs_store_options defaults = {.size = sizeof defaults};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

void facs_fetch_options_init(facs_fetch_options *options, size_t size)
{
    const facs_fetch_options defaults = {
        .size = sizeof defaults, .tries = 4, .wait = 1, .timeout = 30, .lock_wait = 900};
    facs_options_init(options, size, &defaults, sizeof defaults);
}
