/* Loaders on tiny synthetic files: every number ends up where it belongs; wrong kinds and indices are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "synthetic.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>

typedef struct fixture {
    memory_files files;
    facs_env env;
    facs_error error;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = memory_env(&f.files);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    return memory_files_free(&f->files);
}

static void assert_refused(fixture *f, facs_status found, facs_status expected, const char *part)
{
    if (found != expected || !strstr(f->error.message, part))
        fail_msg("status %s, message \"%s\", expected %s with \"%s\"", facs_status_name(found), f->error.message,
                 facs_status_name(expected), part);
}

/* element i of the writers' matrices */
static float element(int i)
{
    return 1 + 0.25f * (float)(i % 7);
}

static void test_pdm(void **state)
{
    fixture *f = *state;
    write_pdm(memory_file_new(&f->files, "/p"), 3, 2);
    facs_pdm *pdm = NULL;
    assert_int_equal(facs_pdm_load(&f->env, "/p", &pdm, &f->error), FACS_OK);
    assert_int_equal(pdm->n, 3);
    assert_int_equal(pdm->m, 2);
    assert_true(pdm->mean[0] == -1.5f && pdm->mean[8] == 0.5f);
    assert_true(pdm->modes[3] == 0.375f && pdm->modes_t[9 + 1] == 0.375f && pdm->modes_t[1] == pdm->modes[2]);
    assert_true(pdm->eigenvalues[0] == 2 && pdm->eigenvalues[1] == 2.5f);
    facs_pdm_free(&f->env, &pdm);
}

static void refuse_pdm(fixture *f, const char *text, const char *part)
{
    put_text(memory_file_new(&f->files, "/p"), "%s", text);
    f->error.message[0] = '\0';
    assert_refused(f, walk_pdm(&f->env, "/p", &f->error), FACS_E_MODEL_CORRUPT, part);
}

static void test_refused_pdm(void **state)
{
    fixture *f = *state;
    refuse_pdm(f, "4 1 6 1 1 1 1", "3n rows");
    refuse_pdm(f, "207 1 6 1 1 1 1", "only");
    refuse_pdm(f, "3 1 6 1 1 1 \n6 1 6 1 1 1 1 1 1", "expected a matrix of 3 rows as shape modes");
    refuse_pdm(f, "3 1 6 1 1 1 \n3 1 6 1 1 1 \n1 2 6 1 1", "variances");
    refuse_pdm(f, "3 1 6 1 1 1 \n3 1 6 1 1 1 \n1 1 6 0", "expected positive variances, found 0");
    refuse_pdm(f, "3 1 6 1 1 1 \n3 1 6 1 1 1 \n1 1 6 -2", "expected positive variances, found -2");
    refuse_pdm(f, "3 1 6 1 1 1 \n3 1 6 1 1 1 \n1 1 6 2 7", "nothing more");
    content *to = memory_file_new(&f->files, "/p");
    write_ccnf(to, 3);
    assert_refused(f, walk_pdm(&f->env, "/p", &f->error), FACS_E_MODEL_CORRUPT,
                   "a point distribution model (a text file), found binary data");
}

static void test_triangles(void **state)
{
    fixture *f = *state;
    write_triangles(memory_file_new(&f->files, "/t"));
    facs_triangles triangles = {0};
    assert_int_equal(facs_triangles_load(&f->env, "/t", 3, &triangles, &f->error), FACS_OK);
    assert_int_equal(triangles.count, 2);
    assert_int_equal(triangles.index[3], 2);
    facs_triangles_free(&f->env, &triangles);
    assert_refused(f, facs_triangles_load(&f->env, "/t", 2, &triangles, &f->error), FACS_E_MODEL_CORRUPT,
                   "expected vertices from 0 to 1, found 2 in triangle 0");
    put_text(memory_file_new(&f->files, "/t"), "1 3 4 0 -1 1");
    assert_refused(f, facs_triangles_load(&f->env, "/t", 3, &triangles, &f->error), FACS_E_MODEL_CORRUPT, "found -1");
}

