/* Boxes that people give. */
#include "image/box.h"

static bool within(float value, float least)
{
    return value >= least && value <= (float)FACS_BOX_MOST; /* false for what is no number */
}

bool facs_box_is_possible(const facs_box *box)
{
    const float least = -(float)FACS_BOX_MOST;
    return within(box->x, least) && within(box->y, least) && within(box->width, FACS_BOX_SIDE_MIN) &&
           within(box->height, FACS_BOX_SIDE_MIN);
}
