/* Reader of TFLite files: a table of the operations that are known, and what becomes of each. */
#include "nn/tflite.h"

#include "nn/flatbuffer.h"
#include "nn/net_graph.h"

#include <math.h>
#include <string.h>

/* Numbers of fields in the schema. */
enum { MODEL_CODES = 1, MODEL_GRAPHS = 2, MODEL_BUFFERS = 4 };
enum { CODE_OLD = 0, CODE_NEW = 3 };
enum { GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS };
enum { TENSOR_SHAPE, TENSOR_TYPE, TENSOR_BUFFER, TENSOR_NAME };
enum { OPERATOR_CODE = 0, OPERATOR_INPUTS = 1, OPERATOR_OUTPUTS = 2, OPERATOR_OPTIONS = 4 };

/* Types of tensors. */
enum { TYPE_F32, TYPE_F16, TYPE_I32 };

/* Operations. */
enum {
    OP_ADD = 0,
    OP_CONCATENATION = 2,
    OP_CONV_2D = 3,
    OP_DEPTHWISE_CONV_2D = 4,
    OP_DEQUANTIZE = 6,
    OP_LOGISTIC = 14,
    OP_MAX_POOL_2D = 17,
    OP_MUL = 18,
    OP_RELU = 19,
    OP_RESHAPE = 22,
    OP_PAD = 34,
    OP_TRANSPOSE = 39,
    OP_MEAN = 40,
    OP_SUB = 41,
    OP_DIV = 42,
    OP_STRIDED_SLICE = 45,
    OP_PRELU = 54,
    OP_NEG = 59,
    OP_SUM = 74,
    OP_SQRT = 75,
    OP_RSQRT = 76,
    OP_SQUARED_DIFFERENCE = 99,
};

enum { DIMS_MAX = 4, INPUTS_MAX = 4, NAME_BYTES = FACS_NET_NAME_SIZE - 1 };

/* A tensor as the file has it. */
typedef struct described {
    int dims, dim[DIMS_MAX], type;
    bool has_sides;   /* at most three behind leading ones */
    int from;         /* tensor of which it is the f32 form, else itself */
    size_t at, bytes; /* of its values in the file, when it is constant */
} described;

typedef struct reader {
    facs_net_source source;
    const facs_env *env;
    facs_flat flat;
    facs_flat_vector codes, tensors, operators, buffers, inputs, outputs;
    described *tensor;
    facs_net *net;
    uint64_t claimed; /* constant numbers taken so far */
} reader;

/* The operation being read. */
typedef struct current {
    facs_flat_table options;
    int inputs, input[INPUTS_MAX], output;
    size_t where;
    facs_net_operation *to;
} current;

static facs_status unknown(const reader *from, const current *now, const char *what)
{
    return facs_net_unsupported(&from->source, now->where, "expected %s, found something else", what);
}

static facs_status damaged(const reader *from)
{
    return facs_net_corrupt(&from->source, from->flat.where,
                            "expected everything inside %zu bytes, found an offset that "
                            "leads out of them",
                            from->source.size);
}

/* ---- tensors ------------------------------------------------------------------------------------------------- */

static facs_status read_dims(reader *from, facs_flat_table table, described *to)
{
    const facs_flat_vector shape = facs_flat_list(&from->flat, table, TENSOR_SHAPE, 4);
    if (shape.count > DIMS_MAX)
        return facs_net_unsupported(&from->source, table.at, "expected a tensor of at most %d sides, found %u",
                                    DIMS_MAX, shape.count);
    to->dims = (int)shape.count;
    for (int i = 0; i < to->dims; i++) {
        to->dim[i] = facs_flat_i32_at(&from->flat, shape, (uint32_t)i);
        if (to->dim[i] < 1 || to->dim[i] > FACS_NET_SIDE_MAX)
            return facs_net_corrupt(&from->source, table.at, "expected a side of 1 to %d, found %d", FACS_NET_SIDE_MAX,
                                    to->dim[i]);
    }
    return FACS_OK;
}

