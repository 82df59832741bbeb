/* What our own kernels make of the stages that are exported as ONNX files, for run_exported.py:
 *
 *     stage_numbers aus MODEL_DIR PICTURE...             descriptors of real faces and of chance, what we predict of them
 *     stage_numbers cen MODEL_DIR LANDMARKS PICTURE      blocks and responses of every scale and view
 *     stage_numbers mtcnn MODEL_DIR PICTURE              face detection with the networks run at the other end
 *
 * Standard output: arrays, each a line "NAME SIZE..." and its values (f32, last axis innermost).  `mtcnn`: an array
 * "run-NET" is an input, whose outputs the other end writes to standard input (f32, as many as our network makes, whose own
 * follow as "ours-NET"); at the end "boxes" (theirs) and "our-boxes", a row x, y, width, height, confidence each. */
#include "au/openface/au.h"
#include "detect/mtcnn/mtcnn_stages.h"
#include "image/image_kernels.h"
#include "landmark/clnf/area.h"
#include "landmark/clnf/response.h"
#include "media/media.h"
#include "store/models.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAPS = FACS_SUPPORT * FACS_SUPPORT,
    WINDOW = 11,
    SIDE = WINDOW + FACS_SUPPORT - 1,
    POSITIONS = WINDOW * WINDOW / 2
};

static facs_error error;
static facs_env env;
static facs_models *models;
static facs_pixels bgr;

static void need(facs_status status)
{
    if (status == FACS_OK)
        return;
    fprintf(stderr, "stage_numbers: %s\n", error.message);
    exit(1);
}

static void need_io(bool good)
{
    if (good)
        return;
    fprintf(stderr, "stage_numbers: the other end is gone\n");
    exit(1);
}

static void *memory(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size);
    need_io(block != NULL);
    return block;
}

static void write_values(const float *values, size_t count)
{
    need_io(fwrite(values, sizeof *values, count, stdout) == count);
}

static void write_array(const char *name, int rows, int cols, const float *values)
{
    printf("%s %d %d\n", name, rows, cols);
    write_values(values, (size_t)rows * (size_t)cols);
}

static void read_picture(const char *path)
{
    facs_media *media = NULL;
    facs_media_frame frame;
    need(facs_media_open(&env, path, 1, &media, &error));
    need(facs_media_read(media, &bgr, &frame, &error));
    facs_media_close(&media);
}

/* 0 .. 1 */
static float chance(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (float)(state >> 40) / 16777216.0f;
}

/* ---- action units -------------------------------------------------------------------------------------------------- */

/* features of the likeliest face of the picture */
static void describe(const char *path, float *features)
{
    read_picture(path);
    const facs_picture picture = {
        .format = FACS_PIXEL_BGR24, .width = bgr.width, .height = bgr.height, .data = bgr.data, .stride = bgr.stride};
    facs_box box;
    int count = 0;
    facs_result *result = NULL;
    float global[6], local[34];
    uint8_t *aligned = memory(3 * 112 * 112, 1);
    double geometry[FACS_GEOM_SIZE];
    need(facs_detect_faces(models, &picture, &box, 1, &count, &error));
    need_io(count > 0);
    need(facs_fit_landmarks(models, &picture, &box, false, NULL, &result, &error));
    const facs_face *face = facs_result_face(result, 0);
    need(facs_calc_params(models, face->landmarks, global, local, &error));
    need(facs_align_face(models, &picture, face->landmarks, global, aligned, &error));
    need(facs_fhog(&env, aligned, features, &error));
    facs_au_geometry(facs_loaded_aus(&models->loaded, true)->pdm, local, geometry);
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        features[FACS_FHOG_SIZE + i] = (float)geometry[i];
    facs_result_destroy(&result);
    free(aligned);
}

static void invent(float *features)
{
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        features[i] = 0.4f * chance();
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        features[FACS_FHOG_SIZE + i] = 20 * (chance() - 0.5f);
}

static void predict(const facs_au_model *model, const float *features, const float *median, float *intensity,
                    float *presence)
{
    double x[2][FACS_AU_FEATURES], *products = memory(4 * (size_t)model->predictors, sizeof *products);
    double *mean = products + 2 * model->predictors, *offsets = mean + model->predictors;
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    for (int i = 0; i < FACS_AU_FEATURES; i++) {
        x[0][i] = (double)features[i];
        x[1][i] = (double)median[i];
    }
    facs_au_products(&env, model, 2, (const double *const[]){x[0], x[1]}, products);
    facs_au_mean_products(&env, model, mean);
    facs_au_offsets(model, mean, products + model->predictors, offsets);
    facs_au_decide(model, products, offsets, au_r, au_c);
    for (int i = 0; i < FACS_AU_R; i++)
        intensity[i] = (float)(au_r[i] < 0 ? 0 : au_r[i] > 5 ? 5 : au_r[i]);
    for (int i = 0; i < FACS_AU_C; i++)
        presence[i] = (float)au_c[i];
    free(products);
}

