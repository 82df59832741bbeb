/* All action-unit predictors of a set as one ONNX graph; see onnx_export.h and predict.c:
 *
 *     y = x . W - dynamic * (median . W) + offset         W [4702, 35], dynamic 0 or 1, offset = bias - mean . w
 *     intensity = y[0..16] clipped to 0..5      decision = y[17..34]      presence = decision > 0 ? positive : negative
 *
 * x and the medians are in our chain's order (facs_au_input()): FHOG, then geometry.  An action unit without predictor
 * has zeros for weights and all else, and its outputs are 0, as in our chain. */
#include "model/onnx_export.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = FACS_AU_R + FACS_AU_C };

static const char meaning[] =
    "Action-unit predictors of OpenFace 2.2 for videos (17 regressors, 18 classifiers), static and dynamic ones in one "
    "matrix.  Before OpenFace's calibration, second pass and smoothing.";
static const char order[] =
    "4464 values of the FHOG descriptor of the 112 x 112 aligned face, (row * 12 + column) * 31 + channel, then 238 of "
    "the geometry: deviations from the mean shape, x of 68 points, y, z (mm), then 34 shape parameters";
static const char median_order[] = "running medians of the person's features, in the same order; zeros = none";

static void fill_weights(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_onnx_aus_source *source = tensor->source;
    for (size_t i = 0; i < count; i++) {
        const double *weights = source->weights[(first + i) % COLUMNS];
        out[i] = weights ? (float)weights[(first + i) / COLUMNS] : 0;
    }
}

static void fill_floats(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const float *floats = tensor->source;
    memcpy(out, floats + first, count * sizeof *out);
}

static void add_floats(facs_onnx_graph *graph, const char *name, int count, const float *floats)
{
    facs_onnx_add_tensor(graph, name, count ? 1 : 0, (int64_t[]){count}, fill_floats, floats, 0);
}

static void take_predictors(const facs_au_model *model, facs_onnx_aus_source *source)
{
    *source = (facs_onnx_aus_source){.limit = {0, 5, 0}};
    for (int i = 0; i < model->predictors; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        const bool regressor = predictor->kind == FACS_SVR_STATIC || predictor->kind == FACS_SVR_DYNAMIC;
        const int column = predictor->au + (regressor ? 0 : FACS_AU_R);
        double product = 0;
        for (int j = 0; j < FACS_AU_FEATURES; j++)
            product += model->mean[predictor->kind][j] * predictor->weights[j];
        source->weights[column] = predictor->weights;
        source->offset[column] = (float)(predictor->bias - product);
        source->dynamic[column] = predictor->kind == FACS_SVR_DYNAMIC || predictor->kind == FACS_SVM_DYNAMIC ? 1 : 0;
        if (!regressor) {
            source->positive[predictor->au] = (float)predictor->positive;
            source->negative[predictor->au] = (float)predictor->negative;
        }
    }
}

static void list_names(const char *(*name_of)(int index), char *list, size_t room)
{
    size_t length = 0;
    const char *name;
    for (int i = 0; (name = name_of(i)) && length < room; i++)
        length += (size_t)snprintf(list + length, room - length, "%s%s", i ? "," : "", name);
}

/* columns first .. last - 1 */
static void add_slice(facs_onnx_graph *graph, const char *out, const char *from, const char *to)
{
    facs_onnx_node *node = facs_onnx_add_node(graph, "Slice", out, "y", from, to);
    snprintf(node->in[node->inputs++], FACS_ONNX_NAME, "axis");
}

