/* Of the frames from `start` on, up to and without `end`: every N-th, or the first one in each 1 / fps of a second. */
#include "media/pick.h"

#include <math.h>

facs_picked facs_pick_frame(facs_pick *pick, const facs_media_options *options, double time)
{
    const double slack = 1e-6; /* s: times and borders are rounded */
    if (options->end > 0 && time >= options->end - slack)
        return FACS_PICK_END;
    if (options->start > 0 && time < options->start - slack)
        return FACS_PICK_LEAVE;
    const int64_t seen = pick->seen++;
    if (options->every > 1)
        return seen % options->every == 0 ? FACS_PICK_TAKE : FACS_PICK_LEAVE;
    if (!(options->fps > 0))
        return FACS_PICK_TAKE;
    if (seen > 0 && time < pick->next - slack)
        return FACS_PICK_LEAVE;
    pick->next = (floor((time + slack) * options->fps) + 1) / options->fps;
    return FACS_PICK_TAKE;
}
