/* Where an input comes from.  Bytes: of a file read piece by piece, or held in memory when the surrounding program reads
 * files itself (facs_env.read_file), or of an address (media/remote.h).  Or frames: of a camera, or an address from which
 * FFmpeg reads these (rtsp). */
#ifndef FACS_MEDIA_SOURCE_H
#define FACS_MEDIA_SOURCE_H

#include "media/remote.h"

typedef struct facs_source {
    facs_env env;
    int file;       /**< descriptor, -1 when the content is in memory */
    uint8_t *bytes; /**< content in memory */
    int64_t size;   /**< bytes; -1 for what cannot be searched: a pipe, a device, an address that sends as it likes */
    int64_t at;     /**< position in `bytes` */
    uint8_t *ahead; /**< of a pipe: what was looked at and not read yet */
    size_t ahead_at, ahead_count;
    facs_waiting *waiting; /**< borrowed; NULL = nobody stops it */
    facs_remote *remote;   /**< bytes come from there; NULL = they do not */
    char *camera, *frames; /**< no bytes, but frames: of this device, from this address; NULL = bytes */
} facs_source;

/** Open for reading; "-" is standard input.  FACS_E_NOT_FOUND (the message says why), FACS_E_EMPTY for a file without a
 *  byte, FACS_E_MEMORY.  On failure there is nothing to close. */
facs_status facs_source_open(const facs_env *env, const char *path, facs_source *source, facs_error *error);
/** The same for any input: an address or a camera, too (media/address.h).
 *  @param shown   its name in messages
 *  @param waiting borrowed: also pipes are waited for with it
 *  More errors: those of facs_remote_open(); a camera and an address that gives frames are not tried here. */
facs_status facs_source_open_input(const facs_env *env, const char *input, const char *shown, facs_waiting *waiting,
                                   facs_source *source, facs_error *error);
void facs_source_close(facs_source *source);

/** Why bytes are missing at the end, an AVERROR; 0 = none are. */
int facs_source_failure(const facs_source *source);

/** Copy up to `count` first bytes without moving the position.  Once for a source that is a pipe, before anything is
 *  read; of what does not come at once it waits for. */
size_t facs_source_head(facs_source *source, uint8_t *head, size_t count);
/** Copy up to `count` bytes from `position` on without moving the position of reading; 0 for a pipe. */
size_t facs_source_look(const facs_source *source, int64_t position, uint8_t *bytes, size_t count);

/** Zero bytes behind what facs_source_take() gives: decoders of FFmpeg read beyond the end. */
enum { FACS_SOURCE_PADDING = 64 };

/** Whole content, FACS_SOURCE_PADDING zero bytes behind it: moves the memory out of the source or reads the file.
 *  facs_free.
 *  @param limit more bytes than that are refused with FACS_E_MEDIA */
facs_status facs_source_take(facs_source *source, const char *path, int64_t limit, uint8_t **bytes, size_t *count,
                             facs_error *error);

/** Read all of a pipe into memory, so that it can be searched.  Errors: those of facs_source_take(). */
facs_status facs_source_hold(facs_source *source, const char *path, int64_t limit, facs_error *error);

/** Bytes read (0 = end), or a negative errno value. */
int facs_source_read(facs_source *source, uint8_t *buffer, int count);
/** Move to `position` bytes from the start; false when that is not possible. */
bool facs_source_seek(facs_source *source, int64_t position);
int64_t facs_source_position(const facs_source *source);

#endif
