/* SHA-256 by OpenSSL's libcrypto. */
#include "store/hash.h"

#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if FACS_HAVE_OPENSSL
#include "foreign/libcrypto.h"

enum { BLOCK = 1 << 14, DIGEST = 32 };

static facs_status finish(EVP_MD_CTX *context, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(context, digest, &length) != 1 || length != DIGEST)
        return facs_fail(error, FACS_E_UNSUPPORTED, "OpenSSL's SHA-256 does not work");
    for (unsigned i = 0; i < DIGEST; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return FACS_OK;
}

static facs_status add_file(EVP_MD_CTX *context, int file, const char *path, facs_error *error)
{
    unsigned char block[BLOCK];
    for (;;) {
        ssize_t got = facs_read_some(file, block, sizeof block);
        if (got < 0)
            return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
        if (got == 0)
            return FACS_OK;
        if (EVP_DigestUpdate(context, block, (size_t)got) != 1)
            return facs_fail(error, FACS_E_UNSUPPORTED, "OpenSSL's SHA-256 does not work");
    }
}

static EVP_MD_CTX *start(facs_status *status, facs_error *error)
{
    *status = facs_libcrypto_load(NULL, error);
    if (*status != FACS_OK)
        return NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context)
        *status = facs_fail(error, FACS_E_MEMORY, "out of memory");
    else if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        *status = facs_fail(error, FACS_E_UNSUPPORTED, "OpenSSL offers no SHA-256");
    return context;
}

bool facs_sha256_available(void)
{
    return true;
}

facs_status facs_sha256_file(int file, const char *path, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    facs_status status;
    EVP_MD_CTX *context = start(&status, error);
    if (status == FACS_OK)
        status = add_file(context, file, path, error);
    if (status == FACS_OK)
        status = finish(context, hex, error);
    if (context)
        EVP_MD_CTX_free(context);
    return status;
}

facs_status facs_sha256_bytes(const void *bytes, size_t count, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    facs_status status;
    EVP_MD_CTX *context = start(&status, error);
    if (status == FACS_OK && EVP_DigestUpdate(context, bytes, count) != 1)
        status = facs_fail(error, FACS_E_UNSUPPORTED, "OpenSSL's SHA-256 does not work");
    if (status == FACS_OK)
        status = finish(context, hex, error);
    if (context)
        EVP_MD_CTX_free(context);
    return status;
}

#else

bool facs_sha256_available(void)
{
    return false;
}

static facs_status without(facs_error *error)
{
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "this build of facsimile has no OpenSSL, so it cannot check files: use one that has");
}

facs_status facs_sha256_file(int file, const char *path, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    (void)file;
    (void)path;
    (void)hex;
    return without(error);
}

facs_status facs_sha256_bytes(const void *bytes, size_t count, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    (void)bytes;
    (void)count;
    (void)hex;
    return without(error);
}

#endif

facs_status facs_file_sha256(const char *path, char hex[FACS_SHA256_TEXT], facs_error *error)
{
    if (!path || !hex)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_file_sha256: give a path and a place for the digits");
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
    facs_status status = facs_sha256_file(file, path, hex, error);
    close(file);
    return status;
}

void facs_sha256_path(const char *path, char hex[FACS_SHA256_TEXT])
{
    memset(hex, 0, FACS_SHA256_TEXT);
    if (facs_sha256_available() && facs_file_sha256(path, hex, NULL) != FACS_OK)
        memset(hex, 0, FACS_SHA256_TEXT);
}
