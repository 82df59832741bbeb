/* How long a file is to be by what it says of itself. */
#ifndef FACS_MEDIA_PROMISE_H
#define FACS_MEDIA_PROMISE_H

#include "media/source.h"

/** Bytes up to which the structure of the container reaches that holds video; 0 = the container does not say, or the
 *  source is a pipe; -1 = it is none of those known here.  More than the file has: it was cut short.
 *  @param format name of FFmpeg's demuxer; NULL = told by how the file starts */
int64_t facs_promised_bytes(const facs_source *source, const char *format);

#endif
