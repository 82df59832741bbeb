/* Gaze on a screen in a run: what does not go together is said before there is work, the recording with the points is
 * analysed as far as they reach, and the run knows the map before its first frame. */
#include "extract/run.h"
#include "head/head.h"

#include <math.h>
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

static facs_status check_origin(const facs_run *run, facs_error *error)
{
    const facs_camera now = facs_camera_complete(&run->options.camera, run->info->width, run->info->height, false);
    return facs_gaze_screen_check_origin(run->gaze, run->models->pipeline.name, run->info->width, run->info->height,
                                         &now, run->input, error);
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
    const facs_camera camera = facs_camera_complete(&run->options.camera, run->info->width, run->info->height, false);
    facs_gaze_screen_note_origin(gaze, run->models->pipeline.name, run->info->width, run->info->height, &camera);
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
        status = facs_gaze_screen_make_map(gaze, error);
    return status == FACS_OK ? check_origin(run, error) : status;
}
