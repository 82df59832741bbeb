/* What results are written into: a table of kinds, and the interface of one.
 *
 * Adding a sink: a file beside this one that defines facs_sink_NAME, and its name in the list of sink.c. */
#ifndef FACS_SINK_SINK_H
#define FACS_SINK_SINK_H

#include "media/media.h"
#include "result/layout.h"

/** What a sink cannot do without. */
enum {
    FACS_SINK_FINAL_AUS = 1,     /**< action units of the whole video: results come when it is over */
    FACS_SINK_PIXELS = 2,        /**< the frame itself */
    FACS_SINK_DESCRIPTORS = 4,   /**< what the action units are predicted from: facs_result_look() */
    FACS_SINK_SECOND_DECODE = 8, /**< frame and final action units together: the input is decoded again; where that is
                                      not possible, the action units are those while it runs */
    FACS_SINK_ONLINE_AUS = 16,   /**< action units as they are when a frame is done: results come at once */
};

/** What a sink that draws on frames knows of them. */
typedef struct facs_sink_frames {
    int width, height;          /**< of the first; 0 = it cannot be read */
    int rate_num, rate_den;     /**< frames per second; of pictures that count as a video what they are shown at */
    int tick_num, tick_den;     /**< s, of their times; 0 = they follow each other at the rate */
    int aspect_num, aspect_den; /**< of their pixels; 0 = square */
    double from;                /**< s: the time that is second 0 of what is written */
    double shown_start;         /**< as in facs_media_info */
    bool last_repeats;          /**< some frames are left out: the last one is shown as long as the one before */
    const char *sound;          /**< a video whose sound is copied; NULL = there is none, or it cannot be read again */
    bool cut_sound;             /**< to the last frame */
    facs_camera camera;         /**< as it was given */
    int au_count;
    const char *const *au_names; /**< of facs_face.au_r */
    bool provisional;            /**< action units are those while the input runs */
} facs_sink_frames;

/** Where a sink writes, and what. */
typedef struct facs_sink_place {
    const facs_env *env;
    const char *path; /**< "-" = standard output */
    const facs_layout *layout;
    const facs_sink_frames *frames; /**< for sinks that draw; it outlives the state */
} facs_sink_place;

typedef struct facs_sink {
    const char *name;
    const char *ending;  /**< of its files, with the dot, or of its folders; "" = it writes none */
    const char *meaning; /**< one line */
    unsigned needs;
    bool file_per_picture; /**< each picture of a folder by itself gets a file of its own */
    bool whole_video;      /**< on-line action units will not do: not for facs_live_run() */
    bool sends;            /**< `path` is no file, but whom or what the results are sent to; it needs one */

    /** Is there such a place?  Told before any work is done; NULL = what is no place shows in `open`. */
    facs_status (*check)(const char *path, facs_error *error);

    /** Nothing stands under the path before `finish`.  `layout` outlives the state. */
    facs_status (*open)(const facs_sink_place *place, void **state, facs_error *error);
    /** Results come in the order of the frames.
     *  @param picture name of the picture in stills, else NULL */
    facs_status (*write)(void *state, const facs_result *result, const char *picture, facs_error *error);
    /** Instead of `write`, of sinks that need FACS_SINK_SECOND_DECODE.
     *  @param frame NULL = the picture cannot be read
     *  @param at    of the frame */
    facs_status (*draw)(void *state, const facs_result *result, const facs_image *frame, const facs_media_frame *at,
                        facs_error *error);
    /** Complete the file and give it its name.  Frees the state in any case; on error nothing is left. */
    facs_status (*finish)(void **state, facs_error *error);
    /** What was written is only a part: facs_output_set_aside().  The name it will get, borrowed; NULL = no memory. */
    const char *(*set_aside)(void *state);
    /** Remove what was written and free. */
    void (*abandon)(void **state);
} facs_sink;

/** In the order of the table; NULL past the last. */
const facs_sink *facs_sink_at(int index);
/** NULL = there is none of this name. */
const facs_sink *facs_sink_find(const char *name);

#endif
