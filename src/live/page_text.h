/* What a live page is told, as JSON: what runs, how it goes, and what was found in a frame. */
#ifndef FACS_LIVE_PAGE_TEXT_H
#define FACS_LIVE_PAGE_TEXT_H

#include "base/json_text.h"

/** Once: what runs. */
typedef struct facs_page_hello {
    const char *source, *pipeline;
    bool several;                /**< faces */
    bool learns;                 /**< there is something to calibrate */
    const facs_session *session; /**< for the names of action units */
    const char *folder;          /**< that recordings go to */
} facs_page_hello;

typedef enum facs_page_calibration {
    FACS_PAGE_NOT_CALIBRATED, /**< nothing is subtracted */
    FACS_PAGE_ONLINE,         /**< by what was seen so far */
    FACS_PAGE_LEARNING,       /**< the face is looked at */
    FACS_PAGE_KNOWN,          /**< by what was learnt, or read from a file */
} facs_page_calibration;

/** Now and then: how it goes. */
typedef struct facs_page_state {
    const facs_live_statistics *statistics;
    facs_page_calibration calibration;
    double learning_left;  /**< s */
    const char *trouble;   /**< why a recording or calibration failed last; "" = it did not */
    const char *recording; /**< path without ending; NULL = nothing is recorded */
    const char *recorded;  /**< the same of the last one that is complete; "" = none */
    double recorded_seconds;
    int64_t recorded_rows, recorded_lost;
} facs_page_state;

enum { FACS_FRAME_FACES = 8, FACS_FRAME_POINTS = 68 };

/** What is drawn on a frame. */
typedef struct facs_frame_face {
    int person, points; /**< points 0 or 68 */
    bool success;
    float confidence, gaze[2];          /**< gaze: rad; NAN = none */
    float point[2 * FACS_FRAME_POINTS]; /**< pixels of the frame: x of all, then y */
} facs_frame_face;

typedef struct facs_frame_found {
    int64_t number;
    double captured, latency;
    int width, height; /**< of the frame that was analysed */
    int faces;
    facs_frame_face face[FACS_FRAME_FACES];
} facs_frame_found;

/** Each adds its object to `json`, on one line. */
void facs_page_put_hello(facs_json *json, const facs_page_hello *hello);
void facs_page_put_state(facs_json *json, const facs_page_state *state);
void facs_page_put_frame(facs_json *json, const facs_frame_found *found);
/** A result becomes what is drawn of it. */
void facs_page_find(facs_frame_found *found, int64_t number, const facs_result *result);

#endif
