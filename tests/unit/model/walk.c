#include "walk.h"

#include "model/readers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void finite_f32(const float *values, int count)
{
    for (int i = 0; i < count; i++)
        assert_true(isfinite(values[i]));
}

static void finite_f64(const double *values, int count)
{
    for (int i = 0; i < count; i++)
        assert_true(isfinite(values[i]));
}

static void indices(const int32_t *values, int count, int low, int high)
{
    for (int i = 0; i < count; i++)
        assert_true(values[i] >= low && values[i] <= high);
}

static void check_pdm(const facs_pdm *pdm)
{
    assert_true(pdm->n >= 1 && pdm->n <= FACS_N_MAX && pdm->m >= 1 && pdm->m <= FACS_M_MAX);
    finite_f32(pdm->mean, 3 * pdm->n);
    finite_f32(pdm->modes, 3 * pdm->n * pdm->m);
    finite_f32(pdm->eigenvalues, pdm->m);
    for (int i = 0; i < pdm->m; i++)
        assert_true(pdm->eigenvalues[i] > 0);
    for (int row = 0; row < 3 * pdm->n; row++)
        for (int mode = 0; mode < pdm->m; mode++)
            assert_true(pdm->modes_t[mode * 3 * pdm->n + row] == pdm->modes[row * pdm->m + mode]);
}

facs_status walk_pdm(const facs_env *env, const char *path, facs_error *error)
{
    facs_pdm *pdm = NULL;
    facs_status status = facs_pdm_load(env, path, &pdm, error);
    assert_true((status == FACS_OK) == (pdm != NULL));
    if (pdm)
        check_pdm(pdm);
    facs_pdm_free(env, &pdm);
    assert_null(pdm);
    return status;
}

facs_status walk_triangles(const facs_env *env, const char *path, facs_error *error)
{
    facs_triangles triangles = {0};
    facs_status status = facs_triangles_load(env, path, 3, &triangles, error);
    assert_true((status == FACS_OK) == (triangles.count > 0));
    indices(triangles.index, 3 * triangles.count, 0, 2);
    facs_triangles_free(env, &triangles);
    return status;
}

static void check_ccnf(const facs_patch_scale *scale, const facs_ccnf_expert *expert)
{
    assert_true(expert->neurons >= 0 && expert->neurons <= FACS_NEURONS_MAX);
    finite_f32(expert->weights, expert->neurons * FACS_BLOCK);
    finite_f64(expert->alphas, expert->neurons);
    if (expert->neurons && scale->sigma_windows)
        finite_f64(expert->betas, scale->sigma[0].count);
    finite_f64(&expert->confidence, 1);
}

static void check_svr(const facs_svr_expert *expert)
{
    assert_true(expert->modalities >= 0 && expert->modalities <= 2);
    for (int i = 0; i < expert->modalities; i++) {
        const facs_svr_modality *modality = &expert->modality[i];
        assert_true(modality->kind == 0 || modality->kind == 1);
        finite_f64((const double[]){modality->confidence, modality->scaling, modality->bias}, 3);
        finite_f32(modality->weights, FACS_SUPPORT * FACS_SUPPORT);
    }
}

static void check_cen(const facs_cen_expert *expert)
{
    int inputs = FACS_BLOCK;
    for (int i = 0; i < expert->layers; i++) {
        const facs_cen_layer *layer = &expert->layer[i];
        assert_int_equal(layer->inputs, inputs);
        assert_true((uintptr_t)layer->weights % 4 == 0 && (uintptr_t)layer->bias % 4 == 0);
        finite_f32(layer->weights, layer->inputs * layer->outputs);
        finite_f32(layer->bias, layer->outputs);
        inputs = layer->outputs;
    }
    assert_int_equal(inputs, expert->layers ? 1 : FACS_BLOCK);
    finite_f64(&expert->confidence, 1);
}

