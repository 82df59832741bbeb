/* ONNX files (onnx.proto of the ONNX project), by hand: the few messages that our graphs need.
 *
 * A file is one protobuf message.  A message is a row of fields: a key, (field number << 3 | wire type), then the value,
 * by wire type: 0 a whole number as varint (7 bits a byte, lowest first, the top bit says that more follow); 2 a length as
 * varint and so many bytes: texts, bytes, messages.  Fields, by message (all of those used; * may be repeated):
 *
 *     Model        1 ir_version, 2 producer_name, 3 producer_version, 6 doc_string, 7 graph: Graph,
 *                  8* opset_import: { 1 domain, 2 version }, 14* metadata_props: { 1 key, 2 value }
 *     Graph        1* node: Node, 2 name, 5* initializer: Tensor, 10 doc_string, 11* input, 12* output: ValueInfo
 *     Node         1* input, 2* output, 3 name, 4 op_type, 5* attribute: Attribute
 *     Attribute    1 name, 3 i, 8* ints, 20 type (2 = i, 7 = ints)
 *     Tensor       1* dims, 2 data_type (1 f32, 7 i64), 8 name, 9 raw_data (little endian)
 *     ValueInfo    1 name, 2 type: { 1 tensor_type: { 1 elem_type, 2 shape: { 1* dim: Dimension } } }, 3 doc_string
 *     Dimension    1 dim_value, 2 dim_param (the name of an axis of any size)
 *
 * A message stands behind its length, so every message is put twice: once to be measured, where weights only count, then
 * for good.  Fields are written in the order above, so the same graph gives the same bytes. */
#include "nn/onnx_write.h"

#include <stdio.h>
#include <string.h>

enum { BUFFER = 8192, PIECE = 1024, F32 = 1, I64 = 7, INT = 2, INTS = 7 };
static const uint64_t BYTES_MAX = INT32_MAX; /* readers of protobuf take no more */

/* ---- describing ---------------------------------------------------------------------------------------------- */

static void set_name(facs_onnx_graph *graph, char to[FACS_ONNX_NAME], const char *name)
{
    if (strlen(name) >= FACS_ONNX_NAME)
        graph->full = true;
    else
        memcpy(to, name, strlen(name) + 1);
}

/* number of the next of `most`; the last one again, and `full`, when there is no room */
static int next(facs_onnx_graph *graph, int *count, int most)
{
    if (*count < most)
        return (*count)++;
    graph->full = true;
    return most - 1;
}

facs_onnx_node *facs_onnx_add_node(facs_onnx_graph *graph, const char *op, const char *out, const char *first,
                                   const char *second, const char *third)
{
    const char *const in[] = {first, second, third};
    facs_onnx_node *node = &graph->node[next(graph, &graph->nodes, FACS_ONNX_NODES_MAX)];
    *node = (facs_onnx_node){.op = op};
    set_name(graph, node->out, out);
    for (int i = 0; i < 3 && in[i]; i++)
        set_name(graph, node->in[node->inputs++], in[i]);
    return node;
}

void facs_onnx_add_attribute(facs_onnx_node *node, const char *name, int count, const int64_t *value)
{
    facs_onnx_attribute *attribute = &node->attribute[node->attributes++];
    *attribute = (facs_onnx_attribute){.name = name, .count = count};
    memcpy(attribute->value, value, (count ? (size_t)count : 1) * sizeof *value);
}

facs_onnx_constant *facs_onnx_add_tensor(facs_onnx_graph *graph, const char *name, int rank, const int64_t *size,
                                         facs_onnx_fill *fill, const void *source, int number)
{
    facs_onnx_constant *tensor = &graph->tensor[next(graph, &graph->tensors, FACS_ONNX_TENSORS_MAX)];
    *tensor = (facs_onnx_constant){.rank = rank, .fill = fill, .source = source, .number = number};
    set_name(graph, tensor->name, name);
    for (int i = 0; i < rank; i++)
        tensor->size[i] = size[i];
    return tensor;
}

void facs_onnx_add_whole(facs_onnx_graph *graph, const char *name, int64_t value)
{
    facs_onnx_add_tensor(graph, name, 1, &(int64_t){1}, NULL, NULL, 0)->whole = value;
}

void facs_onnx_add_input(facs_onnx_graph *graph, const facs_onnx_value *value)
{
    graph->input[next(graph, &graph->inputs, FACS_ONNX_VALUES_MAX)] = *value;
}

void facs_onnx_add_output(facs_onnx_graph *graph, const facs_onnx_value *value)
{
    graph->output[next(graph, &graph->outputs, FACS_ONNX_VALUES_MAX)] = *value;
}

