/* A tracker whose landmark engine and face detector follow a script; a face is a rectangle of four points. */
#ifndef FACS_TESTS_TRACK_FAKE_H
#define FACS_TESTS_TRACK_FAKE_H

#include "track/track_internal.h"

#include <string.h>

/** What the landmark engine remembers of a face. */
typedef struct fake_fit {
    bool success;
    float certainty;
    float box[4];
    float landmarks[8]; /**< of the last fit */
} fake_fit;

typedef struct fake {
    facs_detect_engine detect_engine;
    facs_landmark_engine landmark_engine;
    facs_detector detector;
    facs_landmarker landmarker;
    facs_tracker tracker;
    fake_fit fit[FACS_MULTI_SLOTS];

    /* script */
    bool step_success;              /**< verdict of a step */
    bool detect_ok, detect_success; /**< accepted or not, and flag, of a fit in a box */
    facs_box boxes[8];
    int box_count;
    facs_status fail_step, fail_detect, fail_faces;

    /* what happened */
    int steps, detects, faces;
    bool last_first; /**< of the last fit in a box */
    float last_box[4];
} fake;

static inline void fake_place(const float box[4], fake_fit *fit)
{
    memcpy(fit->box, box, sizeof fit->box);
}

static inline void fake_points(fake_fit *fit)
{
    const float *box = fit->box, right = box[0] + box[2], bottom = box[1] + box[3];
    const float points[8] = {box[0], right, box[0], right, box[1], box[1], bottom, bottom};
    memcpy(fit->landmarks, points, sizeof points);
}

static inline void fake_reset(void *state, void *fit)
{
    (void)state;
    memset(fit, 0, sizeof(fake_fit));
}

static inline void fake_start(void *state, const float box[4], void *fit)
{
    (void)state;
    fake_place(box, fit);
}

static inline facs_status fake_follow(void *state, const facs_image *grey, void *memory, facs_error *error)
{
    fake *f = state;
    fake_fit *fit = memory;
    (void)grey;
    f->steps++;
    if (f->fail_step < 0)
        return facs_fail(error, f->fail_step, "step");
    fake_points(fit);
    fit->success = f->step_success;
    fit->certainty = f->step_success ? 0.9f : 0.1f;
    return FACS_OK;
}

static inline facs_status fake_find_again(void *state, const facs_image *grey, const float box[4], bool first,
                                          void *memory, bool *accepted, facs_error *error)
{
    fake *f = state;
    fake_fit *fit = memory;
    (void)grey;
    f->detects++;
    f->last_first = first;
    memcpy(f->last_box, box, sizeof f->last_box);
    if (f->fail_detect < 0)
        return facs_fail(error, f->fail_detect, "detect");
    *accepted = first || f->detect_ok;
    if (*accepted) {
        fake_place(box, fit);
        fake_points(fit);
    }
    fit->success = f->detect_success;
    fit->certainty = f->detect_success ? 0.95f : 0.3f;
    return FACS_OK;
}

static inline facs_located fake_look(const void *state, const void *memory)
{
    (void)state;
    const fake_fit *fit = memory;
    return (facs_located){
        .success = fit->success, .certainty = fit->certainty, .face = {.n = 4, .landmarks = fit->landmarks}};
}

static inline facs_status fake_faces(void *state, const facs_image *bgr, const facs_box **boxes, int *count,
                                     facs_error *error)
{
    fake *f = state;
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
    memset(f, 0, sizeof *f);
    f->detect_engine = (facs_detect_engine){.name = "fake", .run = fake_faces};
    f->landmark_engine = (facs_landmark_engine){.name = "fake",
                                                .grey = true,
                                                .fit_size = sizeof(fake_fit),
                                                .reset = fake_reset,
                                                .start = fake_start,
                                                .follow = fake_follow,
                                                .find_again = fake_find_again,
                                                .look = fake_look};
    f->detector = (facs_detector){.engine = &f->detect_engine, .state = f};
    f->landmarker = (facs_landmarker){.engine = &f->landmark_engine, .state = f};
    f->tracker.stages = (facs_track_stages){&f->detector, &f->landmarker};
    f->tracker.many = many;
    f->tracker.detect_every = many ? -1 : 2;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++)
        f->tracker.slot[k].fit = &f->fit[k];
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
