/* Which libraries this build has. */
#include "foreign/liblo.h"
#include "foreign/liblsl.h"
#include "media/camera_input.h"
#include "media/formats.h"

#include <string.h>

#if FACS_HAVE_CURL
#include "foreign/libcurl.h"
#endif
#if FACS_HAVE_OPENSSL
#include "foreign/libcrypto.h"
#endif
#if FACS_HAVE_LIBARCHIVE
#include "foreign/libarchive.h"
#endif
#if FACS_HAVE_HDF5
#include "foreign/libhdf5.h"
#endif
#if FACS_HAVE_MICROHTTPD
#include "foreign/libmicrohttpd.h"
#endif
#if FACS_HAVE_ZLIB
#include <zlib.h>
#endif
#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>
#endif

static const char *camera_name(facs_error *why)
{
    const char *library = facs_camera_library();
    if (!library && FACS_HAVE_V4L2)
        facs_fail(why, FACS_E_UNSUPPORTED, "not there (Debian: package libavdevice and a number)");
    return library;
}

static const char *lsl_name(facs_error *why)
{
    (void)why;
    return facs_liblsl_version();
}

static const char *osc_name(facs_error *why)
{
    (void)why;
    return facs_liblo_version();
}

static const char *curl_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_CURL
    return facs_libcurl_load(NULL, why) == FACS_OK ? curl_version_info(CURLVERSION_NOW)->version : NULL;
#else
    return NULL;
#endif
}

static const char *openssl_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_OPENSSL
    return facs_libcrypto_load(NULL, why) == FACS_OK ? OpenSSL_version(OPENSSL_VERSION_STRING) : NULL;
#else
    return NULL;
#endif
}

static const char *archive_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_LIBARCHIVE
    return facs_libarchive_load(NULL, why) == FACS_OK ? archive_version_string() + sizeof "libarchive" : NULL;
#else
    return NULL;
#endif
}

static const char *hdf5_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_HDF5
    const char *version = strstr(H5_VERS_INFO, "version");
    if (facs_libhdf5_load(NULL, why) != FACS_OK)
        return NULL;
    return version ? version + strcspn(version, "0123456789") : H5_VERS_INFO;
#else
    return NULL;
#endif
}

static const char *zlib_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_ZLIB
    return zlibVersion();
#else
    return NULL;
#endif
}

static const char *json_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_CJSON
    return cJSON_Version();
#else
    return NULL;
#endif
}

static const char *microhttpd_name(facs_error *why)
{
    (void)why;
#if FACS_HAVE_MICROHTTPD
    return facs_libmicrohttpd_load(NULL, why) == FACS_OK ? MHD_get_version() : NULL;
#else
    return NULL;
#endif
}

static const char *dygraphs_name(facs_error *why)
{
    (void)why;
    return FACS_HAVE_DYGRAPHS ? "in the library" : NULL;
}

bool facs_component_get(int index, facs_component *component)
{
    enum { LOADED = FACS_LOAD_LIBRARIES };
    static const struct {
        const char *name, *(*version)(facs_error *why), *purpose;
        bool loaded;
    } known[] = {
        {"FFmpeg", facs_media_version, "reading videos and most pictures", LOADED},
        {"libavdevice", camera_name, "reading cameras", true},
        {"libcurl", curl_name, "downloading models", LOADED && FACS_HAVE_CURL},
        {"OpenSSL", openssl_name, "checking models", LOADED && FACS_HAVE_OPENSSL},
        {"libarchive", archive_name, "installing models from an archive", LOADED && FACS_HAVE_LIBARCHIVE},
        {"HDF5", hdf5_name, "results as HDF5", LOADED && FACS_HAVE_HDF5},
        {"zlib", zlib_name, "results as BIDS, small reports", false},
        {"libmicrohttpd", microhttpd_name, "pages of live runs and of folders (--http, view)",
         LOADED && FACS_HAVE_MICROHTTPD},
        {"dygraphs", dygraphs_name, "curves of pages and reports", false},
        {"cJSON", json_name, "the list of models", false},
        {"liblsl", lsl_name, "streams of the Lab Streaming Layer (--lsl)", true},
        {"liblo", osc_name, "Open Sound Control (--osc)", true},
    };
    static _Thread_local facs_error why;
    if (index < 0 || index >= (int)(sizeof known / sizeof *known) || !component)
        return false;
    why = (facs_error){0};
    const char *version = known[index].version(&why);
    const facs_component found = {
        sizeof found,         known[index].name,   version,
        known[index].purpose, known[index].loaded, why.status != FACS_OK ? why.message : NULL};
    return facs_give(&found, component, sizeof found);
}
