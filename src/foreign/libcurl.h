/* libcurl; see needed.h. */
#ifndef FACS_FOREIGN_LIBCURL_H
#define FACS_FOREIGN_LIBCURL_H

#include "foreign/needed.h"

#include <curl/curl.h>

#define FACS_CURL_SYMBOLS(X)                                                                                           \
    X(curl_easy_cleanup)                                                                                               \
    X(curl_easy_getinfo)                                                                                               \
    X(curl_easy_init)                                                                                                  \
    X(curl_easy_perform)                                                                                               \
    X(curl_easy_setopt)                                                                                                \
    X(curl_easy_strerror)                                                                                              \
    X(curl_global_init)                                                                                                \
    X(curl_version_info)

typedef struct facs_libcurl_table {
    FACS_CURL_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_libcurl_table;

/** facs_needed_load(). */
facs_status facs_libcurl_load(const char *file, facs_error *error);

#if FACS_LOAD_LIBRARIES
extern facs_libcurl_table facs_libcurl;
#undef curl_easy_getinfo /* checks types of arguments; -Dlibraries=link still does */
#undef curl_easy_setopt  /* checks types of arguments; -Dlibraries=link still does */
#define curl_easy_cleanup (*facs_libcurl.curl_easy_cleanup)
#define curl_easy_getinfo (*facs_libcurl.curl_easy_getinfo)
#define curl_easy_init (*facs_libcurl.curl_easy_init)
#define curl_easy_perform (*facs_libcurl.curl_easy_perform)
#define curl_easy_setopt (*facs_libcurl.curl_easy_setopt)
#define curl_easy_strerror (*facs_libcurl.curl_easy_strerror)
#define curl_global_init (*facs_libcurl.curl_global_init)
#define curl_version_info (*facs_libcurl.curl_version_info)
#endif

#endif
