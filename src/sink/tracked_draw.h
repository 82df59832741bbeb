/* A frame with its faces, drawn as OpenFace 2.2's programs do (docs/algorithm/output.md, Tracked video). */
#ifndef FACS_SINK_TRACKED_DRAW_H
#define FACS_SINK_TRACKED_DRAW_H

#include "result/layout.h"

/** All faces of the result onto its frame.
 *  @param to  a copy of the frame */
void facs_tracked_draw(const facs_layout *layout, const facs_result *result, facs_pixels *to);

/** "FPS:30" in the upper left corner. */
void facs_tracked_rate(double rate, facs_pixels *to);

/** A copy of the result's frame; black, and as large as the layout says, when there is none.  FACS_E_MEMORY. */
facs_status facs_tracked_frame(const facs_env *env, const facs_layout *layout, const facs_result *result,
                               facs_pixels *to, facs_error *error);

#endif
