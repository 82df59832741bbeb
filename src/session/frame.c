/* What the caller says about a frame, and whether that makes sense. */
#include "session/frame.h"

#include "image/box.h"

#include <math.h>

enum { BOXES_MAX = 100000 };

void facs_frame_init(facs_frame *frame, size_t size)
{
    const facs_frame defaults = {.size = sizeof defaults};
    facs_options_init(frame, size, &defaults, sizeof defaults);
}

static facs_status check_time(const facs_frame *frame, facs_error *error)
{
    if (!isfinite(frame->timestamp))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_frame: timestamp is not a number of seconds");
    if (frame->tick_den < 0 || (frame->tick_den > 0 && frame->tick_num <= 0))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_frame: ticks of %d / %d s; tick_den 0 = there are none",
                         (int)frame->tick_num, (int)frame->tick_den);
    return FACS_OK;
}

static facs_status check_boxes(const facs_frame *frame, bool stills, facs_error *error)
{
    if ((frame->boxes || frame->box_count) && !stills)
        return facs_fail(error, FACS_E_STATE, "facs_frame: boxes are for sessions with `image`");
    if (frame->box_count < 0 || frame->box_count > BOXES_MAX || (frame->box_count > 0 && !frame->boxes))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_frame: %d boxes%s: 0 to %d are possible", frame->box_count,
                         frame->boxes ? "" : " at NULL", BOXES_MAX);
    for (int i = 0; i < frame->box_count; i++) {
        if (!facs_box_is_possible(&frame->boxes[i]))
            return facs_fail(error, FACS_E_ARGUMENT, "facs_frame: box %d: " FACS_BOX_RULE, i);
    }
    return FACS_OK;
}

facs_status facs_frame_take(const facs_frame *given, bool stills, int64_t next, facs_frame *frame, facs_error *error)
{
    if (!given && !stills)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_session_push: a frame of a video needs a facs_frame with its "
                         "time");
    *frame = (facs_frame){.size = sizeof *frame, .number = next};
    facs_status status = facs_options_take(frame, given, sizeof *frame, "facs_frame", error);
    if (status == FACS_OK)
        status = check_time(frame, error);
    return status == FACS_OK ? check_boxes(frame, stills, error) : status;
}
