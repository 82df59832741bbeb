/* What PyfaceAU makes of the intensities of a whole video.  docs/algorithm/pyfaceau.md, Whole video. */
#ifndef FACS_AU_PYFACEAU_PYFACEAU_POST_H
#define FACS_AU_PYFACEAU_PYFACEAU_POST_H

#include "au/openface/postprocess.h"

/** Element trunc(n * cutoff) of the sorted intensities, where n counts failed frames as well, which come last.  NAN when
 *  it is one of these: the whole column is missing then.  0 when cutoff is negative.
 *  @param series intensities are clipped */
double facs_pyfaceau_offset(const facs_au_series *series, int au, double cutoff);
/** Less the offset, clipped, mean of up to three frames that succeeded; NAN when there is none. */
double facs_pyfaceau_smoothed(const facs_au_series *series, int64_t frame, int au, double offset);

#endif
