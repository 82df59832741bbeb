/* Sound and subtitles of another video, copied packet by packet into one that is being encoded. */
#ifndef FACS_MEDIA_ENCODE_AUDIO_H
#define FACS_MEDIA_ENCODE_AUDIO_H

#include "media/video_input.h"

/** Zeroed: there is none. */
typedef struct facs_encode_audio {
    facs_env env;
    char *path;
    facs_video_input input;
    int *stream;   /**< of the copy, for each of the input; -1 = not copied */
    int64_t *last; /**< when the packet before was decoded, in the copy's ticks */
    int64_t start; /**< of the input's video, us */
    AVPacket *packet;
    bool open, pending, ended; /**< pending: read, not yet written */
    int64_t failed;            /**< packets that could not be copied */
} facs_encode_audio;

/** FACS_E_NOT_FOUND, FACS_E_MEDIA, FACS_E_EMPTY, FACS_E_MEMORY.  Close in any case. */
facs_status facs_encode_audio_open(const facs_env *env, const char *path, facs_encode_audio *audio, facs_error *error);
void facs_encode_audio_close(facs_encode_audio *audio);

/** Streams of `out` for those its container can hold; a warning to the log for the others.  How many, or an error of
 *  FFmpeg. */
int facs_encode_audio_streams(facs_encode_audio *audio, const char *to, AVFormatContext *out);

/** Copy what is heard up to `until`, us; INT64_MAX = all.  What cannot be copied is counted and reported at the end.
 *  *broken: the file cannot be written */
void facs_encode_audio_copy(facs_encode_audio *audio, AVFormatContext *out, int64_t until, const int *broken);

#endif