void facs_onnx_aus(const facs_au_model *model, facs_onnx_aus_source *source, facs_onnx_graph *graph)
{
    take_predictors(model, source);
    list_names(facs_au_intensity_name, source->intensities, sizeof source->intensities);
    list_names(facs_au_presence_name, source->presences, sizeof source->presences);
    *graph = (facs_onnx_graph){.name = "au_regressions", .meaning = meaning};
    facs_onnx_add_tensor(graph, "weights", 2, (int64_t[]){FACS_AU_FEATURES, COLUMNS}, fill_weights, source, 0);
    add_floats(graph, "dynamic", COLUMNS, source->dynamic);
    add_floats(graph, "offset", COLUMNS, source->offset);
    add_floats(graph, "positive", FACS_AU_C, source->positive);
    add_floats(graph, "negative", FACS_AU_C, source->negative);
    add_floats(graph, "least", 0, &source->limit[0]);
    add_floats(graph, "most", 0, &source->limit[1]);
    add_floats(graph, "zero", 0, &source->limit[2]);
    facs_onnx_add_whole(graph, "begin", 0);
    facs_onnx_add_whole(graph, "presences", FACS_AU_R);
    facs_onnx_add_whole(graph, "end", COLUMNS);
    facs_onnx_add_whole(graph, "axis", 1);
    facs_onnx_add_node(graph, "MatMul", "products", "features", "weights", NULL);
    facs_onnx_add_node(graph, "MatMul", "median_products", "median", "weights", NULL);
    facs_onnx_add_node(graph, "Mul", "shift", "median_products", "dynamic", NULL);
    facs_onnx_add_node(graph, "Sub", "shifted", "products", "shift", NULL);
    facs_onnx_add_node(graph, "Add", "y", "shifted", "offset", NULL);
    add_slice(graph, "raw_intensity", "begin", "presences");
    add_slice(graph, "decision", "presences", "end");
    facs_onnx_add_node(graph, "Clip", "intensity", "raw_intensity", "least", "most");
    facs_onnx_add_node(graph, "Greater", "is_present", "decision", "zero", NULL);
    facs_onnx_add_node(graph, "Where", "presence", "is_present", "positive", "negative");
    static const facs_onnx_value inputs[] = {
        {.name = "features", .meaning = order, .rank = 2, .size = {0, FACS_AU_FEATURES}, .free = {"batch"}},
        {.name = "median", .meaning = median_order, .rank = 2, .size = {0, FACS_AU_FEATURES}, .free = {"batch"}},
    };
    const facs_onnx_value outputs[] = {
        {.name = "intensity", .meaning = source->intensities, .rank = 2, .size = {0, FACS_AU_R}, .free = {"batch"}},
        {.name = "presence", .meaning = source->presences, .rank = 2, .size = {0, FACS_AU_C}, .free = {"batch"}},
        {.name = "decision", .meaning = source->presences, .rank = 2, .size = {0, FACS_AU_C}, .free = {"batch"}},
    };
    for (int i = 0; i < 2; i++)
        facs_onnx_add_input(graph, &inputs[i]);
    for (int i = 0; i < 3; i++)
        facs_onnx_add_output(graph, &outputs[i]);
    facs_onnx_add_property(graph, "features", order);
    facs_onnx_add_property(graph, "median", median_order);
    facs_onnx_add_property(graph, "intensity", source->intensities);
    facs_onnx_add_property(graph, "presence", source->presences);
    facs_onnx_add_property(graph, "decision", "values the presences are told from: present above 0");
}

/* ---- only the products -------------------------------------------------------------------------------------------- */

static void fill_predictors(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_au_model *model = tensor->source;
    const size_t predictors = (size_t)model->predictors;
    for (size_t i = 0; i < count; i++)
        out[i] = (float)model->predictor[(first + i) % predictors].weights[(first + i) / predictors];
}

void facs_onnx_au_products(const facs_au_model *model, facs_onnx_graph *graph)
{
    *graph = (facs_onnx_graph){.name = "au_products", .meaning = "products of features with the predictors' weights"};
    facs_onnx_add_tensor(graph, "weights", 2, (int64_t[]){FACS_AU_FEATURES, model->predictors}, fill_predictors, model,
                         0);
    facs_onnx_add_node(graph, "MatMul", "products", "features", "weights", NULL);
    const facs_onnx_value features = {
        .name = "features", .meaning = order, .rank = 2, .size = {0, FACS_AU_FEATURES}, .free = {"batch"}};
    const facs_onnx_value products = {
        .name = "products", .meaning = "", .rank = 2, .size = {0, model->predictors}, .free = {"batch"}};
    facs_onnx_add_input(graph, &features);
    facs_onnx_add_output(graph, &products);
}
