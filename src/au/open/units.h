/* The action units of the open engine: one table that says what each is read from.
 *
 * A *measure* is a number that grows with the action of a unit on one side of the face (of units without sides, on the
 * whole face): weighted distances, heights and one of MediaPipe's blendshapes, in parts of what the full FACS shape moves
 * them, times 5.  An intensity is how far the measure is above that of the person's neutral face, 0 to 5.  The order of the outputs
 * is that of the table: units of the whole face, then of each side, the person's left first. */
#ifndef FACS_AU_OPEN_UNITS_H
#define FACS_AU_OPEN_UNITS_H

#include "au/open/features.h"

#include <facsimile/facsimile.h>

enum {
    FACS_OPEN_UNITS = 17,
    FACS_OPEN_MEASURES = 30, /**< those of a unit with sides: right, left */
    FACS_OPEN_INTENSITIES = 43,
    FACS_OPEN_PRESENCES = FACS_OPEN_UNITS,
    FACS_OPEN_TERMS = 4
};

typedef struct facs_open_term {
    int feature; /**< facs_side_feature or facs_middle_feature */
    float weight;
} facs_open_term;

typedef struct facs_open_unit {
    const char *name, *meaning;            /**< FACS name and wording */
    const char *intensity, *presence;      /**< columns */
    const char *side[FACS_MESH_SIDES];     /**< columns of the sides; NULL: it has none */
    bool experimental;                     /**< known to agree badly with what it is named after */
    facs_open_term terms[FACS_OPEN_TERMS]; /**< weight 0 = no more */
    float shape;                           /**< weight of the blendshape, 0..1 */
    int shapes[FACS_MESH_SIDES];           /**< blendshape in MediaPipe's numbering; -1 = none */
    int neutral;                           /**< the neutral measure is this percentile of the person's */
    float on, off;                         /**< intensities at which presence begins and ends */
} facs_open_unit;

/** Number `index` from 0. */
const facs_open_unit *facs_open_unit_get(int index);

/** What number `index` of the outputs is; false past the last. */
bool facs_open_au(facs_au_kind kind, int index, facs_au_info *info);

/** Which of the outputs is number `index` of those that are given out, without or with the experimental ones; -1 past the
 *  last. */
int facs_open_listed(facs_au_kind kind, bool experimental, int index);

/** Sum of the terms and blendshape of unit `unit` on a side, before it is scaled: what scales are made from. */
float facs_open_sum(const facs_features *features, const facs_mesh *mesh, int unit, int side);

/** False: the mesh is no face. */
bool facs_open_measure(const facs_mesh *mesh, float measures[FACS_OPEN_MEASURES]);

/** Those of a neutral face of nobody in particular. */
extern const float facs_open_neutral_measures[FACS_OPEN_MEASURES];

/** Number of the first measure of a unit. */
int facs_open_first_measure(int unit);

/** In the order of the outputs, not limited to 0..5. */
void facs_open_values(const float measures[FACS_OPEN_MEASURES], const float neutral[FACS_OPEN_MEASURES],
                      double value[FACS_OPEN_INTENSITIES]);

/** The same limited to 0..5. */
void facs_open_intensities(const float measures[FACS_OPEN_MEASURES], const float neutral[FACS_OPEN_MEASURES],
                           double intensity[FACS_OPEN_INTENSITIES]);

/** Presences, 0 or 1, with hysteresis: `presence` holds those of the frame before, all zero at first. */
void facs_open_presences(const double intensity[FACS_OPEN_INTENSITIES], double presence[FACS_OPEN_PRESENCES]);

#endif
