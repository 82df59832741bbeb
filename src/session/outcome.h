/* A result on its way through the pipeline. */
#ifndef FACS_SESSION_OUTCOME_H
#define FACS_SESSION_OUTCOME_H

#include "base/thread.h"

typedef struct facs_outcome {
    facs_link link;
    facs_result result; /**< faces points to `faces` */
    facs_face *faces;
    int capacity;       /**< of faces */
    bool analyse;       /**< single-face video: the AU module takes this frame as a good one */
    facs_status status; /**< of the frame; faces are void when it failed */
    facs_error error;
} facs_outcome;

/** `count` faces; earlier content is void when more are needed than before. */
facs_status facs_outcome_resize(const facs_env *env, facs_outcome *outcome, int count, facs_error *error);
void facs_outcome_free(const facs_env *env, facs_outcome **outcome);

#endif
