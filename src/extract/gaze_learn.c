/* Gaze on a screen in a run: what does not go together is said before there is work, the recording with the points is
 * analysed as far as they reach, and the run knows the map before its first frame. */
#include "extract/run.h"
#include "head/head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const double lead = 1; /* s before the first point, for the points of the face to settle */

facs_status facs_run_read_gaze(facs_run *run, facs_error *error)
{
    const char *path = run->options.gaze_calibration;
    if (!path)
        return FACS_OK;
    facs_status status = facs_gaze_screen_read(&run->env, path, &run->gaze, error);
    if (status == FACS_OK && !run->gaze->time && run->options.save_gaze_calibration)
        status = facs_fail(error, FACS_E_ARGUMENT,
                           "%s: was measured before: there is nothing new for save_gaze_calibration "
                           "(--save-gaze-calibration)",
                           path);
    return status;
}

static bool is_readable_twice(const facs_run *run)
{
    struct stat info;
    return run->info->kind == FACS_MEDIA_VIDEO &&
           (run->env.read_file || (stat(run->given, &info) == 0 && S_ISREG(info.st_mode)));
}

static bool same(float a, float b)
{
    return fabsf(a - b) <= 1e-4F * fabsf(b);
}

/* positions of a head in mm are those of one camera and size of pictures, and every pipeline sees gaze in its own way */
static facs_status check_origin(const facs_run *run, facs_error *error)
{
    const facs_gaze_screen *gaze = run->gaze;
    const char *pipeline = run->models->pipeline.name;
    const facs_camera *then = &gaze->camera,
                      now = facs_camera_complete(&run->options.camera, run->info->width, run->info->height, false);
    if (strcmp(gaze->pipeline, pipeline) != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: was measured with the pipeline %s and says nothing to %s",
                         gaze->path, gaze->pipeline, pipeline);
    if (gaze->width != run->info->width || gaze->height != run->info->height || !same(then->fx, now.fx) ||
        !same(then->fy, now.fy) || !same(then->cx, now.cx) || !same(then->cy, now.cy))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: was measured in pictures of %lld x %lld with focal lengths of %g, %g; those of %s are "
                         "%d x %d with %g, %g: both have to be of one camera",
                         gaze->path, (long long)gaze->width, (long long)gaze->height, (double)then->fx,
                         (double)then->fy, run->input, run->info->width, run->info->height, (double)now.fx,
                         (double)now.fy);
    return FACS_OK;
}

facs_status facs_run_check_gaze(facs_run *run, facs_error *error)
{
    const char *what = "gaze_calibration (--gaze-calibration)";
    facs_gaze_screen *gaze = run->gaze ? run->gaze : run->measured;
    if (!gaze)
        return FACS_OK;
    const facs_face_shape shape = facs_session_shape(run->session);
    if (run->stills || run->options.faces != FACS_FACES_ONE)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %s is for videos with one face (--faces one)", run->input, what);
    if (!shape.gaze && shape.eye_landmarks == 0)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %s: the pipeline %s tells no gaze", run->input, what,
                         run->models->pipeline.name);
    if (!gaze->time)
        return check_origin(run, error);
    if (run->gaze && !gaze->clip && !is_readable_twice(run))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "%s: its points are looked at in the input, and %s is no video file that can be read twice: name "
            "a recording with the points as clip in the file, or use what --save-gaze-calibration wrote",
            gaze->path, run->input);
    return FACS_OK;
}

/* of the recording that is measured in */
static void note_origin(const facs_run *run, facs_gaze_screen *gaze)
{
    snprintf(gaze->pipeline, sizeof gaze->pipeline, "%s", run->models->pipeline.name);
    gaze->width = run->info->width;
    gaze->height = run->info->height;
    gaze->camera = facs_camera_complete(&run->options.camera, run->info->width, run->info->height, false);
}

/* only as much of the recording as there are points in it */
static void choose_part(const facs_gaze_screen *gaze, facs_extract_options *options)
{
    double first = INFINITY, last = 0;
    for (int i = 0; i < gaze->count; i++) {
        first = fmin(first, gaze->time[i].from);
        last = fmax(last, gaze->time[i].to);
    }
    if (gaze->by_frame) {
        options->max_frames = (int64_t)last;
        return;
    }
    options->start = first > lead ? first - lead : 0;
    options->end = last;
}

facs_status facs_run_learn_gaze(facs_run *run, facs_error *error)
{
    facs_gaze_screen *gaze = run->gaze;
    if (run->measured)
        note_origin(run, run->measured);
    if (!gaze || !gaze->time)
        return FACS_OK;
    facs_extract_options options = run->options;
    facs_extract_for_learning(&options);
    options.env = &run->env; /* its warnings are those of this run */
    options.models = run->models;
    options.provider = NULL;
    options.network_threads = options.network_trace = 0;
    options.stream = gaze->clip ? 0 : run->options.stream;
    choose_part(gaze, &options);
    facs_status status = facs_extract_measure(gaze->clip ? gaze->clip : run->given, &options, gaze, error);
    if (status == FACS_OK)
        status = facs_gaze_screen_fit(gaze, error);
    return status == FACS_OK ? check_origin(run, error) : status;
}
