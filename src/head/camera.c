/* Camera intrinsics: what the user leaves open follows from the size of the frame.
 *
 * Formula: fx = fy = (500 (W / 640) + 500 (H / 480)) / 2; the principal point is the middle of the frame. All
 * f32.
 *
 * Quirk: For video only fx and cx decide whether their pair was given (fy = -1 is then kept); for stills a pair
 * counts only when both members were given.
 *
 * Source: docs/algorithm/pose-gaze.md, Camera intrinsics; quirk 30 of docs/fidelity.md.
 */
#include "head/head.h"
#include "base/base.h"

#include <math.h>

/* pixels; far outside of what there is, and far inside of what makes millimetres that are no numbers */
#define FOCAL_LEAST 1.0f
#define FOCAL_MOST 1e6f
#define CENTRE_MOST 1e6f

facs_status facs_camera_check(const facs_camera *camera, facs_error *error)
{
    if (!camera)
        return FACS_OK;
    const float focal[2] = {camera->fx, camera->fy}, centre[2] = {camera->cx, camera->cy};
    if ((focal[0] == -1) != (focal[1] == -1) || (centre[0] == -1) != (centre[1] == -1))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "camera: give fx together with fy, and cx together with cy; -1 of "
                         "both = derive from the size of the picture");
    for (int i = 0; i < 2; i++) {
        if (focal[i] != -1 && !(focal[i] >= FOCAL_LEAST && focal[i] <= FOCAL_MOST))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "camera: %s = %g: a focal length of %.0f to %.0f pixels is possible; -1 = derive from the "
                             "size of the picture",
                             i ? "fy" : "fx", (double)focal[i], (double)FOCAL_LEAST, (double)FOCAL_MOST);
        if (!(fabsf(centre[i]) <= CENTRE_MOST))
            return facs_fail(
                error, FACS_E_ARGUMENT,
                "camera: %s = %g: a principal point of %.0f to %.0f pixels is possible; -1 = the middle of "
                "the picture",
                i ? "cy" : "cx", (double)centre[i], (double)-CENTRE_MOST, (double)CENTRE_MOST);
    }
    return FACS_OK;
}

static bool pair_given(float first, float second, bool still)
{
    return first != -1 && (!still || second != -1);
}

facs_camera facs_camera_complete(const facs_camera *camera, int width, int height, bool still)
{
    facs_camera complete = camera ? *camera : (facs_camera){-1, -1, -1, -1};
    float w = (float)width, h = (float)height;
    if (!pair_given(complete.fx, complete.fy, still))
        complete.fx = complete.fy = (500.0f * (w / 640.0f) + 500.0f * (h / 480.0f)) / 2.0f;
    if (!pair_given(complete.cx, complete.cy, still)) {
        complete.cx = w / 2.0f;
        complete.cy = h / 2.0f;
    }
    return complete;
}
