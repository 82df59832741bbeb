/* Where on a screen somebody looks: points that were looked at, the map that is made of them, and both as files
 * (docs/gaze.md). */
#ifndef FACS_EXTRACT_GAZE_SCREEN_H
#define FACS_EXTRACT_GAZE_SCREEN_H

#include "base/json_text.h"
#include "head/gaze_map.h"
#include "result/face_store.h"

enum { FACS_GAZE_UNIT = 3, FACS_GAZE_PIPELINE = 64 };

/** When a point was looked at, and what was seen then. */
typedef struct facs_gaze_time {
    double from, to;       /**< s, or numbers of frames from 1 on, both of them included */
    int64_t frames, valid; /**< that lie there; of these with a gaze */
    double (*plane)[2];    /**< of the valid ones, with room for so many */
    int64_t room;
} facs_gaze_time;

struct facs_gaze_screen {
    facs_env env;
    char *path;                /**< of the file it comes from */
    char unit[FACS_GAZE_UNIT]; /**< "mm" or "px" */
    double size[2];            /**< of the screen */
    char *clip;                /**< in which the points were looked at; NULL = the input itself */
    bool by_frame, fitted, no_memory;
    int count;
    facs_gaze_point *point;
    facs_gaze_time *time; /**< NULL = the file holds what was measured before */
    facs_gaze_map map;    /**< when it is fitted */
    /* with what it was measured */
    char pipeline[FACS_GAZE_PIPELINE];
    int64_t width, height;
    facs_camera camera;
};

/** A file of points, or one that facs_gaze_screen_write() wrote; the latter is fitted.
 *  @param env resolved
 *  FACS_E_NOT_FOUND; FACS_E_ARGUMENT with what is wrong; FACS_E_UNSUPPORTED in a build without cJSON; FACS_E_MEMORY. */
facs_status facs_gaze_screen_read(const facs_env *env, const char *path, facs_gaze_screen **gaze, facs_error *error);

/** Positions of a head in mm are those of one camera and size of pictures, and every pipeline sees gaze in its own way: what
 *  is to be measured is measured in these.
 *  @param camera complete */
void facs_gaze_screen_note_origin(facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                  const facs_camera *camera);
/** FACS_E_ARGUMENT when it was measured in others than these, which are called `input`. */
facs_status facs_gaze_screen_check_origin(const facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                          const facs_camera *camera, const char *input, facs_error *error);

/** What was measured, or comes from a file, becomes a map.  FACS_E_ARGUMENT: too little was seen, or it does not do;
 *  FACS_E_MEMORY. */
facs_status facs_gaze_screen_make_map(facs_gaze_screen *gaze, facs_error *error);
/** What its face looks at, into a result. */
void facs_gaze_screen_put(const facs_gaze_screen *gaze, facs_result *result);
/** How well it fits, to the log. */
void facs_gaze_screen_tell(const facs_gaze_screen *gaze);

/** As a member of the record of a run. */
void facs_gaze_screen_record(facs_json *json, const facs_gaze_screen *gaze);
/** Those of facs_output_open(). */
facs_status facs_gaze_screen_write(const facs_gaze_screen *gaze, const char *path, facs_error *error);

#endif
