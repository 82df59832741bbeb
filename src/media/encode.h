/* Media out: frames become an encoded video, through FFmpeg's libraries.
 *
 * H.264 where there is an encoder for it, 4:2:0, at a constant and exact rate or with a time for each frame.  The file has its name when it is complete,
 * not before (base/whole_file.h).  docs/algorithm/mirror.md, Videos */
#ifndef FACS_MEDIA_ENCODE_H
#define FACS_MEDIA_ENCODE_H

#include "image/image.h"

typedef struct facs_encode facs_encode;

typedef struct facs_encode_options {
    const char *path; /**< .mp4, .mov, .mkv, .avi, or .webm when it is small, which is the container */
    int width,
        height; /**< of the frames; the video is one wider or higher where that is odd, by its last column or row */
    int rate_num, rate_den; /**< frames per second, exact */
    const char *encoder;    /**< FFmpeg's name of one; NULL = the first that can be opened */
    const char
        *audio_from; /**< a video whose sound and subtitles are copied; not `path`, see same_file.h; NULL = none */
    const char *tag; /**< four letters by which the container names the codec, "DIVX"; NULL = its usual ones */
    int threads;     /**< of the encoder; what it writes may depend on it in the least bits; below 1 = 1 */
    int tick_num,
        tick_den; /**< s: frames have times (facs_encode_write_at), whole numbers of this; 0 = they follow each
                                 other at the rate.  In .avi, which has no times, those of the rate */
    double
        sound_from; /**< with times: s by the clock of `audio_from`'s container that is second 0; below 0 = when its first video frame is shown, as without times */
    int aspect_num, aspect_den; /**< of the pixels; 0 = square */
    bool viewing;               /**< only to be looked at: smaller and faster, the eye hardly sees a loss */
    bool small; /**< to be carried in a page: a codec that web browsers play, and a loss the eye can see */
    int shown_width, shown_height; /**< of the video, both even, when it is to be of another size than the frames; 0 */
    bool survives; /**< .mp4: in fragments of about a second, each in the file when it is complete: what is there can be
                        played whatever happens to the process, and nothing of ours deletes it */
} facs_encode_options;

/** Streams that the container cannot hold are left out, with a warning in the log.
 *  Errors: FACS_E_ARGUMENT (path, size, rate), FACS_E_UNSUPPORTED (no such encoder, or it cannot be opened), FACS_E_OUTPUT,
 *  FACS_E_DISK_FULL, FACS_E_MEMORY; FACS_E_NOT_FOUND, FACS_E_MEDIA, FACS_E_EMPTY of `audio_from`. */
facs_status facs_encode_open(const facs_env *env, const facs_encode_options *options, facs_encode **encode,
                             facs_error *error);
/** FFmpeg's name of the encoder in use. */
const char *facs_encode_encoder(const facs_encode *encode);

/** The next frame, 3 channels, in the size that was told.  After a failure all that can be done is to end.
 *  Errors: FACS_E_ARGUMENT (size), FACS_E_DISK_FULL, FACS_E_OUTPUT, FACS_E_MEMORY, FACS_E_INTERNAL. */
facs_status facs_encode_write(facs_encode *encode, const facs_image *bgr, facs_error *error);

/** The same of a video whose frames have times.  A frame that is not later than the one before follows it by a tick.
 *  @param seconds  0 or more
 *  @param duration s, which counts for the last frame; 0 = that of a frame at the rate */
facs_status facs_encode_write_at(facs_encode *encode, const facs_image *bgr, double seconds, double duration,
                                 facs_error *error);
/** The sound ends with the last frame; else it is copied to its end. */
void facs_encode_cut_sound(facs_encode *encode);

/** What was written is only a part: a file that had the name before keeps it, and this one becomes NAME.partial.  The name
 *  it will get, borrowed; NULL = no memory. */
const char *facs_encode_set_aside(facs_encode *encode);

/** The whole file under its name, or nothing: then what stood there still does.  *encode is NULL afterwards.
 *  Errors: as of writing, those that came before as well; FACS_E_EMPTY without a frame. */
facs_status facs_encode_finish(facs_encode **encode, facs_error *error);
/** Nothing is left.  NULL does nothing. */
void facs_encode_abandon(facs_encode **encode);

#endif
