/* What an input is called: a path, an address (SCHEME://...) or a camera (camera:0, camera:/dev/video0).
 *
 * A file, folder, pipe or device that has exactly that name wins, so that every name a file system allows can be given. */
#ifndef FACS_MEDIA_ADDRESS_H
#define FACS_MEDIA_ADDRESS_H

#include "base/base.h"

facs_input_kind facs_input_kind_of(const char *input);

/** How messages and records call it: without user and password, "?..." in place of what is asked for (it may hold
 *  tokens); a path as it is.  facs_free; NULL = no memory. */
char *facs_input_shown(const facs_env *env, const char *input);

/** Does FFmpeg read bytes from there (http, tcp, ...), or frames (rtsp)?  Of an address. */
bool facs_address_gives_bytes(const char *address);

/** The scheme is one of a network: no file of this machine, and nothing that wraps another address. */
bool facs_address_is_network(const char *address);

/** "/dev/video0" of "camera:0" or "camera:/dev/video0".  facs_free; NULL = no memory. */
char *facs_camera_path(const facs_env *env, const char *input);

#endif
