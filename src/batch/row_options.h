/* Options that a row of a list may have for its input. */
#ifndef FACS_BATCH_ROW_OPTIONS_H
#define FACS_BATCH_ROW_OPTIONS_H

#include "base/base.h"

/** Where texts live that options point to. */
typedef struct facs_row_texts {
    char pipeline[64], compat[64];
} facs_row_texts;

/** The option a column is about, by its name with '_' ("max_frames"); NULL = it is none. */
const char *facs_row_option(const char *column);

/** Put the options of a row, "faces=many start=2", over others.  FACS_E_ARGUMENT: a value that is impossible. */
facs_status facs_row_options_apply(const char *row, facs_extract_options *options, facs_row_texts *texts,
                                   facs_error *error);

#endif
