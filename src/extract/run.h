/* What the parts of one extraction share: open, run, replay, finish. */
#ifndef FACS_EXTRACT_RUN_H
#define FACS_EXTRACT_RUN_H

#include "base/profile.h"
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
    const char *input;
    facs_models *models;
    facs_media *media;
    const facs_media_info *info;
    facs_session *session;
    facs_layout *layout;
    facs_fit_settings fit; /**< that options.fit leads to */
    char aligned_ending[FACS_ALIGNED_ENDING];
    facs_outputs *outputs;
    const char *csv;       /**< the first output; NULL = none */
    facs_sidecar *sidecar; /**< NULL = none is wanted, or there is no place for one */
    facs_spool *spool;     /* results that wait for their final action units; NULL = none has to */
    facs_pictures pictures;
    bool stills;
    bool folder;                /* of pictures by themselves */
    facs_unreadable unreadable; /* pictures of a folder */
    facs_verdict verdict;
    bool cancelled;
    facs_sequence sequence; /* pictures of a folder that counts as a video */
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
void facs_run_close(facs_run *run);

/** All frames, or those until the caller cancels: results that are complete are written, others wait in the spool. */
facs_status facs_run_frames(facs_run *run, facs_error *error);
/** Tell the caller how far it is; `last`: at the end, whenever the last time was. */
void facs_run_report(facs_run *run, bool last);

/** The name of the picture a result of a folder is about, borrowed; no name in other inputs. */
facs_picture_names facs_run_picture(const facs_run *run, const facs_result *result);

/** Results that wait get their final action units and are written. */
facs_status facs_run_replay(facs_run *run, facs_error *error);

#endif
