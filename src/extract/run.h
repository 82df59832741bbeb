/* What the parts of one extraction share: open, run, replay, finish. */
#ifndef FACS_EXTRACT_RUN_H
#define FACS_EXTRACT_RUN_H

#include "base/profile.h"
#include "extract/calibrated.h"
#include "extract/draw_frames.h"
#include "extract/gaze_screen.h"
#include "extract/idle_sessions.h"
#include "extract/measure.h"
#include "extract/outputs.h"
#include "extract/pictures.h"
#include "extract/sequence.h"
#include "extract/sidecar.h"
#include "extract/spool.h"
#include "extract/unreadable.h"
#include "extract/verdict.h"
#include "media/media.h"
#include "session/session.h"
#include "store/models.h"

enum { FACS_ALIGNED_ENDING = 8 /* bytes of ".jpeg" */ };

typedef struct facs_run {
    facs_env env;
    facs_extract_options options;
    const char *given; /**< the input */
    const char *input; /**< the same as it is shown: an address without what is secret */
    facs_models *models;
    facs_media *media;
    const facs_media_info *info;
    facs_session *session;
    const facs_env *plain;    /**< the environment of the caller */
    facs_idle_sessions *idle; /**< where the session may come from; NULL = it is made anew */
    facs_lent_session *lent;  /**< NULL = the session is the run's own */
    facs_layout *layout;
    facs_fit_settings fit; /**< that options.fit leads to */
    char aligned_ending[FACS_ALIGNED_ENDING];
    facs_outputs *outputs;
    const char *csv;       /**< the first output; NULL = none */
    facs_sidecar *sidecar; /**< NULL = none is wanted, or there is no place for one */
    facs_spool *spool;     /* results that wait for their final action units; NULL = none has to */
    facs_pictures pictures;
    facs_draw_frames drawing;
    bool stills;
    bool folder;                /* of pictures by themselves */
    bool online_aus;            /* some output gets action units as they are when a frame is done */
    facs_unreadable unreadable; /* pictures of a folder */
    facs_verdict verdict;
    bool cancelled;
    facs_error lost; /* an address or a camera that was lost midway: why */
    facs_calibrate_to calibrate_to;
    facs_calibration **learn;   /**< gets what is learnt of the person; NULL = nobody wants it */
    facs_gaze_screen *gaze;     /**< tells where on a screen somebody looks; NULL = not wanted */
    facs_gaze_screen *measured; /**< of the run that this one measures for: gets what is seen; borrowed, else NULL */
    facs_sequence sequence;     /* pictures of a folder that counts as a video */
    int64_t read, done;
    double start, reported;
    facs_measure *measure; /* NULL = no profile wanted */
} facs_run;

/** Times of this thread; NULL = not measured. */
static inline facs_profiler *facs_run_times(const facs_run *run)
{
    return facs_measure_times(run->measure);
}

/** Input, models, session, outputs.
 *  @param wanted outputs */
facs_status facs_run_open(facs_run *run, const facs_output *wanted, int count, facs_error *error);
/** @param clean everything went well */
void facs_run_close(facs_run *run, bool clean);

/** facs_extract_file() with a session from `idle`, which may be NULL. */
facs_status facs_extract_among(facs_idle_sessions *idle, const char *input, const char *output,
                               const facs_extract_options *options, facs_error *error);

/** Options for a run that only learns from its input, whole: without what says which part is read and what is written. */
void facs_extract_for_learning(facs_extract_options *options);
/** All of `input`, or the part that options name: what is seen goes into `gaze`. */
facs_status facs_extract_measure(const char *input, const facs_extract_options *options, facs_gaze_screen *gaze,
                                 facs_error *error);

/* ---- gaze on a screen: gaze_learn.c; each does nothing where it is not wanted ---- */

/** The file that options name. */
facs_status facs_run_read_gaze(facs_run *run, facs_error *error);
/** Whether it suits the input, when the session is open. */
facs_status facs_run_check_gaze(facs_run *run, facs_error *error);
/** Analyse the recording with the points and make the map.  When everything is open. */
facs_status facs_run_learn_gaze(facs_run *run, facs_error *error);

/** The models that options without any ask for.
 *  @param look some output wants descriptors, which only OpenFace's pipeline has
 *  Errors: those of facs_models_open(). */
facs_status facs_run_models(const facs_env *env, const facs_extract_options *options, bool look, facs_models **models,
                            facs_error *error);

/** All frames, or those until the caller cancels: results that are complete are written, others wait in the spool. */
facs_status facs_run_frames(facs_run *run, facs_error *error);
/** Tell the caller how far it is; `last`: at the end, whenever the last time was. */
void facs_run_report(facs_run *run, bool last);

/** For facs_media_options.interrupted; the cookie is the run. */
int facs_run_waits(void *cookie);

/** The name of the picture a result of a folder is about, borrowed; no name in other inputs. */
facs_picture_names facs_run_picture(const facs_run *run, const facs_result *result);

/** What the run was, into its record: run_record.c.  Errors: those of facs_sidecar_write(). */
facs_status facs_run_write_record(facs_run *run, facs_error *error);

/** How the input is read, the first time or again. */
facs_media_options facs_run_media_options(const facs_run *run);

/** Results that wait get their final action units and are written. */
facs_status facs_run_replay(facs_run *run, facs_error *error);
/** The next result that waits, number `index` from 0, with its final action units; the spool was rewound before.
 *  FACS_END: there is none. */
facs_status facs_run_next_final(facs_run *run, int64_t index, facs_face_store *store, facs_error *error);

/* ---- outputs that are drawn: draw_frames.c ---- */

/** What they have to know, and whether the input can be read twice.  Before the session is opened. */
void facs_run_plan_drawing(facs_run *run, const facs_output *wanted, int count);
/** What they have to know besides, when session and layout are there. */
facs_status facs_run_describe_frames(facs_run *run, facs_error *error);
/** Of a frame whose result is drawn on it as soon as it is there.
 *  @param pixels NULL = it cannot be read */
facs_status facs_run_keep_frame(facs_run *run, const facs_pixels *pixels, const facs_media_frame *at,
                                facs_error *error);
/** The oldest frame that was kept, and its result. */
facs_status facs_run_draw_kept(facs_run *run, const facs_result *result, const facs_picture_names *picture,
                               facs_error *error);
/** Read the input again and draw what the spool holds; stops when the caller cancels. */
facs_status facs_run_draw_again(facs_run *run, facs_error *error);
void facs_run_end_drawing(facs_run *run);

#endif
