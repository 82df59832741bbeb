/* Our own file format of general networks, and the networks that are part of the library. */
#ifndef FACS_NN_NET_FILE_H
#define FACS_NN_NET_FILE_H

#include "nn/net.h"

/** Read a network of the format FACSNET1 (docs/algorithm/open-networks.md, File format).  `name` is for messages; nothing
 *  is kept of `bytes`.  FACS_E_MODEL_CORRUPT, FACS_E_UNSUPPORTED (an operation this version does not know),
 *  FACS_E_MEMORY.  facs_net_free. */
facs_status facs_net_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_net **net,
                          facs_error *error);

/** Bytes of src/nn/weights/NAME.net, which the build has put into the library; false when there is none. */
bool facs_net_builtin(const char *name, const uint8_t **bytes, size_t *size);
/** SHA-256 of these bytes, 64 hexadecimal digits; NULL when there are none.  Told by the build: a hash at run time would
 *  bring OpenSSL and all weights into memory. */
const char *facs_net_builtin_sha256(const char *name);

#endif