static void action_units(char **pictures, int count)
{
    enum { INVENTED = 8 };
    const facs_au_model *model = facs_loaded_aus(&models->loaded, true);
    const int rows = 2 * count + INVENTED;
    float *features = memory((size_t)rows * FACS_AU_FEATURES, sizeof *features);
    float *median = memory((size_t)rows * FACS_AU_FEATURES, sizeof *median);
    float *intensity = memory((size_t)rows * FACS_AU_R, sizeof *intensity);
    float *presence = memory((size_t)rows * FACS_AU_C, sizeof *presence);
    /* every face without medians and with the features of the next one as such */
    for (int i = 0; i < count; i++) {
        describe(pictures[i], features + (ptrdiff_t)i * FACS_AU_FEATURES);
        memcpy(features + (ptrdiff_t)(count + i) * FACS_AU_FEATURES, features + (ptrdiff_t)i * FACS_AU_FEATURES,
               FACS_AU_FEATURES * sizeof *features);
    }
    for (int i = 0; i < count; i++)
        memcpy(median + (ptrdiff_t)(count + i) * FACS_AU_FEATURES,
               features + (ptrdiff_t)((i + 1) % count) * FACS_AU_FEATURES, FACS_AU_FEATURES * sizeof *median);
    for (int i = 2 * count; i < rows; i++) {
        invent(features + (ptrdiff_t)i * FACS_AU_FEATURES);
        invent(median + (ptrdiff_t)i * FACS_AU_FEATURES);
    }
    for (int i = 0; i < rows; i++)
        predict(model, features + (ptrdiff_t)i * FACS_AU_FEATURES, median + (ptrdiff_t)i * FACS_AU_FEATURES,
                intensity + (ptrdiff_t)i * FACS_AU_R, presence + (ptrdiff_t)i * FACS_AU_C);
    write_array("features", rows, FACS_AU_FEATURES, features);
    write_array("median", rows, FACS_AU_FEATURES, median);
    write_array("intensity", rows, FACS_AU_R, intensity);
    write_array("presence", rows, FACS_AU_C, presence);
    free(features);
    free(median);
    free(intensity);
    free(presence);
}

/* ---- CEN ----------------------------------------------------------------------------------------------------------- */

/* contrast-normalised block around a cell of the area, column after column */
static void block_of(const float *area, int cell, float *block)
{
    const float *corner = area + cell / WINDOW * SIDE + cell % WINDOW;
    double sum = 0, squares = 0;
    for (int i = 0; i < TAPS; i++) {
        block[i] = corner[i % FACS_SUPPORT * SIDE + i / FACS_SUPPORT];
        sum += (double)block[i];
    }
    for (int i = 0; i < TAPS; i++) {
        block[i] -= (float)(sum / TAPS);
        squares += (double)block[i] * (double)block[i];
    }
    for (int i = 0; i < TAPS && squares > 0; i++)
        block[i] /= (float)sqrt(squares);
}

static void view(facs_responder *responder, const facs_landmark_model *model, int c, int v, const facs_image *grey)
{
    const int n = model->pdm->n, side = SIDE;
    const float u[4] = {1.1f, -0.12f, 0.12f, 1.1f};
    const facs_view pixels = facs_image_need_all(grey);
    float *shape = memory(2 * (size_t)n, sizeof *shape);
    float *maps = memory((size_t)n * WINDOW * WINDOW, sizeof *maps), *area = memory(FACS_AREA_FLOATS, sizeof *area);
    float *blocks = memory((size_t)n * POSITIONS * TAPS, sizeof *blocks);
    float *responses = memory((size_t)n * POSITIONS, sizeof *responses);
    facs_area_grid grid;
    char name[64];
    for (int i = 0; i < n; i++) {
        shape[i] = (float)bgr.width * (0.1f + 0.8f * chance());
        shape[n + i] = (float)bgr.height * (0.1f + 0.8f * chance());
    }
    need(facs_responses(responder, grey, c, v, WINDOW, shape, u, maps, &error));
    facs_area_grid_columns(u, side, &grid);
    for (int i = 0; i < n; i++) {
        facs_area_grid_rows(u, shape[i], shape[n + i], side, &grid);
        facs_area_sample(&pixels, &grid, side, area);
        /* the cells of the checkerboard on which the network is run */
        for (int p = 0, cell = 1; p < POSITIONS; p++, cell += 2) {
            block_of(area, cell, blocks + ((ptrdiff_t)i * POSITIONS + p) * TAPS);
            responses[(ptrdiff_t)i * POSITIONS + p] = maps[(ptrdiff_t)i * WINDOW * WINDOW + cell];
        }
    }
    snprintf(name, sizeof name, "blocks-%.2f-%d", model->scale[c].scale, v);
    write_array(name, n, POSITIONS * TAPS, blocks);
    snprintf(name, sizeof name, "responses-%.2f-%d", model->scale[c].scale, v);
    write_array(name, n, POSITIONS, responses);
    free(shape);
    free(maps);
    free(area);
    free(blocks);
    free(responses);
}

