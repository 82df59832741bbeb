/* Pictures one behind the other in one file: a video without a container. */
#ifndef FACS_MEDIA_STILL_ROW_H
#define FACS_MEDIA_STILL_ROW_H

#include "media/source.h"
#include "media/still_kind.h"

/** Does the source, which starts like `kind` and is no pipe, hold another picture of it right behind the first?  Of JPEGs
 *  one that is as large, and not one that the first has an index of: those are other views of a photograph. */
bool facs_is_row_of_stills(const facs_source *source, facs_still_kind kind);

#endif
