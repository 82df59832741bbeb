/* Gaze on a screen for frames that come through a session of the caller (docs/gaze.md): the public calls that a run of a file
 * does by itself in gaze_learn.c. */
#include "extract/gaze_screen.h"
#include "head/head.h"

#include <math.h>

facs_status facs_gaze_screen_open(const facs_env *env, const char *path, facs_gaze_screen **gaze, facs_error *error)
{
    facs_env full;
    if (!path || !path[0] || !gaze)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_gaze_screen_open: there is no file or no place for it");
    facs_status status = facs_env_take(env, &full, error);
    return status == FACS_OK ? facs_gaze_screen_read(&full, path, gaze, error) : status;
}

facs_status facs_gaze_screen_start(facs_gaze_screen *gaze, const char *pipeline, int width, int height,
                                   const facs_camera *camera, facs_error *error)
{
    if (!gaze || !pipeline || width < 1 || height < 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_gaze_screen_start: there is no pipeline, or no size of pictures");
    facs_status status = facs_camera_check(camera, error);
    if (status != FACS_OK)
        return status;
    const facs_camera derived = {-1, -1, -1, -1};
    const facs_camera now = facs_camera_complete(camera ? camera : &derived, width, height, false);
    if (!gaze->time)
        return facs_gaze_screen_check_origin(gaze, pipeline, width, height, &now, "these frames", error);
    if (gaze->clip)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: its points are looked at in %s, not in these frames: extract that with "
                         "gaze_calibration and save_gaze_calibration, and use what it saves",
                         gaze->path, gaze->clip);
    facs_gaze_screen_note_origin(gaze, pipeline, width, height, &now);
    return FACS_OK;
}

bool facs_gaze_screen_measures(const facs_gaze_screen *gaze)
{
    return gaze && gaze->time && !gaze->fitted;
}

facs_status facs_gaze_screen_fit(facs_gaze_screen *gaze, facs_error *error)
{
    if (!gaze)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_gaze_screen_fit: there is nothing to fit");
    if (!facs_gaze_screen_measures(gaze))
        return FACS_OK;
    facs_status status = facs_gaze_screen_make_map(gaze, error);
    if (status == FACS_OK)
        facs_gaze_screen_tell(gaze);
    return status;
}

const char *facs_gaze_screen_unit(const facs_gaze_screen *gaze)
{
    return gaze ? gaze->unit : "";
}

double facs_gaze_screen_left_out(const facs_gaze_screen *gaze)
{
    return gaze && gaze->fitted ? facs_gaze_left_out(gaze->point, gaze->count) : (double)NAN;
}

facs_status facs_gaze_screen_save(const facs_gaze_screen *gaze, const char *path, facs_error *error)
{
    if (!gaze || !path || !path[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_gaze_screen_save: there is nothing to save, or no file for it");
    if (!gaze->fitted || !gaze->pipeline[0])
        return facs_fail(error, FACS_E_STATE, "%s: nothing is measured yet that could be saved", gaze->path);
    return facs_gaze_screen_write(gaze, path, error);
}
