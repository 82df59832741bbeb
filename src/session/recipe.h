/* What a session does: engines and their settings, worked out once from the options and passed down. */
#ifndef FACS_SESSION_RECIPE_H
#define FACS_SESSION_RECIPE_H

#include "store/models.h"

typedef struct facs_recipe {
    facs_pipeline pipeline;
    bool image;     /**< every frame is a still by itself */
    bool many;      /**< video: up to four tracked faces, OpenFace's rule */
    bool people;    /**< video: several faces, each of a person */
    int most_faces; /**< of people */
    bool later;     /**< of people: results wait until it is known who is in them */
    facs_order order;
    facs_gallery *gallery; /**< of people; NULL = nobody is known when a video begins */
    bool aus;              /**< faces are described */
    bool failed_aus;       /**< those whose fit failed as well */
    bool look;             /**< what they are described from is kept with the results (result/look.h) */
    facs_camera camera;
    facs_landmark_settings landmark; /**< share and profiler are the session's to fill */
    facs_au_settings au;             /**< profiler likewise */
} facs_recipe;

/** FACS_E_ARGUMENT: options outside their ranges, or that do not go together. */
facs_status facs_recipe_make(const facs_models *models, const facs_session_options *options, facs_recipe *recipe,
                             facs_error *error);

/** Keep what faces are described from, and another aligned face.  FACS_E_ARGUMENT: this pipeline has no such thing. */
facs_status facs_recipe_look(facs_recipe *recipe, const facs_portrait *portrait, facs_error *error);
/** Settings of the landmark fit, which live until the session is made.  FACS_E_ARGUMENT: this pipeline has none, or they
 *  are outside their ranges. */
facs_status facs_recipe_fit(facs_recipe *recipe, const facs_fit_settings *fit, facs_error *error);

#endif
