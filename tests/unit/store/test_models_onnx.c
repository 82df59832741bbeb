/* OpenFace's stages as ONNX files, of small models made up here: what is written, and that it fits together. */
#include "support/onnx_read.h"

#include "base/descriptor.h"
#include "detect/mtcnn/mtcnn_model.h"
#include "landmark/clnf/landmark_model.h"
#include "result/au_names.h"
#include "store/models.h"
#include "unit/model/synthetic.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CEN_MAIN "/m/model/main_ceclm_general.txt"
enum { COLUMNS = FACS_AU_R + FACS_AU_C };

typedef struct fixture {
    memory_files files;
    facs_env env;
    facs_error error;
    facs_models *models;
    char folder[128];
    char told[4096]; /* what was told: "NAME;" of files, "-TEXT;" of others */
    uint8_t *bytes;  /* of the file that was read last */
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->env = memory_env(&f->files);
    write_installation(&f->files);
    put_text(memory_file_new(&f->files, CEN_MAIN), "LandmarkDetector cen.txt\n");
    put_text(memory_file_new(&f->files, "/m/model/cen.txt"), "PDM pdm.txt\nPatchesCEN cen.dat\n");
    write_cen(memory_file_new(&f->files, "/m/model/cen.dat"), 68, 5);
    unsetenv("FACSIMILE_MODELS");
    unsetenv("FACSIMILE_PIPELINE");
    snprintf(f->folder, sizeof f->folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    *state = f;
    return mkdtemp(f->folder) ? 0 : -1;
}

/* number of files in the folder; they are deleted */
static int empty_folder(const fixture *f)
{
    int count = 0;
    DIR *folder = opendir(f->folder);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        char path[512];
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        count += unlink(path) == 0;
    }
    if (folder)
        closedir(folder);
    return count;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_models_close(&f->models);
    facs_free(&f->env, f->bytes);
    int leaked = memory_files_free(&f->files);
    empty_folder(f);
    int left = rmdir(f->folder);
    free(f);
    return leaked || left ? -1 : 0;
}

static void open_models(fixture *f, const char *landmarks, bool no_aus)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = SYNTHETIC_DIR;
    options.landmarks = landmarks;
    options.no_aus = no_aus;
    options.pipeline = "openface";
    if (facs_models_open(&options, &f->models, &f->error) != FACS_OK)
        fail_msg("%s", f->error.message);
}

static void told(void *cookie, const char *path, const char *what)
{
    fixture *f = cookie;
    const size_t length = strlen(f->told);
    snprintf(f->told + length, sizeof f->told - length, "%s%s;", path ? "" : "-", path ? strrchr(path, '/') + 1 : what);
}

static facs_status export(fixture *f)
{
    f->told[0] = '\0';
    f->error = (facs_error){0};
    const facs_status status = facs_models_export_onnx(f->models, f->folder, told, f, &f->error);
    assert_true(status == f->error.status);
    return status;
}

static void must_export(fixture *f)
{
    if (export(f) != FACS_OK)
        fail_msg("%s", f->error.message);
}

/* the graph of a file, which is sound; *model: the whole */
static proto read_graph(fixture *f, const char *name, proto *model)
{
    char path[256];
    size_t size = 0;
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    facs_free(&f->env, f->bytes);
    f->bytes = facs_calloc(&f->env, 1 << 20, 1);
    assert_non_null(f->bytes);
    size = fread(f->bytes, 1, 1 << 20, file);
    fclose(file);
    *model = (proto){f->bytes, f->bytes + size};
    return onnx_sound(*model);
}

static void assert_near(float value, double expected)
{
    if (!(fabs((double)value - expected) <= 1e-6 * fabs(expected)))
        fail_msg("%.9g instead of %.9g", (double)value, expected);
}

/* sizes of an input (11) or output (12); "NAME: a b c" */
static void assert_value(proto graph, int field, int index, const char *expected)
{
    char text[128] = "";
    const proto value = proto_message(graph, field, index), name = proto_message(value, 1, 0);
    const proto type = proto_message(proto_message(value, 2, 0), 1, 0), shape = proto_message(type, 2, 0);
    assert_int_equal(proto_number(type, 1, 0), 1);
    size_t length = (size_t)snprintf(text, sizeof text, "%.*s:", (int)(name.end - name.at), (const char *)name.at);
    for (int i = 0; i < proto_count(shape, 1); i++) {
        const proto dimension = proto_message(shape, 1, i);
        if (proto_count(dimension, 1)) {
            length += (size_t)snprintf(text + length, sizeof text - length, " %d", (int)proto_number(dimension, 1, 0));
        } else {
            const proto axis = proto_message(dimension, 2, 0);
            length += (size_t)snprintf(text + length, sizeof text - length, " %.*s", (int)(axis.end - axis.at),
                                       (const char *)axis.at);
        }
    }
    assert_string_equal(text, expected);
}