static void check_scale(const facs_patch_scale *scale, int n)
{
    assert_int_equal(scale->n, n);
    assert_true(scale->views >= 1 && scale->views <= FACS_VIEWS_MAX);
    assert_true(scale->scale > 0 && scale->scale < 1000);
    finite_f64(&scale->centre[0][0], 3 * scale->views);
    assert_true(!!scale->ccnf + !!scale->svr + !!scale->cen == 1);
    for (int i = 0; i < scale->views * n; i++) {
        assert_true(scale->visible[i] <= 1);
        if (scale->kind == FACS_PATCH_CCNF)
            check_ccnf(scale, &scale->ccnf[i]);
        else if (scale->kind == FACS_PATCH_SVR)
            check_svr(&scale->svr[i]);
        else
            check_cen(&scale->cen[i]);
    }
    for (int i = 0; i < scale->sigma_windows; i++) {
        const facs_sigma_window *sigma = &scale->sigma[i];
        assert_true(sigma->window >= 1 && sigma->window <= FACS_WINDOW_MAX);
        int cells = sigma->window * sigma->window;
        finite_f32(sigma->components, sigma->count * cells * cells);
    }
    if (scale->kind == FACS_PATCH_CEN) {
        indices(scale->mirror_landmark, n, 0, n - 1);
        indices(scale->mirror_view, scale->views, 0, scale->views - 1);
    }
}

static facs_status walk_scale(const facs_env *env, facs_status status, facs_patch_scale *scale)
{
    assert_true((status == FACS_OK) == (scale->views > 0));
    if (status == FACS_OK)
        check_scale(scale, 3);
    facs_patch_scale_free(env, scale);
    return status;
}

facs_status walk_ccnf(const facs_env *env, const char *path, facs_error *error)
{
    facs_patch_scale scale = {0};
    facs_status status = facs_ccnf_load(env, path, 3, &scale, error);
    return walk_scale(env, status, &scale);
}

facs_status walk_svr(const facs_env *env, const char *path, facs_error *error)
{
    facs_patch_scale scale = {0};
    facs_status status = facs_svr_load(env, path, 3, &scale, error);
    return walk_scale(env, status, &scale);
}

facs_status walk_cen(const facs_env *env, const char *path, facs_error *error)
{
    facs_patch_scale scale = {0};
    facs_status status = facs_cen_load(env, path, 3, &scale, error);
    return walk_scale(env, status, &scale);
}

/* Follows the shapes through the network as an evaluation does. */
static void check_cnn(const facs_cnn *cnn, int maps, int height, int width, int least_outputs)
{
    assert_true(cnn->layers >= 1);
    for (int i = 0; i < cnn->layers; i++) {
        const facs_cnn_layer *layer = &cnn->layer[i];
        switch (layer->kind) {
        case FACS_LAYER_CONV:
            assert_int_equal(layer->inputs, maps);
            finite_f32(layer->weights, maps * layer->outputs * layer->kernel_h * layer->kernel_w);
            finite_f32(layer->bias, layer->outputs);
            maps = layer->outputs;
            height -= layer->kernel_h - 1;
            width -= layer->kernel_w - 1;
            break;
        case FACS_LAYER_POOL:
            assert_true(layer->stride_x >= 1 && layer->stride_y >= 1);
            height = (int)lround((double)(height - layer->kernel_h) / layer->stride_y) + 1;
            width = (int)lround((double)(width - layer->kernel_w) / layer->stride_x) + 1;
            break;
        case FACS_LAYER_DENSE:
            assert_int_equal(layer->inputs, maps * height * width);
            finite_f32(layer->weights, layer->inputs * layer->outputs);
            finite_f32(layer->bias, layer->outputs);
            maps = layer->outputs;
            height = width = 1;
            break;
        case FACS_LAYER_PRELU:
            assert_int_equal(layer->outputs, maps);
            finite_f32(layer->weights, maps);
            break;
        default:
            assert_true(layer->kind == FACS_LAYER_RELU || layer->kind == FACS_LAYER_SIGMOID);
        }
        assert_true(height >= 1 && width >= 1);
    }
    assert_true(height == 1 && width == 1 && maps >= least_outputs);
}

facs_status walk_mtcnn(const facs_env *env, const char *path, facs_error *error)
{
    facs_mtcnn_model *model = NULL;
    facs_status status = facs_mtcnn_load(env, path, &model, error);
    assert_true((status == FACS_OK) == (model != NULL));
    if (model) {
        check_cnn(&model->pnet, 3, 12, 12, 6);
        check_cnn(&model->rnet, 3, 24, 24, 6);
        check_cnn(&model->onet, 3, 48, 48, 6);
    }
    facs_mtcnn_free(env, &model);
    return status;
}

