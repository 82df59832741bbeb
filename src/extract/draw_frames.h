/* What a run remembers for outputs that are drawn on its frames.
 *
 * Final action units of a video are there when it is over: then the input is read again, and drawn on.  Where they are
 * final at once (pictures, some pipelines, several faces), or the input cannot be read twice (a pipe), a copy of each frame
 * waits for its result. */
#ifndef FACS_EXTRACT_DRAW_FRAMES_H
#define FACS_EXTRACT_DRAW_FRAMES_H

#include "sink/sink.h"

/** A frame that waits for its result. */
typedef struct facs_waiting_frame {
    facs_pixels pixels;
    facs_media_frame at;
    bool unreadable;
} facs_waiting_frame;

typedef struct facs_draw_frames {
    bool wanted;
    bool readable_again;
    bool provisional; /**< action units are those while the input runs */
    facs_sink_frames frames;
    const char **au_names;       /**< and their texts */
    facs_waiting_frame *waiting; /**< a ring: `count` of `room` from `first` on */
    int first, count, room;
    int64_t drawn; /**< frames, when the input was read again */
    bool stopped;  /**< by the caller, while it was read again */
    bool left_out; /**< since the run was stopped before it was read again */
} facs_draw_frames;

#endif
