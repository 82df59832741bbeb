/* Landmarks of a face in a known box: several start rotations are tried and the most likely result is kept;
 * docs/algorithm/landmark-fit.md, Start hypotheses.
 *
 * Basic procedure (CLM, CLNF): a complete detection step per rotation.
 * With early termination (CE-CLM): only the coarsest scale per rotation; the first that is likely enough for its view
 * is carried through the finer scales; when none is, the best three are. */
#include "landmark/clnf/fit_internal.h"
#include "shape/pdm.h"

#include <string.h>

enum { HYPOTHESES_MAX = FACS_HYPOTHESES_MAX, CANDIDATES_MAX = 3 };

/* pitch, yaw, roll in rad; the first alone without multi_view */
static const float rotations[HYPOTHESES_MAX][3] = {
    {0.0f, 0.0f, 0.0f},  {0.0f, -0.5236f, 0.0f}, {0.0f, 0.5236f, 0.0f},  {0.0f, -0.96f, 0.0f},
    {0.0f, 0.96f, 0.0f}, {0.0f, 0.0f, 0.5236f},  {0.0f, 0.0f, -0.5236f}, {0.0f, -1.57f, 0.0f},
    {0.0f, 1.57f, 0.0f}, {0.0f, -1.22f, 0.698f}, {0.0f, 1.22f, -0.698f},
};

static void start_from_box(facs_fitter *fitter, const float box[4], const float rotation[3], facs_fit_state *face)
{
    const facs_pdm *pdm = fitter->main.model->pdm;
    memset(face->p, 0, sizeof face->p);
    facs_params_from_box(pdm, box, face->p, rotation, face->g);
}

/* What both procedures bring back of the best result; `certainty` and `last_view` are not among it (quirk 8 of
 * docs/fidelity.md). */
static void restore_best(const facs_fitter *fitter, facs_fit *fit)
{
    const facs_landmark_model *model = fitter->main.model;
    facs_fit_state keep = fit->face;
    fit->face = fitter->best.face;
    fit->face.certainty = keep.certainty;
    fit->face.last_view = keep.last_view;
    for (int k = 0; k < model->parts; k++) {
        keep = fit->part[k];
        fit->part[k] = fitter->best.part[k];
        fit->part[k].likelihood = keep.likelihood;
        fit->part[k].certainty = keep.certainty;
        fit->part[k].success = keep.success;
        fit->part[k].last_view = keep.last_view;
    }
}

static void keep_if_best(facs_fitter *fitter, const facs_fit *fit, bool first)
{
    if (first || fit->face.likelihood > fitter->best.face.likelihood)
        fitter->best = *fit;
}

/* One after the other, each with parts and validator. */
static facs_status detect_in_full(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                  const facs_fit_params *step, int count, facs_fit *fit, facs_error *error)
{
    for (int h = 0; h < count; h++) {
        start_from_box(fitter, box, rotations[h], &fit->face);
        facs_status status = facs_fitter_step(fitter, grey, step, fit, error);
        if (status != FACS_OK)
            return status;
        keep_if_best(fitter, fit, h == 0);
    }
    return FACS_OK;
}

/* The faces alone, into fitter->tried.  *best: the most likely one; *finite: parts can be placed on all of them. */
static facs_status try_faces(facs_fitter *fitter, const facs_image *grey, const float box[4],
                             const facs_fit_params *step, int count, facs_fit_state *face, int *best, bool *finite,
                             facs_error *error)
{
    const int n = fitter->main.model->pdm->n;
    *best = 0;
    *finite = true;
    for (int h = 0; h < count; h++) {
        facs_tried_face *tried = &fitter->tried[h];
        start_from_box(fitter, box, rotations[h], face);
        facs_status status = facs_fitter_main(fitter, grey, step, face, &tried->ok, error);
        if (status != FACS_OK)
            return status;
        tried->face = *face;
        *finite = *finite && facs_all_finite(face->landmarks, 2 * n);
        if (face->likelihood > fitter->tried[*best].face.likelihood)
            *best = h;
    }
    return FACS_OK;
}

