/* What the parts of a live run share: opened, running, finished. */
#ifndef FACS_LIVE_LIVE_RUN_H
#define FACS_LIVE_LIVE_RUN_H

#include "extract/outputs.h"
#include "extract/sidecar.h"
#include "extract/verdict.h"
#include "live/latencies.h"
#include "live/live_page.h"
#include "live/live_source.h"
#include "live/recorder.h"
#include "session/session.h"
#include "store/models.h"

enum { FACS_LIVE_OUTPUTS_MOST = 16 };

/** The run's page (on_page.h); all zero without one. */
typedef struct facs_live_on_page {
    facs_live_page *page;
    facs_recorder *recorder; /**< NULL = nothing is recorded */
    bool starts;             /**< to be recorded from the next frame on */
    char recorded[512];      /**< the last recording that is complete */
    int64_t recorded_rows, recorded_lost;
    double recorded_seconds;
    facs_verdict verdict; /**< of what the recorder has got */
    bool learns;          /**< action units are calibrated to persons */
    facs_page_calibration calibration;
    int64_t learnt;                /**< frames with a face since... */
    double learnt_from, last_time; /**< s: ...this time; time of the last result */
    char trouble[sizeof((facs_error *)0)->message];
    int64_t told; /**< facs_clock() */
} facs_live_on_page;

typedef struct facs_live {
    facs_bell bell; /**< of the calling thread */
    facs_reader reader;
    facs_env env;
    facs_live_options options;
    const char *source;
    char *name; /**< how it is shown: an address without what is secret */
    facs_models *models;
    facs_session *session;
    facs_layout *layout;
    /** Each by itself, so that one that fails spoils no other; NULL = not open (any more). */
    facs_outputs *output[FACS_LIVE_OUTPUTS_MOST];
    facs_sidecar *sidecar;   /**< notes warnings; a file when `csv` gets a record */
    const char *csv;         /**< borrowed; NULL = no output does */
    facs_sink_frames frames; /**< of those that draw */
    const char **au_names;   /**< and their texts */
    facs_pixels drawn_on;    /**< a copy of the frame on its way, for them and for the page */
    facs_live_on_page on_page;
    double shown_first; /**< s: time of the first frame */
    facs_live_input input;
    facs_reader_news news;
    int64_t told_opened, told_lost; /**< what the log knows */
    facs_latencies latencies;
    facs_live_rate in, out;
    int64_t results;
    int64_t came, dropped; /**< frames, when progress was told last */
    facs_verdict verdict;
    int64_t first, ticked; /**< facs_clock(): first result, last call of progress */
    double last_time, person_seen;
    int width, height; /**< of the last result */
    bool outputs_open, has_bell, calibrates;
    bool kept;    /**< drawn_on is that frame */
    bool stopped; /**< by a callback */
} facs_live;

/** Options, models, session, layout: all but the source and the outputs. */
facs_status facs_live_open(facs_live *live, const facs_live_options *options, facs_error *error);
/** Outputs, when the source has told what it gives. */
facs_status facs_live_open_outputs(facs_live *live, facs_error *error);
/** Of what is not finished nothing is left. */
void facs_live_close(facs_live *live);

/** Some output draws on the frames: it needs `drawn_on`. */
bool facs_live_draws(const facs_live *live);
/** A result to all outputs; one that fails is given up.
 *  @param at of its frame */
facs_status facs_live_write(facs_live *live, const facs_result *result, const facs_media_frame *at, facs_error *error);
/** All that did not fail are complete under their names. */
facs_status facs_live_finish_outputs(facs_live *live, facs_error *error);

#endif
