/* CEN experts that lie in mapped files (patch_experts.h): which pages stay in memory.
 *
 * The published files are 430 MB, of which a tracked face needs 70: all four scales of one view.  The start rotations of a
 * detection go through the other views once.  So views share a budget, and when there is no room for another one, pages of
 * those that were not used for longest are given back; they come back from the file when they are read. */
#ifndef FACS_LANDMARK_CLNF_CEN_PAGES_H
#define FACS_LANDMARK_CLNF_CEN_PAGES_H

#include "landmark/clnf/landmark_model.h"

enum { FACS_CEN_PAGES = 72 << 20 /**< bytes that stay */ };

typedef struct facs_cen_view {
    size_t from, to; /**< its experts' bytes of the file; equal = none */
    bool looked;     /**< every number was found to be one */
    bool present;
    uint64_t used; /**< when, by the count of uses */
} facs_cen_view;

/** State of one responder; begin with zeros. */
typedef struct facs_cen_pages {
    facs_cen_view view[FACS_SCALES_MAX][FACS_VIEWS_MAX];
    uint64_t uses;
    size_t present; /**< bytes */
} facs_cen_pages;

/** Experts of a view of scale `c` are about to be used.  The first time their numbers are looked at, as the file may have
 *  changed since its pack was made: FACS_E_MODEL_CORRUPT.  Scales that are not mapped need nothing. */
facs_status facs_cen_pages_use(facs_cen_pages *pages, const facs_landmark_model *model, int c, int view,
                               facs_error *error);

#endif
