/* MTCNN face detector: three small networks in a row (docs/algorithm/face-detection.md; Zhang et al., Joint Face
 * Detection and Alignment Using Multitask Cascaded Convolutional Networks, 2016).
 *
 *   P-Net  over an image pyramid; every heat-map pixel >= 0.6 is a candidate; suppression inside each level (0.5),
 *          then over all levels (0.7), both before regression; regress, square
 *   R-Net  on a 24 x 24 crop of each candidate; >= 0.7; suppression (0.7) before regression; regress, square
 *   O-Net  on a 48 x 48 crop; >= 0.7; regress with sides grown by one; suppression by the smaller area (0.7)
 *   then the box is moved to fit the 68 landmarks.
 *
 * The networks' sums follow the order of the reference build (cnn_ordered.h): its boxes come out to the last bit.
 *
 * Large pyramid levels are evaluated in strips of rows, which gives the same numbers and keeps memory small and in
 * cache.  All memory is kept from call to call and grows with the pictures seen. */
#include "detect/mtcnn/mtcnn_stages.h"

#include <string.h>

enum { COLOURS = 3, OUTPUTS = 6, PNET_SIDE = 12, RNET_SIDE = 24, ONET_SIDE = 48 };
enum { STRIP_PIXELS = 1 << 14 }; /* of a pyramid level, evaluated at once */
static const float LEVEL_OVERLAP = 0.5f, ALL_OVERLAP = 0.7f, RNET_THRESHOLD = 0.7f, ONET_THRESHOLD = 0.7f;

/* ---- memory ------------------------------------------------------------------------------------------------ */

static facs_status grow(const facs_env *env, float **memory, size_t *capacity, size_t needed, facs_error *error)
{
    if (needed <= *capacity)
        return FACS_OK;
    float *grown = facs_calloc(env, needed, sizeof *grown);
    if (!grown)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for face detection: use a smaller picture");
    facs_free(env, *memory);
    *memory = grown;
    *capacity = needed;
    return FACS_OK;
}

static facs_status wrong_network(const char *name, int rows, int cols, int map_rows, int map_cols, facs_error *error)
{
    return facs_fail(error, FACS_E_MODEL_CORRUPT,
                     "the face detector's %s does not turn %d x %d pixels into %d x %d times 6 numbers: "
                     "fetch the model files again",
                     name, cols, rows, map_cols, map_rows);
}

static facs_status check_network(facs_cnn_ordered *net, const char *name, int rows, int cols, int map_rows,
                                 int map_cols, facs_error *error)
{
    facs_tensor shape;
    facs_status status = facs_cnn_ordered_prepare(net, &(facs_cnn_input){rows, cols, 0, rows}, &shape, error);
    if (status == FACS_E_MEMORY)
        return status;
    if (status == FACS_OK && shape.maps >= OUTPUTS && shape.rows == map_rows && shape.cols == map_cols)
        return FACS_OK;
    return wrong_network(name, rows, cols, map_rows, map_cols, error);
}

/* Lay out one of the networks and check that it turns rows x cols pixels into what the detector needs. */
static facs_status make_network(const facs_env *env, const char *name, const facs_cnn *cnn, int rows, int cols,
                                facs_cnn_ordered **net, facs_error *error)
{
    facs_status status = facs_cnn_ordered_create(env, cnn, COLOURS, net, error);
    if (status == FACS_E_ARGUMENT)
        return wrong_network(name, rows, cols, 1, 1, error);
    return status == FACS_OK ? check_network(*net, name, rows, cols, 1, 1, error) : status;
}

/* The formulas for boxes take the networks' geometry for granted: P-Net sees 12 pixels every 2 pixels. */
static facs_status make_networks(facs_mtcnn *mtcnn, const facs_mtcnn_model *model, facs_error *error)
{
    facs_status status = make_network(&mtcnn->env, "P-Net", &model->pnet, PNET_SIDE, PNET_SIDE, &mtcnn->pnet, error);
    for (int i = 1; status == FACS_OK && i < 3; i++)
        status = check_network(mtcnn->pnet, "P-Net", PNET_SIDE + 2 * i, PNET_SIDE + 3 * i, 1 + i, 1 + (3 * i + 1) / 2,
                               error);
    if (status == FACS_OK)
        status = make_network(&mtcnn->env, "R-Net", &model->rnet, RNET_SIDE, RNET_SIDE, &mtcnn->rnet, error);
    if (status == FACS_OK)
        status = make_network(&mtcnn->env, "O-Net", &model->onet, ONET_SIDE, ONET_SIDE, &mtcnn->onet, error);
    return status;
}

