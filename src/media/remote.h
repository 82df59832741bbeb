/* Bytes from an address, through FFmpeg's protocols. */
#ifndef FACS_MEDIA_REMOTE_H
#define FACS_MEDIA_REMOTE_H

#include "media/waiting.h"

typedef struct facs_remote facs_remote;

/** Protocols that what comes from the network may open in turn (segments of a playlist, keys): none of this machine's
 *  files. */
extern const char facs_remote_whitelist[];

/** @param shown   for messages: the address without what is secret
 *  @param waiting borrowed; asked while it waits, from now on
 *  Errors: FACS_E_NOT_FOUND (the message has the reason and what to do; not when the waiting was ended),
 *  FACS_E_UNSUPPORTED (this FFmpeg lacks the protocol), FACS_E_MEMORY. */
facs_status facs_remote_open(const facs_env *env, const char *address, const char *shown, facs_waiting *waiting,
                             facs_remote **remote, facs_error *error);
void facs_remote_close(facs_remote **remote);

/** Bytes in all when they can be searched, else -1. */
int64_t facs_remote_size(const facs_remote *remote);
/** The address after redirections. */
const char *facs_remote_address(const facs_remote *remote);

/** Bytes read, 0 = the end, or an AVERROR. */
int facs_remote_read(facs_remote *remote, uint8_t *buffer, int count);
bool facs_remote_seek(facs_remote *remote, int64_t position);
int64_t facs_remote_position(const facs_remote *remote);
/** Copy up to `count` bytes from `position` on without moving the position of reading.  Each costs a request: after many
 *  there is nothing any more. */
size_t facs_remote_look(facs_remote *remote, int64_t position, uint8_t *bytes, size_t count);

/** Why it could not be read on, an AVERROR; 0 = it could, or has ended by itself. */
int facs_remote_failure(const facs_remote *remote);

/** What an AVERROR of a network means when it is opened, and what to do.  Whether the waiting was ended the caller knows. */
facs_status facs_remote_fail(const char *address, const char *shown, int result, facs_error *error);

#endif
