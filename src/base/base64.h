/* Bytes as text (RFC 4648, with '=' at the end). */
#ifndef FACS_BASE_BASE64_H
#define FACS_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/** How long the text is. */
#define FACS_BASE64_LENGTH(count) (((count) + 2) / 3 * 4)

/** The end of the text; no terminating zero. */
char *facs_base64(char *text, const void *bytes, size_t count);

#endif