static void experts(const char *path)
{
    const facs_landmark_model *model = facs_loaded_landmarks(&models->loaded);
    facs_responder *responder = NULL;
    facs_pixels grey = {0};
    read_picture(path);
    const facs_image picture = facs_pixels_view(&bgr);
    need(facs_pixels_resize(&env, &grey, bgr.width, bgr.height, 1));
    facs_image_grey_with(facs_image_kernels_for(env.cpu), &picture, grey.data, grey.stride);
    const facs_image image = facs_pixels_view(&grey);
    need(facs_responder_create(&env, model, NULL, &responder, &error));
    for (int c = 0; c < model->scales; c++)
        for (int v = 0; v < model->scale[c].views; v++)
            view(responder, model, c, v, &image);
    facs_responder_destroy(&responder);
    facs_pixels_free(&env, &grey);
}

/* ---- face detection ------------------------------------------------------------------------------------------------ */

typedef struct network {
    const char *name;
    facs_cnn_ordered *ours;
    int side;
    float threshold;
} network;

/* Outputs of the other end's network for count x 3 x rows x cols values; our own are sent to be compared.  free() */
static float *run_outside(const network *net, int count, int rows, int cols, const float *input, facs_tensor *shape)
{
    const size_t in = 3 * (size_t)rows * (size_t)cols;
    need(facs_cnn_ordered_prepare(net->ours, &(facs_cnn_input){rows, cols, 0, rows}, shape, &error));
    const size_t out = (size_t)shape->maps * (size_t)shape->rows * (size_t)shape->cols;
    float *theirs = memory((size_t)count * out, sizeof *theirs);
    printf("run-%s %d 3 %d %d\n", net->name, count, rows, cols);
    write_values(input, (size_t)count * in);
    printf("ours-%s %d %zu\n", net->name, count, out);
    for (int i = 0; i < count; i++)
        write_values(facs_cnn_ordered_run(net->ours, input + (size_t)i * in).data, out);
    need_io(fflush(stdout) == 0 && fread(theirs, sizeof *theirs, (size_t)count * out, stdin) == (size_t)count * out);
    return theirs;
}

/* as facs_mtcnn_propose() */
static void propose(facs_mtcnn *mtcnn, const network *net, const facs_view *picture, facs_sampler *sampler)
{
    const facs_crop whole = {0, 0, picture->width, picture->height};
    mtcnn->faces.count = 0;
    mtcnn->levels = facs_mtcnn_pyramid(picture->width, picture->height, mtcnn->level);
    for (int i = 0; i < mtcnn->levels; i++) {
        const facs_pyramid_level *level = &mtcnn->level[i];
        float *input = memory(3 * (size_t)level->width * (size_t)level->height, sizeof *input);
        facs_tensor heat;
        need(facs_sampler_run(sampler, picture, &whole, level->width, level->height, 0, level->height, input, &error));
        heat.data = run_outside(net, 1, level->height, level->width, input, &heat);
        mtcnn->found.count = 0;
        need(facs_mtcnn_heat_candidates(&env, &heat, level->scale, &mtcnn->found, &error));
        need(facs_nms_run(&env, &mtcnn->nms, &mtcnn->found, 0.5f, FACS_OVERLAP_UNION, &mtcnn->faces, &error));
        free(heat.data);
        free(input);
    }
}

