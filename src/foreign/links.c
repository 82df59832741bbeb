/* Never installed, never run: linked with the libraries that facsimile loads, and needs of them what facsimile does.
 *
 * From it needed_names.py learns what the linker calls them, and scripts/make_deb.sh the packages to depend on.  That
 * every symbol of the lists is there shows when it is linked. */
#include "foreign/needed.h"
#if !FACS_BUNDLE_FFMPEG
#include "foreign/ffmpeg.h"
#endif

#if FACS_LOAD_LIBRARIES || FACS_LOAD_FFMPEG
#error "compiled with -DFACS_LOAD_LIBRARIES=0 -DFACS_LOAD_FFMPEG=0"
#endif
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

#define ADDRESS(symbol) &symbol,
#define TABLE(of, ...)                                                                                                 \
    extern const facs_##of##_table facs_links_##of;                                                                    \
    __attribute__((visibility("default"))) const facs_##of##_table facs_links_##of = {__VA_ARGS__};

#if !FACS_BUNDLE_FFMPEG
TABLE(ffmpeg, FACS_AVUTIL_SYMBOLS(ADDRESS) FACS_SWSCALE_SYMBOLS(ADDRESS) FACS_AVCODEC_SYMBOLS(ADDRESS)
                  FACS_AVFORMAT_SYMBOLS(ADDRESS))
#endif
#if FACS_HAVE_CURL
TABLE(libcurl, FACS_CURL_SYMBOLS(ADDRESS))
#endif
#if FACS_HAVE_HDF5
TABLE(libhdf5, FACS_HDF5_SYMBOLS(ADDRESS))
#endif
#if FACS_HAVE_LIBARCHIVE
TABLE(libarchive, FACS_ARCHIVE_SYMBOLS(ADDRESS))
#endif
#if FACS_HAVE_MICROHTTPD
TABLE(libmicrohttpd, FACS_MICROHTTPD_SYMBOLS(ADDRESS))
#endif
#if FACS_HAVE_OPENSSL
TABLE(libcrypto, FACS_CRYPTO_SYMBOLS(ADDRESS))
#endif
