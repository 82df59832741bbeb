/* See gaze_screen.h: what is measured, and what is made of it. */
#include "extract/gaze_screen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALID_LEAST = 5 /* frames of a point */, FIRST_ROOM = 64 };

static bool lies_in(const facs_gaze_screen *gaze, const facs_gaze_time *time, const facs_result *result)
{
    const double at = gaze->by_frame ? (double)result->frame : result->timestamp;
    return at >= time->from && (gaze->by_frame ? at <= time->to : at < time->to);
}

static const facs_face *only_face(const facs_result *result)
{
    return result->face_count == 1 ? facs_result_face(result, 0) : NULL;
}

/* false without success, which has no gaze */
static bool look_at(const facs_face *face, double place[2])
{
    return face && face->success && face->has_eyes && facs_gaze_on_plane(face->gaze_angle, face->pose, place);
}

static bool keep(const facs_env *env, facs_gaze_time *time, const double place[2])
{
    if (time->valid == time->room) {
        const int64_t room = time->room ? 2 * time->room : FIRST_ROOM;
        void *more =
            facs_regrow(env, time->plane, (size_t)time->room * sizeof *time->plane, (size_t)room * sizeof *time->plane);
        if (!more)
            return false;
        time->plane = more;
        time->room = room;
    }
    time->plane[time->valid][0] = place[0];
    time->plane[time->valid++][1] = place[1];
    return true;
}

