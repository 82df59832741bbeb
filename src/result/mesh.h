/* A face as the mesh engines see it: the 478 points of MediaPipe's face mesh, its 52 blendshapes, eyes.
 *
 * It goes from the landmark engine with the face to the action-unit engine.  Frame: the picture, x right, y down, z away
 * from the camera, pixels.  Sides are the person's: right first.  docs/algorithm/open-pipeline.md. */
#ifndef FACS_RESULT_MESH_H
#define FACS_RESULT_MESH_H

#include <stdbool.h>

enum { FACS_MESH_POINTS = 478, FACS_MESH_SHAPES = 52, FACS_MESH_SIDES = 2 };
typedef enum facs_mesh_side { FACS_MESH_RIGHT, FACS_MESH_LEFT } facs_mesh_side;

typedef struct facs_mesh {
    float points[3 * FACS_MESH_POINTS];   /**< x of all, then y, then z */
    float shapes[FACS_MESH_SHAPES];       /**< 0..1, in MediaPipe's order */
    float rotation[9];                    /**< head -> picture, row-major; identity = frontal */
    float opening[FACS_MESH_SIDES];       /**< of the lids, in units of the outer eye distance */
    float eye_angles[FACS_MESH_SIDES][2]; /**< eye in the head, rad: x positive to the image's right, y positive down */
    float flag;                           /**< 0..1: this is a face */
} facs_mesh;

#endif
