/* Nine of PFLD's points, moved to where patch experts respond most, as PyfaceAU does.  docs/algorithm/pyfaceau.md. */
#ifndef FACS_LANDMARK_PFLD_PFLD_REFINE_H
#define FACS_LANDMARK_PFLD_PFLD_REFINE_H

#include "landmark/pfld/pfld_model.h"
#include "image/image.h"

/** @param experts SVR experts of 68 points
 *  @param landmarks x of all points, then y; those that are no numbers or have no patch in the picture stay */
void facs_pfld_refine(const facs_patch_scale *experts, const facs_image *bgr, float *landmarks);

#endif