static void test_ccnf(void **state)
{
    fixture *f = *state;
    write_ccnf(memory_file_new(&f->files, "/c"), 3);
    facs_patch_scale scale = {0};
    assert_int_equal(facs_ccnf_load(&f->env, "/c", 3, &scale, &f->error), FACS_OK);
    assert_true(scale.kind == FACS_PATCH_CCNF && scale.scale == 0.5 && scale.views == 1 && scale.n == 3);
    assert_true(scale.centre[0][1] == 90 * 3.14159265358979323846 / 180);
    assert_true(scale.visible[0] == 1 && scale.visible[1] == 0 && scale.visible[2] == 1);
    assert_int_equal(scale.sigma_windows, 2);
    assert_true(scale.sigma[0].window == 3 && scale.sigma[0].count == 1 && scale.sigma[1].window == 5);
    assert_null(scale.sigma[1].components);
    assert_true(scale.sigma[0].components[80] == element(80));
    const facs_ccnf_expert *expert = scale.ccnf;
    assert_int_equal(expert->neurons, 2);
    const float *row = expert->weights + FACS_BLOCK;
    assert_true(row[0] == -0.25f);
    assert_true(row[1 + 1] == element(11) * 2.5f); /* block vector: column by column */
    assert_true(row[1 + 11] == element(1) * 2.5f);
    assert_true(row[121] == element(120) * 2.5f);
    assert_true(expert->alphas[1] == 4 && expert->betas[0] == 0.75 && expert->confidence == 0.5);
    assert_int_equal(scale.ccnf[1].neurons, 0);
    facs_patch_scale_free(&f->env, &scale);
}

static void test_svr(void **state)
{
    fixture *f = *state;
    write_svr(memory_file_new(&f->files, "/s"), 3);
    facs_patch_scale scale = {0};
    assert_int_equal(facs_svr_load(&f->env, "/s", 3, &scale, &f->error), FACS_OK);
    assert_true(scale.kind == FACS_PATCH_SVR && scale.scale == 0.25 && scale.views == 1);
    assert_true(scale.centre[0][1] == -20 * 3.14159265358979323846 / 180);
    assert_int_equal(scale.svr[0].modalities, 2);
    assert_int_equal(scale.svr[1].modalities, 0);
    const facs_svr_modality *modality = &scale.svr[0].modality[1];
    assert_true(modality->kind == 1 && modality->confidence == 0.5 && modality->scaling == -3.25 &&
                modality->bias == 0.1);
    assert_true(modality->weights[11] == -0.375f); /* stored as row 0, column 1 */
    assert_true(modality->weights[1] == -0.25f);   /* stored as element 11 */
    facs_patch_scale_free(&f->env, &scale);
}

static void check_cen_file(fixture *f, int bias_type)
{
    write_cen(memory_file_new(&f->files, "/c"), 3, bias_type);
    facs_patch_scale scale = {0};
    assert_int_equal(facs_cen_load(&f->env, "/c", 3, &scale, &f->error), FACS_OK);
    assert_true(scale.kind == FACS_PATCH_CEN && scale.views == 2);
    assert_true(scale.mirror_landmark[0] == 2 && scale.mirror_view[0] == 1);
    const facs_cen_expert *expert = scale.cen;
    assert_int_equal(expert->layers, 2);
    assert_true(expert->layer[0].activation == 2 && expert->layer[0].outputs == 2 && expert->layer[1].outputs == 1);
    for (int i = 0; i < 244; i++)
        assert_true(expert->layer[0].weights[i] == element(i));
    assert_true(expert->layer[0].bias[1] == 1.25f && expert->layer[1].weights[1] == 1.25f);
    assert_true(expert->confidence == 0.5 && scale.cen[1].layers == 0 && scale.cen[1].confidence == 0.5);
    facs_patch_scale_free(&f->env, &scale);
}

static void test_cen(void **state)
{
    fixture *f = *state;
    check_cen_file(f, 5);
    check_cen_file(f, 6);
}

