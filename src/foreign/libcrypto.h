/* OpenSSL's libcrypto; see needed.h. */
#ifndef FACS_FOREIGN_LIBCRYPTO_H
#define FACS_FOREIGN_LIBCRYPTO_H

#include "foreign/needed.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#define FACS_CRYPTO_SYMBOLS(X)                                                                                         \
    X(EVP_DigestFinal_ex)                                                                                              \
    X(EVP_DigestInit_ex)                                                                                               \
    X(EVP_DigestUpdate)                                                                                                \
    X(EVP_MD_CTX_free)                                                                                                 \
    X(EVP_MD_CTX_new)                                                                                                  \
    X(EVP_sha256)                                                                                                      \
    X(OpenSSL_version)

typedef struct facs_libcrypto_table {
    FACS_CRYPTO_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_libcrypto_table;

/** facs_needed_load(). */
facs_status facs_libcrypto_load(const char *file, facs_error *error);

#if FACS_LOAD_LIBRARIES
extern facs_libcrypto_table facs_libcrypto;
#define EVP_DigestFinal_ex (*facs_libcrypto.EVP_DigestFinal_ex)
#define EVP_DigestInit_ex (*facs_libcrypto.EVP_DigestInit_ex)
#define EVP_DigestUpdate (*facs_libcrypto.EVP_DigestUpdate)
#define EVP_MD_CTX_free (*facs_libcrypto.EVP_MD_CTX_free)
#define EVP_MD_CTX_new (*facs_libcrypto.EVP_MD_CTX_new)
#define EVP_sha256 (*facs_libcrypto.EVP_sha256)
#define OpenSSL_version (*facs_libcrypto.OpenSSL_version)
#endif

#endif
