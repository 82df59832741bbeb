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