facs_status facs_mtcnn_create(const facs_env *env, const facs_mtcnn_model *model, facs_mtcnn **mtcnn, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_mtcnn *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    facs_status status = facs_sampler_create(&full, &made->sampler, error);
    if (status == FACS_OK)
        status = make_networks(made, model, error);
    if (status == FACS_OK)
        *mtcnn = made;
    else
        facs_mtcnn_destroy(&made);
    return status;
}

void facs_mtcnn_destroy(facs_mtcnn **mtcnn)
{
    if (!mtcnn || !*mtcnn)
        return;
    facs_mtcnn *old = *mtcnn;
    facs_env env = old->env;
    facs_cnn_ordered_destroy(&old->pnet);
    facs_cnn_ordered_destroy(&old->rnet);
    facs_cnn_ordered_destroy(&old->onet);
    facs_sampler_destroy(&old->sampler);
    facs_nms_free(&env, &old->nms);
    facs_free(&env, old->input);
    facs_free(&env, old->heat);
    facs_free(&env, old->outputs);
    facs_free(&env, old->found.item);
    facs_free(&env, old->kept.item);
    facs_free(&env, old->faces.item);
    facs_free(&env, old->boxes);
    facs_free(&env, old);
    *mtcnn = NULL;
}

void facs_mtcnn_exchange(facs_mtcnn *mtcnn, const facs_mtcnn_outside *outside)
{
    mtcnn->outside = outside;
}

/* NULL = own kernels */
static facs_outside *outside_of(const facs_mtcnn *mtcnn, facs_mtcnn_network network)
{
    return mtcnn->outside ? mtcnn->outside->network[network] : NULL;
}

/* ---- P-Net ------------------------------------------------------------------------------------------------- */

/* Heat-map rows [first, last) into their place in `heat`. */
static facs_status heat_strip(facs_mtcnn *mtcnn, const facs_view *bgr, const facs_pyramid_level *level, int first,
                              int last, facs_tensor *heat, facs_error *error)
{
    const facs_crop whole = {0, 0, bgr->width, bgr->height};
    int top = 2 * first, bottom = last == heat->rows ? level->height : 2 * (last - 1) + PNET_SIDE;
    facs_status status = grow(&mtcnn->env, &mtcnn->input, &mtcnn->input_capacity,
                              (size_t)COLOURS * (size_t)(bottom - top) * (size_t)level->width, error);
    if (status == FACS_OK)
        status = facs_sampler_run(mtcnn->sampler, bgr, &whole, level->width, level->height, top, bottom, mtcnn->input,
                                  error);
    const facs_cnn_input input = {bottom - top, level->width, top, level->height};
    if (status == FACS_OK)
        status = facs_cnn_ordered_prepare(mtcnn->pnet, &input, NULL, error);
    if (status != FACS_OK)
        return status;
    const facs_tensor strip = facs_cnn_ordered_run(mtcnn->pnet, mtcnn->input);
    if (strip.rows != last - first || strip.cols != heat->cols)
        return facs_fail(error, FACS_E_INTERNAL, "P-Net gave a heat map of %d x %d, expected %d x %d", strip.cols,
                         strip.rows, heat->cols, last - first);
    const size_t count = (size_t)strip.rows * (size_t)strip.cols;
    for (int m = 0; m < OUTPUTS; m++)
        memcpy(heat->data + ((size_t)m * (size_t)heat->rows + (size_t)first) * (size_t)heat->cols,
               strip.data + (size_t)m * count, count * sizeof *strip.data);
    return FACS_OK;
}

