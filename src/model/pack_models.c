/* The members of every model structure, in the order they have in a pack; see pack.h.
 *
 * Each walk writes and reads.  What a reader of original files checks is checked here as well: a pack that was made up
 * by somebody must not get further than a made-up original. */
#include "model/cnn_file.h"
#include "model/pack_models.h"

#include <math.h>

enum {
    DEPTH_MAX = 1, /* no parts of parts, as in landmark_model.c */
    WINDOWS_MAX = 16,
    COMPONENTS_MAX = 16,
    CNN_LAYERS_MAX = 64,
    CNN_MAPS_MAX = 1024,
    CNN_KERNEL_MAX = 64,
    CNN_DENSE_MAX = 1 << 16,
    CEN_LAYERS_MAX = 8,
    CEN_OUTPUTS_MAX = 4096,
    MODALITIES_MAX = 2,
    TRIANGLES_MAX = 4096,
    SIDE_MAX = 256,
};

/* Pointer to structures: made in the pack when reading. */
#define STRUCTS(walk, member, count) ((member) = facs_pack_structs(walk, member, count, sizeof *(member)))

static bool at_least(const float *values, int count, float least)
{
    bool right = true;
    for (int i = 0; values && i < count; i++)
        right = right && values[i] >= least;
    return right;
}

static bool within(const int32_t *values, size_t count, int low, int high)
{
    bool right = true;
    for (size_t i = 0; values && i < count; i++)
        right = right && values[i] >= low && values[i] <= high;
    return right;
}

/* ---- shapes ---- */

static void walk_pdm(facs_pack_walk *walk, facs_pdm **place)
{
    facs_pdm *pdm = STRUCTS(walk, *place, 1);
    if (!pdm)
        return;
    facs_pack_int(walk, &pdm->n, 1, FACS_N_MAX);
    facs_pack_int(walk, &pdm->m, 1, FACS_M_MAX);
    size_t rows = 3 * (size_t)pdm->n, m = (size_t)pdm->m;
    facs_pack_f32s(walk, &pdm->mean, rows);
    facs_pack_f32s(walk, &pdm->modes, rows * m);
    facs_pack_f32s(walk, &pdm->modes_t, rows * m);
    facs_pack_f32s(walk, &pdm->eigenvalues, m);
    facs_pack_expect(walk, at_least(pdm->eigenvalues, pdm->m, 1e-12f), "variances are not positive");
    for (size_t row = 0; walk->status == FACS_OK && row < rows; row++)
        for (size_t mode = 0; mode < m; mode++)
            facs_pack_expect(walk, !(pdm->modes_t[mode * rows + row] != pdm->modes[row * m + mode]),
                             "the transposed modes are others");
}

static void walk_triangles(facs_pack_walk *walk, facs_triangles *triangles, int vertices)
{
    facs_pack_int(walk, &triangles->count, 1, TRIANGLES_MAX);
    facs_pack_i32s(walk, &triangles->index, 3 * (size_t)triangles->count);
    facs_pack_expect(walk, within(triangles->index, 3 * (size_t)triangles->count, 0, vertices - 1),
                     "a vertex of a triangle does not exist");
}

/* ---- patch experts ---- */

static void walk_sigma(facs_pack_walk *walk, facs_sigma_window *sigma)
{
    facs_pack_int(walk, &sigma->window, 1, FACS_WINDOW_MAX);
    facs_pack_expect(walk, sigma->window % 2 == 1, "a window size is even");
    facs_pack_int(walk, &sigma->count, 0, COMPONENTS_MAX);
    size_t cells = (size_t)sigma->window * (size_t)sigma->window;
    facs_pack_f32s(walk, &sigma->components, (size_t)sigma->count * cells * cells);
}

/* Weights of all experts lie in one array and scalars in another: with experts from the cache's file
 * (landmark/clnf/expert_cache_pack.h) the pages of the first are never touched. */
