/* See back_off.h. */
#include "live/back_off.h"

double facs_back_off_next(facs_back_off *back_off)
{
    static const double longest = 30;
    if (back_off->most >= 0 && back_off->tries >= back_off->most)
        return -1;
    double wait = 1;
    for (int64_t i = 0; i < back_off->tries && wait < longest; i++)
        wait *= 2;
    back_off->tries++;
    return wait < longest ? wait : longest;
}

void facs_back_off_reset(facs_back_off *back_off)
{
    back_off->tries = 0;
}