/* The number of landmarks as bytes moves everything behind off its 4-byte boundary. */
static void test_cen_unaligned(void **state)
{
    fixture *f = *state;
    content aligned = {0};
    write_cen(&aligned, 3, 5);
    size_t visible = 8 + 4 + 2 * (12 + 24);
    content *to = memory_file_new(&f->files, "/c");
    put_bytes(to, aligned.bytes, visible);
    put_head(to, 3, 1, 0);
    put_bytes(to, "\1\0\1", 3);
    put_bytes(to, aligned.bytes + visible + 12 + 12, aligned.size - visible - 12 - 12);
    facs_patch_scale scale = {0};
    assert_int_equal(facs_cen_load(&f->env, "/c", 3, &scale, &f->error), FACS_OK);
    for (int i = 0; i < 244; i++)
        assert_true(scale.cen[0].layer[0].weights[i] == element(i));
    assert_true((uintptr_t)scale.cen[0].layer[0].weights % 4 == 0);
    assert_true(scale.cen[0].layer[1].bias[0] == 1 && scale.cen[0].layer[1].weights[1] == 1.25f);
    facs_patch_scale_free(&f->env, &scale);
    assert_int_equal(walk_cen(&f->env, "/c", &f->error), FACS_OK);
    free(aligned.bytes);
}

static void patch_i32(content *to, size_t offset, int32_t value)
{
    for (int i = 0; i < 4; i++)
        to->bytes[offset + (size_t)i] = (uint8_t)((uint32_t)value >> (8 * i));
}

static void test_refused_patches(void **state)
{
    fixture *f = *state;
    content *to = memory_file_new(&f->files, "/c");
    size_t windows = CCNF_RECORDS_AT + 12 + 12 - 12;
    write_ccnf(to, 3);
    assert_refused(f, walk_svr(&f->env, "/c", &f->error), FACS_E_MODEL_CORRUPT, "SVR patch experts (a text file)");
    write_cen(memory_file_new(&f->files, "/cen"), 3, 5);
    assert_int_not_equal(walk_ccnf(&f->env, "/cen", &f->error), FACS_OK);
    assert_int_not_equal(walk_cen(&f->env, "/c", &f->error), FACS_OK);
    write_svr(memory_file_new(&f->files, "/s"), 3);
    assert_refused(f, walk_ccnf(&f->env, "/s", &f->error), FACS_E_MODEL_CORRUPT,
                   "CCNF patch experts (a binary file), found text");
    patch_i32(to, windows + 4, 17);
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_UNSUPPORTED, "window size up to 15, found 17");
    patch_i32(to, windows + 4, 3);
    size_t record = windows + 4 + 8 + 12 + 4 * 81 + 8;
    patch_i32(to, record, 6);
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_MODEL_CORRUPT, "found 6 (a CEN expert)");
    patch_i32(to, record, 5);
    patch_i32(to, record + 4, 15);
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_UNSUPPORTED, "11 x 11 pixels, found 15 x 11");
    patch_i32(to, record + 4, 11);
    patch_i32(to, record + 12, 33);
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_MODEL_CORRUPT, "neurons from 0 to 32, found 33");
    patch_i32(to, record + 12, 2);
    assert_int_equal(walk_ccnf(&f->env, "/c", &f->error), FACS_OK);
    size_t first_alpha = record + 16 + 8 + 16;
    memset(to->bytes + first_alpha, 0, 8);
    assert_int_equal(walk_ccnf(&f->env, "/c", &f->error), FACS_OK);
    memset(to->bytes + first_alpha + 528, 0, 8);
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_MODEL_CORRUPT, "and a sum of 0");
    patch_i32(to, first_alpha + 4, -1074790400); /* high half of -1.0 */
    assert_refused(f, walk_ccnf(&f->env, "/c", &f->error), FACS_E_MODEL_CORRUPT, "found a least one of -1");
    facs_patch_scale scale = {0};
    assert_refused(f, facs_ccnf_load(&f->env, "/c", 4, &scale, &f->error), FACS_E_MODEL_CORRUPT, "visibilities");
    assert_int_equal(facs_ccnf_load(&f->env, "/c", 69, &scale, &f->error), FACS_E_ARGUMENT);
    assert_int_equal(facs_svr_load(&f->env, "/s", 0, &scale, &f->error), FACS_E_ARGUMENT);
    assert_int_equal(facs_cen_load(&f->env, "/cen", -1, &scale, &f->error), FACS_E_ARGUMENT);
}

