/* --timeout, --camera-size and --camera-rate: how addresses and cameras are read. */
#ifndef FACSIMILE_CLI_CAMERA_OPTIONS_H
#define FACSIMILE_CLI_CAMERA_OPTIONS_H

#include "options.h"

#include <facsimile/facsimile.h>

typedef struct camera_options {
    const char *size; /* NULL = not given */
    option_number rate, timeout;
} camera_options;

/** None of them given. */
camera_options camera_options_none(void);
/** Into the options of a run; false after a message. */
bool camera_options_apply(const camera_options *given, facs_extract_options *options);

#endif
