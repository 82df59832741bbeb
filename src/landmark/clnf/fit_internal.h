/* Shared by the files of the landmark fit (fit_params.c, optimise.c, fitter.c, hypotheses.c) and their tests. */
#ifndef FACS_LANDMARK_CLNF_FIT_INTERNAL_H
#define FACS_LANDMARK_CLNF_FIT_INTERNAL_H

#include "base/finite.h"
#include "landmark/clnf/fitter.h"
#include "landmark/clnf/mean_shift_kernels.h"
#include "shape/calc_params.h"
#include "linear/cholesky_kernels.h"
#include "shape/shape_kernels.h"

enum {
    FACS_FIT_ROWS = 2 * FACS_N_MAX,
    FACS_FIT_COLUMNS = 6 + FACS_M_MAX,
};

/** Prior weight, kernel width (cells) and confidence factor in force at one scale. */
typedef struct facs_scale_params {
    float reg, sigma, weight;
} facs_scale_params;

facs_scale_params facs_fit_params_at(const facs_fit_params *params, const facs_landmark_model *model, int c);

/** Scratch memory of one pass, for models that run one after the other. */
typedef struct facs_fit_workspace {
    float maps[FACS_N_MAX * FACS_WINDOW_MAX * FACS_WINDOW_MAX];
    float jacobian[FACS_SOLVE_MAX * FACS_FIT_ROWS]; /**< jacobian_full of shape_kernels.h */
    float weighted[FACS_SOLVE_MAX * FACS_FIT_ROWS]; /**< W J, laid out alike */
    float h[FACS_FIT_COLUMNS * FACS_FIT_COLUMNS];
    float b[FACS_FIT_COLUMNS], delta[FACS_FIT_COLUMNS];
    float shape_3d[3 * FACS_N_MAX];
    const facs_pdm *shape_of;  /**< what shape_3d was computed of; NULL = nothing yet */
    float shape_p[FACS_M_MAX]; /**< likewise */
    float base[FACS_FIT_ROWS], current[FACS_FIT_ROWS], previous[FACS_FIT_ROWS];
    float dxdy[FACS_FIT_ROWS], shift_ref[FACS_FIT_ROWS], shift[FACS_FIT_ROWS];
    facs_mean_shift_memory seen; /**< in the maps */
    float weight[FACS_FIT_ROWS]; /**< diagonal of W */
    float prior[FACS_M_MAX];     /**< lambda */
} facs_fit_workspace;

/** One model (the main one or a part) with everything that belongs to it alone. */
typedef struct facs_model_fit {
    const facs_landmark_model *model;
    facs_fit_params params; /**< of a part; the main model's come with each call */
    facs_responder *responder;
    facs_calc *calc;
    facs_fit_workspace *work; /**< that of the fitter, or its own when parts may be fitted at the same time */
    facs_expert_cache *cache; /**< its own CCNF experts, likewise; NULL = those of the fitter */
    /** By window size, with the sigma of its first use (quirk 13 of docs/fidelity.md); NULL = not used yet. */
    facs_kde *kde[FACS_WINDOW_MAX + 1];
} facs_model_fit;

/** What a helper leaves behind of a part. */
typedef struct facs_part_result {
    facs_fit_state state;
    bool refined;
    facs_status status;
    facs_error error;
} facs_part_result;

/** All parts as turns of a loop.  Late helpers read and write this after the loop has ended (base/share.h). */
typedef struct facs_parts_loop {
    facs_fitter *fitter;
    facs_image grey;
    float landmarks[2 * FACS_N_MAX]; /**< of the main model */
    float scale;                     /**< its g[0] */
    int set[FACS_PARTS_MAX];         /**< tools that a helper works with */
    facs_fit_state *state;           /**< of the owner */
    bool *refined;                   /**< likewise */
    facs_status *status;
    facs_error *error;
    facs_part_result result[FACS_PARTS_MAX]; /**< of helpers; `state` is there from the start */
} facs_parts_loop;