static void test_mtcnn(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    facs_mtcnn_model *model = NULL;
    assert_int_equal(facs_mtcnn_load(&f->env, SYNTHETIC_MTCNN, &model, &f->error), FACS_OK);
    assert_true(model->pnet.layers == 5 && model->rnet.layers == 4 && model->onet.layers == 4);
    const facs_cnn_layer *conv = &model->pnet.layer[0];
    assert_true(conv->kind == FACS_LAYER_CONV && conv->inputs == 3 && conv->outputs == 2 && conv->kernel_h == 3);
    assert_true(conv->bias[0] == 0.25f && conv->weights[9 + 8] == element(8));
    assert_true(model->pnet.layer[1].kind == FACS_LAYER_PRELU && model->pnet.layer[2].kernel_w == 2);
    assert_true(model->rnet.layer[2].inputs == 12 && model->rnet.layer[3].kind == FACS_LAYER_PRELU);
    facs_mtcnn_free(&f->env, &model);
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet p.dat\nRNet r.dat\n");
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT, "found no ONet");
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet r.dat\nRNet r.dat\nONet o.dat");
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT, "r.dat: at byte 0");
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet p.dat\nPNet p.dat\nRNet r.dat\nONet o.dat");
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT, "expected one PNet");
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet\n");
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT, "found no path");
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet q.dat\n");
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODELS_MISSING, "q.dat");
    put_text(memory_file_new(&f->files, SYNTHETIC_MTCNN), "PNet %.4080d.dat\n", 7);
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT, "path up to 4096 bytes");
}

/* A network that could not be evaluated is refused when it is read. */
static void test_convolution_of_a_vector(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    content *to = memory_file_new(&f->files, "/m/model/mtcnn_detector/r.dat");
    put_i32(to, 3);
    put_i32(to, 1); /* pooling: 3 x 24 x 24 -> 3 x 2 x 2 */
    for (int i = 0; i < 4; i++)
        put_i32(to, 12);
    put_i32(to, 2); /* fully connected: 12 -> 6 */
    put_f32_matrix(to, 6, 1);
    put_f32_matrix(to, 12, 6);
    put_i32(to, 0); /* convolution 1 x 1: 6 -> 6 */
    put_i32(to, 6);
    put_i32(to, 6);
    for (int i = 0; i < 6; i++)
        put_f32(to, 0);
    for (int i = 0; i < 36; i++)
        put_f32_matrix(to, 1, 1);
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_MODEL_CORRUPT,
                   "expected layer 2 of a network to take 6 maps of 1 x 1");
}

/* Networks the detector could not use are refused with their file's name. */
static void test_refused_networks(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    content *to = memory_file_new(&f->files, "/m/model/mtcnn_detector/o.dat");
    put_i32(to, 3);
    put_i32(to, 1); /* pooling at once */
    for (int i = 0; i < 4; i++)
        put_i32(to, 24);
    put_i32(to, 2);
    put_f32_matrix(to, 6, 1);
    put_f32_matrix(to, 12, 6);
    put_i32(to, 4); /* sigmoid */
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_UNSUPPORTED,
                   "/o.dat: at byte 0: expected convolutions");
    assert_refused(f, FACS_E_UNSUPPORTED, FACS_E_UNSUPPORTED, "found something else as layer 0 of 3");
    write_installation(&f->files);
    to = memory_file_new(&f->files, "/m/model/mtcnn_detector/p.dat");
    put_i32(to, 2);
    put_i32(to, 0); /* 3 x 12 x 12 -> 2 x 1 x 1, but every pixel instead of every other one */
    put_i32(to, 3);
    put_i32(to, 2);
    put_f32(to, 0);
    put_f32(to, 0);
    for (int i = 0; i < 6; i++)
        put_f32_matrix(to, 12, 12);
    put_i32(to, 2);
    put_f32_matrix(to, 6, 1);
    put_f32_matrix(to, 2, 6);
    assert_refused(f, walk_mtcnn(&f->env, SYNTHETIC_MTCNN, &f->error), FACS_E_UNSUPPORTED,
                   "/p.dat: at byte 0: expected a P-Net that turns 15 x 14 pixels into 3 x 2 times 6 numbers");
}

