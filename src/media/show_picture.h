/* A decoded frame as a player shows it: square pixels, upright, in the size of the first frame. */
#ifndef FACS_MEDIA_SHOW_PICTURE_H
#define FACS_MEDIA_SHOW_PICTURE_H

#include "media/convert.h"
#include "media/tone_map.h"

typedef struct facs_show_picture {
    facs_env env;
    const char *path;              /**< borrowed, for messages */
    bool reference;                /**< pixels as OpenCV hands them out: never made square, fitted or tone-mapped */
    int orientation;               /**< as in orient.h */
    int width, height;             /**< before it is turned: of the first frame, with square pixels */
    int other_width, other_height; /**< that was reported last */
    facs_converter converter;
    facs_tone_map *tones;
    facs_pixels sideways, fitted; /**< before it is turned; before it is put into the middle */
    facs_late_rows late;          /**< of the frame shown last, into `target` */
    const AVFrame *frame;
    facs_pixels *target;
} facs_show_picture;

/** Sizes follow from the first frame.  `picture` has env, path, reference and orientation, else zeros.
 *  @param aspect of the pixels; 0/1 = not known
 *  FACS_E_MEDIA when it is too large. */
facs_status facs_show_picture_start(facs_show_picture *picture, const AVFrame *first, AVRational aspect,
                                    facs_error *error);
void facs_show_picture_end(facs_show_picture *picture);

/** @param late rows may be made when they are needed; then from `frame`, until the next call
 *  @param number of the frame, for a message */
facs_status facs_show_picture_make(facs_show_picture *picture, const AVFrame *frame, AVRational aspect, bool late,
                                   int64_t number, facs_pixels *bgr, facs_error *error);

#endif