void facs_onnx_add_property(facs_onnx_graph *graph, const char *key, const char *value)
{
    const int at = next(graph, &graph->properties, FACS_ONNX_PROPERTIES_MAX);
    graph->property[at].key = key;
    graph->property[at].value = value;
}

void facs_onnx_name_input(facs_onnx_graph *graph, const char *name)
{
    for (int i = 0; i < graph->nodes; i++)
        for (int k = 0; k < graph->node[i].inputs; k++)
            if (strcmp(graph->node[i].in[k], graph->input[0].name) == 0)
                set_name(graph, graph->node[i].in[k], name);
    graph->input[0].name = name;
}

/* ---- fields -------------------------------------------------------------------------------------------------- */

/* Where bytes go: counted, and written when there is a file or memory for them. */
typedef struct output {
    facs_whole_file *file; /* NULL = `memory` */
    uint8_t *memory;       /* NULL too = only counted */
    facs_error *error;
    facs_status status;
    uint64_t count;
    size_t waiting;
    uint8_t *buffer; /* BUFFER bytes */
} output;

/* One message, without the key and length that stand before it. */
typedef void put_message(output *to, const void *message);

static void flush(output *to)
{
    if (to->file && to->waiting && to->status == FACS_OK)
        to->status = facs_whole_write(to->file, to->buffer, to->waiting, to->error);
    to->waiting = 0;
}

static void put_bytes(output *to, const void *bytes, size_t count)
{
    if (to->memory)
        memcpy(to->memory + to->count, bytes, count);
    to->count += count;
    for (const uint8_t *at = bytes; to->file && count;) {
        size_t now = BUFFER - to->waiting < count ? BUFFER - to->waiting : count;
        memcpy(to->buffer + to->waiting, at, now);
        to->waiting += now;
        at += now;
        count -= now;
        if (to->waiting == BUFFER)
            flush(to);
    }
}

static void put_varint(output *to, uint64_t value)
{
    uint8_t bytes[10];
    size_t count = 0;
    do {
        bytes[count++] = (uint8_t)((value & 127) | (value > 127 ? 128 : 0));
        value >>= 7;
    } while (value);
    put_bytes(to, bytes, count);
}

static void put_number(output *to, unsigned field, int64_t value)
{
    put_varint(to, field << 3);
    put_varint(to, (uint64_t)value);
}

static void put_length(output *to, unsigned field, uint64_t length)
{
    put_varint(to, field << 3 | 2);
    put_varint(to, length);
}

static void put_text(output *to, unsigned field, const char *text)
{
    put_length(to, field, strlen(text));
    put_bytes(to, text, strlen(text));
}

static void put(output *to, unsigned field, put_message *message, const void *what)
{
    output measure = {.file = NULL};
    message(&measure, what);
    put_length(to, field, measure.count);
    message(to, what);
}

/* ---- messages ------------------------------------------------------------------------------------------------ */

static void put_attribute(output *to, const void *message)
{
    const facs_onnx_attribute *attribute = message;
    put_text(to, 1, attribute->name);
    if (!attribute->count)
        put_number(to, 3, attribute->value[0]);
    for (int i = 0; i < attribute->count; i++)
        put_number(to, 8, attribute->value[i]);
    put_number(to, 20, attribute->count ? INTS : INT);
}

static void put_node(output *to, const void *message)
{
    const facs_onnx_node *node = message;
    for (int i = 0; i < node->inputs; i++)
        put_text(to, 1, node->in[i]);
    put_text(to, 2, node->out);
    put_text(to, 3, node->out);
    put_text(to, 4, node->op);
    for (int i = 0; i < node->attributes; i++)
        put(to, 5, put_attribute, &node->attribute[i]);
}

static uint64_t values_of(const facs_onnx_constant *tensor)
{
    uint64_t values = 1;
    for (int i = 0; i < tensor->rank; i++)
        values *= (uint64_t)tensor->size[i];
    return values;
}

static void put_little_endian(output *to, uint64_t bits, size_t bytes)
{
    uint8_t byte[8];
    for (size_t i = 0; i < bytes; i++)
        byte[i] = (uint8_t)(bits >> 8 * i);
    put_bytes(to, byte, bytes);
}

static void put_values(output *to, const facs_onnx_constant *tensor)
{
    const uint64_t values = values_of(tensor);
    put_length(to, 9, values * (tensor->fill ? sizeof(float) : sizeof(int64_t)));
    if (!tensor->fill) {
        put_little_endian(to, (uint64_t)tensor->whole, sizeof tensor->whole);
    } else if (!to->file && !to->memory) {
        to->count += values * sizeof(float);
    } else {
        for (uint64_t first = 0; first < values && to->status == FACS_OK; first += PIECE) {
            float piece[PIECE];
            const size_t count = values - first < PIECE ? (size_t)(values - first) : PIECE;
            tensor->fill(tensor, (size_t)first, count, piece);
            for (size_t i = 0; i < count; i++) {
                uint32_t bits;
                memcpy(&bits, &piece[i], sizeof bits);
                put_little_endian(to, bits, sizeof bits);
            }
        }
    }
}

