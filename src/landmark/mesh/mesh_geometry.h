/* What the points of a mesh say of a head and its eyes, where no network says it. */
#ifndef FACS_LANDMARK_MESH_MESH_GEOMETRY_H
#define FACS_LANDMARK_MESH_MESH_GEOMETRY_H

#include "result/mesh.h"

/** Rotation of the head: that of points which move little with expression, against a frontal face. */
void facs_mesh_rotation_from_points(facs_mesh *mesh);
/** Openings from the lids; angles of the eyes from the irises, which are put at the depth of the eyes' corners. */
void facs_mesh_eyes_from_points(facs_mesh *mesh);

#endif
