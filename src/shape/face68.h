/* Our own shape model of a face with 68 points, which is part of the library (src/shape/weights/face68.pdm).
 *
 * A file of such a model, all numbers little-endian: "FACSPDM1", u32 number of points n and of modes m; as f32 the mean
 * (x of all points, y, z; mm, x right, y down, z away from the camera), the modes (3n rows of m) and m variances. */
#ifndef FACS_SHAPE_FACE68_H
#define FACS_SHAPE_FACE68_H

#include "shape/pdm.h"

#include <stdbool.h>

/** The model of the library. */
facs_status facs_face68_create(const facs_env *env, facs_pdm **pdm, facs_error *error);
/** How many modes it has. */
int facs_face68_modes(void);
void facs_face68_free(const facs_env *env, facs_pdm **pdm);

/** A model in memory; FACS_E_MODEL_CORRUPT names what is wrong.  @param name for messages */
facs_status facs_face68_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_pdm **pdm,
                             facs_error *error);

#endif
