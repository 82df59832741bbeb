/* A result on its way through the pipeline. */
#ifndef FACS_SESSION_OUTCOME_H
#define FACS_SESSION_OUTCOME_H

#include "base/thread.h"
#include "result/face_store.h"
#include "track/people.h"

typedef struct facs_outcome {
    facs_link link;
    facs_face_store store;
    int64_t number;                           /**< of the frame, from 0 */
    bool analyse;                             /**< video with one face: the AU module takes this frame as a good one */
    bool blank;                               /**< there was no picture: nothing is described */
    bool last;                                /**< no frame: there are no more */
    facs_track_person news[FACS_PEOPLE_MOST]; /**< who tracks of frames before are, that came with person -1 */
    int news_count;
    facs_status status; /**< of the frame; faces are void when it failed */
    facs_error error;
} facs_outcome;

/** NULL = no memory. */
facs_outcome *facs_outcome_create(const facs_env *env, const facs_face_shape *shape);
void facs_outcome_free(const facs_env *env, facs_outcome **outcome);

/** Move what is in the queue to where it belongs in a list that is in the order of the numbers. */
void facs_outcome_sort(facs_queue *queue, facs_outcome **list);
/** Take the first one off the list; NULL = it is empty. */
facs_outcome *facs_outcome_first(facs_outcome **list);

#endif
