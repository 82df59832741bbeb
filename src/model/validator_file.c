/* The validator of landmark fits: a binary file;
 * docs/algorithm/file-formats.md, Validator file. */
#include "model/cnn_file.h"
#include "model/readers.h"
#include "model/triangles_file.h"

#include <string.h>

enum { VALIDATOR_CNN = 3, SIDE_MAX = 256, OUTPUTS_MIN = 2 };

static facs_status read_normalisation(const facs_env *env, facs_cursor *cursor, facs_validator_view *view)
{
    facs_matrix matrix;
    facs_status status = facs_read_matrix_f32(env, cursor, "mean of the pixels", 1, 0, &matrix);
    if (status != FACS_OK)
        return status;
    view->mean = matrix.f32;
    view->pixels = matrix.cols;
    size_t offset = cursor->at;
    status = facs_read_matrix_f32(env, cursor, "standard deviation of the pixels", 1, view->pixels, &matrix);
    if (status != FACS_OK)
        return status;
    view->std = matrix.f32;
    for (int i = 0; i < view->pixels; i++)
        if (!(view->std[i] >= 1e-12f))
            return facs_cursor_corrupt(cursor, offset, "expected positive standard deviations, found %g as number %d",
                                       (double)view->std[i], i);
    return FACS_OK;
}

static facs_status read_triangles(const facs_env *env, facs_cursor *cursor, facs_validator_view *view)
{
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, "triangles", 0, 3, &head);
    if (status != FACS_OK)
        return status;
    view->triangles.index = facs_calloc(env, 3 * (size_t)head.rows, sizeof *view->triangles.index);
    if (!view->triangles.index)
        return facs_cursor_no_memory(cursor);
    view->triangles.count = head.rows;
    status = facs_convert_i32(cursor, "triangles", &head, view->triangles.index);
    return status == FACS_OK ? facs_triangles_check(cursor, head.offset, &view->triangles, view->n) : status;
}

/* triangle of each pixel and mask; both decide what the warp reads */
static facs_status read_pixel_tables(const facs_env *env, facs_cursor *cursor, facs_validator_view *view)
{
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, "triangle of each pixel", 0, 0, &head);
    if (status != FACS_OK)
        return status;
    if (head.rows > SIDE_MAX || head.cols > SIDE_MAX)
        return facs_cursor_corrupt(cursor, head.offset, "expected a warp up to %d x %d pixels, found %d x %d", SIDE_MAX,
                                   SIDE_MAX, head.rows, head.cols);
    view->height = head.rows;
    view->width = head.cols;
    int cells = head.rows * head.cols;
    view->triangle_of_pixel = facs_calloc(env, (size_t)cells, sizeof *view->triangle_of_pixel);
    view->mask = facs_calloc(env, (size_t)cells, sizeof *view->mask);
    if (!view->triangle_of_pixel || !view->mask)
        return facs_cursor_no_memory(cursor);
    status = facs_convert_i32(cursor, "triangle of each pixel", &head, view->triangle_of_pixel);
    for (int i = 0; status == FACS_OK && i < cells; i++)
        if (view->triangle_of_pixel[i] < -1 || view->triangle_of_pixel[i] >= view->triangles.count)
            status = facs_cursor_corrupt(cursor, head.offset, "expected triangles from -1 to %d, found %d at pixel %d",
                                         view->triangles.count - 1, (int)view->triangle_of_pixel[i], i);
    if (status == FACS_OK)
        status = facs_read_matrix_head(cursor, "mask", view->height, view->width, &head);
    if (status != FACS_OK)
        return status;
    int32_t *mask = facs_calloc(env, (size_t)cells, sizeof *mask);
    if (!mask)
        return facs_cursor_no_memory(cursor);
    status = facs_convert_i32(cursor, "mask", &head, mask);
    int ones = 0;
    for (int i = 0; status == FACS_OK && i < cells; i++) {
        if ((mask[i] != 0 && mask[i] != 1) || (mask[i] && view->triangle_of_pixel[i] < 0))
            status = facs_cursor_corrupt(cursor, head.offset,
                                         "expected a mask of 0, and 1 inside triangles, found %d "
                                         "at pixel %d",
                                         (int)mask[i], i);
        view->mask[i] = (uint8_t)mask[i];
        ones += mask[i] == 1;
    }
    facs_free(env, mask);
    if (status == FACS_OK && ones != view->pixels)
        status = facs_cursor_corrupt(cursor, head.offset, "expected a mask of %d pixels, found %d", view->pixels, ones);
    return status;
}