static void test_validator(void **state)
{
    fixture *f = *state;
    content *to = memory_file_new(&f->files, "/v");
    write_validator(to, 3);
    facs_validator_model *model = NULL;
    assert_int_equal(facs_validator_load(&f->env, "/v", &model, &f->error), FACS_OK);
    const facs_validator_view *view = model->view;
    assert_true(model->views == 1 && view->orientation[2] == -90 * 3.14159265358979323846 / 180);
    assert_true(view->pixels == 12 && view->n == 3 && view->width == 4 && view->height == 4);
    assert_true(view->min_x == -2.5f && view->min_y == -3.5f && view->mean[8] == 1.25f && view->std[7] == 1);
    assert_true(view->destination[5] == 2.25f && view->triangles.count == 2 && view->triangles.index[5] == 1);
    assert_true(view->triangle_of_pixel[6] == 1 && view->mask[0] == 0 && view->mask[1] == 1);
    assert_true(view->alpha[5] == 2.25f && view->beta[0] == 1);
    assert_true(view->cnn.layers == 4 && view->cnn.layer[1].kind == FACS_LAYER_RELU &&
                view->cnn.layer[2].kernel_w == 2 && view->cnn.layer[2].stride_y == 2);
    facs_validator_free(&f->env, &model);
    /* two views that are not for the same landmarks */
    content *mixed = memory_file_new(&f->files, "/w");
    content other = {0};
    write_validator(&other, 4);
    enum { HEAD = 4 + 4, ORIENTATION = 12 + 24 };
    put_i32(mixed, 3);
    put_i32(mixed, 2);
    put_bytes(mixed, to->bytes + HEAD, ORIENTATION);
    put_bytes(mixed, other.bytes + HEAD, ORIENTATION);
    put_bytes(mixed, to->bytes + HEAD + ORIENTATION, to->size - HEAD - ORIENTATION);
    put_bytes(mixed, other.bytes + HEAD + ORIENTATION, other.size - HEAD - ORIENTATION);
    free(other.bytes);
    assert_refused(f, walk_validator(&f->env, "/w", &f->error), FACS_E_MODEL_CORRUPT,
                   "expected 3 landmarks in view 1 as in view 0, found 4");
    patch_i32(to, 0, 2);
    assert_refused(f, walk_validator(&f->env, "/v", &f->error), FACS_E_UNSUPPORTED, "old type 2");
    patch_i32(to, 0, 77);
    assert_refused(f, walk_validator(&f->env, "/v", &f->error), FACS_E_MODEL_CORRUPT, "found 77");
}

static void test_landmark_model(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    facs_landmark_model *model = NULL;
    assert_int_equal(facs_landmark_model_load(&f->env, SYNTHETIC_MAIN, &model, &f->error), FACS_OK);
    assert_string_equal(model->stem, "main_clnf_general");
    assert_true(model->pdm->n == 68 && model->pdm->m == 3);
    assert_int_equal(model->scales, 2);
    assert_int_equal(model->scale[1].kind, FACS_PATCH_CCNF); /* over the SVR file, which is not even there */
    assert_true(model->early_termination && model->early_weight[0] == 1.5 && model->early_bias[0] == -0.25 &&
                model->early_cutoff[0] == 0.125);
    assert_non_null(model->validator);
    assert_int_equal(model->parts, 2);
    assert_string_equal(model->part[0].name, "left_eye_28");
    assert_int_equal(model->part[0].pairs, 2);
    assert_int_equal(model->part[1].pairs, 2); /* the incomplete third pair is ignored */
    assert_true(model->part[1].pair[1][0] == 43 && model->part[1].pair[1][1] == 2);
    assert_int_equal(model->part[1].model->scale[0].kind, FACS_PATCH_CEN);
    assert_string_equal(model->part[1].model->stem, "right_main");
    assert_null(model->part[1].model->validator);
    assert_int_equal(f->files.warnings, 0);
    facs_landmark_model_free(&f->env, &model);
}

static void refuse_main(fixture *f, const char *text, facs_status expected, const char *part)
{
    put_text(memory_file_new(&f->files, SYNTHETIC_MAIN), "%s", text);
    f->error.message[0] = '\0';
    assert_refused(f, walk_landmark_model(&f->env, SYNTHETIC_MAIN, &f->error), expected, part);
}

