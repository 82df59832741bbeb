/* What runs, as files: a table of its results and a video of its frames, from now until it is stopped.
 *
 *     live-20261130-041500.csv   the columns of the run, frames and times counted from the first recorded one on
 *     live-20261130-041500.mp4   the frames these rows are about, one for each row, at the same times
 *
 * Rows are written by the caller's thread, frames encoded by one of its own; when that falls behind, the frame before stands
 * in the video again instead, which is counted, and no result waits for it.  Both files have their names when recording ends.  Whatever stops
 * the process, what was recorded up to a second or two before is in NAME.unfinished-..., which are a table and a video that
 * can be read as they are (docs/live.md, Recording), and nobody deletes them. */
#ifndef FACS_LIVE_RECORDER_H
#define FACS_LIVE_RECORDER_H

#include "extract/outputs.h"
#include "media/encode.h"
#include "session/session.h"

typedef struct facs_recorder facs_recorder;

typedef struct facs_recorder_options {
    const char *folder;        /**< which is made when it is not there */
    const facs_layout *layout; /**< outlives the recorder */
    int rate_num, rate_den;    /**< frames a second of the source */
    int width, height;         /**< of the frames */
} facs_recorder_options;

/** Errors: those of facs_outputs_open() and facs_encode_open(). */
facs_status facs_recorder_open(const facs_env *env, const facs_recorder_options *options, facs_recorder **recorder,
                               facs_error *error);
/** The result that was pulled last, whose number and time become those of the recording, and its frame.  After a failure
 *  all that can be done is to end. */
facs_status facs_recorder_add(facs_recorder *recorder, facs_session *session, const facs_result *result,
                              const facs_pixels *frame, facs_error *error);
/** No frame is taken any more; those that wait are encoded.  After it facs_recorder_left_out() says how many rows have no
 *  frame in the video, not even the one before: then rows and frames belong together no longer. */
void facs_recorder_stop(facs_recorder *recorder);
int64_t facs_recorder_left_out(const facs_recorder *recorder);
/** Both files get their names.  *recorder is NULL afterwards. */
facs_status facs_recorder_finish(facs_recorder **recorder, facs_error *error);
/** Path of both without the ending. */
const char *facs_recorder_name(const facs_recorder *recorder);
/** Paths of both. */
const char *facs_recorder_table(const facs_recorder *recorder);
const char *facs_recorder_video(const facs_recorder *recorder);
/** Pixels of the video. */
void facs_recorder_size(const facs_recorder *recorder, int *width, int *height);
/** Rows, and those whose frame is not in the video: the one before stands there. */
void facs_recorder_count(const facs_recorder *recorder, int64_t *rows, int64_t *lost, double *seconds);

#endif
