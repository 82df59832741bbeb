/* What the parts of one mirroring share: open, frames, end. */
#ifndef FACS_EXTRACT_MIRROR_RUN_H
#define FACS_EXTRACT_MIRROR_RUN_H

#include "extract/lanes.h"
#include "extract/mirror_names.h"
#include "extract/mirror_side.h"
#include "media/encode.h"
#include "mirror/debug_picture.h"
#include "mirror/mirror_picture.h"

enum { FACS_MIRROR_SLOTS = 3 }; /* frames at the same time; their pixels are most of the memory of a large video */

/** A frame on its way through the lanes. */
typedef struct facs_mirror_item {
    facs_pixels frame, side[2];
    facs_midline midline;
    facs_media_frame at;
} facs_mirror_item;

/** Lanes: what happens to a frame that has been mirrored. */
typedef enum facs_mirror_lane {
    FACS_LANE_RIGHT, /* measured and encoded */
    FACS_LANE_LEFT,
    FACS_LANE_DEBUG,  /* drawn and encoded */
    FACS_LANE_SOURCE, /* encoded, where it had to be turned */
    FACS_MIRROR_LANES,
} facs_mirror_lane;

typedef struct facs_mirror_run {
    facs_env env;
    facs_mirror_options options;
    const char *input;
    facs_mirror_input is;
    facs_mirror_names names;
    facs_models *models, *point_models; /* NULL = not needed */
    bool made_folder;
    facs_media *media;
    const facs_media_info *info;
    facs_session *points; /* NULL = the midline is given */
    facs_midline_history history;
    facs_mirror_style style;
    facs_mirror_side *side[2];                   /* NULL = no tables */
    facs_encode *encode[FACS_MIRROR_SOURCE + 1]; /* by file; NULL = none, or a picture */
    facs_sides sides;
    facs_mirror_item item[FACS_MIRROR_SLOTS];
    facs_pixels debug;                        /* of the lane that draws */
    facs_mirror_lane lane[FACS_MIRROR_LANES]; /* those there are */
    int lanes, slots, threads;
    facs_lanes *work;
    int64_t frames, with_face, turned;
    double first_shown; /* s: when the first frame is shown */
    double start, reported;
    bool cancelled;
} facs_mirror_run;

/** All frames, or those until the caller cancels. */
facs_status facs_mirror_frames(facs_mirror_run *run, facs_error *error);
/** Tell the caller how far it is; `last`: whenever the last time was.  Sets `cancelled`. */
void facs_mirror_report(facs_mirror_run *run, bool last);

#endif