static facs_status read_tensor(reader *from, uint32_t index)
{
    const facs_flat_table table = facs_flat_table_at(&from->flat, from->tensors, index);
    described *to = &from->tensor[index];
    facs_status status = read_dims(from, table, to);
    if (status != FACS_OK)
        return status;
    to->from = (int)index;
    to->type = facs_flat_i8(&from->flat, table, TENSOR_TYPE, 0);
    const uint32_t buffer = facs_flat_u32(&from->flat, table, TENSOR_BUFFER, 0);
    if (buffer >= from->buffers.count)
        return facs_net_corrupt(&from->source, table.at, "expected a buffer below %u, found %u", from->buffers.count,
                                buffer);
    const facs_flat_table held = facs_flat_table_at(&from->flat, from->buffers, buffer);
    const facs_flat_vector values = facs_flat_list(&from->flat, held, 0, 1);
    to->at = values.at;
    to->bytes = values.count;
    to->has_sides = to->dims < DIMS_MAX || to->dim[0] == 1;
    int *side = from->net->tensor[index].size.side;
    for (int i = 0; i < 3; i++) {
        const int dim = to->dims - 3 + i;
        side[i] = to->has_sides && dim >= 0 ? to->dim[dim] : 1;
    }
    return from->flat.damaged ? damaged(from) : FACS_OK;
}

static int64_t count_of(const described *tensor)
{
    int64_t count = 1;
    for (int i = 0; i < tensor->dims; i++)
        count *= tensor->dim[i];
    return count;
}

/* The values of a constant tensor as f32. */
static facs_status read_constant(reader *from, size_t where, int tensor, float **values)
{
    const described *at = &from->tensor[from->tensor[tensor].from];
    const size_t each = at->type == TYPE_F16 ? 2 : 4;
    const int64_t count = count_of(at);
    if (at->type != TYPE_F32 && at->type != TYPE_F16)
        return facs_net_unsupported(&from->source, where, "expected weights of f32 or f16, found type %d", at->type);
    if (at->bytes / each != (uint64_t)count || at->bytes % each != 0)
        return facs_net_corrupt(&from->source, where, "expected a constant tensor of %lld values, found %zu bytes",
                                (long long)count, at->bytes);
    from->claimed += (uint64_t)count;
    if (from->claimed > from->source.size) /* the same weights again and again */
        return facs_net_corrupt(&from->source, where, "expected weights to be used about once, found %llu uses",
                                (unsigned long long)from->claimed);
    *values = facs_calloc(from->env, (size_t)count, sizeof **values);
    if (!*values)
        return facs_net_no_memory(&from->source);
    for (int64_t i = 0; i < count; i++) {
        const uint8_t *byte = from->source.bytes + at->at + (size_t)i * each;
        const uint32_t bits = (uint32_t)byte[0] | (uint32_t)byte[1] << 8;
        const uint32_t all = each == 4 ? bits | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24 : 0;
        if (each == 4)
            memcpy(*values + i, &all, sizeof all);
        else
            (*values)[i] = facs_net_half((uint16_t)bits);
        if (!isfinite((*values)[i]))
            return facs_net_corrupt(&from->source, where, "expected a number, found %g", (double)(*values)[i]);
    }
    return FACS_OK;
}

/* Whole numbers of a constant tensor: exactly `count` */
static facs_status read_integers(const reader *from, const current *now, int input, int count, int *numbers)
{
    const described *at = input < now->inputs ? &from->tensor[now->input[input]] : NULL;
    if (!at || at->type != TYPE_I32 || at->bytes != 4 * (size_t)count)
        return facs_net_corrupt(&from->source, now->where, "expected a constant tensor of %d whole numbers, found none",
                                count);
    for (int i = 0; i < count; i++)
        numbers[i] = facs_flat_i32_at(&from->flat, (facs_flat_vector){at->at, (uint32_t)count}, (uint32_t)i);
    return FACS_OK;
}

