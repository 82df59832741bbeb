/* Landmark engines: a face box, or the fit of the frame before -> points of a face.
 *
 * An engine is a folder beside this file with a table of functions in it, and a line in landmark_engines.c.  What it
 * remembers of one face from frame to frame is a block of plain bytes, its fit, which belongs to the caller: a tracker
 * has one for every face it follows.  Others look at a fit through facs_located. */
#ifndef FACS_LANDMARK_ENGINE_H
#define FACS_LANDMARK_ENGINE_H

#include "base/loaded.h"
#include "base/profile.h"
#include "base/share.h"
#include "image/image.h"
#include "result/face_store.h"
#include "result/mesh.h"
#include "shape/pdm.h"

/** Points that a shape model was fitted to, with its parameters. */
typedef struct facs_located_shape {
    int n;
    const float *landmarks; /**< 2n: x of all, then y; pixels */
    const facs_pdm *pdm;    /**< NULL = there is no shape model and neither g nor p */
    const float *g, *p;     /**< 6 global and pdm->m local parameters */
} facs_located_shape;

/** An eye: its points, n = 0 when the engine has none, and which two points of the face are its corners. */
typedef struct facs_located_eye {
    facs_located_shape shape;
    int corner[2];
} facs_located_eye;

/** A fit as others see it; pointers lead into the fit and the models. */
typedef struct facs_located {
    bool success;
    float certainty; /**< 0..1 */
    facs_located_shape face;
    facs_located_eye eye[2]; /**< at the image's left, then the other */
    bool posed;              /**< the rotation in face.g is the head's as seen along the line of sight: it is not worked
                                  out from the points again */
    const facs_mesh *mesh;   /**< NULL = the engine sees none; with one, gaze comes from its eye angles */
    const float *landmarks_98; /**< x of all 98, then y; NULL = the engine has no such points */
    const uint8_t *visible;    /**< of each landmark, from where the face is seen; NULL = all are */
    float box[4];              /**< x, y, width, height in which the face was seen; width 0 = the engine does not say */
    bool rated;                /**< `likelihood` is filled; so it is in every fit of an engine, or in none */
    float likelihood[FACS_REGIONS]; /**< as in facs_face */
} facs_located;

typedef struct facs_landmark_settings {
    bool wild;   /**< as in facs_session_options */
    bool smooth; /**< video: what is shown of a face is smoothed over time */
    bool
        stills; /**< every picture is a new face, or every video is soon followed by another: what a fit from the start needs is kept in memory */
    facs_share *share;       /**< threads that may help, late ones with a grey picture only (base/share.h); borrowed,
                                  NULL = none */
    facs_profiler *profiler; /**< borrowed; NULL = not measured */
    const facs_fit_settings *fit; /**< for engines with fit_settings, until these are created; NULL = the usual ones */
} facs_landmark_settings;

/** How a face of a video is followed; docs/algorithm/tracking.md. */
typedef enum facs_track_rule {
    FACS_TRACK_OPENFACE, /**< of a lost face the points go on for a while, and looked for it is now and then */
    FACS_TRACK_FLAG,     /**< a face is lost when the engine says so, and looked for in every frame from that one on */
} facs_track_rule;

/** `image` is grey where `grey` says so, else B G R.  A function that fails leaves the fit usable. */
typedef struct facs_landmark_engine {
    const char *name;
    const char *meaning;       /**< a few words for people */
    const char *const *models; /**< names of those it needs (base/loaded.h), NULL at the end */
    bool grey;
    facs_track_rule rule;
    bool most_probable; /**< of several faces in a video the most probable one is followed, else the widest */
    int look_again;    /**< FACS_TRACK_FLAG: frames after which a face that is followed is looked for anew; 0 = never */
    bool own_stages;   /**< it measures its own parts; else its fits are FACS_STAGE_LANDMARKS */
    bool smooths;      /**< it knows what facs_landmark_settings.smooth is */
    bool fit_settings; /**< and what `fit` is */
    size_t fit_size;   /**< bytes of a fit, which may be copied */

    /** How many landmarks, eye landmarks and modes every face has; no modes: no head pose, no eye landmarks: no gaze.
     *  FACS_E_UNSUPPORTED: the models are not there or are none of a face. */
    facs_status (*shape)(const facs_loaded *models, facs_face_shape *shape, facs_error *error);
    /** *state gets what the other functions are handed; models outlive it. */
    facs_status (*create)(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error);
    void (*destroy)(void **state);

    /** The fit of a face that nobody has seen yet. */
    void (*reset)(void *state, void *fit);
    /** Put the face into a box x, y, width, height, as if it had been followed there.  Looks at no picture. */
    void (*start)(void *state, const float box[4], void *fit);
    /** Fit from where the fit is. */
    facs_status (*follow)(void *state, const facs_image *image, void *fit, facs_error *error);
    /** Fit the face in a box of a picture that stands alone. */
    facs_status (*find)(void *state, const facs_image *image, const float box[4], void *fit, facs_error *error);
    /** Find the face of a video in a box again, or for the first time.  *accepted: it is there.  A result that is not
     *  accepted, which `first` rules out, does not move the points. */
    facs_status (*find_again)(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                              bool *accepted, facs_error *error);
    /** How probable the detector says the face is that was found in a box.  NULL: the engine knows better. */
    void (*found)(void *state, float confidence, void *fit);
    facs_located (*look)(const void *state, const void *fit);
} facs_landmark_engine;

/** Number `index` from 0, NULL past the last. */
const facs_landmark_engine *facs_landmark_engine_get(int index);
/** NULL = there is none of that name. */
const facs_landmark_engine *facs_landmark_engine_find(const char *name);

/** An engine and its state; all zero = none.  One thread. */
typedef struct facs_landmarker {
    const facs_landmark_engine *engine;
    void *state;
    facs_profiler *profiler; /**< for what its engine does not measure; NULL = nothing */
} facs_landmarker;

facs_status facs_landmarker_create(const facs_env *env, const facs_landmark_engine *engine, const facs_loaded *models,
                                   const facs_landmark_settings *settings, facs_landmarker *landmarker,
                                   facs_error *error);
void facs_landmarker_destroy(facs_landmarker *landmarker);
/** The engine's functions of these names, measured. */
facs_status facs_landmarker_follow(const facs_landmarker *landmarker, const facs_image *image, void *fit,
                                   facs_error *error);
facs_status facs_landmarker_find(const facs_landmarker *landmarker, const facs_image *image, const float box[4],
                                 void *fit, facs_error *error);
facs_status facs_landmarker_find_again(const facs_landmarker *landmarker, const facs_image *image, const float box[4],
                                       bool first, void *fit, bool *accepted, facs_error *error);
/** A fit of a face that nobody has seen yet; facs_free; NULL = no memory. */
void *facs_landmarker_fit(const facs_env *env, const facs_landmarker *landmarker);

#endif