static bool refines(const facs_fitter *fitter, int part, int h)
{
    return facs_part_is_refined(&fitter->main.model->part[part], fitter->tried[h].face.g[0]);
}

/* Hypotheses whose parts leave something in those of number `end`, as bits: itself, and where a part only follows the
 * face, the one before in which it was fitted. */
static unsigned hypotheses_in(const facs_fitter *fitter, int end)
{
    unsigned bits = 1u << end;
    for (int k = 0; k < fitter->main.model->parts; k++) {
        int h = end;
        while (h >= 0 && !refines(fitter, k, h))
            h--;
        bits |= h >= 0 ? 1u << h : 0;
    }
    return bits;
}

/* Did every part that was fitted to the image get to its end, so that all it remembers was written? */
static bool are_whole(const facs_fitter *fitter, const facs_fit *fit, int h)
{
    for (int k = 0; k < fitter->main.model->parts; k++)
        if (refines(fitter, k, h) && !fit->part[k].success)
            return false;
    return true;
}

/* The most likely hypothesis is known by the face alone, and all start from the box; so the parts of others, and what
 * the validator says of them, need not be known.  But of the last one's parts something is kept (restore_best).
 * *done is false where a part may have kept something of any other hypothesis; then nothing has happened. */
static facs_status detect_in_short(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                   const facs_fit_params *step, int count, facs_fit *fit, bool *done, facs_error *error)
{
    int best;
    fitter->before = *fit;
    facs_status status = try_faces(fitter, grey, box, step, count, &fit->face, &best, done, error);
    const unsigned bits = *done ? hypotheses_in(fitter, best) | hypotheses_in(fitter, count - 1) : 0;
    for (int h = 0; h < count && status == FACS_OK && *done; h++) {
        if (!(bits >> h & 1u))
            continue;
        fit->face = fitter->tried[h].face;
        status = facs_fitter_parts(fitter, grey, step, fit, error);
        *done = !step->use_parts || are_whole(fitter, fit, h);
        if (status != FACS_OK || h != best)
            continue;
        status = facs_fitter_verdict(fitter, grey, step, fitter->tried[h].ok, &fit->face, error);
        fitter->best = *fit;
    }
    if (!*done)
        *fit = fitter->before;
    return status;
}

static facs_status detect_basic(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                const facs_fit_params *params, int count, facs_fit *fit, bool *ok, facs_error *error)
{
    facs_fit_params step = *params;
    bool done = false;
    memcpy(step.win_cur, step.win_init, sizeof step.win_cur);
    facs_status status = count > 1 ? detect_in_short(fitter, grey, box, &step, count, fit, &done, error) : FACS_OK;
    if (status == FACS_OK && !done)
        status = detect_in_full(fitter, grey, box, &step, count, fit, error);
    if (status != FACS_OK)
        return status;
    restore_best(fitter, fit);
    fit->face.certainty = fitter->best.face.certainty;
    *ok = fit->face.success;
    return FACS_OK;
}

/* What stage 1 remembers of a hypothesis; its local parameters: see detect_candidates. */
typedef struct coarse_fit {
    int index;
    float score; /**< likelihood after weight and bias of its view */
    float g[6];
} coarse_fit;

/* Stage 1: coarsest scale only.  *passed: this hypothesis is likely enough for its view. */
static facs_status try_coarse(facs_fitter *fitter, const facs_image *grey, const float box[4],
                              const facs_fit_params *coarse, int h, facs_fit *fit, coarse_fit *result, bool *passed,
                              facs_error *error)
{
    const facs_landmark_model *model = fitter->main.model;
    start_from_box(fitter, box, rotations[h], &fit->face);
    facs_status status = facs_fitter_step(fitter, grey, coarse, fit, error);
    if (status != FACS_OK)
        return status;
    int v = fit->face.last_view;
    result->index = h;
    result->score = (float)((double)fit->face.likelihood * model->early_weight[v] + model->early_bias[v]);
    memcpy(result->g, fit->face.g, sizeof result->g);
    *passed = (double)result->score > model->early_cutoff[v];
    return FACS_OK;
}

