/* Point distribution model: a text file of three matrices (mean, modes, variances);
 * docs/algorithm/file-formats.md, PDM. */
#include "model/matrix_reader.h"
#include "model/readers.h"

/* Modes by row (kept) and transposed, for kernels that run along the shape. */
static bool transpose_modes(const facs_env *env, facs_pdm *pdm)
{
    size_t rows = 3 * (size_t)pdm->n, m = (size_t)pdm->m;
    pdm->modes_t = facs_calloc(env, rows * m, sizeof *pdm->modes_t);
    if (!pdm->modes_t)
        return false;
    for (size_t row = 0; row < rows; row++)
        for (size_t mode = 0; mode < m; mode++)
            pdm->modes_t[mode * rows + row] = pdm->modes[row * m + mode];
    return true;
}

static facs_status read_matrices(const facs_env *env, facs_cursor *cursor, facs_pdm *pdm)
{
    facs_matrix matrix;
    facs_skip_comments(cursor);
    size_t offset = cursor->at;
    facs_status status = facs_read_text_matrix_f32(env, cursor, "mean shape", 0, 1, &matrix);
    if (status != FACS_OK)
        return status;
    pdm->mean = matrix.f32;
    pdm->n = matrix.rows / 3;
    if (matrix.rows % 3 || pdm->n > FACS_N_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected a mean shape of 3n rows with n from 1 to %d, found %d",
                                   FACS_N_MAX, matrix.rows);
    facs_skip_comments(cursor);
    offset = cursor->at;
    status = facs_read_text_matrix_f32(env, cursor, "shape modes", 3 * pdm->n, 0, &matrix);
    if (status != FACS_OK)
        return status;
    pdm->modes = matrix.f32;
    pdm->m = matrix.cols;
    if (pdm->m > FACS_M_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected 1 to %d shape modes, found %d", FACS_M_MAX, pdm->m);
    facs_skip_comments(cursor);
    offset = cursor->at;
    status = facs_read_text_matrix_f32(env, cursor, "variances", 1, pdm->m, &matrix);
    if (status != FACS_OK)
        return status;
    pdm->eigenvalues = matrix.f32;
    /* the fit divides by the variances */
    for (int i = 0; i < pdm->m; i++)
        if (!(pdm->eigenvalues[i] >= 1e-12f))
            return facs_cursor_corrupt(cursor, offset, "expected positive variances, found %g as number %d",
                                       (double)pdm->eigenvalues[i], i);
    return facs_expect_text_end(cursor);
}

facs_status facs_pdm_load(const facs_env *env, const char *path, facs_pdm **pdm, facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "a point distribution model", false, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_pdm *made = facs_calloc(env, 1, sizeof *made);
    status = made ? read_matrices(env, &cursor, made) : facs_cursor_no_memory(&cursor);
    if (status == FACS_OK && !transpose_modes(env, made))
        status = facs_cursor_no_memory(&cursor);
    facs_cursor_close(env, &cursor);
    if (status != FACS_OK)
        facs_pdm_free(env, &made);
    else
        *pdm = made;
    return status;
}

void facs_pdm_free(const facs_env *env, facs_pdm **pdm)
{
    if (!*pdm)
        return;
    facs_free(env, (*pdm)->mean);
    facs_free(env, (*pdm)->modes);
    facs_free(env, (*pdm)->modes_t);
    facs_free(env, (*pdm)->eigenvalues);
    facs_free(env, *pdm);
    *pdm = NULL;
}
