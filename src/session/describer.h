/* Second half of the pipeline: faces -> action units. */
#ifndef FACS_SESSION_DESCRIBER_H
#define FACS_SESSION_DESCRIBER_H

#include "au/openface/au.h"
#include "base/profile.h"
#include "session/outcome.h"

typedef struct facs_describer facs_describer; /**< state; one thread at a time */

typedef struct facs_describer_options {
    bool history;    /**< single-face video: medians and second pass; else every face by itself, static models */
    bool dynamic;    /**< history: the models are the dynamic ones */
    bool online;     /**< history: intensities corrected on line */
    bool final_only; /**< history: no AUs frame by frame; not with `online` */
    facs_profiler *profiler; /**< borrowed; NULL = not measured */
} facs_describer_options;

/** `model` must outlive the describer. */
facs_status facs_describer_create(const facs_env *env, const facs_au_model *model,
                                  const facs_describer_options *options, facs_describer **describer, facs_error *error);
void facs_describer_destroy(facs_describer **describer);
void facs_describer_reset(facs_describer *describer);

/** Fill the AUs of the outcome's faces. */
facs_status facs_describer_run(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                               facs_error *error);

/** Final AUs of a person in frame `index`; the first call runs the second pass.  FACS_E_STATE without history,
 *  FACS_E_ARGUMENT for a frame or person that was not seen. */
facs_status facs_describer_final(facs_describer *describer, int person, int64_t index, double au_r[FACS_AU_R],
                                 double au_c[FACS_AU_C], facs_error *error);

#endif
