/* One side of a mirrored face: its frames, in their order, are measured and wait until the video is over. */
#ifndef FACS_EXTRACT_MIRROR_SIDE_H
#define FACS_EXTRACT_MIRROR_SIDE_H

#include "extract/sides.h"
#include "extract/spool.h"
#include "media/media.h"
#include "mirror/midline.h"
#include "result/layout.h"
#include "sink/sink.h"

/** What is kept of a frame besides its result. */
typedef struct facs_side_frame {
    int64_t face; /**< which of the result's was measured; -1 = none of the face that was mirrored */
    double yaw, quality;
} facs_side_frame;

typedef struct facs_mirror_side facs_mirror_side;

/** How to measure. */
typedef struct facs_side_options {
    const char *input; /**< for messages */
    const char *path;  /**< of the CSV */
    bool still;
    int threads;
} facs_side_options;

/** Errors: those of facs_session_create() and facs_output_open(). */
facs_status facs_mirror_side_open(const facs_env *env, facs_models *models, const facs_side_options *options,
                                  facs_mirror_side **side, facs_error *error);
/** What has no name yet is removed. */
void facs_mirror_side_close(facs_mirror_side **side);

/** Intensities of whole faces: name, and where they are.  False past the last. */
bool facs_mirror_side_unit(const facs_mirror_side *side, int index, facs_side_unit *unit);

/** The next frame, mirrored at `midline`. */
facs_status facs_mirror_side_push(facs_mirror_side *side, const facs_pixels *picture, const facs_media_frame *at,
                                  const facs_midline *midline, facs_error *error);
/** There are no more. */
facs_status facs_mirror_side_end(facs_mirror_side *side, facs_error *error);

/** After the end: the next frame with its final action units goes to the CSV.  FACS_END: there is none.
 *  @param values its intensities, borrowed until the next call; NULL = it was not measured */
facs_status facs_mirror_side_next(facs_mirror_side *side, const facs_result **result, facs_side_frame *frame,
                                  const double **values, facs_error *error);
/** Frames in which another face was measured than the one that was mirrored. */
int64_t facs_mirror_side_elsewhere(const facs_mirror_side *side);
/** The CSV gets its name. */
facs_status facs_mirror_side_commit(facs_mirror_side *side, facs_error *error);

#endif