static void walk_ccnf(facs_pack_walk *walk, size_t count, facs_patch_scale *scale)
{
    int betas = scale->sigma_windows ? scale->sigma[0].count : 0;
    size_t neurons = 0, used = 0;
    for (size_t i = 0; walk->status == FACS_OK && i < count; i++) {
        facs_pack_int(walk, &scale->ccnf[i].neurons, 0, FACS_NEURONS_MAX);
        facs_pack_f64(walk, &scale->ccnf[i].confidence);
        neurons += (size_t)scale->ccnf[i].neurons;
        used += scale->ccnf[i].neurons > 0;
    }
    float *weights = scale->storage[0];
    double *scalars = scale->storage[1];
    facs_pack_f32s(walk, &weights, neurons * FACS_BLOCK);
    facs_pack_f64s(walk, &scalars, neurons + used * (size_t)betas);
    if (!walk->reading || walk->status != FACS_OK)
        return;
    scale->storage[0] = weights;
    scale->storage[1] = scalars;
    for (size_t i = 0; i < count; i++) {
        facs_ccnf_expert *expert = &scale->ccnf[i];
        if (expert->neurons == 0)
            continue;
        expert->weights = weights;
        expert->alphas = scalars;
        expert->betas = scalars + expert->neurons;
        weights += (size_t)expert->neurons * FACS_BLOCK;
        scalars += expert->neurons + betas;
        double sum = 0, least = 0;
        for (int k = 0; k < expert->neurons + betas; k++) {
            sum += k < expert->neurons ? expert->alphas[k] : 0;
            least = fmin(least, expert->alphas[k]); /* the betas follow */
        }
        facs_pack_expect(walk, sum >= 1e-6 && least >= 0, "alphas or betas are negative");
    }
}

static void walk_svr(facs_pack_walk *walk, facs_svr_expert *expert)
{
    facs_pack_int(walk, &expert->modalities, 0, MODALITIES_MAX);
    STRUCTS(walk, expert->modality, (size_t)expert->modalities);
    for (int i = 0; expert->modality && i < expert->modalities; i++) {
        facs_svr_modality *modality = &expert->modality[i];
        facs_pack_int(walk, &modality->kind, 0, 1);
        facs_pack_f64(walk, &modality->confidence);
        facs_pack_f64(walk, &modality->scaling);
        facs_pack_f64(walk, &modality->bias);
        for (int tap = 0; tap < FACS_SUPPORT * FACS_SUPPORT; tap++)
            facs_pack_f32(walk, &modality->weights[tap]);
    }
}

/* `count` floats that lie in `file`, if that is one */
static void walk_floats(facs_pack_walk *walk, const facs_file_map *file, float **floats, size_t count)
{
    if (file->bytes)
        facs_pack_f32s_of(walk, file, floats, count);
    else
        facs_pack_f32s(walk, floats, count);
}

static void walk_cen(facs_pack_walk *walk, const facs_file_map *file, facs_cen_expert *expert)
{
    facs_pack_int(walk, &expert->layers, 0, CEN_LAYERS_MAX);
    STRUCTS(walk, expert->layer, (size_t)expert->layers);
    int inputs = FACS_BLOCK;
    for (int i = 0; expert->layer && i < expert->layers; i++) {
        facs_cen_layer *layer = &expert->layer[i];
        facs_pack_int(walk, &layer->activation, 0, 15);
        facs_pack_int(walk, &layer->inputs, inputs, inputs);
        facs_pack_int(walk, &layer->outputs, 1, CEN_OUTPUTS_MAX);
        walk_floats(walk, file, &layer->bias, (size_t)layer->outputs);
        walk_floats(walk, file, &layer->weights, (size_t)layer->outputs * (size_t)layer->inputs);
        inputs = layer->outputs;
    }
    facs_pack_expect(walk, expert->layers == 0 || inputs == 1, "a network has several outputs");
    facs_pack_f64(walk, &expert->confidence);
}

static void walk_views(facs_pack_walk *walk, facs_patch_scale *scale)
{
    size_t views = (size_t)scale->views, n = (size_t)scale->n;
    double *centre = scale->centre ? scale->centre[0] : NULL;
    facs_pack_f64s(walk, &centre, 3 * views);
    scale->centre = (double(*)[3])(void *)centre;
    for (size_t i = 0; centre && i < 3 * views; i++)
        facs_pack_expect(walk, fabs(centre[i]) <= 6.3, "the centre of a view is no angle");
    facs_pack_u8s(walk, &scale->visible, views * n);
    for (size_t i = 0; scale->visible && i < views * n; i++)
        facs_pack_expect(walk, scale->visible[i] <= 1, "a visibility is not 0 or 1");
}

static void walk_experts(facs_pack_walk *walk, facs_patch_scale *scale)
{
    size_t count = (size_t)scale->views * (size_t)scale->n;
    if (scale->kind == FACS_PATCH_CCNF) {
        STRUCTS(walk, scale->ccnf, count);
        walk_ccnf(walk, count, scale);
        return;
    }
    if (scale->kind == FACS_PATCH_SVR)
        STRUCTS(walk, scale->svr, count);
    else
        STRUCTS(walk, scale->cen, count);
    for (size_t i = 0; walk->status == FACS_OK && i < count; i++) {
        if (scale->kind == FACS_PATCH_SVR)
            walk_svr(walk, &scale->svr[i]);
        else
            walk_cen(walk, &scale->file, &scale->cen[i]);
    }
}