/* ---- operations ---------------------------------------------------------------------------------------------- */

/* Which of rows, columns, channels (0 to 2) a dimension is; negative for leading ones */
static int side_of(const described *tensor, int dim)
{
    return (dim < 0 ? dim + tensor->dims : dim) - tensor->dims + 3;
}

static facs_status read_activation(reader *from, current *now, int field)
{
    const int activation = facs_flat_i8(&from->flat, now->options, field, 0);
    if (activation != 0 && activation != 1)
        return unknown(from, now, "no activation or ReLU");
    now->to->activation = activation == 1 ? FACS_NET_RELU : FACS_NET_NONE;
    return FACS_OK;
}

/* Padding, stride and so on; the fields of convolutions and of pooling begin alike. */
static facs_status read_window(reader *from, current *now, int kernel_h, int kernel_w)
{
    const int padding = facs_flat_i8(&from->flat, now->options, 0, 0);
    const int step_x = facs_flat_i32(&from->flat, now->options, 1, 0);
    const int step_y = facs_flat_i32(&from->flat, now->options, 2, 0);
    if ((padding != 0 && padding != 1) || step_x != step_y)
        return unknown(from, now, "SAME or VALID padding and equal strides");
    if (step_x < 1 || step_x > FACS_NET_KERNEL_MAX || kernel_h < 1 || kernel_h > FACS_NET_KERNEL_MAX || kernel_w < 1 ||
        kernel_w > FACS_NET_KERNEL_MAX)
        return facs_net_corrupt(&from->source, now->where,
                                "expected a kernel and stride of 1 to %d, found %d x %d and %d", FACS_NET_KERNEL_MAX,
                                kernel_h, kernel_w, step_x);
    now->to->same = padding == 0;
    now->to->stride = step_x;
    now->to->kernel_h = kernel_h;
    now->to->kernel_w = kernel_w;
    return FACS_OK;
}

static facs_status read_rows(reader *from, const current *now, int input, int count, float **rows)
{
    float *values = NULL;
    if (input >= now->inputs || count_of(&from->tensor[now->input[input]]) != count)
        return facs_net_corrupt(&from->source, now->where, "expected %d biases or slopes, found none", count);
    facs_status status = read_constant(from, now->where, now->input[input], &values);
    if (status == FACS_OK) {
        *rows = facs_net_pack_rows(from->env, values, 1, count);
        status = *rows ? FACS_OK : facs_net_no_memory(&from->source);
    }
    facs_free(from->env, values);
    return status;
}

static facs_status read_conv(reader *from, current *now, bool depthwise)
{
    const described *shape = now->inputs >= 2 ? &from->tensor[now->input[1]] : NULL;
    facs_net_operation *to = now->to;
    if (!shape || shape->dims != 4)
        return facs_net_corrupt(&from->source, now->where, "expected weights of four sides, found none");
    const int *dim = shape->dim;
    to->kind = depthwise ? FACS_NET_DEPTHWISE : FACS_NET_CONV;
    to->inputs = dim[3];
    to->outputs = depthwise ? dim[3] : dim[0];
    const int dilation = depthwise ? 5 : 4;
    if ((depthwise && (dim[0] != 1 || facs_flat_i32(&from->flat, now->options, 3, 0) != 1)) ||
        facs_flat_i32(&from->flat, now->options, dilation, 1) != 1 ||
        facs_flat_i32(&from->flat, now->options, dilation + 1, 1) != 1)
        return unknown(from, now, "a convolution without dilation or multiplier");
    facs_status status = read_window(from, now, dim[1], dim[2]);
    if (status == FACS_OK)
        status = read_activation(from, now, depthwise ? 4 : 3);
    float *values = NULL;
    if (status == FACS_OK)
        status = read_constant(from, now->where, now->input[1], &values);
    if (status == FACS_OK) {
        const ptrdiff_t area = (ptrdiff_t)dim[1] * dim[2], taps = area * dim[3];
        to->weights = depthwise ? facs_net_pack_rows(from->env, values, area, dim[3])
                                : facs_net_pack(from->env, values, taps, dim[0], 1, taps);
        status = to->weights ? read_rows(from, now, 2, to->outputs, &to->bias) : facs_net_no_memory(&from->source);
    }
    facs_free(from->env, values);
    return status;
}