static void files_and_reasons_are_told(void **state)
{
    fixture *f = *state;
    open_models(f, NULL, false);
    must_export(f);
    assert_string_equal(f->told, "pnet.onnx;rnet.onnx;onet.onnx;au_regressions.onnx;-landmarks: this model has CCNF "
                                 "patch experts; only CEN ones (ce-clm) are networks to be written;");
    assert_int_equal(empty_folder(f), 4);
    facs_models_close(&f->models);
    open_models(f, CEN_MAIN, true);
    must_export(f);
    assert_string_equal(f->told, "pnet.onnx;rnet.onnx;onet.onnx;-action units: the models were opened without them;"
                                 "cen_0.25_v0.onnx;cen_0.25_v1.onnx;");
    assert_int_equal(facs_models_export_onnx(f->models, f->folder, NULL, NULL, NULL), FACS_OK);
    assert_int_equal(empty_folder(f), 5);
}

static void detector_networks(void **state)
{
    fixture *f = *state;
    proto model;
    open_models(f, NULL, false);
    must_export(f);
    const proto pnet = read_graph(f, "pnet.onnx", &model);
    assert_value(pnet, 11, 0, "input: batch 3 height width");
    assert_value(pnet, 12, 0, "output: batch 6 map_height map_width");
    assert_true(proto_is(onnx_property(model, "sources"), "files that the calling program read\n"));
    assert_true(proto_is(onnx_property(model, "licence"), "weights of OpenFace 2.2: academic use only"));
    assert_true(proto_is(onnx_property(model, "facsimile_version"), facs_version()));
    const proto rnet = read_graph(f, "rnet.onnx", &model);
    assert_value(rnet, 11, 0, "input: batch 3 24 24");
    assert_value(rnet, 12, 0, "output: batch 6");
    /* 3 maps of 2 x 2, flattened by rows there, by columns in OpenFace's files */
    const proto dense = onnx_tensor(rnet, "layer2_weights");
    for (int map = 0; map < 3; map++)
        for (int y = 0; y < 2; y++)
            for (int x = 0; x < 2; x++)
                for (int o = 0; o < 6; o++)
                    assert_near(onnx_f32(dense, ((map * 2 + y) * 2 + x) * 6 + o),
                                0.015625 * ((((map * 2 + x) * 2 + y) * 6 + o) % 7));
    read_graph(f, "onet.onnx", &model);
}

static void predictors_have_their_columns(void **state)
{
    fixture *f = *state;
    proto model;
    open_models(f, NULL, false);
    must_export(f);
    const proto graph = read_graph(f, "au_regressions.onnx", &model);
    assert_value(graph, 11, 0, "features: batch 4702");
    assert_value(graph, 11, 1, "median: batch 4702");
    assert_value(graph, 12, 0, "intensity: batch 17");
    assert_value(graph, 12, 1, "presence: batch 18");
    assert_value(graph, 12, 2, "decision: batch 18");
    double product = 0;
    for (int j = 0; j < 4702; j++)
        product += (1 + 0.25 * (j % 7)) * (1 + 0.25 * (j % 7));
    for (int column = 0; column < COLUMNS; column++) {
        const int intensity = column < FACS_AU_R ? column : -1, presence = column - FACS_AU_R;
        const bool lasting = intensity == facs_au_intensity_index("AU12") || presence == facs_au_presence_index("AU12");
        const bool moving = intensity == facs_au_intensity_index("AU45") || presence == facs_au_presence_index("AU28");
        assert_near(onnx_f32(onnx_tensor(graph, "dynamic"), column), moving);
        assert_near(onnx_f32(onnx_tensor(graph, "offset"), column), moving || lasting ? -0.125 - product : 0);
        for (int j = 0; j < 4702; j += 13)
            assert_near(onnx_f32(onnx_tensor(graph, "weights"), (int64_t)j * COLUMNS + column),
                        moving || lasting ? 1 + 0.25 * (j % 7) : 0);
        /* the classes of the made-up classifiers are the wrong way round */
        if (presence >= 0) {
            assert_near(onnx_f32(onnx_tensor(graph, "positive"), presence), 0);
            assert_near(onnx_f32(onnx_tensor(graph, "negative"), presence), moving || lasting);
        }
    }
}

/* first layer of the expert in row `row`: weights as the network sees pixel 11 x + y */
static void assert_expert(proto graph, int row, bool flipped)
{
    const proto weights = onnx_tensor(graph, "layer0_weights"), bias = onnx_tensor(graph, "layer0_bias");
    for (int o = 0; o < 2; o++) {
        assert_near(onnx_f32(bias, row * 2 + o), 1 + 0.25 * o + 1 + 0.25 * (o * 122 % 7));
        for (int x = 0; x < 11; x++)
            for (int y = 0; y < 11; y++)
                assert_near(onnx_f32(weights, (row * 121 + 11 * x + y) * 2 + o),
                            1 + 0.25 * ((o * 122 + 1 + 11 * (flipped ? 10 - x : x) + y) % 7));
    }
}