static void walk_scale(facs_pack_walk *walk, int n, facs_patch_scale *scale)
{
    int kind = (int)scale->kind;
    facs_pack_int(walk, &kind, FACS_PATCH_SVR, FACS_PATCH_CEN);
    scale->kind = (facs_patch_kind)kind;
    facs_pack_f64(walk, &scale->scale);
    facs_pack_expect(walk, scale->scale >= 0.01 && scale->scale <= 100, "a training scale is out of range");
    facs_pack_int(walk, &scale->views, 1, FACS_VIEWS_MAX);
    facs_pack_int(walk, &scale->n, n, n);
    walk_views(walk, scale);
    if (kind == FACS_PATCH_CCNF) {
        facs_pack_int(walk, &scale->sigma_windows, 0, WINDOWS_MAX);
        STRUCTS(walk, scale->sigma, (size_t)scale->sigma_windows);
        for (int i = 0; scale->sigma && i < scale->sigma_windows; i++)
            walk_sigma(walk, &scale->sigma[i]);
    }
    if (kind == FACS_PATCH_CEN) {
        facs_pack_i32s(walk, &scale->mirror_landmark, (size_t)scale->n);
        facs_pack_i32s(walk, &scale->mirror_view, (size_t)scale->views);
        facs_pack_expect(walk,
                         within(scale->mirror_landmark, (size_t)scale->n, 0, scale->n - 1) &&
                             within(scale->mirror_view, (size_t)scale->views, 0, scale->views - 1),
                         "a mirror table is out of range");
        facs_pack_file(walk, &scale->file);
    }
    if (walk->status == FACS_OK)
        walk_experts(walk, scale);
}

/* ---- networks ---- */

static void walk_layer(facs_pack_walk *walk, facs_cnn_layer *layer)
{
    int kind = (int)layer->kind;
    facs_pack_int(walk, &kind, FACS_LAYER_CONV, FACS_LAYER_SIGMOID);
    layer->kind = (facs_layer_kind)kind;
    bool conv = kind == FACS_LAYER_CONV, dense = kind == FACS_LAYER_DENSE, prelu = kind == FACS_LAYER_PRELU;
    bool pool = kind == FACS_LAYER_POOL, sized = conv || dense || prelu;
    int most = conv ? CNN_MAPS_MAX : sized ? CNN_DENSE_MAX : 0, kernel = conv || pool ? CNN_KERNEL_MAX : 0;
    facs_pack_int(walk, &layer->inputs, sized, most);
    facs_pack_int(walk, &layer->outputs, sized, most);
    facs_pack_int(walk, &layer->kernel_w, kernel > 0, kernel);
    facs_pack_int(walk, &layer->kernel_h, kernel > 0, kernel);
    facs_pack_int(walk, &layer->stride_x, pool, pool ? layer->kernel_w : 0);
    facs_pack_int(walk, &layer->stride_y, pool, pool ? layer->kernel_h : 0);
    facs_pack_expect(walk, !prelu || layer->inputs == layer->outputs, "a PReLU changes the number of maps");
    size_t inputs = (size_t)layer->inputs, outputs = (size_t)layer->outputs;
    size_t taps = conv ? (size_t)layer->kernel_w * (size_t)layer->kernel_h : 1;
    facs_pack_f32s(walk, &layer->weights, prelu ? outputs : inputs * outputs * taps);
    facs_pack_f32s(walk, &layer->bias, prelu ? 0 : outputs);
}

static void walk_cnn(facs_pack_walk *walk, facs_cnn *cnn)
{
    facs_pack_int(walk, &cnn->layers, 1, CNN_LAYERS_MAX);
    STRUCTS(walk, cnn->layer, (size_t)cnn->layers);
    for (int i = 0; cnn->layer && i < cnn->layers; i++)
        walk_layer(walk, &cnn->layer[i]);
}

/* for the checks that the readers of original files make on what they have read */
static facs_cursor cursor_of(const facs_pack_walk *walk)
{
    return (facs_cursor){.path = walk->path, .error = walk->error};
}

