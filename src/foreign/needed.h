/* Libraries whose headers this build is compiled with, loaded when something first needs them.
 *
 * FFmpeg comes with some 150 shared libraries, libcurl and libhdf5 with thirty: linked with them, a program that only
 * compares two tables, or one that only imports this library, would wait for all of them (docs/performance.md, Starting).
 *
 * Each has a header here (ffmpeg.h, libarchive.h, libcrypto.h, libcurl.h, libhdf5.h, libmicrohttpd.h) that includes its own,
 * lists what is used of it, and lets these names mean the addresses in a table, so that calls look as ever.  Nothing else includes their
 * headers (tests/house/needed.py).  Whatever is not listed is missing when facsimile is linked.  The table is empty until
 * facs_X_load() has succeeded: whoever opens something calls that first.
 *
 * -Dlibraries=link: linked as usual, and facs_X_load() does nothing.  -Dlibraries=bundle: so is FFmpeg, with libavfilter and
 * libavdevice, from static archives, and the others are loaded. */
#ifndef FACS_FOREIGN_NEEDED_H
#define FACS_FOREIGN_NEEDED_H

#include "base/base.h"

/** One that is loaded, as the linker would have named it. */
typedef struct facs_needed_part {
    const char *name;    /**< "libavformat.so.59" */
    const char *package; /**< Debian's that has it, on the machine where this was built; "" = not known */
    const char *also;    /**< another release of it that has the same; "" = there is none */
    const char *symbols; /**< functions and variables, a function first; a 0 behind each */
} facs_needed_part;

/** What belongs together: there is all of it or nothing. */
typedef struct facs_needed {
    const char *title;             /**< "FFmpeg" */
    const facs_needed_part *parts; /**< each before those that are built on it; name NULL at the end */
    void *table;                   /**< gets the address of each symbol in this order: a struct of pointers */
    _Atomic(bool) loaded;
} facs_needed;

/** Does nothing when it is loaded already; any thread may call it.  It stays loaded until the process ends.
 *  @param file what cannot be read or written without it, for the message; NULL = nothing in particular
 *  Errors: FACS_E_UNSUPPORTED; the message says which library is missing and how to get it. */
facs_status facs_needed_load(facs_needed *needed, const char *file, facs_error *error);

/* For the headers: a member of the table, and the name of a symbol. */
#define FACS_NEEDED_MEMBER(symbol) __typeof__(symbol) *symbol;
#define FACS_NEEDED_NAME(symbol) #symbol "\0"

#endif
