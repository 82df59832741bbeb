/* One stream: the stages wired to threads, results in the order of the frames. */
#ifndef FACS_SESSION_SESSION_H
#define FACS_SESSION_SESSION_H

#include "au/persons.h"
#include "base/profile.h"
#include "image/image.h"
#include "result/face_store.h"

/** What is wanted besides what callers can ask for; all zero = nothing. */
typedef struct facs_session_extras {
    bool look;              /**< keep what action units are told from with the results (facs_result_look()) */
    facs_portrait portrait; /**< with `look`: and another aligned face (facs_result_portrait()) */
    bool both;    /**< intensities corrected on line are pulled, as with online_aus, and there are final ones */
    bool picture; /**< keep the frames (facs_result_picture()) */
    bool lone;    /**< with `image`: there is one picture, on which all threads work together */
    bool later;   /**< results wait until it is known who is in them, with `online_aus` as well */
    bool again;   /**< it will be reset for other videos: what the first frames of each need stays in memory */
    bool looks;   /**< one face: look whose it is, so that a calibration says it */
    const facs_fit_settings *fit; /**< of OpenFace's landmark fit; NULL = the usual ones */
} facs_session_extras;

/** As facs_session_create(); FACS_E_ARGUMENT also: this pipeline has no such thing. */
facs_status facs_session_open(facs_models *models, const facs_session_options *options,
                              const facs_session_extras *extras, facs_session **session, facs_error *error);
/** Pixels of the next frame, to be filled in place (any size, 3 channels, B G R) with memory of the session's
 *  environment; waits for room.  Then facs_session_submit or facs_session_discard.  Rows that are late (facs_image) are
 *  not asked for any more when facs_session_submit has returned. */
facs_status facs_session_begin(facs_session *session, facs_pixels **bgr);
void facs_session_discard(facs_session *session);

/** Sends the frame that was begun on its way. */
facs_status facs_session_submit(facs_session *session, const facs_frame *frame);

/** The same for a frame of a video of which nothing could be read: a frame without success, which leaves what is
 *  remembered of the face as it was.  The pixels of facs_session_begin() are not looked at. */
facs_status facs_session_submit_blank(facs_session *session, const facs_frame *frame);

/** Notes in the result that was pulled last, and is still lent, when its frame was captured (s since 1970) and how long
 *  the result took. */
void facs_session_stamp(facs_session *session, double captured, double latency);
/** Gives it another number and time, for those who get it last. */
void facs_session_restamp(facs_session *session, int64_t frame, double timestamp);

/** How many of everything the faces of this session have. */
facs_face_shape facs_session_shape(const facs_session *session);

/** After facs_session_calibrate(), when all results were pulled: who of it is in the video, and who else. */
bool facs_session_tell_person(const facs_session *session, int index, facs_person_told *told);
/** One face: mean likeness to the one of whom it is, of so many clear views; 0 views = that cannot be told. */
float facs_session_alike(const facs_session *session, int64_t *views);
/** Does it tell persons from each other by their faces? */
bool facs_session_recognises(const facs_session *session);

/** Adds the session's times to `sum`.  False without `profile` or while frames are on their way. */
bool facs_session_add_times(const facs_session *session, facs_profiler *sum);

#endif