/* All of a level at once; FACS_AGAIN: it has failed there. */
static facs_status heat_outside(facs_mtcnn *mtcnn, const facs_view *bgr, const facs_pyramid_level *level,
                                facs_tensor *heat, facs_error *error)
{
    const facs_crop whole = {0, 0, bgr->width, bgr->height};
    const facs_cnn_input least = {PNET_SIDE, PNET_SIDE, 0, PNET_SIDE};
    facs_tensor shape;
    facs_status status = facs_cnn_ordered_prepare(mtcnn->pnet, &least, &shape, error);
    const size_t numbers = status == FACS_OK ? (size_t)shape.maps * (size_t)heat->rows * (size_t)heat->cols : 0;
    if (status == FACS_OK)
        status = grow(&mtcnn->env, &mtcnn->heat, &mtcnn->heat_capacity, numbers, error);
    if (status == FACS_OK)
        status = grow(&mtcnn->env, &mtcnn->input, &mtcnn->input_capacity,
                      (size_t)COLOURS * (size_t)level->height * (size_t)level->width, error);
    if (status == FACS_OK)
        status = facs_sampler_run(mtcnn->sampler, bgr, &whole, level->width, level->height, 0, level->height,
                                  mtcnn->input, error);
    if (status != FACS_OK)
        return status;
    heat->data = mtcnn->heat;
    const facs_onnx_tensor input = {
        .rank = 4, .size = {1, COLOURS, level->height, level->width}, .values = mtcnn->input};
    return facs_outside_run(&mtcnn->env, outside_of(mtcnn, FACS_MTCNN_PNET), &input, mtcnn->heat, numbers) ? FACS_OK
                                                                                                           : FACS_AGAIN;
}

facs_status facs_mtcnn_heat(facs_mtcnn *mtcnn, const facs_view *bgr, const facs_pyramid_level *level, facs_tensor *heat,
                            facs_error *error)
{
    facs_tensor map = {.maps = OUTPUTS,
                       .rows = (level->height - PNET_SIDE + 1) / 2 + 1,
                       .cols = (level->width - PNET_SIDE + 1) / 2 + 1};
    facs_status status = outside_of(mtcnn, FACS_MTCNN_PNET) ? heat_outside(mtcnn, bgr, level, &map, error) : FACS_AGAIN;
    if (status == FACS_OK)
        *heat = map;
    if (status != FACS_AGAIN)
        return status;
    status = grow(&mtcnn->env, &mtcnn->heat, &mtcnn->heat_capacity,
                  (size_t)OUTPUTS * (size_t)map.rows * (size_t)map.cols, error);
    map.data = mtcnn->heat;
    int strip = STRIP_PIXELS / level->width / 2;
    strip = strip < PNET_SIDE ? PNET_SIDE : strip;
    for (int first = 0; status == FACS_OK && first < map.rows; first += strip) {
        int last = map.rows - first < strip ? map.rows : first + strip;
        status = heat_strip(mtcnn, bgr, level, first, last, &map, error);
    }
    if (status == FACS_OK)
        *heat = map;
    return status;
}

facs_status facs_mtcnn_propose(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error)
{
    mtcnn->faces.count = 0;
    mtcnn->levels = facs_mtcnn_pyramid(bgr->width, bgr->height, mtcnn->level);
    for (int i = 0; i < mtcnn->levels; i++) {
        facs_pyramid_level *level = &mtcnn->level[i];
        facs_tensor heat;
        facs_status status = facs_mtcnn_heat(mtcnn, bgr, level, &heat, error);
        if (status != FACS_OK)
            return status;
        int before = mtcnn->faces.count;
        mtcnn->found.count = 0;
        status = facs_mtcnn_heat_candidates(&mtcnn->env, &heat, level->scale, &mtcnn->found, error);
        if (status == FACS_OK)
            status = facs_nms_run(&mtcnn->env, &mtcnn->nms, &mtcnn->found, LEVEL_OVERLAP, FACS_OVERLAP_UNION,
                                  &mtcnn->faces, error);
        if (status != FACS_OK)
            return status;
        level->survivors = mtcnn->faces.count - before;
    }
    return FACS_OK;
}

/* ---- stages ------------------------------------------------------------------------------------------------ */

/* mtcnn->faces = what the suppression leaves of them */
static facs_status suppress(facs_mtcnn *mtcnn, facs_overlap mode, facs_error *error)
{
    mtcnn->kept.count = 0;
    facs_status status = facs_nms_run(&mtcnn->env, &mtcnn->nms, &mtcnn->faces, ALL_OVERLAP, mode, &mtcnn->kept, error);
    facs_candidates swap = mtcnn->faces;
    mtcnn->faces = mtcnn->kept;
    mtcnn->kept = swap;
    return status;
}