static facs_status read_warp(const facs_env *env, facs_cursor *cursor, facs_validator_view *view)
{
    int32_t pixels;
    double min_x = 0, min_y = 0;
    facs_matrix matrix;
    facs_status status = facs_read_i32_range(cursor, "pixels of the warp", view->pixels, view->pixels, &pixels);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "least x of the warp", &min_x);
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "least y of the warp", &min_y);
    size_t offset = cursor->at;
    if (status == FACS_OK)
        status = facs_read_matrix_f32(env, cursor, "destination landmarks", 0, 1, &matrix);
    if (status != FACS_OK)
        return status;
    view->min_x = (float)min_x;
    view->min_y = (float)min_y;
    view->destination = matrix.f32;
    view->n = matrix.rows / 2;
    if (matrix.rows % 2 || view->n > FACS_N_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected 2n destination coordinates with n up to %d, found %d",
                                   FACS_N_MAX, matrix.rows);
    status = read_triangles(env, cursor, view);
    if (status == FACS_OK)
        status = read_pixel_tables(env, cursor, view);
    if (status == FACS_OK)
        status = facs_read_matrix_f32(env, cursor, "alpha of the triangles", view->triangles.count, 3, &matrix);
    if (status != FACS_OK)
        return status;
    view->alpha = matrix.f32;
    status = facs_read_matrix_f32(env, cursor, "beta of the triangles", view->triangles.count, 3, &matrix);
    if (status == FACS_OK)
        view->beta = matrix.f32;
    return status;
}

static facs_status read_view(const facs_env *env, facs_cursor *cursor, facs_validator_view *view)
{
    facs_status status = read_normalisation(env, cursor, view);
    if (status != FACS_OK)
        return status;
    size_t network = cursor->at;
    status = facs_cnn_read(env, cursor, FACS_CNN_VALIDATOR, &view->cnn);
    if (status == FACS_OK)
        status = read_warp(env, cursor, view);
    if (status == FACS_OK)
        status = facs_cnn_check(cursor, network, &view->cnn, 1, view->height, view->width, FACS_VALIDATOR_OUTPUTS_MIN);
    return status;
}

static facs_status read_file(const facs_env *env, facs_cursor *cursor, facs_validator_model *model)
{
    int32_t type = 0, views = 0;
    facs_status status = facs_read_i32(cursor, "validator type", &type);
    if (status == FACS_OK && type != VALIDATOR_CNN && type >= 0 && type < 16)
        return facs_cursor_unsupported(cursor, 0,
                                       "expected a validator of type 3 (convolutional network), found the "
                                       "old type %d, which OpenFace 2.2 does not use either",
                                       (int)type);
    if (status == FACS_OK && type != VALIDATOR_CNN)
        return facs_cursor_corrupt(cursor, 0, "expected a validator (type 3), found %d", (int)type);
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "number of views", 1, FACS_VIEWS_MAX, &views);
    if (status != FACS_OK)
        return status;
    model->view = facs_calloc(env, (size_t)views, sizeof *model->view);
    if (!model->view)
        return facs_cursor_no_memory(cursor);
    model->views = views;
    for (int i = 0; status == FACS_OK && i < views; i++) {
        double degrees[3];
        status = facs_read_matrix_f64_into(cursor, "orientation of a view", 3, 1, degrees);
        for (int j = 0; status == FACS_OK && j < 3; j++)
            model->view[i].orientation[j] = facs_radians(degrees[j]);
    }
    for (int i = 0; status == FACS_OK && i < views; i++) {
        size_t offset = cursor->at;
        status = read_view(env, cursor, &model->view[i]);
        if (status == FACS_OK && model->view[i].n != model->view[0].n)
            status = facs_cursor_corrupt(cursor, offset, "expected %d landmarks in view %d as in view 0, found %d",
                                         model->view[0].n, i, model->view[i].n);
    }
    return status == FACS_OK ? facs_expect_end(cursor) : status;
}

facs_status facs_validator_load(const facs_env *env, const char *path, facs_validator_model **model, facs_error *error)
{
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "a validator of landmark fits", true, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_validator_model *made = facs_calloc(env, 1, sizeof *made);
    status = made ? read_file(env, &cursor, made) : facs_cursor_no_memory(&cursor);
    facs_cursor_close(env, &cursor);
    if (status != FACS_OK)
        facs_validator_free(env, &made);
    else
        *model = made;
    return status;
}

void facs_validator_free(const facs_env *env, facs_validator_model **model)
{
    if (!*model)
        return;
    for (int i = 0; (*model)->view && i < (*model)->views; i++) {
        facs_validator_view *view = &(*model)->view[i];
        facs_free(env, view->mean);
        facs_free(env, view->std);
        facs_cnn_free(env, &view->cnn);
        facs_free(env, view->destination);
        facs_triangles_free(env, &view->triangles);
        facs_free(env, view->triangle_of_pixel);
        facs_free(env, view->mask);
        facs_free(env, view->alpha);
        facs_free(env, view->beta);
    }
    facs_free(env, (*model)->view);
    facs_free(env, *model);
    *model = NULL;
}
