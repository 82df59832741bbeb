/* Which piece of a picture shows a face, an eye or the mouth, from the points of a mesh; training/crop.py does the same.
 * Matrices are those of image/patch.h. */
#ifndef FACS_LANDMARK_MESH_MESH_CROP_H
#define FACS_LANDMARK_MESH_MESH_CROP_H

#include "result/mesh.h"

/** Points that pieces are placed by. */
enum {
    FACS_MESH_RIGHT_OUTER = 33, /**< corners of the eyes */
    FACS_MESH_RIGHT_INNER = 133,
    FACS_MESH_LEFT_OUTER = 263,
    FACS_MESH_LEFT_INNER = 362,
    FACS_MESH_RIGHT_IRIS = 468, /**< first of five: the middle, then around it */
    FACS_MESH_LEFT_IRIS = 473,
};

/** A mouth has its corners and the middle of its outer lips; an eye its corners. */
typedef enum facs_mesh_part { FACS_MESH_RIGHT_EYE, FACS_MESH_LEFT_EYE, FACS_MESH_MOUTH } facs_mesh_part;

/** Cosine and sine of the turn that brings the outer corners of the eyes level. */
void facs_mesh_upright(const facs_mesh *mesh, double turn[2]);
/** Distance of the outer corners of the eyes in space, pixels. */
double facs_mesh_size(const facs_mesh *mesh);

/** The upright face in a square: the extent of its points fills 1 / `margin` of `side`. */
void facs_mesh_face_matrix(const facs_mesh *mesh, int side, double margin, double matrix[6]);
/** The same for a box (x, y, width, height) of a face that is turned by `roll`. */
void facs_mesh_box_matrix(const float box[4], double roll, int side, double margin, double matrix[6]);
/** An upright part in the middle of width x height, the outer eye distance brought to `size` pixels; the left eye is
 *  mirrored. */
void facs_mesh_part_matrix(const facs_mesh *mesh, facs_mesh_part part, int width, int height, double size,
                           double matrix[6]);

#endif