/* as R-Net's and O-Net's scores are taken, of all candidates in one batch */
static void refine(facs_mtcnn *mtcnn, const network *net, const facs_view *picture, facs_sampler *sampler)
{
    const size_t in = 3 * (size_t)net->side * (size_t)net->side;
    float *input = memory((size_t)mtcnn->faces.count * in, sizeof *input);
    int count = 0, kept = 0;
    for (int i = 0; i < mtcnn->faces.count; i++) {
        const facs_candidate *item = &mtcnn->faces.item[i];
        const facs_crop crop = {(int)item->x - 1, (int)item->y - 1, (int)item->width + 1, (int)item->height + 1};
        if (item->width < 0 || item->height < 0)
            continue;
        need(facs_sampler_run(sampler, picture, &crop, net->side, net->side, 0, net->side, input + (size_t)count * in,
                              &error));
        mtcnn->faces.item[count++] = *item;
    }
    facs_tensor shape;
    float *output = count ? run_outside(net, count, net->side, net->side, input, &shape) : NULL;
    for (int i = 0; i < count; i++) {
        const float *of = output + (ptrdiff_t)i * shape.maps;
        facs_candidate item = mtcnn->faces.item[i];
        item.score = facs_mtcnn_probability(of[0], of[1]);
        memcpy(item.correction, of + 2, sizeof item.correction);
        if (item.score >= net->threshold)
            mtcnn->faces.item[kept++] = item;
    }
    mtcnn->faces.count = kept;
    free(output);
    free(input);
}

static void suppress(facs_mtcnn *mtcnn, facs_overlap mode)
{
    facs_candidates old = mtcnn->faces;
    mtcnn->kept.count = 0;
    need(facs_nms_run(&env, &mtcnn->nms, &mtcnn->faces, 0.7f, mode, &mtcnn->kept, &error));
    mtcnn->faces = mtcnn->kept;
    mtcnn->kept = old;
}

static void write_boxes(const char *name, const facs_box *boxes, int count)
{
    printf("%s %d 5\n", name, count);
    for (int i = 0; i < count; i++)
        write_values((float[]){boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height, boxes[i].confidence}, 5);
}

static void detect(const char *path)
{
    facs_mtcnn *mtcnn = NULL;
    facs_sampler *sampler = NULL;
    const facs_box *ours;
    int count = 0;
    read_picture(path);
    const facs_image image = facs_pixels_view(&bgr);
    const facs_view picture = facs_image_need_all(&image);
    need(facs_mtcnn_create(&env, facs_loaded_mtcnn(&models->loaded), &mtcnn, &error));
    need(facs_sampler_create(&env, &sampler, &error));
    const network pnet = {"pnet", mtcnn->pnet, 12, 0}, rnet = {"rnet", mtcnn->rnet, 24, 0.7f},
                  onet = {"onet", mtcnn->onet, 48, 0.7f};
    propose(mtcnn, &pnet, &picture, sampler);
    need(facs_mtcnn_stage1(mtcnn, &error));
    refine(mtcnn, &rnet, &picture, sampler);
    need(facs_mtcnn_stage1(mtcnn, &error)); /* what comes after R-Net is the same */
    refine(mtcnn, &onet, &picture, sampler);
    for (int i = 0; i < mtcnn->faces.count; i++)
        facs_candidate_regress(&mtcnn->faces.item[i], true);
    suppress(mtcnn, FACS_OVERLAP_MINIMUM);
    facs_box *boxes = memory((size_t)mtcnn->faces.count, sizeof *boxes);
    const int found = mtcnn->faces.count;
    for (int i = 0; i < found; i++)
        boxes[i] = facs_candidate_face_box(&mtcnn->faces.item[i]);
    write_boxes("boxes", boxes, found);
    need(facs_mtcnn_detect(mtcnn, &image, &ours, &count, &error));
    write_boxes("our-boxes", ours, count);
    free(boxes);
    facs_sampler_destroy(&sampler);
    facs_mtcnn_destroy(&mtcnn);
}

int main(int argc, char **argv)
{
    const bool cen = argc > 1 && strcmp(argv[1], "cen") == 0;
    if (argc < (cen ? 5 : 4)) {
        fprintf(stderr, "usage: stage_numbers aus|cen|mtcnn MODEL_DIR [LANDMARKS] PICTURE...\n");
        return 2;
    }
    facs_env defaults;
    facs_env_init(&defaults, sizeof defaults);
    env = facs_env_resolve(&defaults);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "openface";
    options.no_pack = true;
    options.model_dir = argv[2];
    options.landmarks = cen ? argv[3] : NULL;
    need(facs_models_open(&options, &models, &error));
    if (cen)
        experts(argv[4]);
    else if (strcmp(argv[1], "aus") == 0)
        action_units(argv + 3, argc - 3);
    else
        detect(argv[3]);
    facs_models_close(&models);
    facs_pixels_free(&env, &bgr);
    need_io(fflush(stdout) == 0);
    return 0;
}