static facs_status read_prelu(reader *from, current *now)
{
    const int channels = from->net->tensor[now->output].size.side[2];
    now->to->kind = FACS_NET_ACTIVATE;
    now->to->activation = FACS_NET_PRELU;
    now->to->slopes_count = channels;
    return read_rows(from, now, 1, channels, &now->to->slopes);
}

static facs_status read_pool(reader *from, current *now)
{
    now->to->kind = FACS_NET_MAX_POOL;
    facs_status status = read_window(from, now, facs_flat_i32(&from->flat, now->options, 4, 0),
                                     facs_flat_i32(&from->flat, now->options, 3, 0));
    return status == FACS_OK ? read_activation(from, now, 5) : status;
}

static facs_status read_pair(reader *from, current *now, facs_net_kind kind)
{
    if (now->inputs != 2)
        return unknown(from, now, "an operation of two tensors");
    now->to->kind = kind;
    now->to->b = now->input[1];
    if (kind == FACS_NET_CONCAT) {
        const described *out = &from->tensor[now->output];
        const int32_t axis = facs_flat_i32(&from->flat, now->options, 0, 0);
        if (axis < -out->dims || axis >= out->dims)
            return facs_net_corrupt(&from->source, now->where, "expected one of %d sides, found %d", out->dims, axis);
        now->to->number[0] = side_of(out, axis);
        return read_activation(from, now, 1);
    }
    return kind == FACS_NET_SQUARED_DIFFERENCE ? FACS_OK : read_activation(from, now, 0);
}

static facs_status read_pad(reader *from, current *now)
{
    const described *in = &from->tensor[now->input[0]];
    int number[2 * DIMS_MAX];
    now->to->kind = FACS_NET_PAD;
    facs_status status = read_integers(from, now, 1, 2 * in->dims, number);
    for (int i = 0; status == FACS_OK && i < 2 * in->dims; i++) {
        const int side = side_of(in, i / 2);
        if (side >= 0)
            now->to->number[2 * side + i % 2] = number[i];
        else if (number[i] != 0)
            status = unknown(from, now, "no padding of the first side");
    }
    return status;
}

static facs_status read_transpose(reader *from, current *now)
{
    const described *in = &from->tensor[now->input[0]];
    int number[DIMS_MAX];
    now->to->kind = FACS_NET_TRANSPOSE;
    for (int i = 0; i < 3; i++)
        now->to->number[i] = i;
    facs_status status = read_integers(from, now, 1, in->dims, number);
    for (int i = 0; status == FACS_OK && i < in->dims; i++) {
        const int side = side_of(in, i), source = number[i];
        if (source < 0 || source >= in->dims || (side < 0 && source != i))
            status = unknown(from, now, "a transposition that keeps the first side");
        else if (side >= 0)
            now->to->number[side] = side_of(in, source);
    }
    return status;
}

static facs_status read_reduction(reader *from, current *now, facs_net_kind kind)
{
    const described *in = &from->tensor[now->input[0]];
    const described *axes = now->inputs >= 2 ? &from->tensor[now->input[1]] : NULL;
    const int count = axes && axes->bytes <= 4 * DIMS_MAX ? (int)axes->bytes / 4 : 1;
    int number[DIMS_MAX];
    now->to->kind = kind;
    if (facs_flat_i8(&from->flat, now->options, 0, 0) != 1)
        return unknown(from, now, "a mean or sum that keeps its sides");
    facs_status status = read_integers(from, now, 1, count, number);
    for (int i = 0; status == FACS_OK && i < count; i++) {
        if (number[i] < -in->dims || number[i] >= in->dims)
            return facs_net_corrupt(&from->source, now->where, "expected one of %d sides, found %d", in->dims,
                                    number[i]);
        if (side_of(in, number[i]) >= 0)
            now->to->number[side_of(in, number[i])] = 1;
    }
    return status;
}

