/* Numbers that training/calibrate_aus.py has measured, in scales.c: on renders of faces with known action units and on
 * portraits, both seen by MediaPipe. */
#ifndef FACS_AU_OPEN_SCALES_H
#define FACS_AU_OPEN_SCALES_H

typedef struct facs_open_scale {
    float
        full; /**< how much the full FACS shape changes the sum of the terms and the blendshape; of AU45 the part of the
                      open eye that it closes */
    float
        apart; /**< left minus right is multiplied with it: what is done on one side moves what is seen of the other */
} facs_open_scale;

/** In the order of the table in units.c. */
extern const facs_open_scale facs_open_scales[];
/** Where the rigid points of a face seen from the front are, in parts of the distance of the outer eye corners. */
extern const float facs_open_rigid[][3];

#endif
