/* Action units from the geometry of the face and MediaPipe's blendshapes, against the person's own neutral face.
 *
 * It looks at no pixels and needs no models, but landmarks of an engine that sees a mesh.  docs/algorithm/open-action-units.md. */
#ifndef FACS_AU_OPEN_OPEN_AUS_H
#define FACS_AU_OPEN_OPEN_AUS_H

#include "au/engine.h"

extern const facs_au_engine facs_open_aus;

#endif
