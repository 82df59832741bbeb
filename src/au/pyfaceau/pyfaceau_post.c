/* See pyfaceau_post.h. */
#include "au/pyfaceau/pyfaceau_post.h"

#include <math.h>

double facs_pyfaceau_offset(const facs_au_series *series, int au, double cutoff)
{
    int64_t good = 0;
    for (int64_t frame = 0; frame < series->frames; frame++)
        good += series->success(series->cookie, frame);
    const int64_t rank = (int64_t)((double)series->frames * cutoff);
    if (cutoff < 0 || series->frames == 0)
        return 0;
    if (rank >= good)
        return (double)NAN;
    /* the middle of the share that belongs to element `rank` of the frames that succeeded */
    return facs_au_calibration_offset(series, au, ((double)rank + 0.5) / (double)good);
}

double facs_pyfaceau_smoothed(const facs_au_series *series, int64_t frame, int au, double offset)
{
    double sum = 0;
    int count = 0;
    if (isnan(offset))
        return (double)NAN;
    for (int64_t near = frame - 1; near <= frame + 1; near++)
        if (near >= 0 && near < series->frames && series->success(series->cookie, near)) {
            sum += facs_au_clip(series->intensity(series->cookie, near, au) - offset);
            count++;
        }
    return count ? sum / count : (double)NAN;
}