static void check_validator(const facs_validator_model *model, int n)
{
    assert_true(model->views >= 1 && model->views <= FACS_VIEWS_MAX);
    for (int i = 0; i < model->views; i++) {
        const facs_validator_view *view = &model->view[i];
        assert_int_equal(view->n, n);
        finite_f64(view->orientation, 3);
        finite_f32(view->mean, view->pixels);
        finite_f32(view->std, view->pixels);
        finite_f32(view->destination, 2 * n);
        finite_f32(view->alpha, 3 * view->triangles.count);
        finite_f32(view->beta, 3 * view->triangles.count);
        indices(view->triangles.index, 3 * view->triangles.count, 0, n - 1);
        indices(view->triangle_of_pixel, view->height * view->width, -1, view->triangles.count - 1);
        int ones = 0;
        for (int pixel = 0; pixel < view->height * view->width; pixel++) {
            assert_true(view->mask[pixel] <= 1 && (!view->mask[pixel] || view->triangle_of_pixel[pixel] >= 0));
            ones += view->mask[pixel];
        }
        assert_int_equal(ones, view->pixels);
        check_cnn(&view->cnn, 1, view->height, view->width, 2);
    }
}

facs_status walk_validator(const facs_env *env, const char *path, facs_error *error)
{
    facs_validator_model *model = NULL;
    facs_status status = facs_validator_load(env, path, &model, error);
    assert_true((status == FACS_OK) == (model != NULL));
    if (model)
        check_validator(model, model->view[0].n);
    facs_validator_free(env, &model);
    return status;
}

static void check_landmark_model(const facs_landmark_model *model)
{
    check_pdm(model->pdm);
    assert_true(strlen(model->stem) < sizeof model->stem);
    assert_true(model->scales >= 1 && model->scales <= FACS_SCALES_MAX);
    for (int i = 0; i < model->scales; i++)
        check_scale(&model->scale[i], model->pdm->n);
    finite_f64(model->early_weight, FACS_VIEWS_MAX);
    finite_f64(model->early_bias, FACS_VIEWS_MAX);
    finite_f64(model->early_cutoff, FACS_VIEWS_MAX);
    for (int i = 0; i < model->parts; i++) {
        const facs_part *part = &model->part[i];
        assert_true(part->pairs >= 1);
        for (int j = 0; j < part->pairs; j++) {
            assert_in_range(part->pair[j][0], 0, model->pdm->n - 1);
            assert_in_range(part->pair[j][1], 0, part->model->pdm->n - 1);
        }
        check_landmark_model(part->model);
    }
    if (model->validator)
        check_validator(model->validator, model->pdm->n);
}

facs_status walk_landmark_model(const facs_env *env, const char *path, facs_error *error)
{
    facs_landmark_model *model = NULL;
    facs_status status = facs_landmark_model_load(env, path, &model, error);
    assert_true((status == FACS_OK) == (model != NULL));
    if (model)
        check_landmark_model(model);
    facs_landmark_model_free(env, &model);
    return status;
}

facs_status walk_au_model(const facs_env *env, const char *path, facs_error *error)
{
    facs_au_model *model = NULL;
    facs_status status = facs_au_model_load(env, path, &model, error);
    assert_true((status == FACS_OK) == (model != NULL));
    if (!model)
        return status;
    check_pdm(model->pdm);
    assert_int_equal(model->pdm->n, 68);
    assert_int_equal(model->pdm->m, 34);
    indices(model->triangles.index, 3 * model->triangles.count, 0, 67);
    for (int i = 0; i < model->predictors; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        bool regressor = predictor->kind == FACS_SVR_STATIC || predictor->kind == FACS_SVR_DYNAMIC;
        assert_in_range(predictor->au, 0, regressor ? FACS_AU_R - 1 : FACS_AU_C - 1);
        finite_f64(predictor->weights, FACS_AU_FEATURES);
        finite_f64((const double[]){predictor->cutoff, predictor->bias, predictor->positive, predictor->negative}, 4);
        finite_f64(model->mean[predictor->kind], FACS_AU_FEATURES);
    }
    facs_au_model_free(env, &model);
    return status;
}
