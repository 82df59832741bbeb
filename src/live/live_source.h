/* The inputs of src/media as a source of a live run. */
#ifndef FACS_LIVE_LIVE_SOURCE_H
#define FACS_LIVE_LIVE_SOURCE_H

#include "live/reader.h"

/** Zeroed, then all but `media` are set. */
typedef struct facs_live_input {
    facs_env env;
    const char *path;
    facs_media_options options;
    facs_media *media; /**< while it is open */
} facs_live_input;

/** @param input outlives the source */
facs_live_source facs_live_source_of(facs_live_input *input);

#endif