enum { FACS_HYPOTHESES_MAX = 11 };

/** A start hypothesis before its parts were looked at. */
typedef struct facs_tried_face {
    facs_fit_state face;
    bool ok; /**< the fit's own verdict */
} facs_tried_face;

struct facs_fitter {
    facs_env env;
    const facs_shape_kernels *shape;
    const facs_cholesky_kernels *cholesky;
    const facs_mean_shift_kernels *mean_shift;
    facs_validator *validator; /**< NULL when the model has none */
    facs_expert_cache *cache;  /**< CCNF experts of the main model and the parts */
    facs_model_fit main;
    facs_model_fit part[FACS_PARTS_MAX];
    facs_fit_workspace *work;
    bool stills;            /**< as facs_fitter_set_stills() says */
    facs_share *share;      /**< threads that may help; NULL = none */
    facs_parts_loop *loops; /**< one for each slot; one without `share` */
    /** More tools of a part, made when a helper does not get on with others; number of the loop in which it did not. */
    facs_model_fit *more[FACS_PARTS_MAX][FACS_SHARE_SLOTS - 1];
    int64_t late[FACS_PARTS_MAX][FACS_SHARE_SLOTS];
    facs_fit best, before; /**< of the hypotheses: the most likely one, and what was there before the first */
    facs_tried_face tried[FACS_HYPOTHESES_MAX];
    facs_profiler *profiler; /**< NULL = not measured */
};

/** 2D shape at (g, p) with the fitter's kernels; the 3D shape stays in `work`. */
void facs_fitter_shape(const facs_fitter *fitter, facs_fit_workspace *work, const facs_pdm *pdm, const float g[6],
                       const float *p, float *shape);

/* The three thirds of facs_fitter_step(): the face itself (*ok: the fit's own verdict), its parts, what the validator says.
 * Likelihoods are those of the first. */
facs_status facs_fitter_main(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params,
                             facs_fit_state *face, bool *ok, facs_error *error);
facs_status facs_fitter_parts(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                              facs_error *error);
facs_status facs_fitter_verdict(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, bool ok,
                                facs_fit_state *face, facs_error *error);
/** Is a part fitted to the image when the face is of that size (its g[0])?  Else it only follows the face. */
bool facs_part_is_refined(const facs_part *part, float scale);

enum { FACS_TRACE_MAX = 16 };

/** What the iterations of one scale did, rigid then non-rigid pass: tests compare it with the reference, which no result
 *  tells. */
typedef struct facs_pass_trace {
    int rigid_count, nonrigid_count;                                 /**< iterations that ran */
    float rigid_g[FACS_TRACE_MAX][6], nonrigid_g[FACS_TRACE_MAX][6]; /**< row 0 before, row i after iteration i */
    float nonrigid_p[FACS_TRACE_MAX][FACS_M_MAX];
    float rigid_shift_first[2 * FACS_N_MAX], nonrigid_shift_first[2 * FACS_N_MAX]; /**< mean shift, reference frame */
    float rigid_dxdy[FACS_TRACE_MAX][2 * FACS_N_MAX], nonrigid_dxdy[FACS_TRACE_MAX][2 * FACS_N_MAX];
    float rigid_shift[FACS_TRACE_MAX][2 * FACS_N_MAX],
        nonrigid_shift[FACS_TRACE_MAX][2 * FACS_N_MAX]; /**< image frame */
    float rigid_update[FACS_TRACE_MAX][6], nonrigid_update[FACS_TRACE_MAX][6 + FACS_M_MAX];
} facs_pass_trace;

/** One scale with the given responses: maps as from facs_responses; t, u the similarity; record: likelihoods wanted;
 *  `trace` may be NULL. */
facs_status facs_optimise(facs_fitter *fitter, facs_model_fit *model_fit, const facs_fit_params *params, int c, int v,
                          int window, const float *maps, const float t[4], const float u[4], bool record,
                          facs_fit_state *state, facs_pass_trace *trace);

#endif
