/* Several lines of work on one stream of items, shared by any number of threads.
 *
 * Every item passes every lane.  A lane takes the items one by one, in their order, and has one thread at a time; which
 * one may change from item to item.  So what belongs to a lane needs no lock, and nothing depends on the number of
 * threads.  The thread that makes the items works in the lanes, too, whenever it has to wait. */
#ifndef FACS_EXTRACT_LANES_H
#define FACS_EXTRACT_LANES_H

#include "base/base.h"

enum { FACS_LANES_MOST = 8 };

typedef struct facs_lanes facs_lanes;

/** Item in `slot`.  After a failure the lane gets no more items. */
typedef facs_status facs_lane_work(void *cookie, int lane, int slot, facs_error *error);

/** @param lanes   1 to FACS_LANES_MOST
 *  @param slots   places for items, which the caller has
 *  @param helpers threads besides the caller's; fewer are as good
 *  Errors: FACS_E_MEMORY. */
facs_status facs_lanes_create(const facs_env *env, int lanes, int slots, int helpers, facs_lane_work *work,
                              void *cookie, facs_lanes **made, facs_error *error);
/** Waits for the threads, not for the items. */
void facs_lanes_destroy(facs_lanes **lanes);

/** The place for the next item, which no lane needs any more; the same until facs_lanes_submit. */
int facs_lanes_claim(facs_lanes *lanes);
/** The item in it is there. */
void facs_lanes_submit(facs_lanes *lanes);

/** Has any lane failed?  Then the failure of the first of them that has. */
facs_status facs_lanes_check(facs_lanes *lanes, facs_error *error);
/** Until every lane has passed all items. */
facs_status facs_lanes_drain(facs_lanes *lanes, facs_error *error);

#endif