static void put_tensor(output *to, const void *message)
{
    const facs_onnx_constant *tensor = message;
    for (int i = 0; i < tensor->rank; i++)
        put_number(to, 1, tensor->size[i]);
    put_number(to, 2, tensor->fill ? F32 : I64);
    put_text(to, 8, tensor->name);
    put_values(to, tensor);
}

typedef struct dimension {
    int64_t size;
    const char *free;
} dimension;

static void put_dimension(output *to, const void *message)
{
    const dimension *axis = message;
    if (axis->free)
        put_text(to, 2, axis->free);
    else
        put_number(to, 1, axis->size);
}

static void put_shape(output *to, const void *message)
{
    const facs_onnx_value *value = message;
    for (int i = 0; i < value->rank; i++)
        put(to, 1, put_dimension, &(dimension){value->size[i], value->free[i]});
}

static void put_tensor_type(output *to, const void *message)
{
    put_number(to, 1, F32);
    put(to, 2, put_shape, message);
}

static void put_type(output *to, const void *message)
{
    put(to, 1, put_tensor_type, message);
}

static void put_value(output *to, const void *message)
{
    const facs_onnx_value *value = message;
    put_text(to, 1, value->name);
    put(to, 2, put_type, value);
    put_text(to, 3, value->meaning);
}

static void put_graph(output *to, const void *message)
{
    const facs_onnx_graph *graph = message;
    for (int i = 0; i < graph->nodes; i++)
        put(to, 1, put_node, &graph->node[i]);
    put_text(to, 2, graph->name);
    for (int i = 0; i < graph->tensors; i++)
        put(to, 5, put_tensor, &graph->tensor[i]);
    put_text(to, 10, graph->meaning);
    for (int i = 0; i < graph->inputs; i++)
        put(to, 11, put_value, &graph->input[i]);
    for (int i = 0; i < graph->outputs; i++)
        put(to, 12, put_value, &graph->output[i]);
}

static void put_opset(output *to, const void *message)
{
    (void)message;
    put_text(to, 1, "");
    put_number(to, 2, FACS_ONNX_OPSET);
}

typedef struct property {
    const char *key, *value;
} property;

static void put_property(output *to, const void *message)
{
    const property *entry = message;
    put_text(to, 1, entry->key);
    put_text(to, 2, entry->value);
}

static void put_model(output *to, const void *message)
{
    const facs_onnx_graph *graph = message;
    put_number(to, 1, FACS_ONNX_IR);
    put_text(to, 2, "facsimile");
    put_text(to, 3, facs_version());
    put_text(to, 6, graph->meaning);
    put(to, 7, put_graph, graph);
    put(to, 8, put_opset, NULL);
    for (int i = 0; i < graph->properties; i++)
        put(to, 14, put_property, &(property){graph->property[i].key, graph->property[i].value});
}

static facs_status measure(const facs_onnx_graph *graph, const char *name, uint64_t *count, facs_error *error)
{
    output to = {.file = NULL};
    put_model(&to, graph);
    *count = to.count;
    if (graph->full || to.count > BYTES_MAX)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: the network is too large for an ONNX file of ours (%s)", name,
                         graph->full ? "too many layers" : "2 GiB is the most");
    return FACS_OK;
}

facs_status facs_onnx_write(const facs_onnx_graph *graph, facs_whole_file *file, facs_error *error)
{
    uint64_t count = 0;
    facs_status status = measure(graph, file->path, &count, error);
    if (status != FACS_OK)
        return status;
    uint8_t buffer[BUFFER];
    output to = {.file = file, .error = error, .status = FACS_OK, .buffer = buffer};
    put_model(&to, graph);
    flush(&to);
    return to.status;
}

facs_status facs_onnx_write_memory(const facs_env *env, const facs_onnx_graph *graph, uint8_t **bytes, size_t *count,
                                   facs_error *error)
{
    uint64_t needed = 0;
    facs_status status = measure(graph, graph->name, &needed, error);
    uint8_t *made = status == FACS_OK ? facs_calloc(env, (size_t)needed, 1) : NULL;
    if (status == FACS_OK && !made)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", graph->name);
    if (status != FACS_OK)
        return status;
    output to = {.memory = made, .status = FACS_OK};
    put_model(&to, graph);
    *bytes = made;
    *count = (size_t)needed;
    return FACS_OK;
}