/* Suppression before regression, as after P-Net and R-Net. */
static facs_status suppress_and_square(facs_mtcnn *mtcnn, facs_error *error)
{
    facs_status status = suppress(mtcnn, FACS_OVERLAP_UNION, error);
    for (int i = 0; status == FACS_OK && i < mtcnn->faces.count; i++) {
        facs_candidate_regress(&mtcnn->faces.item[i], false);
        facs_candidate_square(&mtcnn->faces.item[i]);
    }
    return status;
}

/* boxes are 1-based and their last pixel belongs to them */
static facs_crop crop_of(const facs_candidate *item)
{
    return (facs_crop){(int)item->x - 1, (int)item->y - 1, (int)item->width + 1, (int)item->height + 1};
}

facs_status facs_mtcnn_score(facs_mtcnn *mtcnn, facs_cnn_ordered *net, int side, const facs_view *bgr,
                             const facs_candidate *item, int count, const float **outputs, facs_error *error)
{
    facs_status status =
        grow(&mtcnn->env, &mtcnn->input, &mtcnn->input_capacity, (size_t)COLOURS * (size_t)side * (size_t)side, error);
    for (int i = 0; status == FACS_OK && i < count; i++) {
        const facs_crop crop = crop_of(&item[i]);
        status = facs_sampler_run(mtcnn->sampler, bgr, &crop, side, side, 0, side, mtcnn->input, error);
        if (status == FACS_OK)
            facs_cnn_ordered_begin(net, mtcnn->input, i);
    }
    if (status == FACS_OK)
        *outputs = facs_cnn_ordered_end(net, count);
    return status;
}

/* What the network says of a face; with at least `threshold` it stays, as number *count of them. */
static void take(facs_mtcnn *mtcnn, facs_candidate item, const float *output, float threshold, int *count)
{
    item.score = facs_mtcnn_probability(output[0], output[1]);
    memcpy(item.correction, output + 2, sizeof item.correction);
    if (item.score >= threshold)
        mtcnn->faces.item[(*count)++] = item;
}

/* One of the networks that look at candidates. */
typedef struct stage {
    facs_mtcnn_network network;
    facs_cnn_ordered *net;
    int side;
    float threshold;
} stage;

/* corrections turned the box inside out */
static bool is_empty(const facs_candidate *item)
{
    return item->width < 0 || item->height < 0;
}

/* `faces` of them, none of which is empty; they have been copied */
static facs_status refine_some(facs_mtcnn *mtcnn, const stage *by, const facs_view *bgr, const facs_candidate *item,
                               int faces, int *count, facs_error *error)
{
    facs_tensor shape;
    const facs_cnn_input size = {by->side, by->side, 0, by->side};
    facs_status status = facs_cnn_ordered_prepare(by->net, &size, &shape, error);
    for (int first = 0, some; status == FACS_OK && first < faces; first += some) {
        const float *outputs;
        some = faces - first < FACS_CNN_ORDERED_INPUTS ? faces - first : FACS_CNN_ORDERED_INPUTS;
        status = facs_mtcnn_score(mtcnn, by->net, by->side, bgr, item + first, some, &outputs, error);
        for (int i = 0; status == FACS_OK && i < some; i++)
            take(mtcnn, item[first + i], outputs + (ptrdiff_t)i * shape.maps, by->threshold, count);
    }
    return status;
}

/* The same with one run elsewhere; FACS_AGAIN: it has failed, and *count is as before. */
static facs_status refine_outside(facs_mtcnn *mtcnn, const stage *by, const facs_view *bgr, const facs_candidate *item,
                                  int faces, int *count, facs_error *error)
{
    const size_t in = (size_t)COLOURS * (size_t)by->side * (size_t)by->side;
    facs_tensor shape;
    facs_status status =
        facs_cnn_ordered_prepare(by->net, &(facs_cnn_input){by->side, by->side, 0, by->side}, &shape, error);
    if (status == FACS_OK)
        status = grow(&mtcnn->env, &mtcnn->input, &mtcnn->input_capacity, FACS_MTCNN_OUTSIDE_BATCH * in, error);
    if (status == FACS_OK)
        status = grow(&mtcnn->env, &mtcnn->outputs, &mtcnn->output_capacity,
                      FACS_MTCNN_OUTSIDE_BATCH * (size_t)shape.maps, error);
    for (int i = 0; status == FACS_OK && i < faces; i++) {
        const facs_crop crop = crop_of(&item[i]);
        status = facs_sampler_run(mtcnn->sampler, bgr, &crop, by->side, by->side, 0, by->side,
                                  mtcnn->input + (size_t)i * in, error);
    }
    if (status != FACS_OK || faces == 0)
        return status;
    const facs_onnx_tensor input = {.rank = 4, .size = {faces, COLOURS, by->side, by->side}, .values = mtcnn->input};
    if (!facs_outside_run(&mtcnn->env, outside_of(mtcnn, by->network), &input, mtcnn->outputs,
                          (size_t)faces * (size_t)shape.maps))
        return FACS_AGAIN;
    for (int i = 0; i < faces; i++)
        take(mtcnn, item[i], mtcnn->outputs + (ptrdiff_t)i * shape.maps, by->threshold, count);
    return FACS_OK;
}

