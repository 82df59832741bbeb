/* Landmark fit: NU-RLMS passes over the scales, part models, validator = one "detection step", and the start hypotheses
 * of a detection in a box; docs/algorithm/landmark-fit.md. */
#ifndef FACS_LANDMARK_CLNF_FITTER_H
#define FACS_LANDMARK_CLNF_FITTER_H

#include "base/profile.h"
#include "image/image.h"
#include "landmark/clnf/cen_outside.h"
#include "landmark/clnf/validator.h"

/** docs/algorithm/landmark-fit.md, Settings. */
typedef struct facs_fit_params {
    int iterations;
    int win_init[FACS_SCALES_MAX], win_small[FACS_SCALES_MAX], win_cur[FACS_SCALES_MAX];
    float sigma, reg, w_nu;
    bool adapt, use_parts, validate;
    float tau;
    bool multi_view;
} facs_fit_params;

/** Defaults for a main model (its stem applies the CE-CLM factors) with or without --wild.
 *  @param given what is to be otherwise; NULL = nothing */
facs_fit_params facs_fit_params_main(const facs_landmark_model *model, bool wild, const facs_fit_settings *given);
/** Settings of a part by its name. */
facs_fit_params facs_fit_params_part(const char *name);

/** What a fit leaves behind; plain data, may be copied. */
typedef struct facs_fit_state {
    float g[6];
    float p[FACS_M_MAX];
    float landmarks[2 * FACS_N_MAX];
    float likelihoods[FACS_N_MAX];
    float likelihood; /**< of the model */
    float certainty;
    bool success;
    int last_view;
} facs_fit_state;

/** State: one main model with its parts, workspaces, kernels; one thread. */
typedef struct facs_fitter facs_fitter;

facs_status facs_fitter_create(const facs_env *env, const facs_landmark_model *model, facs_fitter **fitter,
                               facs_error *error);
void facs_fitter_destroy(facs_fitter **fitter);
/** Count the time of the stages there from now on; borrowed, NULL = not measured. */
void facs_fitter_set_profiler(facs_fitter *fitter, facs_profiler *profiler);
/** Faces are fitted from the start again and again: keep the matrices of all that takes in memory. */
void facs_fitter_set_stills(facs_fitter *fitter);
/** Threads that may help with the response maps; borrowed, NULL = none.  FACS_E_MEMORY. */
facs_status facs_fitter_set_share(facs_fitter *fitter, facs_share *share, facs_error *error);
/** Response maps of the main model's CEN experts come from there from now on; borrowed.  FACS_E_MEMORY. */
facs_status facs_fitter_exchange(facs_fitter *fitter, const facs_cen_outside *outside, facs_error *error);

/** Parts' results travel with a face; `part` has one entry per part of the model. */
typedef struct facs_fit {
    facs_fit_state face;
    facs_fit_state part[FACS_PARTS_MAX];
} facs_fit;

/** As after loading: zero landmarks, g = (1,0,0,0,0,0), likelihood -10, certainty 0.  Parts too. */
void facs_fit_reset(facs_fit *fit);

/** One detection step from the current g, p with params->win_cur.  Updates `fit`. */
facs_status facs_fitter_step(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                             facs_error *error);

/** A face in a known box: start hypotheses, basic or early-termination procedure.
 *  *ok is the procedure's return value (which may differ from fit->face.success, quirk 8).
 *  box = x, y, width, height. */
facs_status facs_fitter_fit_box(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                const facs_fit_params *params, facs_fit *fit, bool *ok, facs_error *error);

#endif
