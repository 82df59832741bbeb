/* STAR, 98 points (or 68), as an ONNX file.  Immutable after loading; docs/algorithm/star.md. */
#ifndef FACS_LANDMARK_STAR_STAR_MODEL_H
#define FACS_LANDMARK_STAR_STAR_MODEL_H

#include "base/loaded.h"
#include "nn/onnx.h"

#define FACS_MODEL_STAR "star"

/** Input: 1 x 3 x 256 x 256, B G R from -1 to 1.  Among the outputs: 1 x points x 2, x and y of point after point, from
 * -1 to 1; facs_star_output() says which. */
enum { FACS_STAR_SIDE = 256, FACS_STAR_POINTS = 98 };
extern const facs_onnx_form facs_star_form;

/** NULL = not loaded. */
static inline facs_onnx *facs_loaded_star(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_STAR);
}

/** Which output of a started net has the points: the last one of that shape.
 *  @param points gets how many there are, 98 or 68 */
int facs_star_output(const facs_onnx *net, int *points);

#endif
