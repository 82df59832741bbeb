/* Action-unit engines: a frame and the points of a face -> action units.
 *
 * An engine is a folder beside this file with a table of functions in it, and a line in au_engines.c.  It describes
 * faces in one of two ways: a face by itself, or frame by frame what it remembers of a person: medians, calibration,
 * a second pass over the whole video.  Which person a face is, others decide (persons.h). */
#ifndef FACS_AU_ENGINE_H
#define FACS_AU_ENGINE_H

#include "au/calibration.h"
#include "base/loaded.h"
#include "base/profile.h"
#include "image/image.h"
#include "result/look.h"
#include "result/mesh.h"

/** Most intensities, or presences, an engine may have. */
enum { FACS_AU_VALUES_MAX = 128 };

typedef struct facs_au_settings {
    bool persons;            /**< what is remembered of persons; else every face by itself */
    bool dynamic;            /**< persons: calibrated to the person; else the predictors of faces by themselves */
    bool online;             /**< persons: nothing is remembered for final values; goes with `corrected` */
    bool corrected;          /**< persons: intensities frame by frame are corrected on line */
    bool final_only;         /**< persons: no values frame by frame; not with `online` or `corrected` */
    facs_profiler *profiler; /**< borrowed; NULL = not measured */
    bool experimental;       /**< values that agree badly with what they are named after as well */
    bool raw;                /**< persons: raw intensities and baselines too; only for engines with `raws` */
    facs_portrait portrait;  /**< another aligned face that is made besides; only for engines with `look` */
} facs_au_settings;

/** The face of one frame. */
typedef struct facs_seen_face {
    int n;
    bool success;              /**< persons: a frame without it counts as one in which the face was not seen */
    const float *landmarks;    /**< 2n: x of all, then y; pixels */
    const facs_mesh *mesh;     /**< of landmark engines that see one, else NULL */
    const float *landmarks_98; /**< x of all 98, then y, of landmark engines that see them, else NULL */
    const float *box;          /**< x, y, width, height in which it was seen; NULL = not known */
} facs_seen_face;

/** Intensities and presences of one face, as many as the engine has with its settings (facs_au_count). */
typedef struct facs_au_values {
    double *intensity;
    double *presence;
    double *emotion;  /**< facs_au_engine.emotions of them, frame by frame; NULL for engines without */
    float *gaze;      /**< of both eyes, a unit vector in the camera frame; NULL for engines that tell none */
    double *raw;      /**< with settings.raw: intensities with nothing of the person subtracted; NULL = not wanted */
    double *baseline; /**< likewise what is subtracted from them, before they are limited and smoothed */
} facs_au_values;

typedef struct facs_au_engine {
    const char *name;
    const char *meaning;       /**< a few words for people */
    const char *const *models; /**< names of those it needs (base/loaded.h), NULL at the end */
    int emotions;              /**< FACS_EMOTIONS, or 0 = it tells none */
    bool gaze;                 /**< it tells where the face looks, and the landmark engine does not */
    bool final_at_once;        /**< values of a frame stay as they are: there is no second pass, and no person_final */
    bool raws;                 /**< something of the person is subtracted from intensities, and it tells what */
    /** What number `index` of a kind is with these settings; false past the last. */
    bool (*au)(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info);

    /** *state gets what the other functions are handed; models outlive it.  FACS_E_UNSUPPORTED: a model is not there.
     */
    facs_status (*create)(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error);
    void (*destroy)(void **state);

    /** A face by itself, whatever its `success`. */
    facs_status (*describe)(void *state, const facs_image *bgr, const facs_seen_face *face,
                            const facs_au_values *values, facs_error *error);

    /** The same for all faces of a picture, in place of `describe`, by engines that look at them together or leave some
     *  out.  filled[i]: there are values of face i.  NULL = one by one. */
    facs_status (*describe_all)(void *state, const facs_image *bgr, const facs_seen_face *faces,
                                const facs_au_values *values, bool *filled, int count, facs_error *error);

    /** What is remembered of one person; `state` outlives it. */
    facs_status (*person_create)(void *state, void **person, facs_error *error);
    void (*person_destroy)(void **person);
    void (*person_reset)(void *person);
    /** The next frame; bgr and face->landmarks are looked at with success only.  *filled: there are values; raw ones,
     *  unless they are corrected on line.  A frame that fails has not been. */
    facs_status (*person_step)(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error);
    /** No more frames: what the whole video says is worked out.  FACS_E_STATE with `online`. */
    facs_status (*person_finish)(void *person, facs_error *error);
    /** Final values of frame `index`, from 0, after person_finish. */
    facs_status (*person_final)(void *person, int64_t index, const facs_au_values *values, facs_error *error);

    /** What it learns of a person; NULL, with both functions, = nothing that could be used again. */
    const facs_calibration_part *learns;
    /** What has been learnt so far or, after person_finish, from the whole video; learnt->values has room. */
    void (*person_learnt)(const void *person, facs_learnt *learnt);
    /** From now on, whatever is seen and through person_reset, this is what was learnt; before the first frame.  Values
     *  frame by frame are final then, but not smoothed.  Only with settings.dynamic. */
    facs_status (*person_calibrate)(void *person, const facs_learnt *learnt, facs_error *error);

    /** What the face described last was told from, and a person's last frame; NULL, both, = there is no such thing.
     *  @param portrait  gets the other aligned face of the settings; NULL where these ask for none */
    void (*look)(const void *state, facs_look *look, uint8_t *portrait);
    void (*person_look)(const void *person, facs_look *look, uint8_t *portrait);
} facs_au_engine;

/** Number `index` from 0, NULL past the last. */
const facs_au_engine *facs_au_engine_get(int index);
/** NULL = there is none of that name. */
const facs_au_engine *facs_au_engine_find(const char *name);

/** How many values of a kind there are with these settings. */
int facs_au_count(const facs_au_engine *engine, const facs_au_settings *settings, facs_au_kind kind);

/** An engine and its state; all zero = none.  One thread. */
typedef struct facs_au_describer {
    const facs_au_engine *engine;
    void *state;
    int intensities, presences; /**< of its settings */
} facs_au_describer;

facs_status facs_au_describer_create(const facs_env *env, const facs_au_engine *engine, const facs_loaded *models,
                                     const facs_au_settings *settings, facs_au_describer *describer, facs_error *error);
void facs_au_describer_destroy(facs_au_describer *describer);

#endif
