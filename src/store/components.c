/* Which libraries this build has. */
#include "foreign/liblo.h"
#include "foreign/liblsl.h"
#include "media/camera_input.h"
#include "media/formats.h"

#include <string.h>

#if FACS_HAVE_CURL
#include <curl/curl.h>
#endif
#if FACS_HAVE_OPENSSL
#include <openssl/crypto.h>
#endif
#if FACS_HAVE_LIBARCHIVE
#include <archive.h>
#endif
#if FACS_HAVE_HDF5
#include <hdf5.h>
#endif
#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>
#endif

static const char *curl_name(void)
{
#if FACS_HAVE_CURL
    return curl_version_info(CURLVERSION_NOW)->version;
#else
    return NULL;
#endif
}

static const char *openssl_name(void)
{
#if FACS_HAVE_OPENSSL
    return OpenSSL_version(OPENSSL_VERSION_STRING);
#else
    return NULL;
#endif
}

static const char *archive_name(void)
{
#if FACS_HAVE_LIBARCHIVE
    return archive_version_string() + sizeof "libarchive";
#else
    return NULL;
#endif
}

static const char *hdf5_name(void)
{
#if FACS_HAVE_HDF5
    const char *version = strstr(H5_VERS_INFO, "version");
    return version ? version + strcspn(version, "0123456789") : H5_VERS_INFO;
#else
    return NULL;
#endif
}

static const char *json_name(void)
{
#if FACS_HAVE_CJSON
    return cJSON_Version();
#else
    return NULL;
#endif
}

bool facs_component_get(int index, facs_component *component)
{
    static const struct {
        const char *name, *(*version)(void), *purpose;
        bool loaded;
    } known[] = {
        {"FFmpeg", facs_media_version, "reading videos and pictures", false},
        {"libavdevice", facs_camera_library, "reading cameras", true},
        {"libcurl", curl_name, "downloading models", false},
        {"OpenSSL", openssl_name, "checking models", false},
        {"libarchive", archive_name, "installing models from an archive", false},
        {"HDF5", hdf5_name, "results as HDF5", false},
        {"cJSON", json_name, "the list of models", false},
        {"liblsl", facs_liblsl_version, "streams of the Lab Streaming Layer (--lsl)", true},
        {"liblo", facs_liblo_version, "Open Sound Control (--osc)", true},
    };
    if (index < 0 || index >= (int)(sizeof known / sizeof *known))
        return false;
    const facs_component found = {sizeof found, known[index].name, known[index].version(), known[index].purpose,
                                  known[index].loaded};
    return component && facs_give(&found, component, sizeof found);
}
