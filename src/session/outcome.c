/* Memory of the results in the pipeline. */
#include "session/outcome.h"

facs_outcome *facs_outcome_create(const facs_env *env, const facs_face_shape *shape)
{
    facs_outcome *made = facs_calloc(env, 1, sizeof *made);
    if (made)
        facs_face_store_init(&made->store, env, shape);
    return made;
}

void facs_outcome_free(const facs_env *env, facs_outcome **outcome)
{
    if (*outcome)
        facs_face_store_free(&(*outcome)->store);
    facs_free(env, *outcome);
    *outcome = NULL;
}

void facs_outcome_sort(facs_queue *queue, facs_outcome **list)
{
    for (facs_outcome *done; (done = (facs_outcome *)facs_queue_take(queue)) != NULL;) {
        facs_link *before = NULL, *at = *list ? &(*list)->link : NULL;
        for (; at && ((facs_outcome *)at)->number < done->number; at = at->next)
            before = at;
        done->link.next = at;
        if (before)
            before->next = &done->link;
        else
            *list = done;
    }
}

facs_outcome *facs_outcome_first(facs_outcome **list)
{
    facs_outcome *first = *list;
    if (first) {
        *list = (facs_outcome *)first->link.next;
        first->link.next = NULL;
    }
    return first;
}
