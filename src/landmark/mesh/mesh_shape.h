/* A face of the mesh as the 68 points of OpenFace and a shape model see it. */
#ifndef FACS_LANDMARK_MESH_MESH_SHAPE_H
#define FACS_LANDMARK_MESH_MESH_SHAPE_H

#include "result/mesh.h"
#include "shape/pdm.h"

/** 68 points of the mesh: x of all, then y. */
void facs_mesh_points68(const facs_mesh *mesh, float *landmarks);

/** Sums over the points of a shape model that no picture changes; one thread. */
typedef struct facs_mesh_shape facs_mesh_shape;
/** `pdm` is borrowed. */
facs_status facs_mesh_shape_create(const facs_env *env, const facs_pdm *pdm, facs_mesh_shape **shape,
                                   facs_error *error);
void facs_mesh_shape_destroy(facs_mesh_shape **shape);
/** Global and local parameters for landmarks of a head whose rotation is known.  False, and the parameters are left
 *  alone, when the landmarks are those of no face. */
bool facs_mesh_shape_fit(facs_mesh_shape *shape, const float *landmarks, const float rotation[9], float g[6], float *p);

#endif