void facs_pack_mtcnn(facs_pack_walk *walk, facs_mtcnn_model **place)
{
    facs_mtcnn_model *model = STRUCTS(walk, *place, 1);
    if (!model)
        return;
    facs_cnn *network[] = {&model->pnet, &model->rnet, &model->onet};
    for (int i = 0; i < 3; i++) {
        walk_cnn(walk, network[i]);
        facs_cursor cursor = cursor_of(walk);
        if (walk->status == FACS_OK && walk->reading && facs_mtcnn_check(&cursor, network[i], i) != FACS_OK)
            facs_pack_expect(walk, false, "a network is none the face detector can use");
    }
}

static void walk_validator_view(facs_pack_walk *walk, facs_validator_view *view)
{
    for (int i = 0; i < 3; i++)
        facs_pack_f64(walk, &view->orientation[i]);
    facs_pack_int(walk, &view->width, 1, SIDE_MAX);
    facs_pack_int(walk, &view->height, 1, SIDE_MAX);
    int cells = view->width * view->height;
    facs_pack_int(walk, &view->pixels, 1, cells);
    facs_pack_int(walk, &view->n, 1, FACS_N_MAX);
    facs_pack_f32s(walk, &view->mean, (size_t)view->pixels);
    facs_pack_f32s(walk, &view->std, (size_t)view->pixels);
    facs_pack_expect(walk, at_least(view->std, view->pixels, 1e-12f), "standard deviations are not positive");
    walk_cnn(walk, &view->cnn);
    facs_pack_f32(walk, &view->min_x);
    facs_pack_f32(walk, &view->min_y);
    facs_pack_f32s(walk, &view->destination, 2 * (size_t)view->n);
    walk_triangles(walk, &view->triangles, view->n);
    facs_pack_i32s(walk, &view->triangle_of_pixel, (size_t)cells);
    facs_pack_expect(walk, within(view->triangle_of_pixel, (size_t)cells, -1, view->triangles.count - 1),
                     "a pixel lies in a triangle that does not exist");
    facs_pack_u8s(walk, &view->mask, (size_t)cells);
    facs_pack_f32s(walk, &view->alpha, 3 * (size_t)view->triangles.count);
    facs_pack_f32s(walk, &view->beta, 3 * (size_t)view->triangles.count);
    int ones = 0;
    for (int i = 0; walk->status == FACS_OK && i < cells; i++) {
        facs_pack_expect(walk, view->mask[i] <= 1 && (!view->mask[i] || view->triangle_of_pixel[i] >= 0),
                         "the mask reaches outside the triangles");
        ones += view->mask[i];
    }
    facs_pack_expect(walk, ones == view->pixels, "the mask has another number of pixels");
    facs_cursor cursor = cursor_of(walk);
    if (walk->status == FACS_OK && walk->reading)
        walk->status = facs_cnn_check(&cursor, 0, &view->cnn, 1, view->height, view->width, FACS_VALIDATOR_OUTPUTS_MIN);
}

static void walk_validator(facs_pack_walk *walk, facs_validator_model **place)
{
    bool present = *place != NULL;
    facs_pack_bool(walk, &present);
    facs_validator_model *model = present ? STRUCTS(walk, *place, 1) : NULL;
    if (!model)
        return;
    facs_pack_int(walk, &model->views, 1, FACS_VIEWS_MAX);
    STRUCTS(walk, model->view, (size_t)model->views);
    for (int i = 0; model->view && i < model->views; i++)
        walk_validator_view(walk, &model->view[i]);
}

/* ---- landmark model ---- */

static void walk_landmarks(facs_pack_walk *walk, int depth, facs_landmark_model **place);

static void walk_part(facs_pack_walk *walk, int depth, const facs_landmark_model *model, facs_part *part)
{
    facs_pack_text(walk, part->name, sizeof part->name);
    walk_landmarks(walk, depth + 1, &part->model);
    facs_pack_int(walk, &part->pairs, 1, FACS_N_MAX);
    STRUCTS(walk, part->pair, (size_t)part->pairs);
    for (int i = 0; walk->status == FACS_OK && i < part->pairs; i++) {
        facs_pack_int(walk, &part->pair[i][0], 0, model->pdm->n - 1);
        facs_pack_int(walk, &part->pair[i][1], 0, part->model->pdm->n - 1);
    }
}

