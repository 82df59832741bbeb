/* See kept.h.  A record is the result, then its faces one after the other, each with its arrays. */
#include "extract/kept.h"

#include <string.h>

facs_status facs_kept_add(facs_spool *spool, const facs_result *result, facs_error *error)
{
    const facs_face_store *store = (const facs_face_store *)result;
    const size_t bytes = facs_face_bytes(&store->shape);
    void *record;
    facs_status status = facs_spool_add(spool, sizeof *result + (size_t)result->face_count * bytes, &record, error);
    if (status != FACS_OK)
        return status;
    memcpy(record, result, sizeof *result);
    char *at = (char *)record + sizeof *result;
    for (int i = 0; i < result->face_count; i++, at += bytes)
        facs_face_pack(&store->slots[i], at);
    return FACS_OK;
}

facs_status facs_kept_next(facs_spool *spool, facs_face_store *store, facs_error *error)
{
    const void *record;
    size_t size;
    facs_result result;
    facs_status status = facs_spool_next(spool, &record, &size, error);
    if (status != FACS_OK)
        return status;
    memcpy(&result, record, sizeof result);
    status = facs_face_store_resize(store, result.face_count, error);
    if (status != FACS_OK)
        return status;
    const size_t bytes = facs_face_bytes(&store->shape);
    const char *at = (const char *)record + sizeof result;
    for (int i = 0; i < result.face_count; i++, at += bytes)
        facs_face_unpack(at, &store->slots[i]);
    store->result = result;
    return FACS_OK;
}
