/* The tables that ffmpeg.h and its like speak of, and what fills them; see needed.h. */
#include "foreign/ffmpeg.h"

#if FACS_HAVE_CURL
#include "foreign/libcurl.h"
#endif
#if FACS_HAVE_HDF5
#include "foreign/libhdf5.h"
#endif
#if FACS_HAVE_LIBARCHIVE
#include "foreign/libarchive.h"
#endif
#if FACS_HAVE_MICROHTTPD
#include "foreign/libmicrohttpd.h"
#endif
#if FACS_HAVE_OPENSSL
#include "foreign/libcrypto.h"
#endif

#define NAMES(list) list(FACS_NEEDED_NAME) ""
#define END                                                                                                            \
    {                                                                                                                  \
        NULL, NULL, NULL, NULL                                                                                         \
    }

#define LINKED(of)                                                                                                     \
    facs_status facs_##of##_load(const char *file, facs_error *error)                                                  \
    {                                                                                                                  \
        (void)file;                                                                                                    \
        (void)error;                                                                                                   \
        return FACS_OK;                                                                                                \
    }

/* ---- libavfilter ---- */

#if FACS_BUNDLE_FFMPEG
LINKED(avfilter)
#else

#ifdef __APPLE__
#define AVFILTER "libavfilter." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR) ".dylib"
#else
#define AVFILTER "libavfilter.so." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR)
#endif

facs_avfilter_table facs_avfilter;

facs_status facs_avfilter_load(const char *file, facs_error *error)
{
    static const facs_needed_part parts[] = {
        {AVFILTER, "libavfilter" AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR), "", NAMES(FACS_AVFILTER_SYMBOLS)}, END};
    static facs_needed needed = {.title = "FFmpeg's libavfilter", .parts = parts, .table = &facs_avfilter};
    return facs_needed_load(&needed, file, error);
}
#endif

/* ---- what can be linked as well ---- */

#if FACS_LOAD_LIBRARIES
#include "needed_names.h" /* made by needed_names.py */

/* the table, and the function that fills it; more: its parts */
#define LOADED(of, said, ...)                                                                                          \
    facs_##of##_table facs_##of;                                                                                       \
    facs_status facs_##of##_load(const char *file, facs_error *error)                                                  \
    {                                                                                                                  \
        static const facs_needed_part parts[] = {__VA_ARGS__, END};                                                    \
        static facs_needed needed = {.title = said, .parts = parts, .table = &facs_##of};                              \
        return facs_needed_load(&needed, file, error);                                                                 \
    }
#else
#define LOADED(of, said, ...) LINKED(of)
#endif

#if FACS_LOAD_LIBRARIES && !FACS_LOAD_FFMPEG
LINKED(ffmpeg)
#else
LOADED(ffmpeg, "FFmpeg", {FACS_NEEDED_AVUTIL, NAMES(FACS_AVUTIL_SYMBOLS)},
       {FACS_NEEDED_SWSCALE, NAMES(FACS_SWSCALE_SYMBOLS)}, {FACS_NEEDED_AVCODEC, NAMES(FACS_AVCODEC_SYMBOLS)},
       {FACS_NEEDED_AVFORMAT, NAMES(FACS_AVFORMAT_SYMBOLS)})
#endif
#if FACS_HAVE_CURL
LOADED(libcurl, "libcurl", {FACS_NEEDED_CURL, NAMES(FACS_CURL_SYMBOLS)})
#endif
#if FACS_HAVE_HDF5
LOADED(libhdf5, "HDF5", {FACS_NEEDED_HDF5, NAMES(FACS_HDF5_SYMBOLS)})
#endif
#if FACS_HAVE_LIBARCHIVE
LOADED(libarchive, "libarchive", {FACS_NEEDED_ARCHIVE, NAMES(FACS_ARCHIVE_SYMBOLS)})
#endif
#if FACS_HAVE_MICROHTTPD
LOADED(libmicrohttpd, "libmicrohttpd", {FACS_NEEDED_MICROHTTPD, NAMES(FACS_MICROHTTPD_SYMBOLS)})
#endif
#if FACS_HAVE_OPENSSL
LOADED(libcrypto, "OpenSSL", {FACS_NEEDED_CRYPTO, NAMES(FACS_CRYPTO_SYMBOLS)})
#endif
