/* Meshes of a video made steadier: the one-euro filter; docs/algorithm/open-pipeline.md, Smoothing. */
#ifndef FACS_LANDMARK_MESH_MESH_SMOOTH_H
#define FACS_LANDMARK_MESH_MESH_SMOOTH_H

#include "result/mesh.h"

/** How much of a mesh is filtered: points, blendshapes, rotation, openings and eye angles. */
enum { FACS_MESH_FILTERED = 3 * FACS_MESH_POINTS + FACS_MESH_SHAPES + 9 + FACS_MESH_SIDES + 2 * FACS_MESH_SIDES };

/** What is remembered of one face; all zero = nothing. */
typedef struct facs_mesh_smooth {
    bool begun;
    float speed[FACS_MESH_FILTERED]; /**< change in a frame, smoothed; points: in outer eye distances */
    facs_mesh shown;                 /**< the last smoothed mesh */
} facs_mesh_smooth;

/** smooth->shown = the next frame's mesh, smoothed. */
void facs_mesh_smooth_step(facs_mesh_smooth *smooth, const facs_mesh *mesh);

#endif
