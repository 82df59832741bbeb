/* SVR patch experts: a text file; docs/algorithm/file-formats.md, SVR file.
 *
 * The weights are transposed while they are read: the file holds them column by column. */
#include "model/patch_scale.h"

enum { RECORD_TAG = 3, MODALITY_TAG = 2, MODALITIES_MAX = 2, RECORD_BYTES_MIN = 10 };

static facs_status read_modality(facs_cursor *cursor, facs_svr_modality *modality)
{
    float stored[FACS_SUPPORT * FACS_SUPPORT];
    int tag;
    facs_status status = facs_read_text_int(cursor, "record tag of a modality", MODALITY_TAG, MODALITY_TAG, &tag);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, "kind of a modality", 0, 1, &modality->kind);
    if (status == FACS_OK)
        status = facs_read_text_real(cursor, "confidence of a modality", &modality->confidence);
    if (status == FACS_OK)
        status = facs_read_text_real(cursor, "scaling of a modality", &modality->scaling);
    if (status == FACS_OK)
        status = facs_read_text_real(cursor, "bias of a modality", &modality->bias);
    if (status == FACS_OK)
        status = facs_read_text_matrix_f32_into(cursor, "weights of a modality", FACS_SUPPORT, FACS_SUPPORT, stored);
    for (int row = 0; status == FACS_OK && row < FACS_SUPPORT; row++)
        for (int col = 0; col < FACS_SUPPORT; col++)
            modality->weights[row * FACS_SUPPORT + col] = stored[col * FACS_SUPPORT + row];
    return status;
}

/* `modality`: room for MODALITIES_MAX */
static facs_status read_expert(facs_cursor *cursor, facs_svr_modality *modality, facs_svr_expert *expert)
{
    int tag, width, height;
    facs_status status = facs_read_text_int(cursor, "record tag of an expert", RECORD_TAG, RECORD_TAG, &tag);
    size_t offset = cursor->at;
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, "width of the support", 1, FACS_MATRIX_SIDE_MAX, &width);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, "height of the support", 1, FACS_MATRIX_SIDE_MAX, &height);
    if (status == FACS_OK)
        status = facs_patch_check_support(cursor, offset, width, height);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, "number of modalities", 0, MODALITIES_MAX, &expert->modalities);
    expert->modality = modality;
    for (int i = 0; status == FACS_OK && i < expert->modalities; i++)
        status = read_modality(cursor, &modality[i]);
    return status;
}

static facs_status read_head(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    facs_skip_comments(cursor);
    size_t offset = cursor->at;
    facs_status status = facs_read_text_real(cursor, "training scale", &scale->scale);
    if (status == FACS_OK)
        status = facs_patch_check_scale(cursor, offset, scale->scale);
    facs_skip_comments(cursor);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, "number of views", 1, FACS_VIEWS_MAX, &scale->views);
    if (status == FACS_OK)
        status = facs_patch_alloc_views(env, cursor, scale);
    facs_skip_comments(cursor);
    for (int view = 0; status == FACS_OK && view < scale->views; view++) {
        double degrees[3];
        offset = cursor->at;
        status = facs_read_text_matrix_f64_into(cursor, "view centre", 3, 1, degrees);
        if (status == FACS_OK)
            status = facs_patch_set_centre(cursor, offset, scale, view, degrees);
        facs_skip_comments(cursor);
    }
    for (int view = 0; status == FACS_OK && view < scale->views; view++) {
        int32_t visible[FACS_N_MAX];
        offset = cursor->at;
        status = facs_read_text_matrix_i32_into(cursor, "visibilities (one per landmark of the shape model)", scale->n,
                                                1, visible);
        if (status == FACS_OK)
            status = facs_patch_set_visible(cursor, offset, scale, view, visible);
        facs_skip_comments(cursor);
    }
    return status;
}

static facs_status read_file(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    facs_status status = read_head(env, cursor, scale);
    if (status != FACS_OK)
        return status;
    size_t records = (size_t)scale->views * (size_t)scale->n;
    size_t left = cursor->size - cursor->at;
    if (records > left / RECORD_BYTES_MIN)
        return facs_cursor_corrupt(cursor, cursor->at, "expected %zu patch experts, found only %zu bytes more", records,
                                   left);
    scale->svr = facs_calloc(env, records, sizeof *scale->svr);
    facs_svr_modality *modality = facs_calloc(env, records * MODALITIES_MAX, sizeof *modality);
    scale->storage[0] = modality;
    if (!scale->svr || !modality)
        return facs_cursor_no_memory(cursor);
    for (size_t i = 0; status == FACS_OK && i < records; i++)
        status = read_expert(cursor, modality + i * MODALITIES_MAX, &scale->svr[i]);
    return status == FACS_OK ? facs_expect_text_end(cursor) : status;
}

facs_status facs_svr_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error)
{
    return facs_patch_load(env, path, "SVR patch experts", false, read_file, FACS_PATCH_SVR, n, scale, error);
}
