/* CEN patch experts of a scale and view as one ONNX graph; see onnx_export.h and landmark/clnf/cen.c.  All landmarks at
 * once:
 *
 *     h_0 = blocks [L, P, 121]     h_k = activation(h_k-1 . W_k [L, in, out] + b_k [L, 1, out])     h_last [L, P, 1]
 *
 * The constant 1 that our networks see before the 121 pixels is part of b_1.  Landmark and expert are brought together
 * as in landmark/clnf/response.c: with its own expert, or with that of its mirrored landmark, which sees the area with its
 * columns reversed.  Here the area stays as it is and the first layer's weights are put in that order. */
#include "model/onnx_export.h"

#include "base/number_write.h"

#include <stdio.h>
#include <string.h>

enum { TAPS = FACS_SUPPORT * FACS_SUPPORT };

static const char meaning[] =
    "CEN patch experts (CE-CLM) of OpenFace 2.2: how much places of a picture look like landmarks, all landmarks of a "
    "scale and view at once.  Landmarks without an expert in this view are left out.";
static const char blocks_meaning[] =
    "11 x 11 pixels around each place, column after column (11 * x + y), minus their mean, divided by the root of the "
    "sum "
    "of their squares (all zeros when that is 0); row i is landmark number i of the list `landmarks`";
static const char responses_meaning[] = "a response for each block";

/* ---- who serves which landmark ------------------------------------------------------------------------------- */

/* View 0, in the order of our chain, where an expert serves its landmark and the mirrored one: the last one counts. */
static void serve_frontal(const facs_patch_scale *scale, const int32_t *mirror, facs_onnx_expert served[FACS_N_MAX])
{
    for (int i = 0; i < scale->n; i++) {
        const facs_cen_expert *expert = &scale->cen[i];
        if (!scale->visible[i] || expert->layers == 0)
            continue;
        served[i] = (facs_onnx_expert){expert, i, false};
        if (mirror[i] != i && scale->visible[mirror[i]])
            served[mirror[i]] = (facs_onnx_expert){expert, mirror[i], true};
    }
}

static void serve_side(const facs_patch_scale *scale, int view, const int32_t *mirror, int mirror_view,
                       facs_onnx_expert served[FACS_N_MAX])
{
    for (int i = 0; i < scale->n; i++) {
        const facs_cen_expert *own = &scale->cen[view * scale->n + i];
        const bool flipped = own->layers == 0;
        const facs_cen_expert *expert = flipped ? &scale->cen[mirror_view * scale->n + mirror[i]] : own;
        if (scale->visible[view * scale->n + i] && expert->layers > 0)
            served[i] = (facs_onnx_expert){expert, i, flipped};
    }
}

static void list_landmarks(facs_onnx_cen_source *source)
{
    size_t length = 0;
    source->landmarks[0] = '\0';
    for (int i = 0; i < source->experts && length < sizeof source->landmarks; i++)
        length += (size_t)snprintf(source->landmarks + length, sizeof source->landmarks - length, "%s%d", i ? "," : "",
                                   source->expert[i].landmark);
}

static facs_status serve(const facs_landmark_model *model, int c, int view, facs_onnx_cen_source *source,
                         facs_error *error)
{
    const facs_patch_scale *scale = &model->scale[c], *tables = &model->scale[model->scales - 1];
    bool fits = tables->mirror_landmark && tables->mirror_view && tables->n == scale->n && view < tables->views;
    for (int i = 0; i < scale->n && fits; i++)
        fits = tables->mirror_landmark[i] >= 0 && tables->mirror_landmark[i] < scale->n;
    if (!fits || tables->mirror_view[view] < 0 || tables->mirror_view[view] >= scale->views)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "CEN patch experts: mirror tables do not fit the experts");
    facs_onnx_expert served[FACS_N_MAX] = {{NULL, 0, false}};
    if (view == 0)
        serve_frontal(scale, tables->mirror_landmark, served);
    else
        serve_side(scale, view, tables->mirror_landmark, tables->mirror_view[view], served);
    source->experts = 0;
    for (int i = 0; i < scale->n; i++)
        if (served[i].expert)
            source->expert[source->experts++] = served[i];
    list_landmarks(source);
    return FACS_OK;
}

/* ---- constants: `number` = layer -------------------------------------------------------------------------------- */

/* what the layer sees as pixel `tap`: reversed columns, 11 * x + y -> 11 * (10 - x) + y */
static int seen_as(const facs_onnx_expert *expert, int layer, int tap)
{
    if (layer > 0)
        return tap;
    return 1 + (expert->flipped ? FACS_SUPPORT * (FACS_SUPPORT - 1 - tap / FACS_SUPPORT) + tap % FACS_SUPPORT : tap);
}

/* [landmark][in][out] */
static void fill_weights(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_onnx_cen_source *source = tensor->source;
    const size_t inputs = (size_t)tensor->size[1], outputs = (size_t)tensor->size[2];
    for (size_t i = 0; i < count; i++) {
        const size_t at = first + i;
        const facs_onnx_expert *expert = &source->expert[at / (inputs * outputs)];
        const facs_cen_layer *layer = &expert->expert->layer[tensor->number];
        const int from = seen_as(expert, tensor->number, (int)(at / outputs % inputs));
        out[i] = layer->weights[at % outputs * (size_t)layer->inputs + (size_t)from];
    }
}

