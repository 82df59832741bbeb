/* FFmpeg's encoders of video that frames are given to, and the settings each of them gets. */
#ifndef FACS_MEDIA_ENCODERS_H
#define FACS_MEDIA_ENCODERS_H

#include "base/base.h"
#include "foreign/ffmpeg.h"

typedef struct facs_encoder_wish {
    const char *path; /**< for messages */
    const char *name; /**< FFmpeg's name; NULL = the first of a list that can be opened */
    int width, height;
    AVRational rate;   /**< frames per second */
    AVRational tick;   /**< s, what frames' times are counted in; 0 = a frame at the rate */
    AVRational aspect; /**< of a pixel; 0 = square */
    bool viewing;      /**< these two as in facs_encode_options */
    bool small;
    bool webm; /**< the container is that; of small videos */
    int threads;
    bool global_header; /**< what the container wants */
} facs_encoder_wish;

/** Listed is not able: an encoder for a device that is not there is in the list, and fails when it is opened.
 *  avcodec_free_context.  FACS_E_UNSUPPORTED, FACS_E_MEMORY. */
facs_status facs_encoder_open(const facs_encoder_wish *wish, AVCodecContext **codec, facs_error *error);

#endif
