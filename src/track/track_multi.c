/* Up to four faces (rule of release 2.2); docs/algorithm/tracking.md, Several faces.
 *
 * Every 8th frame with a free slot all faces are detected; those no slot stands on already go to the free slots, first
 * come, first served.  A slot is freed after five failures in a row, or when a higher slot stands on the same face. */
#include "track/track_internal.h"

#include "shape/pdm.h"

#include <math.h>

enum { DETECT_EVERY = 8, FAILURES_MAX = 4 };

double facs_box_overlap(const float a[4], const float b[4])
{
    float left = fmaxf(a[0], b[0]), top = fmaxf(a[1], b[1]);
    float width = fminf(a[0] + a[2], b[0] + b[2]) - left;
    float height = fminf(a[1] + a[3], b[1] + b[3]) - top;
    double common = width > 0.0f && height > 0.0f ? (double)(width * height) : 0.0;
    float both = a[2] * a[3] + b[2] * b[3];
    return common / ((double)both - common);
}

void facs_track_box(const facs_tracker *tracker, const facs_track *track, float box[4])
{
    float min_x, max_x, min_y, max_y;
    const facs_located_shape face = facs_track_look(tracker, track).face;
    facs_shape_extremes(face.n, face.landmarks, &min_x, &max_x, &min_y, &max_y);
    box[0] = min_x;
    box[1] = min_y;
    box[2] = max_x - min_x;
    box[3] = max_y - min_y;
}

static bool is_taken(const facs_tracker *tracker, const float box[4])
{
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        float own[4];
        facs_track_box(tracker, &tracker->slot[k], own);
        if (facs_box_overlap(own, box) > 0.5)
            return true;
    }
    return false;
}

/* Boxes of faces no slot stands on; only as many as there are slots can be used. */
static facs_status find_new_faces(const facs_tracker *tracker, const facs_image *bgr, facs_box *boxes, int *count,
                                  facs_error *error)
{
    *count = 0;
    bool any_free = false;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++)
        any_free = any_free || !tracker->active[k];
    if (!any_free || tracker->frame % DETECT_EVERY != 0)
        return FACS_OK;
    const facs_box *found;
    int found_count;
    facs_status status = facs_detector_run(tracker->stages.detector, bgr, &found, &found_count, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < found_count && *count < FACS_MULTI_SLOTS; i++) {
        const float box[4] = {found[i].x, found[i].y, found[i].width, found[i].height};
        if (!is_taken(tracker, box))
            boxes[(*count)++] = found[i];
    }
    return FACS_OK;
}

static void free_slot(facs_tracker *tracker, int k)
{
    tracker->active[k] = false;
    facs_track_reset(tracker, &tracker->slot[k]);
}

/* Of two slots on one face the lower is dropped; its box stays in the comparison with the others. */
static void drop_duplicates(facs_tracker *tracker)
{
    for (int a = 0; a < FACS_MULTI_SLOTS; a++) {
        if (!tracker->active[a])
            continue;
        float box_a[4], box_b[4];
        facs_track_box(tracker, &tracker->slot[a], box_a);
        for (int b = a + 1; b < FACS_MULTI_SLOTS; b++) {
            if (!tracker->active[b])
                continue;
            facs_track_box(tracker, &tracker->slot[b], box_b);
            if (facs_box_overlap(box_a, box_b) > 0.5)
                free_slot(tracker, a);
        }
    }
}

facs_status facs_track_many(facs_tracker *tracker, const facs_image *bgr, const facs_image *image, facs_error *error)
{
    facs_box boxes[FACS_MULTI_SLOTS];
    int count, next = 0;
    facs_status status = find_new_faces(tracker, bgr, boxes, &count, error);
    for (int k = 0; status == FACS_OK && k < FACS_MULTI_SLOTS; k++) {
        facs_track *track = &tracker->slot[k];
        bool found;
        if (track->failures > FAILURES_MAX)
            free_slot(tracker, k);
        if (tracker->active[k]) {
            status = facs_track_frame(tracker, track, bgr, image, NULL, &found, error);
        } else if (next < count) {
            facs_track_reset(tracker, track);
            status = facs_track_frame(tracker, track, bgr, image, &boxes[next++], &found, error);
            tracker->active[k] = status == FACS_OK;
        }
    }
    if (status != FACS_OK)
        return status;
    drop_duplicates(tracker);
    tracker->frame++;
    return FACS_OK;
}
