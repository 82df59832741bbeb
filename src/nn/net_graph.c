/* Making and checking general networks. */
#include "nn/net_graph.h"

#include <stdio.h>
#include <string.h>

/* ---- messages ------------------------------------------------------------------------------------------------ */

static facs_status refuse(const facs_net_source *source, size_t offset, facs_status status, const char *format,
                          va_list arguments)
{
    char text[256];
    vsnprintf(text, sizeof text, format, arguments);
    return facs_fail(source->error, status, "%s: at byte %zu: %s; use the file as it was published", source->name,
                     offset, text);
}

facs_status facs_net_corrupt(const facs_net_source *source, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_status status = refuse(source, offset, FACS_E_MODEL_CORRUPT, format, arguments);
    va_end(arguments);
    return status;
}

facs_status facs_net_unsupported(const facs_net_source *source, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_status status = refuse(source, offset, FACS_E_UNSUPPORTED, format, arguments);
    va_end(arguments);
    return status;
}

facs_status facs_net_no_memory(const facs_net_source *source)
{
    return facs_fail(source->error, FACS_E_MEMORY, "%s: out of memory for the network", source->name);
}

/* ---- memory -------------------------------------------------------------------------------------------------- */

facs_status facs_net_make(const facs_env *env, const facs_net_source *source, int tensors, int operations, int outputs,
                          facs_net **net)
{
    facs_net *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_net_no_memory(source);
    made->env = *env;
    made->tensor = facs_calloc(env, (size_t)tensors, sizeof *made->tensor);
    made->operation = facs_calloc(env, (size_t)operations, sizeof *made->operation);
    made->output = facs_calloc(env, (size_t)outputs, sizeof *made->output);
    if (!made->tensor || !made->operation || !made->output) {
        facs_net_free(&made);
        return facs_net_no_memory(source);
    }
    made->tensors = tensors;
    made->operations = operations;
    made->outputs = outputs;
    for (int i = 0; i < operations; i++) {
        facs_net_operation *operation = &made->operation[i];
        operation->a = operation->b = operation->out = operation->add = FACS_NET_NOBODY;
        operation->kernel_h = operation->kernel_w = operation->stride = 1;
    }
    *net = made;
    return FACS_OK;
}

void facs_net_free(facs_net **net)
{
    if (!net || !*net)
        return;
    facs_net *old = *net;
    const facs_env env = old->env;
    for (int i = 0; i < old->tensors; i++)
        facs_free(&env, old->tensor[i].constant);
    for (int i = 0; i < old->operations; i++) {
        facs_free(&env, old->operation[i].weights);
        facs_free(&env, old->operation[i].bias);
        facs_free(&env, old->operation[i].slopes);
    }
    facs_free(&env, old->tensor);
    facs_free(&env, old->operation);
    facs_free(&env, old->output);
    facs_free(&env, old);
    *net = NULL;
}

facs_net_shape facs_net_input_shape(const facs_net *net)
{
    const int *side = net->tensor[net->input].size.side;
    return (facs_net_shape){side[0], side[1], side[2]};
}

int facs_net_find_output(const facs_net *net, const char *name)
{
    for (int i = 0; i < net->outputs; i++)
        if (strcmp(net->output[i].name, name) == 0)
            return i;
    return -1;
}

/* ---- weights ------------------------------------------------------------------------------------------------- */

float facs_net_half(uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    uint32_t sign = (uint32_t)(bits >> 15) << 31, fraction = bits & 1023u, all;
    float value;
    if (exponent == 0) {
        value = (float)fraction * 0x1p-24f;
        return sign ? -value : value;
    }
    all = sign | (exponent == 31 ? 255u : (uint32_t)exponent + 112u) << 23 | fraction << 13;
    memcpy(&value, &all, sizeof value);
    return value;
}

float *facs_net_pack(const facs_env *env, const float *from, ptrdiff_t taps, int outputs, ptrdiff_t tap_step,
                     ptrdiff_t output_step)
{
    const size_t packs = ((size_t)outputs + FACS_NET_PACK - 1) / FACS_NET_PACK;
    float *made = facs_calloc(env, packs * FACS_NET_PACK * (size_t)taps, sizeof *made);
    for (int k = 0; made && k < outputs; k++) {
        float *to = made + k / FACS_NET_PACK * taps * FACS_NET_PACK + k % FACS_NET_PACK;
        for (ptrdiff_t t = 0; t < taps; t++)
            to[t * FACS_NET_PACK] = from[t * tap_step + k * output_step];
    }
    return made;
}