static void test_refused_landmark_models(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    refuse_main(f, "LandmarkDetector nowhere.txt", FACS_E_MODELS_MISSING, "/m/model/nowhere.txt");
    refuse_main(f, "Nothing here", FACS_E_MODEL_CORRUPT, "expected the keyword LandmarkDetector");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector detector.txt", FACS_E_MODEL_CORRUPT,
                "expected one LandmarkDetector");
    refuse_main(f, "LandmarkDetector_part main_clnf_general.txt self 0 0", FACS_E_MODEL_CORRUPT,
                "does a file name itself?");
    put_text(memory_file_new(&f->files, "/m/model/nested.txt"),
             "LandmarkDetector detector.txt\nLandmarkDetector_part part/left_main.txt x 0 0");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector_part nested.txt x 0 0", FACS_E_MODEL_CORRUPT,
                "/nested.txt: at byte 30: expected no parts of a part, found one");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector_part part/left_main.txt x 68 0",
                FACS_E_MODEL_CORRUPT, "expected a landmark from 0 to 67, found \"68\"");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector_part part/left_main.txt x 0 3",
                FACS_E_MODEL_CORRUPT, "below 68 and 3 in part x, found 0 3");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector_part part/left_main.txt x -1 0",
                FACS_E_MODEL_CORRUPT, "found \"-1\"");
    refuse_main(f, "LandmarkDetector detector.txt\nLandmarkDetector_part part/left_main.txt x 0", FACS_E_MODEL_CORRUPT,
                "pairs of landmarks, found none");
    refuse_main(f, "LandmarkDetector_part part/left_main.txt", FACS_E_MODEL_CORRUPT, "found none");
    refuse_main(f, "LandmarkDetector_part part/left_main.txt a_name_of_more_than_thirty_one_bytes 1 1",
                FACS_E_MODEL_CORRUPT, "found a longer one");
    refuse_main(f, "LandmarkDetector part/left.txt\nDetectionValidator validator.txt", FACS_E_MODEL_CORRUPT,
                "validator of 3 landmarks, found one of 68");
    refuse_main(f, "LandmarkDetector detector.txt\nDetectionValidator pdm.txt", FACS_E_MODEL_CORRUPT,
                "a validator of landmark fits (a binary file), found text");
    refuse_main(f, "LandmarkDetector ccnf.txt", FACS_E_MODEL_CORRUPT, "(a text file), found binary data");
    refuse_main(f, "LandmarkDetector early.txt", FACS_E_MODEL_CORRUPT, "expected the keyword PDM");
    put_text(memory_file_new(&f->files, "/m/model/detector.txt"), "PDM pdm.txt\nPatchesCEN cen_patches_0.25_of.dat");
    refuse_main(f, "LandmarkDetector detector.txt", FACS_E_MODELS_MISSING,
                "/m/model/cen_patches_0.25_of.dat: missing.  The CE-CLM patch experts");
    assert_true(strstr(f->error.message, "cen_patches_1.00_of.dat are a separate download") != NULL);
    put_text(memory_file_new(&f->files, "/m/model/detector.txt"), "PDM pdm.txt\n");
    refuse_main(f, "LandmarkDetector detector.txt", FACS_E_MODEL_CORRUPT, "expected patch experts");
    put_text(memory_file_new(&f->files, "/m/model/detector.txt"),
             "PDM pdm.txt\nPatchesCCNF a\nPatchesCCNF a\nPatchesCCNF a\nPatchesCCNF a\nPatchesCCNF a\n");
    refuse_main(f, "LandmarkDetector detector.txt", FACS_E_MODEL_CORRUPT, "at most 4 scales");
    put_text(memory_file_new(&f->files, "/m/model/detector.txt"), "PDM pdm.txt\nPatchesCCNF ccnf.txt \n");
    refuse_main(f, "LandmarkDetector detector.txt", FACS_E_MODELS_MISSING, "ccnf.txt :"); /* blanks are part of it */
    content *binary = memory_file_new(&f->files, SYNTHETIC_MAIN);
    for (int i = 0; i < 20; i++)
        put_text(binary, "Ignored\n");
    put_bytes(binary, "", 1);
    assert_refused(f, walk_landmark_model(&f->env, SYNTHETIC_MAIN, &f->error), FACS_E_MODEL_CORRUPT, "binary data");
}