/* [landmark][1][out] */
static void fill_bias(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_onnx_cen_source *source = tensor->source;
    const size_t outputs = (size_t)tensor->size[2];
    for (size_t i = 0; i < count; i++) {
        const size_t at = first + i, o = at % outputs;
        const facs_cen_layer *layer = &source->expert[at / outputs].expert->layer[tensor->number];
        out[i] = layer->bias[o];
        if (tensor->number == 0)
            out[i] = (float)((double)out[i] + (double)layer->weights[o * (size_t)layer->inputs]);
    }
}

/* ---- graph ----------------------------------------------------------------------------------------------------- */

static bool alike(const facs_cen_expert *a, const facs_cen_expert *b)
{
    bool same = a->layers == b->layers;
    for (int i = 0; i < a->layers && same; i++)
        same = a->layer[i].inputs == b->layer[i].inputs && a->layer[i].outputs == b->layer[i].outputs &&
               a->layer[i].activation == b->layer[i].activation;
    return same;
}

static const char *operator_of(int activation)
{
    return activation == 0 ? "Sigmoid" : activation == 2 ? "Relu" : "Identity";
}

static void add_layer(const facs_onnx_cen_source *source, int number, const char *in, const char *out,
                      facs_onnx_graph *graph)
{
    const facs_cen_layer *layer = &source->expert[0].expert->layer[number];
    const int64_t inputs = number == 0 ? TAPS : layer->inputs;
    char weights[FACS_ONNX_NAME], bias[FACS_ONNX_NAME], product[FACS_ONNX_NAME], sum[FACS_ONNX_NAME];
    snprintf(weights, sizeof weights, "layer%d_weights", number);
    snprintf(bias, sizeof bias, "layer%d_bias", number);
    snprintf(product, sizeof product, "layer%d_product", number);
    snprintf(sum, sizeof sum, "layer%d_sum", number);
    facs_onnx_add_tensor(graph, weights, 3, (int64_t[]){source->experts, inputs, layer->outputs}, fill_weights, source,
                         number);
    facs_onnx_add_tensor(graph, bias, 3, (int64_t[]){source->experts, 1, layer->outputs}, fill_bias, source, number);
    facs_onnx_add_node(graph, "MatMul", product, in, weights, NULL);
    facs_onnx_add_node(graph, "Add", sum, product, bias, NULL);
    facs_onnx_add_node(graph, operator_of(layer->activation), out, sum, NULL, NULL);
}

static void add_values(const facs_onnx_cen_source *source, facs_onnx_graph *graph)
{
    const facs_onnx_value blocks = {.name = "blocks",
                                    .meaning = blocks_meaning,
                                    .rank = 3,
                                    .size = {source->experts, 0, TAPS},
                                    .free = {NULL, "positions"}};
    const facs_onnx_value responses = {.name = "responses",
                                       .meaning = responses_meaning,
                                       .rank = 2,
                                       .size = {source->experts},
                                       .free = {NULL, "positions"}};
    facs_onnx_add_input(graph, &blocks);
    facs_onnx_add_output(graph, &responses);
    facs_onnx_add_property(graph, "blocks", blocks_meaning);
    facs_onnx_add_property(graph, "responses", responses_meaning);
    facs_onnx_add_property(graph, "landmarks", source->landmarks);
    facs_onnx_add_property(graph, "scale", source->scale);
    facs_onnx_add_property(graph, "view", source->view);
    facs_onnx_add_property(graph, "view_centre_degrees", source->centre);
}

/* fixed notation, whatever the locale */
static void write_number(char text[FACS_ONNX_NUMBER], double value)
{
    char whole[FACS_DECIMAL_WIDTH];
    const size_t length = (size_t)(facs_decimal_fixed(whole, value, 4) - whole);
    snprintf(text, FACS_ONNX_NUMBER, "%.*s", length < FACS_ONNX_NUMBER ? (int)length : FACS_ONNX_NUMBER - 1, whole);
}

static void describe_view(const facs_patch_scale *scale, int view, facs_onnx_cen_source *source)
{
    char angle[3][FACS_ONNX_NUMBER];
    for (int i = 0; i < 3; i++)
        write_number(angle[i], scale->centre[view][i] * 180 / 3.14159265358979323846);
    write_number(source->scale, scale->scale);
    snprintf(source->view, sizeof source->view, "%d", view);
    snprintf(source->centre, sizeof source->centre, "%s,%s,%s", angle[0], angle[1], angle[2]);
}

facs_status facs_onnx_cen(const facs_landmark_model *model, int c, int view, facs_onnx_cen_source *source,
                          facs_onnx_graph *graph, facs_error *error)
{
    const facs_patch_scale *scale = &model->scale[c];
    facs_status status = serve(model, c, view, source, error);
    if (status != FACS_OK || !source->experts)
        return status;
    const facs_cen_expert *first = source->expert[0].expert;
    for (int i = 1; i < source->experts; i++)
        if (!alike(first, source->expert[i].expert))
            return facs_fail(
                error, FACS_E_UNSUPPORTED,
                "CEN patch experts: in view %d of scale %g the networks of landmarks %d and %d have unlike "
                "layers, so that they do not go into one graph",
                view, scale->scale, source->expert[0].landmark, source->expert[i].landmark);
    describe_view(scale, view, source);
    *graph = (facs_onnx_graph){.name = "cen", .meaning = meaning};
    char in[FACS_ONNX_NAME] = "blocks", out[FACS_ONNX_NAME];
    for (int i = 0; i < first->layers; i++) {
        snprintf(out, sizeof out, "layer%d", i);
        add_layer(source, i, in, out, graph);
        memcpy(in, out, sizeof in);
    }
    facs_onnx_add_whole(graph, "last_axis", 2);
    facs_onnx_add_node(graph, "Squeeze", "responses", in, "last_axis", NULL);
    add_values(source, graph);
    return FACS_OK;
}
