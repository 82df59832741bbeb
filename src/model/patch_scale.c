/* View tables of patch-expert files and their release: see patch_scale.h. */
#include "model/patch_scale.h"

facs_status facs_patch_load(const facs_env *env, const char *path, const char *what, bool binary, facs_patch_read *read,
                            facs_patch_kind kind, int n, facs_patch_scale *scale, facs_error *error)
{
    if (n < 1 || n > FACS_N_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: a shape of %d landmarks, expected 1 to %d", path, n, FACS_N_MAX);
    facs_status status = FACS_AGAIN;
    for (bool map = kind == FACS_PATCH_CEN; status == FACS_AGAIN; map = false) {
        facs_cursor cursor;
        status = map ? facs_cursor_map(env, path, what, &cursor, error)
                     : facs_cursor_open(env, path, what, binary, &cursor, error);
        if (status != FACS_OK)
            return status;
        facs_patch_scale made = {.kind = kind, .n = n};
        status = read(env, &cursor, &made);
        facs_cursor_close(env, &cursor);
        if (status != FACS_OK)
            facs_patch_scale_free(env, &made);
        else
            *scale = made;
    }
    return status;
}

facs_status facs_patch_alloc_views(const facs_env *env, const facs_cursor *cursor, facs_patch_scale *scale)
{
    scale->centre = facs_calloc(env, (size_t)scale->views, sizeof *scale->centre);
    scale->visible = facs_calloc(env, (size_t)scale->views * (size_t)scale->n, sizeof *scale->visible);
    return scale->centre && scale->visible ? FACS_OK : facs_cursor_no_memory(cursor);
}

facs_status facs_patch_set_centre(const facs_cursor *cursor, size_t offset, facs_patch_scale *scale, int view,
                                  const double degrees[3])
{
    for (int i = 0; i < 3; i++) {
        if (!(degrees[i] >= -360 && degrees[i] <= 360))
            return facs_cursor_corrupt(cursor, offset, "expected the angles of view %d in degrees, found %g", view,
                                       degrees[i]);
        scale->centre[view][i] = facs_radians(degrees[i]);
    }
    return FACS_OK;
}

facs_status facs_patch_set_visible(const facs_cursor *cursor, size_t offset, facs_patch_scale *scale, int view,
                                   const int32_t *visible)
{
    for (int i = 0; i < scale->n; i++) {
        if (visible[i] != 0 && visible[i] != 1)
            return facs_cursor_corrupt(cursor, offset, "expected visibilities 0 or 1 in view %d, found %d", view,
                                       (int)visible[i]);
        scale->visible[(size_t)view * (size_t)scale->n + (size_t)i] = (uint8_t)visible[i];
    }
    return FACS_OK;
}

facs_status facs_patch_check_scale(const facs_cursor *cursor, size_t offset, double scale)
{
    if (scale >= 0.01 && scale <= 100)
        return FACS_OK;
    return facs_cursor_corrupt(cursor, offset, "expected a training scale from 0.01 to 100, found %g", scale);
}

facs_status facs_patch_read_head(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    facs_status status = facs_read_f64(cursor, "training scale", &scale->scale);
    if (status == FACS_OK)
        status = facs_patch_check_scale(cursor, 0, scale->scale);
    int32_t views = 0;
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "number of views", 1, FACS_VIEWS_MAX, &views);
    if (status != FACS_OK)
        return status;
    scale->views = views;
    status = facs_patch_alloc_views(env, cursor, scale);
    for (int view = 0; status == FACS_OK && view < views; view++) {
        size_t offset = cursor->at;
        double degrees[3];
        status = facs_read_matrix_f64_into(cursor, "view centre", 3, 1, degrees);
        if (status == FACS_OK)
            status = facs_patch_set_centre(cursor, offset, scale, view, degrees);
    }
    for (int view = 0; status == FACS_OK && view < views; view++) {
        size_t offset = cursor->at;
        int32_t visible[FACS_N_MAX];
        status = facs_read_matrix_i32_into(cursor, "visibilities (one per landmark of the shape model)", scale->n, 1,
                                           visible);
        if (status == FACS_OK)
            status = facs_patch_set_visible(cursor, offset, scale, view, visible);
    }
    return status;
}

facs_status facs_patch_check_support(const facs_cursor *cursor, size_t offset, int width, int height)
{
    if (width == FACS_SUPPORT && height == FACS_SUPPORT)
        return FACS_OK;
    return facs_cursor_unsupported(cursor, offset, "expected a patch expert of %d x %d pixels, found %d x %d",
                                   FACS_SUPPORT, FACS_SUPPORT, width, height);
}

void facs_patch_scale_free(const facs_env *env, facs_patch_scale *scale)
{
    facs_free(env, scale->centre);
    facs_free(env, scale->visible);
    facs_free(env, scale->ccnf);
    facs_free(env, scale->svr);
    facs_free(env, scale->cen);
    for (int i = 0; scale->sigma && i < scale->sigma_windows; i++)
        facs_free(env, scale->sigma[i].components);
    facs_free(env, scale->sigma);
    facs_free(env, scale->mirror_landmark);
    facs_free(env, scale->mirror_view);
    for (size_t i = 0; i < sizeof scale->storage / sizeof *scale->storage; i++)
        facs_free(env, scale->storage[i]);
    facs_file_map_close(env, &scale->file);
    *scale = (facs_patch_scale){0};
}
