/* Action units as OpenFace 2.2 makes them: points and frame -> AUs.  All that other folders use of this one, stage by
 * stage; the headers beside it are for the files here, but for the models' (au_model.h).
 * docs/algorithm/au-alignment.md, fhog.md and action-units.md. */
#ifndef FACS_AU_OPENFACE_AU_H
#define FACS_AU_OPENFACE_AU_H

#include "base/profile.h"
#include "image/image.h"
#include "image/image_kernels.h"
#include "au/openface/au_model.h"

/* ---- alignment (align_face.c): au-alignment.md ---- */

typedef struct facs_align_options {
    float scale; /**< 0.7 for the AU face */
    int size;    /**< 112 */
    bool mask;
} facs_align_options;

/** The face the descriptor is made of: scale 0.7, 112 x 112, masked. */
facs_align_options facs_au_face(void);

/** 2x3 matrix image -> aligned face.  `landmarks` 2 x 68, g = parameters of `pdm` fitted to them. */
void facs_au_align_matrix(const facs_pdm *pdm, const float *landmarks, const float g[6],
                          const facs_align_options *options, float matrix[6]);
/** Aligned face, size x size x 3 bytes B G R, and its mask, size x size 0/1 (all 1 without options->mask).  `cpu`
 *  is env.cpu; every level gives the same bytes. */
void facs_au_align(facs_cpu_level cpu, const facs_au_model *model, const facs_image *bgr, const float *landmarks,
                   const float g[6], const facs_align_options *options, uint8_t *aligned, uint8_t *mask);

/* ---- descriptor (fhog.c, geometry.c): fhog.md; action-units.md ---- */

/** FHOG of a 112 x 112 B G R face: 4464 f32, (row * 12 + col) * 31 + channel.  env must be resolved (env->cpu picks
 *  the kernels; all levels give the same bits). */
void facs_au_fhog(const facs_env *env, const uint8_t *aligned, float *descriptor);
/** 204 deviations and 34 parameters, f64. */
void facs_au_geometry(const facs_pdm *pdm, const float *p, double *geometry);

/* ---- running medians (median.c): action-units.md ---- */

typedef struct facs_medians facs_medians;
/** 14 MB.  FACS_E_MEMORY. */
facs_status facs_medians_create(const facs_env *env, facs_medians **medians, facs_error *error);
void facs_medians_destroy(facs_medians **medians);
void facs_medians_reset(facs_medians *medians);
/** Call on odd frames only (1, 3, 5 ..., failed ones included).  `update` = tracking succeeded; else the descriptor is
 *  not counted (it shows only in the rule for one update). */
void facs_medians_step(facs_medians *medians, const float *fhog, const double *geometry, bool update);
/** 4702 values, worked out now if a step came since the last call; zeros before the first step.  Borrowed until the
 *  next call on `medians`. */
const double *facs_medians_values(facs_medians *medians);

/* ---- prediction (predict.c): action-units.md ---- */

/** The predictors' input x, FACS_AU_FEATURES values: descriptor, then geometry. */
void facs_au_input(const float *fhog, const double *geometry, double *x);
/** Products x[v] . w of every predictor of the model with `vectors` inputs; `products` has vectors x model->predictors
 *  values.  Vectors given together cost less.  env must be resolved, here and below. */
void facs_au_products(const facs_env *env, const facs_au_model *model, int vectors, const double *const *x,
                      double *products);
/** mean . w of every predictor; model->predictors values. */
void facs_au_mean_products(const facs_env *env, const facs_au_model *model, double *products);
/** Products of the part of the input that does not depend on the frame, (mean [+ medians]) . w, per predictor.
 *  `mean_products` are those of facs_au_mean_products(), `median_products` those of facs_au_products() with the
 *  medians; NULL = medians are zero. */
void facs_au_offsets(const facs_au_model *model, const double *mean_products, const double *median_products,
                     double *offsets);
/** Decision values y = products - offsets + bias; intensities (raw) and presences (class values) in output order. */
void facs_au_decide(const facs_au_model *model, const double *products, const double *offsets, double au_r[FACS_AU_R],
                    double au_c[FACS_AU_C]);