static void mirrored_experts_see_blocks_as_they_are(void **state)
{
    fixture *f = *state;
    proto model;
    open_models(f, CEN_MAIN, false);
    must_export(f);
    proto graph = read_graph(f, "cen_0.25_v0.onnx", &model);
    assert_value(graph, 11, 0, "blocks: 2 positions 121");
    assert_value(graph, 12, 0, "responses: 2 positions");
    assert_true(proto_is(onnx_property(model, "landmarks"), "0,67"));
    assert_true(proto_is(onnx_property(model, "scale"), "0.2500") && proto_is(onnx_property(model, "view"), "0"));
    assert_true(proto_is(onnx_property(model, "view_centre_degrees"), "1.0000,1.2500,1.5000"));
    assert_expert(graph, 0, false);
    assert_expert(graph, 1, true);
    graph = read_graph(f, "cen_0.25_v1.onnx", &model);
    assert_value(graph, 11, 0, "blocks: 1 positions 121");
    assert_true(proto_is(onnx_property(model, "landmarks"), "67"));
    assert_expert(graph, 0, true);
}

/* as in our chain, where both write the maps of both */
static void of_two_frontal_experts_the_last_one_counts(void **state)
{
    fixture *f = *state;
    proto model;
    open_models(f, CEN_MAIN, false);
    facs_patch_scale *scale = &facs_loaded_landmarks(&f->models->loaded)->scale[0];
    scale->cen[67] = scale->cen[0];
    must_export(f);
    const proto graph = read_graph(f, "cen_0.25_v0.onnx", &model);
    assert_true(proto_is(onnx_property(model, "landmarks"), "0,67"));
    assert_expert(graph, 0, true);
    assert_expert(graph, 1, false);
}

static void networks_of_unlike_layers_are_refused(void **state)
{
    fixture *f = *state;
    open_models(f, CEN_MAIN, false);
    facs_patch_scale *scale = &facs_loaded_landmarks(&f->models->loaded)->scale[0];
    scale->cen[5] = scale->cen[0];
    scale->cen[5].layers = 1;
    assert_int_equal(export(f), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(f->error.message, "landmarks 0 and 5"));
}

static void the_same_bytes_again(void **state)
{
    fixture *f = *state;
    proto model;
    open_models(f, NULL, false);
    must_export(f);
    read_graph(f, "au_regressions.onnx", &model);
    uint8_t *first = f->bytes;
    const size_t size = (size_t)(model.end - model.at);
    f->bytes = NULL;
    must_export(f);
    read_graph(f, "au_regressions.onnx", &model);
    assert_int_equal(model.end - model.at, size);
    assert_memory_equal(f->bytes, first, size);
    facs_free(&f->env, first);
}

static void what_cannot_be_is_refused(void **state)
{
    fixture *f = *state;
    char path[160];
    open_models(f, NULL, false);
    assert_int_equal(facs_models_export_onnx(NULL, f->folder, NULL, NULL, NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_models_export_onnx(f->models, "", NULL, NULL, NULL), FACS_E_ARGUMENT);
    snprintf(path, sizeof path, "%s/pnet.onnx", f->folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(export(f), FACS_E_OUTPUT); /* nor does it wait for who reads it */
    /* a file where the folder should be */
    strcat(f->folder, "/pnet.onnx");
    assert_int_equal(export(f), FACS_E_OUTPUT);
    *strrchr(f->folder, '/') = '\0';
    facs_models_close(&f->models);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "open";
    assert_int_equal(facs_models_open(&options, &f->models, &f->error), FACS_OK);
    assert_int_equal(export(f), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(f->error.message, "openface"));
}

static void networks_without_equal_are_refused(void **state)
{
    fixture *f = *state;
    /* steps of more than 2 pixels: sizes may be rounded in another way */
    open_models(f, NULL, false);
    facs_mtcnn_model *model = facs_loaded_mtcnn(&f->models->loaded);
    assert_int_equal(model->rnet.layer[1].kind, FACS_LAYER_POOL);
    model->rnet.layer[1].stride_x = 9; /* (24 - 12) / 9 = 1.33: ours is 1, theirs 2 */
    assert_int_equal(export(f), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(f->error.message, "rnet"));
}

static void without_memory_nothing_half_written_is_left(void **state)
{
    fixture *f = *state;
    open_models(f, CEN_MAIN, false);
    facs_status status = FACS_E_MEMORY;
    const long before = f->files.memory.alive;
    long refused = 0;
    for (; status != FACS_OK && refused < 1000; refused++) {
        f->files.memory.fail_at = f->files.memory.made + refused;
        status = export(f);
        f->files.memory.fail_at = -1;
        if (status != FACS_OK && status != FACS_E_MEMORY)
            fail_msg("status %d: %s", (int)status, f->error.message);
        int files = 0;
        for (const char *at = f->told; (at = strstr(at, ".onnx;")) != NULL; at++)
            files++;
        assert_int_equal(empty_folder(f), files);
    }
    assert_true(status == FACS_OK && refused > 10);
    /* the hashes of the model files are kept by the models */
    assert_true(f->files.memory.alive <= before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_and_reasons_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(detector_networks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(predictors_have_their_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mirrored_experts_see_blocks_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_frontal_experts_the_last_one_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(networks_of_unlike_layers_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_bytes_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(networks_without_equal_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_nothing_half_written_is_left, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
