/* Lab Streaming Layer: time series that programs of a laboratory find by name on their network and record together.
 *
 * These are the functions of liblsl's C interface (lsl_c.h, the same since 1.0) that a sender needs; names without "lsl_".
 * docs/streams.md says what facsimile sends. */
#ifndef FACS_FOREIGN_LIBLSL_H
#define FACS_FOREIGN_LIBLSL_H

#include "base/base.h"

enum {
    FACS_LSL_DOUBLE = 2, /**< lsl_channel_format_t: cft_double64 */
    FACS_LSL_BUFFER = 36 /**< that are kept for a receiver which is late, in hundreds of samples */
};

/* name, result, arguments */
#define FACS_LSL_FUNCTIONS(X)                                                                                          \
    X(library_version, int32_t, (void))                                                                                \
    X(local_clock, double, (void))                                                                                     \
    X(create_streaminfo, void *, (const char *, const char *, int32_t, double, int, const char *))                     \
    X(destroy_streaminfo, void, (void *))                                                                              \
    X(get_desc, void *, (void *))                                                                                      \
    X(append_child, void *, (void *, const char *))                                                                    \
    X(append_child_value, void *, (void *, const char *, const char *))                                                \
    X(create_outlet, void *, (void *, int32_t, int32_t))                                                               \
    X(destroy_outlet, void, (void *))                                                                                  \
    X(have_consumers, int32_t, (void *))                                                                               \
    X(wait_for_consumers, int32_t, (void *, double))                                                                   \
    X(push_sample_dtp, int32_t, (void *, const double *, double, int32_t))

typedef struct facs_liblsl {
#define FACS_LSL_MEMBER(name, result, arguments) result(*name) arguments;
    FACS_LSL_FUNCTIONS(FACS_LSL_MEMBER)
#undef FACS_LSL_MEMBER
} facs_liblsl;

/** As facs_library_load() ($FACSIMILE_LSL).  Errors: FACS_E_UNSUPPORTED. */
facs_status facs_liblsl_load(facs_liblsl *lsl, facs_error *error);
/** Of the one that is found here, "1.18"; NULL = there is none. */
const char *facs_liblsl_version(void);

#endif
