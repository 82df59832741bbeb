/* liblo, which writes the packets of Open Sound Control; facsimile sends them itself, since Debian's liblo knows no IPv6.
 *
 * These are functions of its C interface (lo/lo_lowlevel.h) that have not changed since 0.23; names without "lo_".
 * docs/streams.md says what facsimile sends. */
#ifndef FACS_FOREIGN_LIBLO_H
#define FACS_FOREIGN_LIBLO_H

#include "base/base.h"

/** lo_timetag: s since 1900 UTC and fractions of one. */
typedef struct facs_osc_time {
    uint32_t seconds, fraction;
} facs_osc_time;

/* name, result, arguments */
#define FACS_LO_FUNCTIONS(X)                                                                                           \
    X(version, void, (char *, int, int *, int *, char *, int, int *, int *, int *))                                    \
    X(message_new, void *, (void))                                                                                     \
    X(message_free, void, (void *))                                                                                    \
    X(message_add_int32, int, (void *, int32_t))                                                                       \
    X(message_add_int64, int, (void *, int64_t))                                                                       \
    X(message_add_float, int, (void *, float))                                                                         \
    X(message_add_double, int, (void *, double))                                                                       \
    X(message_length, size_t, (void *, const char *))                                                                  \
    X(bundle_new, void *, (facs_osc_time))                                                                             \
    X(bundle_add_message, int, (void *, const char *, void *))                                                         \
    X(bundle_length, size_t, (void *))                                                                                 \
    X(bundle_serialise, void *, (void *, void *, size_t *))                                                            \
    X(bundle_free_messages, void, (void *))

typedef struct facs_liblo {
#define FACS_LO_MEMBER(name, result, arguments) result(*name) arguments;
    FACS_LO_FUNCTIONS(FACS_LO_MEMBER)
#undef FACS_LO_MEMBER
} facs_liblo;

/** As facs_library_load() ($FACSIMILE_LIBLO).  Errors: FACS_E_UNSUPPORTED. */
facs_status facs_liblo_load(facs_liblo *lo, facs_error *error);
/** Of the one that is found here, "0.31"; NULL = there is none. */
const char *facs_liblo_version(void);

#endif