/* Give every face the network's score and corrections; only those that pass stay. */
static facs_status refine(facs_mtcnn *mtcnn, const stage *by, const facs_view *bgr, facs_error *error)
{
    int count = 0;
    for (int i = 0; i < mtcnn->faces.count;) {
        facs_candidate some[FACS_MTCNN_OUTSIDE_BATCH];
        int faces = 0;
        for (; i < mtcnn->faces.count && faces < FACS_MTCNN_OUTSIDE_BATCH; i++)
            if (!is_empty(&mtcnn->faces.item[i]))
                some[faces++] = mtcnn->faces.item[i];
        facs_status status =
            outside_of(mtcnn, by->network) ? refine_outside(mtcnn, by, bgr, some, faces, &count, error) : FACS_AGAIN;
        if (status == FACS_AGAIN)
            status = refine_some(mtcnn, by, bgr, some, faces, &count, error);
        if (status != FACS_OK)
            return status;
    }
    mtcnn->faces.count = count;
    return FACS_OK;
}

facs_status facs_mtcnn_stage1(facs_mtcnn *mtcnn, facs_error *error)
{
    return suppress_and_square(mtcnn, error);
}

facs_status facs_mtcnn_stage2(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error)
{
    const stage by = {FACS_MTCNN_RNET, mtcnn->rnet, RNET_SIDE, RNET_THRESHOLD};
    facs_status status = refine(mtcnn, &by, bgr, error);
    return status == FACS_OK ? suppress_and_square(mtcnn, error) : status;
}

facs_status facs_mtcnn_stage3(facs_mtcnn *mtcnn, const facs_view *bgr, facs_error *error)
{
    const stage by = {FACS_MTCNN_ONET, mtcnn->onet, ONET_SIDE, ONET_THRESHOLD};
    facs_status status = refine(mtcnn, &by, bgr, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < mtcnn->faces.count; i++)
        facs_candidate_regress(&mtcnn->faces.item[i], true);
    return suppress(mtcnn, FACS_OVERLAP_MINIMUM, error);
}

facs_status facs_mtcnn_detect(facs_mtcnn *mtcnn, const facs_image *bgr, const facs_box **boxes, int *count,
                              facs_error *error)
{
    if (!bgr->hidden || bgr->width < 1 || bgr->height < 1 || (bgr->channels != 1 && bgr->channels != COLOURS))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "picture of %d x %d pixels with %d channels: face detection needs pixels with 3 channels "
                         "(B G R) or 1",
                         bgr->width, bgr->height, bgr->channels);
    const facs_view pixels = facs_image_need_all(bgr);
    facs_status status = facs_mtcnn_propose(mtcnn, &pixels, error);
    if (status == FACS_OK)
        status = facs_mtcnn_stage1(mtcnn, error);
    if (status == FACS_OK)
        status = facs_mtcnn_stage2(mtcnn, &pixels, error);
    if (status == FACS_OK)
        status = facs_mtcnn_stage3(mtcnn, &pixels, error);
    if (status != FACS_OK)
        return status;
    if (mtcnn->faces.count > mtcnn->box_capacity) {
        facs_box *grown = facs_calloc(&mtcnn->env, (size_t)mtcnn->faces.count, sizeof *grown);
        if (!grown)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for %d faces", mtcnn->faces.count);
        facs_free(&mtcnn->env, mtcnn->boxes);
        mtcnn->boxes = grown;
        mtcnn->box_capacity = mtcnn->faces.count;
    }
    for (int i = 0; i < mtcnn->faces.count; i++)
        mtcnn->boxes[i] = facs_candidate_face_box(&mtcnn->faces.item[i]);
    *boxes = mtcnn->boxes;
    *count = mtcnn->faces.count;
    return FACS_OK;
}