/** Still or multi-face: everything from aligned face and p; intensities clamped to 0..5. */
void facs_au_static(const facs_env *env, const facs_au_model *model, const float *fhog, const float *p,
                    double au_r[FACS_AU_R], double au_c[FACS_AU_C]);

/* ---- whole video (history.c): action-units.md ---- */

/** Describes and predicts frame by frame, remembers what the second pass needs, then calibrates and smooths.
 *  One thread. */
typedef struct facs_au_history facs_au_history;

/** `model` is borrowed.  `dynamic` = person calibration and second pass; without it the model must be the static set.
 *  FACS_E_ARGUMENT (dynamic predictors, but !dynamic), FACS_E_UNSUPPORTED (shape model is not 68 points, 34 modes),
 *  FACS_E_MEMORY. */
facs_status facs_au_history_create(const facs_env *env, const facs_au_model *model, bool dynamic,
                                   facs_au_history **history, facs_error *error);
void facs_au_history_destroy(facs_au_history **history);
void facs_au_history_reset(facs_au_history *history);
/** Count the time of the stages there from now on; borrowed, NULL = not measured. */
void facs_au_history_set_profiler(facs_au_history *history, facs_profiler *profiler);

/** From now on the steps give no values: au_r and au_c come back as zeros, `online` untouched.  Final values are the
 *  same.  Frames are predicted 8 at a time, and those of the second pass only there. */
void facs_au_history_defer(facs_au_history *history);

/** From now on nothing is remembered for a second pass: memory is the same after days.  The steps give the same values;
 *  facs_au_history_finish() fails with FACS_E_STATE.  Not together with facs_au_history_defer(). */
void facs_au_history_live(facs_au_history *history);

/** What medians and offsets are from now on, through facs_au_history_reset(); before the first frame.  `online` is then
 *  raw intensities minus the offsets, clipped.  FACS_E_MEMORY. */
facs_status facs_au_history_calibrate(facs_au_history *history, const double medians[FACS_AU_FEATURES],
                                      const double offsets[FACS_AU_R], int64_t frames, facs_error *error);
/** What they are now: after facs_au_history_finish() those of the whole video, before it the medians so far and the
 *  offsets of `online`; and the predictors' cut-offs.
 *  @return successful frames behind them */
int64_t facs_au_history_learnt(const facs_au_history *history, double medians[FACS_AU_FEATURES],
                               double offsets[FACS_AU_R], double cut_offs[FACS_AU_R]);

/** Keep the raw intensities of every frame, before the first; 272 bytes a frame.  FACS_E_MEMORY. */
facs_status facs_au_history_keep_raw(facs_au_history *history, facs_error *error);
/** Raw intensities of the last step, which gave values, and what was subtracted from them; 0 without success.
 *  @param corrected  from those of `online`, else from au_r */
void facs_au_history_last_raw(const facs_au_history *history, bool corrected, double raw[FACS_AU_R],
                              double baseline[FACS_AU_R]);
/** The same of frame `index` after finish: raw - baseline is what facs_au_history_final() limits and smooths. */
void facs_au_history_final_raw(const facs_au_history *history, int64_t index, double raw[FACS_AU_R],
                               double baseline[FACS_AU_R]);

/** One frame in order.  `landmarks` 2 x 68; both ignored when !success; landmarks that are not finite count as failure.
 * au_r raw (0 when !success), au_c class values; `online` (17) = corrected as for a live stream, may be NULL.
 * FACS_E_MEMORY: nothing has changed. */
facs_status facs_au_history_step(facs_au_history *history, const facs_image *bgr, const float *landmarks, bool success,
                                 double au_r[FACS_AU_R], double au_c[FACS_AU_C], double *online, facs_error *error);

/** Second pass, calibration, clipping, smoothing over all frames stepped so far.  FACS_E_OUTPUT: what was kept of them
 *  in a temporary file is lost. */
facs_status facs_au_history_finish(facs_au_history *history, facs_error *error);
/** FACS_E_OUTPUT: the same, found out since. */
facs_status facs_au_history_check(const facs_au_history *history, facs_error *error);
/** Final values of frame `index` from 0, after finish and before the next step; zeros for a frame it did not see. */
void facs_au_history_final(const facs_au_history *history, int64_t index, double au_r[FACS_AU_R],
                           double au_c[FACS_AU_C]);

#endif