facs_status facs_gaze_screen_add(facs_gaze_screen *gaze, const facs_result *result, facs_error *error)
{
    double place[2];
    if (!gaze || !result)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_gaze_screen_add: there is nothing to add, or nothing to add it to");
    if (!gaze->time)
        return facs_fail(error, FACS_E_STATE, "%s: was measured before: there is nothing to add", gaze->path);
    for (int i = 0; i < gaze->count; i++) {
        facs_gaze_time *time = &gaze->time[i];
        if (!lies_in(gaze, time, result))
            continue;
        time->frames++;
        if (look_at(only_face(result), place) && !keep(&gaze->env, time, place))
            gaze->no_memory = true;
    }
    return gaze->no_memory ? facs_fail(error, FACS_E_MEMORY, "%s: out of memory", gaze->path) : FACS_OK;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* `values` lose their order */
static double median(double *values, int64_t count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* blinks and looks aside are fewer than half of the frames, so that the median passes them over */
static facs_status find_medians(facs_gaze_screen *gaze, facs_error *error)
{
    int64_t most = 0;
    for (int i = 0; i < gaze->count; i++)
        most = gaze->time[i].valid > most ? gaze->time[i].valid : most;
    double *values = facs_calloc(&gaze->env, (size_t)most + 1, sizeof *values);
    if (!values)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", gaze->path);
    for (int i = 0; i < gaze->count; i++)
        for (int axis = 0; axis < 2; axis++) {
            const facs_gaze_time *time = &gaze->time[i];
            for (int64_t k = 0; k < time->valid; k++)
                values[k] = time->plane[k][axis];
            gaze->point[i].plane[axis] = median(values, time->valid);
        }
    facs_free(&gaze->env, values);
    return FACS_OK;
}

static facs_status check_seen(const facs_gaze_screen *gaze, facs_error *error)
{
    for (int i = 0; i < gaze->count; i++) {
        const facs_gaze_time *time = &gaze->time[i];
        if (time->valid < VALID_LEAST)
            return facs_fail(
                error, FACS_E_ARGUMENT,
                "%s: point %d (%g to %g%s): %lld of its %lld frames have a face with a gaze; %d or more are "
                "needed",
                gaze->path, i + 1, time->from, time->to, gaze->by_frame ? "" : " s", (long long)time->valid,
                (long long)time->frames, (int)VALID_LEAST);
        if (2 * time->valid < time->frames)
            facs_log(&gaze->env, FACS_LOG_WARNING, "%s: point %d: only %lld of its %lld frames have a face with a gaze",
                     gaze->path, i + 1, (long long)time->valid, (long long)time->frames);
    }
    return FACS_OK;
}

facs_status facs_gaze_screen_make_map(facs_gaze_screen *gaze, facs_error *error)
{
    facs_error why = {0};
    if (gaze->no_memory)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", gaze->path);
    facs_status status = gaze->time ? check_seen(gaze, error) : FACS_OK;
    if (status == FACS_OK && gaze->time)
        status = find_medians(gaze, error);
    if (status != FACS_OK)
        return status;
    status = facs_gaze_map_fit(gaze->point, gaze->count, &gaze->map, &why);
    gaze->fitted = status == FACS_OK;
    return gaze->fitted ? FACS_OK : facs_fail(error, status, "%s: %s", gaze->path, why.message);
}

void facs_gaze_screen_look(const facs_gaze_screen *gaze, const facs_face *face, float screen[2])
{
    double place[2], found[2] = {NAN, NAN};
    if (gaze && gaze->fitted && look_at(face, place))
        facs_gaze_map_apply(&gaze->map, place, found);
    screen[0] = (float)found[0];
    screen[1] = (float)found[1];
}

void facs_gaze_screen_put(const facs_gaze_screen *gaze, facs_result *result)
{
    double place[2];
    float screen[2];
    const facs_face *face = only_face(result);
    if (!look_at(face, place))
        return;
    facs_gaze_screen_look(gaze, face, screen);
    facs_result_set_gaze_screen(result, 0, screen[0], screen[1]);
}

void facs_gaze_screen_note_origin(facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                  const facs_camera *camera)
{
    snprintf(gaze->pipeline, sizeof gaze->pipeline, "%s", pipeline);
    gaze->width = width;
    gaze->height = height;
    gaze->camera = *camera;
}

static bool same(float a, float b)
{
    return fabsf(a - b) <= 1e-4F * fabsf(b);
}

facs_status facs_gaze_screen_check_origin(const facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                          const facs_camera *camera, const char *input, facs_error *error)
{
    const facs_camera *then = &gaze->camera, *now = camera;
    if (strcmp(gaze->pipeline, pipeline) != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: was measured with the pipeline %s and says nothing to %s",
                         gaze->path, gaze->pipeline, pipeline);
    if (gaze->width != width || gaze->height != height || !same(then->fx, now->fx) || !same(then->fy, now->fy) ||
        !same(then->cx, now->cx) || !same(then->cy, now->cy))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: was measured in pictures of %lld x %lld with focal lengths of %g, %g; those of %s are "
                         "%d x %d with %g, %g: both have to be of one camera",
                         gaze->path, (long long)gaze->width, (long long)gaze->height, (double)then->fx,
                         (double)then->fy, input, width, height, (double)now->fx, (double)now->fy);
    return FACS_OK;
}

void facs_gaze_screen_tell(const facs_gaze_screen *gaze)
{
    facs_log(
        &gaze->env, FACS_LOG_INFO,
        "%s: %d points, fit of %s order: misses a point that is left out by %.4g %s, those it was made of by %.4g %s "
        "(root mean square)",
        gaze->path, gaze->count, gaze->map.terms == FACS_GAZE_TERMS ? "second" : "first",
        facs_gaze_left_out(gaze->point, gaze->count), gaze->unit, facs_gaze_error(gaze->point, gaze->count),
        gaze->unit);
}

void facs_gaze_screen_close(facs_gaze_screen **address)
{
    facs_gaze_screen *gaze = address ? *address : NULL;
    if (!gaze)
        return;
    *address = NULL;
    for (int i = 0; gaze->time && i < gaze->count; i++)
        facs_free(&gaze->env, gaze->time[i].plane);
    facs_free(&gaze->env, gaze->time);
    facs_free(&gaze->env, gaze->point);
    facs_free(&gaze->env, gaze->clip);
    facs_free(&gaze->env, gaze->path);
    facs_env env = gaze->env;
    facs_free(&env, gaze);
}
