/* Media in: one reader for videos, stills, folders of pictures, addresses and cameras.
 *
 * A frame leaves as packed 8-bit B G R, exactly the pixels OpenCV hands to the reference: FFmpeg decoding with
 * swscale bicubic to BGR24 for videos, libjpeg-turbo (accurate DCT, smooth upsampling) and libpng for stills.
 */
#ifndef FACS_MEDIA_MEDIA_H
#define FACS_MEDIA_MEDIA_H

#include "image/image.h"

typedef enum facs_media_kind { FACS_MEDIA_VIDEO, FACS_MEDIA_STILL, FACS_MEDIA_FOLDER } facs_media_kind;

/** Pixels from which on the frames of a video take longer to decode than most pipelines take for the rest. */
enum { FACS_MEDIA_LARGE = 1920 * 1080 };

typedef struct facs_media facs_media;

typedef struct facs_media_info {
    facs_media_kind kind;
    int width,
        height; /**< of the first frame as it is shown: upright, square pixels; 0 when the first picture of a folder is damaged */
    double fps;                 /**< as OpenCV reports it, 30 when the file does not say; 0 for stills and folders */
    int rate_num, rate_den;     /**< the same exactly; 0 for stills and folders */
    int tick_num, tick_den;     /**< s: of the time stamps of a video; 0 = none */
    int aspect_num, aspect_den; /**< of the pixels as they leave; 0 = square */
    double shown_start;         /**< s by the container's clock that facs_media_frame.shown counts from */
    bool turned;                /**< a video whose frames are turned by what the file says about them */
    double start;               /**< s by the container's clock that count as second 0 */
    /* videos: */
    int decoders;                    /**< threads that decode, besides the one that reads; 0 = it decodes itself */
    int stream, orientation;         /**< which of its video streams, from 1; as in orient.h */
    int stored_width, stored_height; /**< of the first frame as it is coded */
    bool deinterlaced;               /**< some frame so far was */
    const char *tone_mapped;         /**< "PQ", "HLG": what its values were; NULL */
    int64_t frames;                  /**< estimate; 0 = unknown */
    bool live;                       /**< a pipe, camera or stream: gives its frames once and cannot be read again */
} facs_media_info;

/** Presentation time of a frame: ticks * num / den seconds, as the container has it.  den 0: the input states none
 *  (stills, folders, streams without time stamps). */
typedef struct facs_media_time {
    int64_t ticks;
    int32_t num, den;
} facs_media_time;

/** How an input is read.  All zero is the usual way. */
typedef struct facs_media_options {
    int threads;       /**< for the decoder, 1 or less = no extra threads; output does not depend on it, except for the
                            damaged spots of H.264 videos */
    int large_threads; /**< the same of a video with FACS_MEDIA_LARGE pixels or more, where it is more than `threads` */
    bool reference;    /**< folders as the reference lists them, videos as OpenCV 4.6 hands them to it: frame k at
                         (k - 1) / fps, pixels as they are coded, though turned by a display matrix (never mirrored) */
    bool no_deinterlace;
    int stream;        /**< of the video streams, from 1; 0 = FFmpeg's choice, told when there are several */
    double start, end; /**< s: frames from start on, before end; end 0 = all of the rest */
    int64_t every;     /**< of those every N-th */
    double fps;        /**< or: the first in each 1 / fps of a second */
    /** Asked again and again, by the thread that opens or reads, while it waits for a camera or the network: not 0 = stop
     *  waiting and return FACS_E_INTERRUPTED.  NULL = wait on. */
    int (*interrupted)(void *cookie);
    void *interrupted_cookie;
    double timeout;                  /**< s without anything new from an address or a camera; 0 = 30 */
    int camera_width, camera_height; /**< pictures of a camera; 0 = chosen (media/camera_device.h) */
    double camera_rate;              /**< a second; 0 = chosen */
} facs_media_options;

