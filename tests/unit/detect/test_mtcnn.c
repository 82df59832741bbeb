/* The whole detector: every array of golden/stages/NAME/mtcnn, the known trace of a picture, unusual pictures. */
#include "support/view.h"
#include "detect_support.h"

#include "detect/mtcnn/mtcnn_stages.h"

static const char *const folders[] = {"default_f000", "sample1"};

static facs_mtcnn *new_mtcnn(facs_cpu_level level, const facs_mtcnn_model *model)
{
    facs_env env = level_env(level);
    facs_mtcnn *mtcnn = NULL;
    facs_error error = {.message = ""};
    if (facs_mtcnn_create(&env, model, &mtcnn, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return mtcnn;
}

/* P-Net's outputs are equal to the last bit, its probabilities are not: the reference's exponential function for arrays
 * is less accurate than expf.  They decide only about thresholds and who comes first. */
static const double PNET_SCORE_TOLERANCE = 5e-7;

/* golden rows x, y, w, h, score; boxes to the last bit */
static void compare_faces(const char *what, const facs_candidates *faces, const npy *golden, double score_tolerance)
{
    assert_int_equal(faces->count, golden->dim[0]);
    const float *row = npy_f32(golden, golden->count);
    for (int i = 0; i < faces->count; i++, row += 5) {
        assert_close_f32(what, &faces->item[i].x, row, 4, 0);
        assert_close_f32(what, &faces->item[i].score, row + 4, 1, score_tolerance);
    }
}

static void compare_faces_with(const char *folder, const char *name, const facs_candidates *faces,
                               double score_tolerance)
{
    npy golden = npy_load("golden/stages/%s/mtcnn/%s.npy", folder, name);
    compare_faces(name, faces, &golden, score_tolerance);
    npy_free(&golden);
}

static void compare_level(facs_mtcnn *mtcnn, const facs_image *bgr, const char *folder, int index)
{
    facs_tensor heat;
    assert_int_equal(facs_mtcnn_heat(mtcnn, VIEW(bgr), &mtcnn->level[index], &heat, NULL), FACS_OK);
    npy golden = npy_load("golden/stages/%s/mtcnn/pnet_prob_s%d.npy", folder, index);
    assert_int_equal(heat.rows, golden.dim[0]);
    assert_int_equal(heat.cols, golden.dim[1]);
    int pixels = heat.rows * heat.cols;
    float *probability = calloc((size_t)pixels, sizeof *probability);
    for (int i = 0; i < pixels; i++)
        probability[i] = facs_mtcnn_pixel_probability(heat.data[i], heat.data[pixels + i]);
    assert_close_f32("pnet_prob", probability, npy_f32(&golden, (size_t)pixels), (size_t)pixels, PNET_SCORE_TOLERANCE);
    free(probability);
    npy_free(&golden);
    if (index == 2) {
        npy output = npy_load("golden/stages/%s/mtcnn/pnet_out_s2.npy", folder);
        assert_close_f32("pnet_out_s2", heat.data, npy_f32(&output, 6 * (size_t)pixels), output.count, 0);
        npy_free(&output);
    }
}

static void pyramid_and_heat_maps(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    for (int f = 0; f < 2; f++) {
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", folders[f]);
        const facs_image bgr = npy_image(&frame);
        npy scales = npy_load("golden/stages/%s/mtcnn/scales.npy", folders[f]);
        npy sizes = npy_load("golden/stages/%s/mtcnn/pyramid_sizes.npy", folders[f]);
        FOR_EACH_LEVEL (level) {
            facs_mtcnn *mtcnn = new_mtcnn(level, model);
            mtcnn->levels = facs_mtcnn_pyramid(bgr.width, bgr.height, mtcnn->level);
            assert_int_equal(mtcnn->levels, scales.count);
            for (int i = 0; i < mtcnn->levels; i++) {
                assert_true(mtcnn->level[i].scale == npy_f64(&scales, scales.count)[i]);
                assert_int_equal(mtcnn->level[i].height, npy_i32(&sizes, sizes.count)[2 * i]);
                assert_int_equal(mtcnn->level[i].width, npy_i32(&sizes, sizes.count)[2 * i + 1]);
                compare_level(mtcnn, &bgr, folders[f], i);
            }
            facs_mtcnn_destroy(&mtcnn);
        }
        npy_free(&sizes);
        npy_free(&scales);
        npy_free(&frame);
    }
    free_mtcnn(&model);
}

/* Outputs of one network for every face, to the last bit, as many at a time as there may be, then two and one; golden
 * rows: probability, then the first 6 outputs. */
static void compare_scores(facs_mtcnn *mtcnn, facs_cnn_ordered *net, int side, const facs_image *bgr,
                           const char *folder, const char *name)
{
    npy golden = npy_load("golden/stages/%s/mtcnn/%s.npy", folder, name);
    facs_tensor shape;
    assert_int_equal(facs_cnn_ordered_prepare(net, &(facs_cnn_input){side, side, 0, side}, &shape, NULL), FACS_OK);
    assert_int_equal(golden.dim[0], mtcnn->faces.count);
    static const int together[3] = {FACS_CNN_ORDERED_INPUTS, 2, 1};
    for (int t = 0; t < 3; t++) {
        const float *row = npy_f32(&golden, golden.count);
        for (int first = 0, count; first < mtcnn->faces.count; first += count) {
            const float *output;
            count = mtcnn->faces.count - first < together[t] ? mtcnn->faces.count - first : together[t];
            assert_int_equal(
                facs_mtcnn_score(mtcnn, net, side, VIEW(bgr), &mtcnn->faces.item[first], count, &output, NULL),
                FACS_OK);
            for (int i = 0; i < count; i++, row += 7, output += shape.maps) {
                float probability = facs_mtcnn_probability(output[0], output[1]);
                assert_close_f32(name, &probability, row, 1, 0);
                assert_close_f32(name, output, row + 1, 6, 0);
            }
        }
    }
    npy_free(&golden);
}

static void compare_stages(facs_mtcnn *mtcnn, const facs_image *bgr, const char *folder)
{
    assert_int_equal(facs_mtcnn_propose(mtcnn, VIEW(bgr), NULL), FACS_OK);
    npy counts = npy_load("golden/stages/%s/mtcnn/stage1_count_per_scale.npy", folder);
    assert_int_equal(mtcnn->levels, counts.count);
    for (int i = 0; i < mtcnn->levels; i++)
        assert_int_equal(mtcnn->level[i].survivors, npy_i32(&counts, counts.count)[i]);
    npy_free(&counts);
    compare_faces_with(folder, "stage1_boxes_per_scale_nms", &mtcnn->faces, PNET_SCORE_TOLERANCE);
    npy corrections = npy_load("golden/stages/%s/mtcnn/stage1_corrections_per_scale_nms.npy", folder);
    for (int i = 0; i < mtcnn->faces.count; i++)
        assert_close_f32("corrections", mtcnn->faces.item[i].correction,
                         npy_f32(&corrections, corrections.count) + 4 * i, 4, 0);
    npy_free(&corrections);

    assert_int_equal(facs_mtcnn_stage1(mtcnn, NULL), FACS_OK);
    compare_faces_with(folder, "stage1_boxes", &mtcnn->faces, PNET_SCORE_TOLERANCE);
    compare_scores(mtcnn, mtcnn->rnet, 24, bgr, folder, "stage2_rnet_out");
    assert_int_equal(facs_mtcnn_stage2(mtcnn, VIEW(bgr), NULL), FACS_OK);
    compare_faces_with(folder, "stage2_boxes", &mtcnn->faces, 0);
    compare_scores(mtcnn, mtcnn->onet, 48, bgr, folder, "stage3_onet_out");
    assert_int_equal(facs_mtcnn_stage3(mtcnn, VIEW(bgr), NULL), FACS_OK);
    compare_faces_with(folder, "stage3_boxes", &mtcnn->faces, 0);
}

static void stages_of_the_reference(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    for (int f = 0; f < 2; f++) {
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", folders[f]);
        npy golden = npy_load("golden/stages/%s/mtcnn/final_boxes.npy", folders[f]);
        const facs_image bgr = npy_image(&frame);
        FOR_EACH_LEVEL (level) {
            facs_mtcnn *mtcnn = new_mtcnn(level, model);
            compare_stages(mtcnn, &bgr, folders[f]);
            const facs_box *boxes;
            int count;
            assert_int_equal(facs_mtcnn_detect(mtcnn, &bgr, &boxes, &count, NULL), FACS_OK);
            assert_int_equal(count, golden.dim[0]);
            assert_close_f32("final_boxes", &boxes[0].x, npy_f32(&golden, golden.count), golden.count, 0);
            const int choice = facs_choose_face(boxes, count);
            npy start = npy_load("golden/stages/%s/hypotheses/bounding_box.npy", folders[f]);
            assert_close_f32("bounding_box", &boxes[choice].x, npy_f32(&start, 4), 4, 0);
            npy_free(&start);
            if (f == 0) {
                npy chosen = npy_load("golden/stages/%s/mtcnn/chosen_box.npy", folders[f]);
                assert_close_f32("chosen_box", &boxes[choice].x, npy_f32(&chosen, 5), 5, 0);
                npy_free(&chosen);
            }
            facs_mtcnn_destroy(&mtcnn);
            assert_null(mtcnn);
        }
        npy_free(&golden);
        npy_free(&frame);
    }
    free_mtcnn(&model);
}

/* sample1, what is known of it stage by stage */
static void trace_of_sample1(void **state)
{
    (void)state;
    static const float rnet[4][8] = {{85, 50, 234, 0.997827828f, 0.06203103f, -0.0100518f, -0.1298368f, -0.1139532f},
                                     {107, 86, 155, 0.989535332f, -0.04276102f, -0.1559538f, 0.1025554f, 0.2219817f},
                                     {117, 47, 164, 0.921647966f, -0.0112285f, 0.128581f, 0.01585154f, 0.4130512f},
                                     {136, 84, 170, 0.91588068f, -0.2262142f, -0.1477599f, -0.1154374f, 0.1897417f}};
    static const float onet[16] = {-3.707755f, 3.709152f,  0.1102633f, 0.05735972f, -0.0352026f, 0.06525402f,
                                   0.2631788f, 0.6119866f, 0.4399804f, 0.3854004f,  0.720075f,   0.4728021f,
                                   0.376147f,  0.6829996f, 0.8274719f, 0.7321543f};
    facs_mtcnn_model *model = load_mtcnn();
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    const facs_image bgr = npy_image(&frame);
    facs_mtcnn *mtcnn = new_mtcnn(FACS_CPU_AUTO, model);
    assert_int_equal(facs_mtcnn_propose(mtcnn, VIEW(&bgr), NULL), FACS_OK);
    static const float first_pixel[2][6] = {{3.594049f, -4.766711f, 0.003399227f, -0.1208712f, 0.01787122f, 0.1241914f},
                                            {2.91024f, -3.164735f, -0.01150984f, -0.0973459f, -0.030085f, 0.1300406f}};
    for (int i = 0; i < 2; i++) {
        facs_tensor heat;
        assert_int_equal(facs_mtcnn_heat(mtcnn, VIEW(&bgr), &mtcnn->level[i], &heat, NULL), FACS_OK);
        for (int m = 0; m < 6; m++)
            assert_close_f32("P-Net", heat.data + m * heat.rows * heat.cols, &first_pixel[i][m], 1, 5e-6);
    }
    assert_int_equal(facs_mtcnn_stage1(mtcnn, NULL), FACS_OK);
    for (int i = 0; i < 4; i++) {
        /* of the 16 proposals R-Net keeps numbers 2, 0, 4 and 5 */
        static const int kept[4] = {2, 0, 4, 5};
        const facs_candidate *item = &mtcnn->faces.item[kept[i]];
        assert_close_f32("square", &item->x, (const float[]){rnet[i][0], rnet[i][1], rnet[i][2], rnet[i][2]}, 4, 0);
        const float *output;
        assert_int_equal(facs_mtcnn_score(mtcnn, mtcnn->rnet, 24, VIEW(&bgr), item, 1, &output, NULL), FACS_OK);
        float probability = facs_mtcnn_probability(output[0], output[1]);
        assert_close_f32("R-Net", &probability, &rnet[i][3], 1, 0);
        assert_close_f32("R-Net", output + 2, &rnet[i][4], 4, 6e-8);
    }
    assert_int_equal(facs_mtcnn_stage2(mtcnn, VIEW(&bgr), NULL), FACS_OK);
    const float *output;
    assert_int_equal(facs_mtcnn_score(mtcnn, mtcnn->onet, 48, VIEW(&bgr), &mtcnn->faces.item[0], 1, &output, NULL),
                     FACS_OK);
    assert_close_f32("O-Net", output, onet, 16, 6e-7);
    const facs_box *boxes;
    int count;
    assert_int_equal(facs_mtcnn_detect(mtcnn, &bgr, &boxes, &count, NULL), FACS_OK);
    assert_int_equal(count, 1);
    assert_close_f32("face", &boxes[0].x, (const float[]){110.809402f, 111.092194f, 185.248459f, 164.055969f}, 4, 0);
    assert_close_f32("face", &boxes[0].confidence, (const float[]){0.999399364f}, 1, 0);
    facs_mtcnn_destroy(&mtcnn);
    npy_free(&frame);
    free_mtcnn(&model);
}

/* Levels evaluated in strips give the heat map of the whole. */
static void strips_of_a_large_level(void **state)
{
    (void)state;
    enum { WIDTH = 2570, HEIGHT = 1633 };
    facs_mtcnn_model *model = load_mtcnn();
    uint8_t *pixels = malloc((size_t)WIDTH * HEIGHT * 3);
    uint64_t seed = 12;
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++)
        pixels[i] = (uint8_t)random_u32(&seed);
    const facs_image bgr = {pixels, WIDTH, HEIGHT, 3, WIDTH * 3, NULL};
    facs_mtcnn *mtcnn = new_mtcnn(FACS_CPU_AUTO, model);
    assert_true(facs_mtcnn_pyramid(WIDTH, HEIGHT, mtcnn->level) > 0);
    const facs_pyramid_level *level = &mtcnn->level[0];
    facs_tensor heat, whole;
    assert_int_equal(facs_mtcnn_heat(mtcnn, VIEW(&bgr), level, &heat, NULL), FACS_OK);
    float *input = calloc(3 * (size_t)level->width * (size_t)level->height, sizeof *input);
    const facs_crop all = {0, 0, WIDTH, HEIGHT};
    assert_int_equal(
        facs_sampler_run(mtcnn->sampler, VIEW(&bgr), &all, level->width, level->height, 0, level->height, input, NULL),
        FACS_OK);
    const facs_cnn_input size = {level->height, level->width, 0, level->height};
    assert_int_equal(facs_cnn_ordered_prepare(mtcnn->pnet, &size, NULL, NULL), FACS_OK);
    whole = facs_cnn_ordered_run(mtcnn->pnet, input);
    assert_int_equal(heat.rows, whole.rows);
    assert_int_equal(heat.cols, whole.cols);
    assert_true(heat.rows > 2 * 32768 / level->width / 2); /* more than two strips */
    assert_memory_equal(heat.data, whole.data, 6 * (size_t)(heat.rows * heat.cols) * sizeof(float));
    free(input);
    facs_mtcnn_destroy(&mtcnn);
    free(pixels);
    free_mtcnn(&model);
}

static int detect_uniform(facs_mtcnn *mtcnn, int width, int height, int channels, uint8_t value)
{
    uint8_t *pixels = malloc((size_t)width * (size_t)height * (size_t)channels);
    memset(pixels, value, (size_t)width * (size_t)height * (size_t)channels);
    const facs_image image = {pixels, width, height, channels, (ptrdiff_t)width * channels, NULL};
    const facs_box *boxes = NULL;
    int count = -1;
    facs_error error = {.message = ""};
    if (facs_mtcnn_detect(mtcnn, &image, &boxes, &count, &error) != FACS_OK)
        fail_msg("%d x %d: %s", width, height, error.message);
    free(pixels);
    return count;
}

static void unusual_pictures(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    facs_mtcnn *mtcnn = new_mtcnn(FACS_CPU_AUTO, model);
    static const int sizes[][2] = {{1, 1}, {12000, 40}, {40, 12000}, {59, 59}, {60, 60}, {12000, 60}, {60, 2000}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(detect_uniform(mtcnn, sizes[i][0], sizes[i][1], 3, 0), 0);
        assert_int_equal(detect_uniform(mtcnn, sizes[i][0], sizes[i][1], 1, 255), 0);
    }
    static const facs_image bad[] = {{NULL, 640, 480, 3, 1920, NULL},
                                     {(const uint8_t *)"", 0, 480, 3, 0, NULL},
                                     {(const uint8_t *)"", 1, -1, 3, 3, NULL},
                                     {(const uint8_t *)"abcd", 1, 1, 4, 4, NULL},
                                     {(const uint8_t *)"abcd", 1, 1, 4, 4, NULL}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const facs_box *boxes = NULL;
        int count = -1;
        facs_error error = {.message = ""};
        assert_int_equal(facs_mtcnn_detect(mtcnn, &bad[i], &boxes, &count, &error), FACS_E_ARGUMENT);
        assert_int_equal(count, -1);
        assert_true(strlen(error.message) > 20);
    }
    facs_mtcnn_destroy(&mtcnn);
    free_mtcnn(&model);
}

/* A grey copy of a face is found as if its three channels were equal; the place moves with the picture's content. */
static void grey_is_three_equal_channels(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    facs_mtcnn *mtcnn = new_mtcnn(FACS_CPU_AUTO, model);
    npy frame = npy_load("golden/stages/sample1/frame_gray.npy");
    const int width = (int)frame.dim[1], height = (int)frame.dim[0];
    const uint8_t *grey = npy_u8(&frame, frame.count);
    uint8_t *colour = malloc(3 * frame.count);
    for (size_t i = 0; i < 3 * frame.count; i++)
        colour[i] = grey[i / 3];
    const facs_image one = {grey, width, height, 1, width, NULL},
                     three = {colour, width, height, 3, (ptrdiff_t)width * 3, NULL};
    const facs_box *boxes;
    int count, count_one;
    assert_int_equal(facs_mtcnn_detect(mtcnn, &one, &boxes, &count_one, NULL), FACS_OK);
    assert_true(count_one > 0);
    facs_box first = boxes[0];
    assert_int_equal(facs_mtcnn_detect(mtcnn, &three, &boxes, &count, NULL), FACS_OK);
    assert_int_equal(count, count_one);
    assert_memory_equal(&first, &boxes[0], sizeof first);
    free(colour);
    npy_free(&frame);
    facs_mtcnn_destroy(&mtcnn);
    free_mtcnn(&model);
}

static void networks_of_another_shape(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    facs_mtcnn_model mixed[3] = {{model->rnet, model->rnet, model->onet},
                                 {model->pnet, model->onet, model->onet},
                                 {model->pnet, model->rnet, model->rnet}};
    for (int i = 0; i < 3; i++) {
        facs_mtcnn *mtcnn = NULL;
        facs_error error = {.message = ""};
        assert_int_equal(facs_mtcnn_create(NULL, &mixed[i], &mtcnn, &error), FACS_E_MODEL_CORRUPT);
        assert_null(mtcnn);
        assert_true(strlen(error.message) > 20);
    }
    free_mtcnn(&model);
}

/* Every allocation fails once; afterwards a second detection allocates nothing. */
static void memory_runs_out(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    const facs_image bgr = npy_image(&frame);
    bool done = false;
    int failures = 0;
    for (int fail_at = 0; !done; fail_at++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_mtcnn *mtcnn = NULL;
        const facs_box *boxes;
        int count = 0;
        facs_status status = facs_mtcnn_create(&env, model, &mtcnn, NULL);
        if (status == FACS_OK)
            status = facs_mtcnn_detect(mtcnn, &bgr, &boxes, &count, NULL);
        if (m.made > fail_at && status == FACS_OK)
            fail_msg("allocation %d failed and nobody noticed", fail_at);
        if (status == FACS_OK) {
            long made = m.made;
            assert_int_equal(count, 1);
            assert_int_equal(facs_mtcnn_detect(mtcnn, &bgr, &boxes, &count, NULL), FACS_OK);
            assert_int_equal(m.made, made);
            done = true;
        } else {
            /* a network that cannot be checked for lack of memory must not be called corrupt */
            assert_int_equal(status, FACS_E_MEMORY);
            failures++;
        }
        facs_mtcnn_destroy(&mtcnn);
        assert_int_equal(m.alive, 0);
    }
    assert_true(failures > 10);
    npy_free(&frame);
    free_mtcnn(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(pyramid_and_heat_maps)),
        NEEDS_DATA(cmocka_unit_test(stages_of_the_reference)),
        NEEDS_DATA(cmocka_unit_test(trace_of_sample1)),
        NEEDS_MODELS(cmocka_unit_test(strips_of_a_large_level)),
        NEEDS_MODELS(cmocka_unit_test(unusual_pictures)),
        NEEDS_DATA(cmocka_unit_test(grey_is_three_equal_channels)),
        NEEDS_MODELS(cmocka_unit_test(networks_of_another_shape)),
        NEEDS_DATA(cmocka_unit_test(memory_runs_out)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