/* Descending by score; equal ones stay in order. */
static void sort_coarse(coarse_fit *fits, int count)
{
    for (int i = 1; i < count; i++) {
        coarse_fit moving = fits[i];
        int at = i;
        for (; at > 0 && fits[at - 1].score < moving.score; at--)
            fits[at] = fits[at - 1];
        fits[at] = moving;
    }
}

/* Stage 2: the best few through the finer scales. */
static facs_status detect_candidates(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *fine,
                                     coarse_fit *fits, int count, facs_fit *fit, bool *ok, facs_error *error)
{
    /* The reference remembers where the local parameters lie, and every hypothesis zeroes that place for the next one:
     * only the last hypothesis's survive (quirk 7 of docs/fidelity.md). */
    float last_p[FACS_M_MAX];
    memcpy(last_p, fit->face.p, sizeof last_p);
    sort_coarse(fits, count);
    for (int i = 0; i < count && i < CANDIDATES_MAX; i++) {
        memcpy(fit->face.g, fits[i].g, sizeof fit->face.g);
        if (fits[i].index == count - 1)
            memcpy(fit->face.p, last_p, sizeof fit->face.p);
        else
            memset(fit->face.p, 0, sizeof fit->face.p);
        for (int k = 0; k < fitter->main.model->parts; k++)
            memset(fit->part[k].p, 0, sizeof fit->part[k].p);
        facs_status status = facs_fitter_step(fitter, grey, fine, fit, error);
        if (status != FACS_OK)
            return status;
        keep_if_best(fitter, fit, i == 0);
    }
    *ok = fit->face.success; /* of the last candidate, not of the best: quirk 8 of docs/fidelity.md */
    restore_best(fitter, fit);
    return FACS_OK;
}

static facs_status detect_early(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                const facs_fit_params *params, int count, facs_fit *fit, bool *ok, facs_error *error)
{
    facs_fit_params coarse = *params, fine = *params;
    for (int c = 0; c < FACS_SCALES_MAX; c++) {
        coarse.win_cur[c] = c == 0 ? params->win_init[0] : 0;
        fine.win_cur[c] = c == 0 ? 0 : params->win_init[c];
    }
    coarse.use_parts = false;
    coarse.validate = false;
    coarse_fit fits[HYPOTHESES_MAX];
    for (int h = 0; h < count; h++) {
        bool passed;
        facs_status status = try_coarse(fitter, grey, box, &coarse, h, fit, &fits[h], &passed, error);
        if (status != FACS_OK)
            return status;
        if (!passed)
            continue;
        status = facs_fitter_step(fitter, grey, &fine, fit, error);
        *ok = status == FACS_OK && fit->face.success;
        return status;
    }
    return detect_candidates(fitter, grey, &fine, fits, count, fit, ok, error);
}

facs_status facs_fitter_fit_box(facs_fitter *fitter, const facs_image *grey, const float box[4],
                                const facs_fit_params *params, facs_fit *fit, bool *ok, facs_error *error)
{
    *ok = false;
    if (!facs_all_finite(box, 4) || !(box[2] > 0.0f) || !(box[3] > 0.0f))
        return facs_fail(error, FACS_E_ARGUMENT, "face box %g %g %g x %g: width and height must be positive",
                         (double)box[0], (double)box[1], (double)box[2], (double)box[3]);
    int count = params->multi_view ? HYPOTHESES_MAX : 1;
    if (fitter->main.model->early_termination)
        return detect_early(fitter, grey, box, params, count, fit, ok, error);
    return detect_basic(fitter, grey, box, params, count, fit, ok, error);
}
