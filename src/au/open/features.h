/* What the action units are read from: distances and heights of a face that has been turned to the front.
 *
 * The 478 points are laid on a reference shape by the similarity (turn, scale, shift) that fits best at points which
 * expressions hardly move: bridge of the nose, forehead, temples, corners of the eyes.  The unit is then the reference's
 * distance of the outer eye corners.  x to the image's right, y down, z away from the camera. */
#ifndef FACS_AU_OPEN_FEATURES_H
#define FACS_AU_OPEN_FEATURES_H

#include "result/mesh.h"

/** Of each side.  Heights are above the line's middle between the corners of that eye, unless said otherwise. */
typedef enum facs_side_feature {
    FACS_BROW_INNER,
    FACS_BROW_MIDDLE,
    FACS_BROW_OUTER,
    FACS_EYE_OPENING, /**< of the lids, as the mesh says */
    FACS_UPPER_LID,
    FACS_LOWER_LID,
    FACS_INFRAORBITAL, /**< skin below the lower lid */
    FACS_CHEEK,
    FACS_NOSE_WING,
    FACS_UPPER_LIP_DROP,    /**< of the upper lip's edge below the base of the nose */
    FACS_CORNER_RISE,       /**< of the lip corner, from the base of the nose: negative below it */
    FACS_CORNER_OUT,        /**< of the lip corner from the middle of the upper lip */
    FACS_CORNER_FORWARD,    /**< of the lip corner */
    FACS_CORNER_OVER_LIP,   /**< of the lip corner above the middle of the inner lips */
    FACS_CORNER_OVER_LOWER, /**< of the lip corner above the lower edge of the lower lip */
    FACS_SIDE_FEATURES,
} facs_side_feature;

/** Of the whole face, behind those of the sides.  Drops are below the base of the nose; distances are those seen from the
 *  front. */
typedef enum facs_middle_feature {
    FACS_BROW_GAP = FACS_SIDE_FEATURES, /**< between the inner ends of the brows */
    FACS_LIPS_APART,                    /**< mean of three places */
    FACS_CHIN_DROP,
    FACS_CHIN_BOSS_DROP,
    FACS_LOWER_LIP_DROP,
    FACS_UPPER_RED, /**< height of the red of the lip */
    FACS_LOWER_RED,
    FACS_MOUTH_WIDTH,
    FACS_FEATURES,
} facs_middle_feature;

typedef struct facs_features {
    float value[FACS_MESH_SIDES][FACS_FEATURES]; /**< those of the whole face are the same in both */
} facs_features;

enum { FACS_RIGID_POINTS = 21 };
extern const int facs_rigid_points[FACS_RIGID_POINTS];

/** False: the points make no face (they are not finite, or in one place). */
bool facs_open_features(const facs_mesh *mesh, facs_features *features);

/** The points laid on the reference: x of all, then y, then z.  False as above. */
bool facs_open_align(const facs_mesh *mesh, float aligned[3 * FACS_MESH_POINTS]);

#endif