/** What a frame carries besides its pixels. */
typedef struct facs_media_frame {
    int64_t number;       /**< from 1, in the order they are read; of a folder the number of the picture */
    double timestamp;     /**< s: when a player shows it (docs/algorithm/media.md, Time); 0 for stills and folders */
    facs_media_time time; /**< the same, as the container has it */
    const char *name;     /**< file name of a still without its folder, NULL for videos; lives as long as the media */
    double shown;         /**< s: as timestamp, whatever the rules (facs_media_options.reference) */
    double duration;      /**< s: how long a frame of a video is shown; 0 = not known */
} facs_media_frame;

/** Open a video, a still ("-": standard input), a folder of pictures (media/picture_folder.h), an address or a camera
 *  (media/address.h); in messages these are called facs_input_shown(), too.  Stills and videos are
 *  told apart by what the decoder says: one frame and no duration is a still, whatever the file is called.  With
 *  env->read_file a whole video is held in memory; folders are always listed on disk.
 *  Errors: FACS_E_NOT_FOUND (the message has the reason), FACS_E_MEDIA (no video or picture, or damaged beyond use, or
 *  larger than 32767 pixels a side or 2^28 in all), FACS_E_EMPTY (empty file or folder, no frame), FACS_E_UNSUPPORTED
 *  (this FFmpeg lacks the decoder or the protocol, libheif or libavdevice is missing), FACS_E_INTERRUPTED, FACS_E_MEMORY,
 *  FACS_E_ARGUMENT.
 *  @param options NULL = all zero */
facs_status facs_media_open_as(const facs_env *env, const char *path, const facs_media_options *options,
                               facs_media **media, facs_error *error);
/** The usual way, with so many threads. */
facs_status facs_media_open(const facs_env *env, const char *path, int threads, facs_media **media, facs_error *error);
void facs_media_close(facs_media **media);
const facs_media_info *facs_media_get_info(const facs_media *media);

/** Next frame into `pixels` (3 channels, resized as needed, with memory of the media's environment), turned upright as
 *  the file asks; *frame says which it is.
 *  FACS_END when the input is exhausted; FACS_E_MEDIA, said to the log as well, when an address or a camera is lost
 *  (opened anew it may be there again), FACS_E_INTERRUPTED.  What cannot be decoded of a video is left out, with a log message; a picture
 *  that cannot be decoded is an error, after which the next call gives the next picture of the folder.  A video whose
 *  size changes midway is scaled to the size of its first frame; pictures of a folder keep their sizes. */
facs_status facs_media_read(facs_media *media, facs_pixels *pixels, facs_media_frame *frame, facs_error *error);

/** Frames of videos may get their rows late from now on: when facs_image_need() asks for them, by the same thread and
 *  before the next call with this media. */
void facs_media_allow_late(facs_media *media);

/** Does the path lead to the picture that is read, or one of the folder?  (Videos: the caller knows their only file.)
 */
bool facs_media_reads(const facs_media *media, const char *path);

/** Name of picture number `number` from 1, without its folder; NULL = it is a video, or there is none. */
const char *facs_media_picture(const facs_media *media, int64_t number);

/** Files that are named after the picture read last need its extension in their names, because the name without it also
 *  is that of another picture of the folder (a.jpg beside a.png, or beside a.jpg.png). */
bool facs_media_name_shared(const facs_media *media);

/** Decode one still of any kind that libjpeg-turbo, libpng, libheif and FFmpeg know -> B G R.  Alpha is dropped, grey
 *  replicated, CMYK converted, 16 bits reduced to the upper 8 (PNG; rounded for other kinds), matrix and range used as
 *  stated (JPEG: its own), and it is turned upright: EXIF of JPEG, PNG, TIFF and WebP, what AVIF, HEIC and JPEG XL have
 *  of their own.  Errors as for facs_media_open_as(); FACS_E_MEDIA for several frames, too. */
facs_status facs_still_read(const facs_env *env, const char *path, facs_pixels *frame, facs_error *error);

#endif