/* Scales of CEN experts share the mirror tables of the last one. */
static void test_scales_of_other_views(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    put_text(memory_file_new(&f->files, "/m/model/part/left.txt"),
             "PDM tiny pdm.txt\nPatchesCEN tiny.dat\nPatchesCEN other.dat\n");
    content *other = memory_file_new(&f->files, "/m/model/part/other.dat");
    put_f64(other, 0.5);
    put_i32(other, 1);
    put_f64_matrix(other, 3, 1);
    put_head(other, 3, 1, 0);
    put_bytes(other, "\1\1\1", 3);
    put_head(other, 1, 3, 0);
    put_bytes(other, "\0\1\2", 3);
    put_head(other, 1, 1, 0);
    put_bytes(other, "\0", 1);
    for (int i = 0; i < 3; i++) {
        put_i32(other, 6);
        put_i32(other, 11);
        put_i32(other, 11);
        put_i32(other, 0);
        put_f64(other, 1);
    }
    facs_landmark_model *model = NULL;
    assert_refused(f, facs_landmark_model_load(&f->env, "/m/model/part/left_main.txt", &model, &f->error),
                   FACS_E_MODEL_CORRUPT,
                   "/tiny.dat: at byte 8: expected 1 views as in /m/model/part/other.dat, found 2");
    put_text(memory_file_new(&f->files, "/m/model/part/left.txt"),
             "PDM tiny pdm.txt\nPatchesCEN other.dat\nPatchesCEN other.dat\n");
    assert_int_equal(facs_landmark_model_load(&f->env, "/m/model/part/left_main.txt", &model, &f->error), FACS_OK);
    facs_landmark_model_free(&f->env, &model);
}

static void test_missing_validator_is_a_warning(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    put_text(memory_file_new(&f->files, SYNTHETIC_MAIN),
             "LandmarkDetector detector.txt\nDetectionValidator nowhere.txt");
    facs_landmark_model *model = NULL;
    assert_int_equal(facs_landmark_model_load(&f->env, SYNTHETIC_MAIN, &model, &f->error), FACS_OK);
    assert_null(model->validator);
    assert_int_equal(f->files.warnings, 1);
    assert_true(strstr(f->files.last_message, "/m/model/nowhere.txt") != NULL);
    assert_int_equal(strlen(f->error.message), 0);
    facs_landmark_model_free(&f->env, &model);
}

static void test_au_model(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    facs_au_model *model = NULL;
    assert_int_equal(facs_au_model_load(&f->env, SYNTHETIC_AU, &model, &f->error), FACS_OK);
    assert_int_equal(model->predictors, 4);
    assert_int_equal(f->files.warnings, 1); /* the unknown kind */
    static const int kinds[] = {0, 5, 4, 1};
    static const char *const names[] = {"AU12", "AU28", "AU12", "AU45"};
    for (int i = 0; i < 4; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        bool regressor = kinds[i] < 4;
        assert_int_equal(predictor->kind, kinds[i]);
        assert_string_equal(regressor ? facs_au_intensity_name(predictor->au) : facs_au_presence_name(predictor->au),
                            names[i]);
        assert_true(predictor->bias == -0.125 && predictor->weights[4701] == (double)element(4701));
        assert_true(predictor->cutoff == (kinds[i] == 1 ? 0.55 : -1));
        assert_true(predictor->negative == (regressor ? 0 : 1));
        assert_non_null(model->mean[kinds[i]]);
    }
    assert_null(model->mean[2]);
    facs_au_model_free(&f->env, &model);
}

static void refuse_list(fixture *f, const char *text, facs_status expected, const char *part)
{
    put_text(memory_file_new(&f->files, "/m/AU_predictors/list.txt"), "%s", text);
    f->error.message[0] = '\0';
    assert_refused(f, walk_au_model(&f->env, SYNTHETIC_AU, &f->error), expected, part);
}