static facs_status read_slice(reader *from, current *now)
{
    const described *in = &from->tensor[now->input[0]];
    int begin[DIMS_MAX], step[DIMS_MAX];
    now->to->kind = FACS_NET_SLICE;
    facs_status status = read_integers(from, now, 1, in->dims, begin);
    if (status == FACS_OK)
        status = read_integers(from, now, 3, in->dims, step);
    if (status != FACS_OK)
        return status;
    const int mask = facs_flat_i32(&from->flat, now->options, 0, 0);
    if (facs_flat_i32(&from->flat, now->options, 2, 0) != 0 || facs_flat_i32(&from->flat, now->options, 3, 0) != 0)
        return unknown(from, now, "a slice without new sides");
    for (int i = 0; i < in->dims; i++) {
        const int side = side_of(in, i);
        if (step[i] != 1)
            return unknown(from, now, "a slice of neighbouring values");
        if (side >= 0)
            now->to->number[side] = mask >> i & 1 ? 0 : begin[i];
    }
    for (int i = 0; i < 3; i++)
        now->to->number[3 + i] = from->net->tensor[now->output].size.side[i];
    return FACS_OK;
}

static facs_status read_single(current *now, facs_net_kind kind)
{
    now->to->kind = kind;
    return FACS_OK;
}

static facs_status read_kind(reader *from, current *now, int code)
{
    switch (code) {
    case OP_ADD:
        return read_pair(from, now, FACS_NET_ADD);
    case OP_SUB:
        return read_pair(from, now, FACS_NET_SUB);
    case OP_MUL:
        return read_pair(from, now, FACS_NET_MUL);
    case OP_DIV:
        return read_pair(from, now, FACS_NET_DIV);
    case OP_SQUARED_DIFFERENCE:
        return read_pair(from, now, FACS_NET_SQUARED_DIFFERENCE);
    case OP_CONCATENATION:
        return read_pair(from, now, FACS_NET_CONCAT);
    case OP_CONV_2D:
        return read_conv(from, now, false);
    case OP_DEPTHWISE_CONV_2D:
        return read_conv(from, now, true);
    case OP_MAX_POOL_2D:
        return read_pool(from, now);
    case OP_PRELU:
        return read_prelu(from, now);
    case OP_PAD:
        return read_pad(from, now);
    case OP_TRANSPOSE:
        return read_transpose(from, now);
    case OP_MEAN:
        return read_reduction(from, now, FACS_NET_MEAN);
    case OP_SUM:
        return read_reduction(from, now, FACS_NET_SUM);
    case OP_STRIDED_SLICE:
        return read_slice(from, now);
    case OP_RELU:
        now->to->activation = FACS_NET_RELU;
        return read_single(now, FACS_NET_ACTIVATE);
    case OP_LOGISTIC:
        return read_single(now, FACS_NET_LOGISTIC);
    case OP_NEG:
        return read_single(now, FACS_NET_NEG);
    case OP_SQRT:
        return read_single(now, FACS_NET_SQRT);
    case OP_RSQRT:
        return read_single(now, FACS_NET_RSQRT);
    case OP_RESHAPE:
        memcpy(now->to->number, from->net->tensor[now->output].size.side, 3 * sizeof(int));
        return read_single(now, FACS_NET_RESHAPE);
    default:
        return facs_net_unsupported(&from->source, now->where, "expected an operation known here, found number %d",
                                    code);
    }
}

/* ---- the graph ----------------------------------------------------------------------------------------------- */

