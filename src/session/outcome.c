/* Results: memory of those in the pipeline, and copies for the caller to keep. */
#include "session/outcome.h"

#include <string.h>

facs_status facs_outcome_resize(const facs_env *env, facs_outcome *outcome, int count, facs_error *error)
{
    if (count > outcome->capacity) {
        facs_face *faces = facs_calloc(env, (size_t)count, sizeof *faces);
        if (!faces)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for %d faces", count);
        facs_free(env, outcome->faces);
        outcome->faces = faces;
        outcome->capacity = count;
    }
    outcome->result.face_count = count;
    outcome->result.faces = outcome->faces;
    return FACS_OK;
}

void facs_outcome_free(const facs_env *env, facs_outcome **outcome)
{
    if (*outcome)
        facs_free(env, (*outcome)->faces);
    facs_free(env, *outcome);
    *outcome = NULL;
}

/* one block: the result, then its faces */
typedef struct kept_result {
    facs_result result;
    facs_face faces[];
} kept_result;

facs_status facs_result_copy(const facs_result *result, facs_result **copy)
{
    if (!result || !copy || result->face_count < 0 || (result->face_count > 0 && !result->faces))
        return FACS_E_ARGUMENT;
    facs_env env = facs_env_resolve(NULL);
    size_t bytes = (size_t)result->face_count * sizeof(facs_face);
    kept_result *kept = facs_calloc(&env, 1, sizeof *kept + bytes);
    if (!kept)
        return FACS_E_MEMORY;
    kept->result = *result;
    kept->result.faces = kept->faces;
    if (bytes)
        memcpy(kept->faces, result->faces, bytes);
    *copy = &kept->result;
    return FACS_OK;
}

void facs_result_destroy(facs_result **result)
{
    if (!result)
        return;
    facs_env env = facs_env_resolve(NULL);
    facs_free(&env, *result);
    *result = NULL;
}
