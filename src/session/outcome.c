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
