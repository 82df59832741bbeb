/* Packs made up by somebody who knows the format: changed at will, then given a header and checksums that are right. */
#ifndef FACS_TESTS_REPAIR_PACK_H
#define FACS_TESTS_REPAIR_PACK_H

#include <stddef.h>
#include <stdint.h>

/* Write all but the first byte of an input into the temporary file 0.  The first byte says what is made right before:
 * unless it has bit 2, the header and the directory's checksum; unless it has bit 3, those of the arrays. */
const char *fuzz_temporary_pack(const uint8_t *data, size_t size);

#endif