/* Inputs and the output of an operator. */
static facs_status read_edges(reader *from, facs_flat_table table, current *now)
{
    const facs_flat_vector inputs = facs_flat_list(&from->flat, table, OPERATOR_INPUTS, 4);
    const facs_flat_vector outputs = facs_flat_list(&from->flat, table, OPERATOR_OUTPUTS, 4);
    *now = (current){.options = facs_flat_child(&from->flat, table, OPERATOR_OPTIONS), .where = table.at};
    if (from->flat.damaged)
        return damaged(from);
    if (inputs.count < 1 || inputs.count > INPUTS_MAX || outputs.count != 1)
        return facs_net_unsupported(&from->source, table.at, "expected 1 to %d inputs and one output, found %u and %u",
                                    INPUTS_MAX, inputs.count, outputs.count);
    now->inputs = (int)inputs.count;
    for (int i = 0; i <= now->inputs; i++) {
        const int32_t tensor = i < now->inputs ? facs_flat_i32_at(&from->flat, inputs, (uint32_t)i)
                                               : facs_flat_i32_at(&from->flat, outputs, 0);
        if (tensor < 0 || (uint32_t)tensor >= from->tensors.count)
            return facs_net_corrupt(&from->source, table.at, "expected a tensor below %u, found %d",
                                    from->tensors.count, tensor);
        *(i < now->inputs ? &now->input[i] : &now->output) = tensor;
    }
    return FACS_OK;
}

static int code_of(reader *from, facs_flat_table table)
{
    const uint32_t index = facs_flat_u32(&from->flat, table, OPERATOR_CODE, 0);
    if (index >= from->codes.count)
        return -1;
    const facs_flat_table code = facs_flat_table_at(&from->flat, from->codes, index);
    const int old = facs_flat_i8(&from->flat, code, CODE_OLD, 0);
    const int32_t full = facs_flat_i32(&from->flat, code, CODE_NEW, 0);
    return full > old ? full : old;
}

/* A constant tensor that the operation reads as it does computed ones. */
static facs_status take_constant(reader *from, size_t where, int tensor)
{
    facs_net_tensor *to = &from->net->tensor[tensor];
    const described *at = &from->tensor[from->tensor[tensor].from];
    if (!from->tensor[tensor].has_sides)
        return facs_net_unsupported(&from->source, where, "expected a tensor of three sides, found four");
    if (to->constant || at->bytes == 0)
        return FACS_OK;
    return read_constant(from, where, tensor, &to->constant);
}

static facs_status read_operator(reader *from, uint32_t index)
{
    const facs_flat_table table = facs_flat_table_at(&from->flat, from->operators, index);
    const int code = code_of(from, table);
    current now;
    facs_status status = read_edges(from, table, &now);
    if (status != FACS_OK)
        return status;
    if (code == OP_DEQUANTIZE) {
        const described *source = &from->tensor[now.input[0]];
        if (count_of(source) != count_of(&from->tensor[now.output]))
            return facs_net_corrupt(&from->source, now.where, "expected as many f32 as f16 values, found others");
        from->tensor[now.output].from = now.input[0];
        return FACS_OK;
    }
    now.to = &from->net->operation[from->net->operations];
    now.to->where = now.where;
    now.to->a = now.input[0];
    now.to->out = now.output;
    from->net->operations++;
    status = read_kind(from, &now, code);
    if (status == FACS_OK && from->flat.damaged)
        status = damaged(from);
    if (status == FACS_OK)
        status = take_constant(from, now.where, now.to->a);
    if (status == FACS_OK && now.to->b != FACS_NET_NOBODY)
        status = take_constant(from, now.where, now.to->b);
    return status;
}

