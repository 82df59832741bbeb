/* Which FFmpeg is in use and what it decodes. */
#ifndef FACS_MEDIA_FORMATS_H
#define FACS_MEDIA_FORMATS_H

#include "base/base.h"

/** Version of the FFmpeg libraries on this machine, e.g. "5.1.8-0+deb12u1". */
const char *facs_media_version(facs_error *why);

#endif
