/* libmicrohttpd; see needed.h. */
#ifndef FACS_FOREIGN_LIBMICROHTTPD_H
#define FACS_FOREIGN_LIBMICROHTTPD_H

#include "foreign/needed.h"

#include <microhttpd.h>

#define FACS_MICROHTTPD_SYMBOLS(X)                                                                                     \
    X(MHD_add_response_header)                                                                                         \
    X(MHD_create_response_from_buffer)                                                                                 \
    X(MHD_create_response_from_callback)                                                                               \
    X(MHD_create_response_from_fd_at_offset64)                                                                         \
    X(MHD_destroy_response)                                                                                            \
    X(MHD_get_daemon_info)                                                                                             \
    X(MHD_get_version)                                                                                                 \
    X(MHD_lookup_connection_value)                                                                                     \
    X(MHD_queue_response)                                                                                              \
    X(MHD_resume_connection)                                                                                           \
    X(MHD_start_daemon)                                                                                                \
    X(MHD_stop_daemon)                                                                                                 \
    X(MHD_suspend_connection)

typedef struct facs_libmicrohttpd_table {
    FACS_MICROHTTPD_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_libmicrohttpd_table;

/** facs_needed_load(). */
facs_status facs_libmicrohttpd_load(const char *file, facs_error *error);

#if FACS_LOAD_LIBRARIES
extern facs_libmicrohttpd_table facs_libmicrohttpd;
#define MHD_add_response_header (*facs_libmicrohttpd.MHD_add_response_header)
#define MHD_create_response_from_buffer (*facs_libmicrohttpd.MHD_create_response_from_buffer)
#define MHD_create_response_from_callback (*facs_libmicrohttpd.MHD_create_response_from_callback)
#define MHD_create_response_from_fd_at_offset64 (*facs_libmicrohttpd.MHD_create_response_from_fd_at_offset64)
#define MHD_destroy_response (*facs_libmicrohttpd.MHD_destroy_response)
#define MHD_get_daemon_info (*facs_libmicrohttpd.MHD_get_daemon_info)
#define MHD_get_version (*facs_libmicrohttpd.MHD_get_version)
#define MHD_lookup_connection_value (*facs_libmicrohttpd.MHD_lookup_connection_value)
#define MHD_queue_response (*facs_libmicrohttpd.MHD_queue_response)
#define MHD_resume_connection (*facs_libmicrohttpd.MHD_resume_connection)
#define MHD_start_daemon (*facs_libmicrohttpd.MHD_start_daemon)
#define MHD_stop_daemon (*facs_libmicrohttpd.MHD_stop_daemon)
#define MHD_suspend_connection (*facs_libmicrohttpd.MHD_suspend_connection)
#endif

#endif
