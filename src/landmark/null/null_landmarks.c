/* Points on an ellipse in the box; see null_landmarks.h. */
#include "landmark/null/null_landmarks.h"

#include <math.h>
#include <string.h>

enum { POINTS = FACS_LANDMARKS };

typedef struct null_fit {
    bool success;
    float landmarks[2 * POINTS];
} null_fit;

static facs_status shape(const facs_loaded *models, facs_face_shape *shape, facs_error *error)
{
    (void)models, (void)error;
    *shape = (facs_face_shape){.landmarks = POINTS};
    return FACS_OK;
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_landmark_settings *settings,
                          void **state, facs_error *error)
{
    (void)env, (void)models, (void)settings, (void)error;
    *state = NULL; /* all it remembers is in the fits */
    return FACS_OK;
}

static void destroy(void **state)
{
    *state = NULL;
}

static void reset(void *state, void *fit)
{
    (void)state;
    memset(fit, 0, sizeof(null_fit));
}

static void start(void *state, const float box[4], void *fit)
{
    (void)state;
    null_fit *made = fit;
    for (int i = 0; i < POINTS; i++) {
        double turn = 6.283185307179586 * i / POINTS;
        made->landmarks[i] = (float)((double)box[0] + (double)box[2] * 0.5 * (1 + cos(turn)));
        made->landmarks[POINTS + i] = (float)((double)box[1] + (double)box[3] * 0.5 * (1 + sin(turn)));
    }
}

static facs_status follow(void *state, const facs_image *image, void *fit, facs_error *error)
{
    (void)state, (void)image, (void)error;
    ((null_fit *)fit)->success = true;
    return FACS_OK;
}

static facs_status find(void *state, const facs_image *image, const float box[4], void *fit, facs_error *error)
{
    start(state, box, fit);
    return follow(state, image, fit, error);
}

static facs_status find_again(void *state, const facs_image *image, const float box[4], bool first, void *fit,
                              bool *accepted, facs_error *error)
{
    (void)first;
    *accepted = true;
    return find(state, image, box, fit, error);
}

static facs_located look(const void *state, const void *fit)
{
    (void)state;
    const null_fit *seen = fit;
    return (facs_located){.success = seen->success,
                          .certainty = seen->success ? 1.0f : 0.0f,
                          .face = {.n = POINTS, .landmarks = seen->landmarks}};
}

static const char *const models[] = {NULL};

const facs_landmark_engine facs_null_landmarks = {
    .name = "null",
    .meaning = "points on an ellipse in the box",
    .models = models,
    .fit_size = sizeof(null_fit),
    .shape = shape,
    .create = create,
    .destroy = destroy,
    .reset = reset,
    .start = start,
    .follow = follow,
    .find = find,
    .find_again = find_again,
    .look = look,
};
