/* SHA-256. */
#ifndef FACS_STORE_HASH_H
#define FACS_STORE_HASH_H

#include "base/base.h"

enum { FACS_SHA256_TEXT = 65 }; /* 64 hexadecimal digits and the closing zero */

/** This build can hash. */
bool facs_sha256_available(void);
/** Of the rest of an open file.  FACS_E_NOT_FOUND: read error; FACS_E_UNSUPPORTED: a build without OpenSSL.
 *  @param path for messages */
facs_status facs_sha256_file(int file, const char *path, char hex[FACS_SHA256_TEXT], facs_error *error);
/** Of the file at `path`; "" when that cannot be told. */
void facs_sha256_path(const char *path, char hex[FACS_SHA256_TEXT]);
facs_status facs_sha256_bytes(const void *bytes, size_t count, char hex[FACS_SHA256_TEXT], facs_error *error);

#endif
