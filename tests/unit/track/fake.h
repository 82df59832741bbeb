/* A tracker whose fit and face detector follow a script; the shape model is a flat square of four points. */
#ifndef FACS_TESTS_TRACK_FAKE_H
#define FACS_TESTS_TRACK_FAKE_H

#include "shape/pdm.h"
#include "track/track_internal.h"
#include "support/shape_in_image.h"

#include <string.h>

typedef struct fake {
    facs_tracker tracker;
    facs_landmark_model model;
    facs_pdm pdm;
    float mean[12], modes[12], modes_t[12], eigenvalue;

    /* script */
    bool step_success;              /**< verdict of a detection step */
    bool detect_ok, detect_success; /**< return value and flag of a fit in a box */
    facs_box boxes[8];
    int box_count;
    facs_status fail_step, fail_detect, fail_faces;

    /* what happened */
    int steps, detects, faces;
    facs_fit_params last_params; /**< of the last step or detect */
    float last_box[4];
} fake;

static inline facs_status fake_step(void *cookie, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                                    facs_error *error)
{
    fake *f = cookie;
    (void)grey;
    f->steps++;
    f->last_params = *params;
    if (f->fail_step < 0)
        return facs_fail(error, f->fail_step, "step");
    shape_in_image(&f->pdm, fit->face.p, fit->face.g, fit->face.landmarks);
    fit->face.success = f->step_success;
    fit->face.certainty = f->step_success ? 0.9f : 0.1f;
    return FACS_OK;
}

static inline facs_status fake_detect(void *cookie, const facs_image *grey, const float box[4],
                                      const facs_fit_params *params, facs_fit *fit, bool *ok, facs_error *error)
{
    fake *f = cookie;
    (void)grey;
    f->detects++;
    f->last_params = *params;
    memcpy(f->last_box, box, sizeof f->last_box);
    if (f->fail_detect < 0)
        return facs_fail(error, f->fail_detect, "detect");
    static const float frontal[3] = {0, 0, 0};
    memset(fit->face.p, 0, sizeof fit->face.p);
    facs_params_from_box(&f->pdm, box, fit->face.p, frontal, fit->face.g);
    shape_in_image(&f->pdm, fit->face.p, fit->face.g, fit->face.landmarks);
    fit->face.likelihood = 3.0f;
    fit->face.likelihoods[0] = 3.0f;
    fit->face.success = f->detect_success;
    fit->face.certainty = f->detect_success ? 0.95f : 0.3f;
    fit->part[0].g[0] = 7.0f;
    *ok = f->detect_ok;
    return FACS_OK;
}

static inline facs_status fake_faces(void *cookie, const facs_image *bgr, const facs_box **boxes, int *count,
                                     facs_error *error)
{
    fake *f = cookie;
    (void)bgr;
    f->faces++;
    if (f->fail_faces < 0)
        return facs_fail(error, f->fail_faces, "faces");
    *boxes = f->boxes;
    *count = f->box_count;
    return FACS_OK;
}

static inline void fake_set_up(fake *f, bool many)
{
    static const float square[12] = {-1, 1, -1, 1, -1, -1, 1, 1, 0, 0, 0, 0};
    memset(f, 0, sizeof *f);
    memcpy(f->mean, square, sizeof square);
    f->eigenvalue = 1.0f;
    f->pdm = (facs_pdm){4, 1, f->mean, f->modes, f->modes_t, &f->eigenvalue};
    f->model.pdm = &f->pdm;
    f->tracker.model = &f->model;
    f->tracker.many = many;
    f->tracker.stages = (facs_track_stages){f, fake_step, fake_detect, fake_faces};
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        f->tracker.slot[k].params = facs_fit_params_main(&f->model, false);
        if (many)
            f->tracker.slot[k].params.reinit_every = -1;
    }
    facs_tracker_reset(&f->tracker);
    f->step_success = f->detect_ok = f->detect_success = true;
}

static inline void fake_box(fake *f, float x, float y, float width, float height)
{
    f->boxes[f->box_count++] = (facs_box){x, y, width, height, 0.9f};
}

/** One frame; returns the number of faces. */
static inline facs_status fake_frame(fake *f, facs_tracked tracked[FACS_MULTI_SLOTS], int *count)
{
    static const uint8_t pixels[3 * 640 * 480] = {0};
    const facs_image bgr = {pixels, 640, 480, 3, 3 * 640, NULL}, grey = {pixels, 640, 480, 1, 640, NULL};
    facs_error error;
    return facs_tracker_frame(&f->tracker, &bgr, &grey, tracked, count, &error);
}

#endif