static void walk_landmarks(facs_pack_walk *walk, int depth, facs_landmark_model **place)
{
    facs_pack_expect(walk, depth <= DEPTH_MAX, "parts are too deep inside each other");
    facs_landmark_model *model = STRUCTS(walk, *place, 1);
    if (!model)
        return;
    facs_pack_text(walk, model->stem, sizeof model->stem);
    walk_pdm(walk, &model->pdm);
    facs_pack_int(walk, &model->scales, 1, FACS_SCALES_MAX);
    for (int i = 0; walk->status == FACS_OK && i < model->scales; i++)
        walk_scale(walk, model->pdm->n, &model->scale[i]);
    const facs_patch_scale *last = walk->reading && walk->status == FACS_OK ? &model->scale[model->scales - 1] : NULL;
    for (int i = 0; last && i < model->scales; i++)
        facs_pack_expect(walk,
                         model->scale[i].kind == last->kind &&
                             (last->kind != FACS_PATCH_CEN || model->scale[i].views == last->views),
                         "scales of patch experts do not belong together");
    facs_pack_bool(walk, &model->early_termination);
    for (int i = 0; i < FACS_VIEWS_MAX; i++) {
        facs_pack_f64(walk, &model->early_weight[i]);
        facs_pack_f64(walk, &model->early_bias[i]);
        facs_pack_f64(walk, &model->early_cutoff[i]);
    }
    facs_pack_int(walk, &model->parts, 0, FACS_PARTS_MAX);
    for (int i = 0; walk->status == FACS_OK && i < model->parts; i++)
        walk_part(walk, depth, model, &model->part[i]);
    walk_validator(walk, &model->validator);
    for (int i = 0; walk->status == FACS_OK && model->validator && i < model->validator->views; i++)
        facs_pack_expect(walk, model->validator->view[i].n == model->pdm->n, "the validator is for another shape");
}

void facs_pack_landmarks(facs_pack_walk *walk, facs_landmark_model **place)
{
    walk_landmarks(walk, 0, place);
}

/* ---- action units ---- */

static bool is_regressor(int kind)
{
    return kind == FACS_SVR_STATIC || kind == FACS_SVR_DYNAMIC;
}

static void walk_predictor(facs_pack_walk *walk, const facs_au_model *model, int index)
{
    facs_predictor *predictor = &model->predictor[index];
    int kind = (int)predictor->kind;
    facs_pack_int(walk, &kind, 0, FACS_SVM_DYNAMIC);
    facs_pack_expect(walk, is_regressor(kind) || kind >= FACS_SVM_STATIC, "a predictor is of unknown kind");
    predictor->kind = (facs_predictor_kind)kind;
    facs_pack_int(walk, &predictor->au, 0, (is_regressor(kind) ? FACS_AU_R : FACS_AU_C) - 1);
    for (int i = 0; i < index; i++)
        facs_pack_expect(walk,
                         model->predictor[i].au != predictor->au ||
                             is_regressor((int)model->predictor[i].kind) != is_regressor(kind),
                         "an action unit has two predictors of the same kind");
    facs_pack_f64(walk, &predictor->cutoff);
    facs_pack_f64(walk, &predictor->bias);
    facs_pack_f64(walk, &predictor->positive);
    facs_pack_f64(walk, &predictor->negative);
    facs_pack_f64s(walk, &predictor->weights, FACS_AU_FEATURES);
}

void facs_pack_aus(facs_pack_walk *walk, facs_au_model **place)
{
    facs_au_model *model = STRUCTS(walk, *place, 1);
    if (!model)
        return;
    walk_pdm(walk, &model->pdm);
    if (walk->status != FACS_OK)
        return;
    facs_pack_expect(walk, model->pdm->n == FACS_LANDMARKS && 3 * model->pdm->n + model->pdm->m == FACS_GEOM_SIZE,
                     "the action units' shape model is of another size");
    walk_triangles(walk, &model->triangles, model->pdm->n);
    facs_pack_int(walk, &model->predictors, 1, FACS_AU_R + FACS_AU_C);
    STRUCTS(walk, model->predictor, (size_t)model->predictors);
    for (int i = 0; walk->status == FACS_OK && i < model->predictors; i++)
        walk_predictor(walk, model, i);
    for (int kind = 0; kind < 6; kind++) {
        bool present = model->mean[kind] != NULL;
        facs_pack_bool(walk, &present);
        facs_pack_f64s(walk, &model->mean[kind], present ? FACS_AU_FEATURES : 0);
    }
    for (int i = 0; walk->status == FACS_OK && i < model->predictors; i++)
        facs_pack_expect(walk, model->mean[model->predictor[i].kind] != NULL, "a group of predictors has no mean");
}