float *facs_net_pack_rows(const facs_env *env, const float *from, ptrdiff_t rows, int channels)
{
    const ptrdiff_t row = ((ptrdiff_t)channels + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
    float *made = facs_calloc(env, (size_t)(row * rows), sizeof *made);
    for (ptrdiff_t r = 0; made && r < rows; r++)
        memcpy(made + r * row, from + r * channels, (size_t)channels * sizeof *from);
    return made;
}

/* ---- sizes --------------------------------------------------------------------------------------------------- */

bool facs_net_is_possible(const facs_net_sides *size)
{
    for (int i = 0; i < 3; i++)
        if (size->side[i] < 1 || size->side[i] > FACS_NET_SIDE_MAX)
            return false;
    const int64_t packs = ((int64_t)size->side[2] + FACS_NET_PACK - 1) / FACS_NET_PACK;
    return (int64_t)size->side[0] * size->side[1] * packs * FACS_NET_PACK <= FACS_NET_VALUES_MAX;
}

/* One side under a kernel. */
static bool under_kernel(const facs_net_operation *operation, int size, int kernel, int pad, int *result, int *before)
{
    const int stride = operation->stride;
    if (operation->same) {
        *result = (size + stride - 1) / stride;
        const int needed = (*result - 1) * stride + kernel - size;
        *before = needed > 0 ? needed / 2 : 0;
        return true;
    }
    *before = pad;
    if (size + 2 * pad < kernel)
        return false;
    *result = (size + 2 * pad - kernel) / stride + 1;
    return true;
}

static bool kernel_result(const facs_net_operation *operation, const facs_net_sides *a, facs_net_sides *result,
                          facs_net_placing *placing)
{
    facs_net_placing at;
    if (!under_kernel(operation, a->side[0], operation->kernel_h, operation->top, &result->side[0], &at.top) ||
        !under_kernel(operation, a->side[1], operation->kernel_w, operation->left, &result->side[1], &at.left))
        return false;
    if (placing)
        *placing = at;
    return true;
}

static bool is_binary(facs_net_kind kind)
{
    return kind == FACS_NET_ADD || kind == FACS_NET_SUB || kind == FACS_NET_MUL || kind == FACS_NET_DIV ||
           kind == FACS_NET_SQUARED_DIFFERENCE;
}

static bool binary_result(const facs_net_sides *a, const facs_net_sides *b, facs_net_sides *result)
{
    for (int i = 0; i < 3; i++) {
        if (a->side[i] != b->side[i] && a->side[i] != 1 && b->side[i] != 1)
            return false;
        result->side[i] = a->side[i] == 1 ? b->side[i] : a->side[i];
    }
    return true;
}

static bool moved_result(const facs_net_operation *operation, const facs_net_sides *a, const facs_net_sides *b,
                         facs_net_sides *result)
{
    const int *number = operation->number;
    switch (operation->kind) {
    case FACS_NET_PAD:
        for (int i = 0; i < 3; i++) {
            if (number[2 * i] < 0 || number[2 * i] > FACS_NET_SIDE_MAX || number[2 * i + 1] < 0 ||
                number[2 * i + 1] > FACS_NET_SIDE_MAX)
                return false;
            result->side[i] += number[2 * i] + number[2 * i + 1];
        }
        return true;
    case FACS_NET_CONCAT:
        if (number[0] < 0 || number[0] > 2)
            return false;
        for (int i = 0; i < 3; i++)
            if (i != number[0] && a->side[i] != b->side[i])
                return false;
        result->side[number[0]] += b->side[number[0]];
        return true;
    case FACS_NET_RESHAPE:
        memcpy(result->side, number, sizeof result->side);
        return facs_net_is_possible(result) && facs_net_values(a) == facs_net_values(result);
    case FACS_NET_SLICE:
        for (int i = 0; i < 3; i++) {
            result->side[i] = number[3 + i];
            if (number[i] < 0 || number[3 + i] < 1 || number[i] > a->side[i] - number[3 + i])
                return false;
        }
        return true;
    case FACS_NET_TRANSPOSE:
        for (int i = 0; i < 3; i++) {
            if (number[i] < 0 || number[i] > 2 || number[i] == number[(i + 1) % 3])
                return false;
            result->side[i] = a->side[number[i]];
        }
        return true;
    default: /* FACS_NET_MEAN, FACS_NET_SUM */
        for (int i = 0; i < 3; i++)
            if (number[i])
                result->side[i] = 1;
        return true;
    }
}

bool facs_net_result(const facs_net_operation *operation, const facs_net_sides *sizes, facs_net_sides *result,
                     facs_net_placing *placing)
{
    const facs_net_sides *a = &sizes[operation->a];
    const facs_net_sides *b = operation->b != FACS_NET_NOBODY ? &sizes[operation->b] : NULL;
    const facs_net_kind kind = operation->kind;
    if (!b && (is_binary(kind) || kind == FACS_NET_CONCAT))
        return false;
    *result = *a;
    if (kind == FACS_NET_CONV || kind == FACS_NET_DEPTHWISE || kind == FACS_NET_MAX_POOL) {
        if (!kernel_result(operation, a, result, placing))
            return false;
        if (kind != FACS_NET_MAX_POOL) {
            if (a->side[2] != operation->inputs)
                return false;
            result->side[2] = operation->outputs;
        }
    } else if (kind == FACS_NET_UPSAMPLE) {
        result->side[0] *= 2;
        result->side[1] *= 2;
    } else if (is_binary(kind)) {
        if (!binary_result(a, b, result))
            return false;
    } else if (kind >= FACS_NET_PAD && !moved_result(operation, a, b, result)) {
        return false;
    }
    if (operation->activation == FACS_NET_PRELU && result->side[2] != operation->slopes_count)
        return false;
    return facs_net_is_possible(result);
}