static facs_status read_ends(reader *from)
{
    const int32_t input = from->inputs.count == 1 ? facs_flat_i32_at(&from->flat, from->inputs, 0) : -1;
    if (input < 0 || (uint32_t)input >= from->tensors.count || !from->tensor[input].has_sides)
        return facs_net_unsupported(&from->source, from->inputs.at, "expected one input, found %u", from->inputs.count);
    from->net->input = input;
    for (uint32_t i = 0; i < from->outputs.count; i++) {
        const int32_t tensor = facs_flat_i32_at(&from->flat, from->outputs, i);
        facs_net_output_entry *output = &from->net->output[i];
        if (tensor < 0 || (uint32_t)tensor >= from->tensors.count)
            return facs_net_corrupt(&from->source, from->outputs.at, "expected a tensor below %u, found %d",
                                    from->tensors.count, tensor);
        output->tensor = tensor;
        const facs_flat_table table = facs_flat_table_at(&from->flat, from->tensors, (uint32_t)tensor);
        const facs_flat_vector name = facs_flat_list(&from->flat, table, TENSOR_NAME, 1);
        for (uint32_t c = 0; c < name.count && c < NAME_BYTES; c++) {
            const uint8_t letter = from->flat.bytes[name.at + c];
            output->name[c] = letter > ' ' && letter <= '~' ? (char)letter : '_';
        }
    }
    return FACS_OK;
}

static facs_status read_head(reader *from)
{
    facs_flat *flat = &from->flat;
    const facs_net_source *source = &from->source;
    if (source->size < 8 || memcmp(source->bytes + 4, "TFL3", 4) != 0)
        return facs_net_corrupt(source, 0, "expected a TFLite file, found another beginning");
    const facs_flat_table model = facs_flat_root(flat);
    const facs_flat_vector graphs = facs_flat_list(flat, model, MODEL_GRAPHS, 4);
    from->codes = facs_flat_list(flat, model, MODEL_CODES, 4);
    from->buffers = facs_flat_list(flat, model, MODEL_BUFFERS, 4);
    const facs_flat_table graph = graphs.count ? facs_flat_table_at(flat, graphs, 0) : (facs_flat_table){0};
    from->tensors = facs_flat_list(flat, graph, GRAPH_TENSORS, 4);
    from->operators = facs_flat_list(flat, graph, GRAPH_OPERATORS, 4);
    from->inputs = facs_flat_list(flat, graph, GRAPH_INPUTS, 4);
    from->outputs = facs_flat_list(flat, graph, GRAPH_OUTPUTS, 4);
    if (flat->damaged)
        return damaged(from);
    const facs_flat_vector lists[] = {from->tensors, from->operators, from->outputs};
    for (int i = 0; i < 3; i++)
        if (lists[i].count < 1 || lists[i].count > FACS_NET_PARTS_MAX)
            return facs_net_corrupt(source, lists[i].at, "expected 1 to %d tensors, operators, outputs, found %u",
                                    FACS_NET_PARTS_MAX, lists[i].count);
    return FACS_OK;
}

static facs_status read_all(reader *from)
{
    facs_status status = read_head(from);
    if (status != FACS_OK)
        return status;
    from->tensor = facs_calloc(from->env, from->tensors.count, sizeof *from->tensor);
    if (!from->tensor)
        return facs_net_no_memory(&from->source);
    status = facs_net_make(from->env, &from->source, (int)from->tensors.count, (int)from->operators.count,
                           (int)from->outputs.count, &from->net);
    if (status != FACS_OK)
        return status;
    from->net->operations = 0; /* some disappear */
    for (uint32_t i = 0; status == FACS_OK && i < from->tensors.count; i++)
        status = read_tensor(from, i);
    for (uint32_t i = 0; status == FACS_OK && i < from->operators.count; i++)
        status = read_operator(from, i);
    if (status == FACS_OK)
        status = read_ends(from);
    if (status == FACS_OK && from->flat.damaged)
        status = damaged(from);
    return status == FACS_OK ? facs_net_finish(from->net, &from->source) : status;
}

facs_status facs_tflite_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_net **net,
                             facs_error *error)
{
    const facs_env full = facs_env_resolve(env);
    reader from = {.source = {name, bytes, size, error}, .env = &full, .flat = {bytes, size, false, 0}};
    facs_status status = read_all(&from);
    facs_free(&full, from.tensor);
    if (status == FACS_OK)
        *net = from.net;
    else
        facs_net_free(&from.net);
    return status;
}