static void test_refused_au_models(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    refuse_list(f, "one.dat AU28", FACS_E_MODEL_CORRUPT, "has an intensity in the output, found \"AU28\"");
    refuse_list(f, "two.dat AU3", FACS_E_MODEL_CORRUPT, "has a presence in the output, found \"AU3\"");
    refuse_list(f, "two.dat", FACS_E_MODEL_CORRUPT, "found \"\"");
    refuse_list(f, "one.dat AU12\none.dat AU12", FACS_E_MODEL_CORRUPT, "expected one regressor of AU12");
    refuse_list(f, "old.dat AU12", FACS_E_MODEL_CORRUPT, "found none");
    refuse_list(f, "none.dat AU12", FACS_E_MODELS_MISSING, "none.dat");
    refuse_list(f, "pdm.txt AU12", FACS_E_MODEL_CORRUPT, "an action-unit predictor (a binary file), found text");
    content *fhog = memory_file_new(&f->files, "/m/AU_predictors/one.dat");
    put_i32(fhog, 0);
    put_f64_matrix(fhog, 1, 4464);
    refuse_list(f, "one.dat AU12", FACS_E_UNSUPPORTED, "found 4464 (without geometry)");
    write_predictor(memory_file_new(&f->files, "/m/AU_predictors/one.dat"), 0);
    refuse_list(f, "one.dat AU12", FACS_OK, "");
    write_pdm(memory_file_new(&f->files, "/m/AU_predictors/pdm.txt"), 68, 30);
    refuse_list(f, "one.dat AU12", FACS_E_MODEL_CORRUPT,
                "expected a PDM of 68 landmarks and 34 modes, found 68 and 30");
    put_text(memory_file_new(&f->files, SYNTHETIC_AU), "AUPredictor list.txt\nTriangulation tris.txt");
    refuse_list(f, "one.dat AU12", FACS_E_MODEL_CORRUPT, "found no PDM");
}

/* The first file's mean serves the group, a different one is reported. */
static void test_group_mean(void **state)
{
    fixture *f = *state;
    write_installation(&f->files);
    content *other = memory_file_new(&f->files, "/m/AU_predictors/other.dat");
    write_predictor(other, 0);
    content value = {0};
    put_f64(&value, 9.5);
    memcpy(other->bytes + 4 + 12, value.bytes, 8);
    put_text(memory_file_new(&f->files, "/m/AU_predictors/list.txt"), "one.dat AU12\nother.dat AU14\n");
    facs_au_model *model = NULL;
    assert_int_equal(facs_au_model_load(&f->env, SYNTHETIC_AU, &model, &f->error), FACS_OK);
    assert_true(model->mean[0][0] == 1);
    assert_int_equal(f->files.warnings, 1);
    assert_true(strstr(f->files.last_message, "other.dat: mean differs by 8.5") != NULL);
    facs_au_model_free(&f->env, &model);
    free(value.bytes);
}

static void test_au_names(void **state)
{
    (void)state;
    assert_string_equal(facs_au_intensity_name(0), "AU01");
    assert_string_equal(facs_au_intensity_name(16), "AU45");
    assert_string_equal(facs_au_presence_name(16), "AU28");
    assert_string_equal(facs_au_presence_name(17), "AU45");
    assert_null(facs_au_intensity_name(17));
    assert_null(facs_au_presence_name(18));
    assert_null(facs_au_intensity_name(-1));
    for (int i = 1; i < FACS_AU_R; i++)
        assert_true(strcmp(facs_au_intensity_name(i - 1), facs_au_intensity_name(i)) < 0);
    for (int i = 1; i < FACS_AU_C; i++)
        assert_true(strcmp(facs_au_presence_name(i - 1), facs_au_presence_name(i)) < 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_pdm),
        TEST(test_refused_pdm),
        TEST(test_triangles),
        TEST(test_ccnf),
        TEST(test_svr),
        TEST(test_cen),
        TEST(test_cen_unaligned),
        TEST(test_refused_patches),
        TEST(test_mtcnn),
        TEST(test_convolution_of_a_vector),
        TEST(test_refused_networks),
        TEST(test_validator),
        TEST(test_landmark_model),
        TEST(test_refused_landmark_models),
        TEST(test_scales_of_other_views),
        TEST(test_missing_validator_is_a_warning),
        TEST(test_au_model),
        TEST(test_refused_au_models),
        TEST(test_group_mean),
        TEST(test_au_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
