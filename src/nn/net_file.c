/* Reader of general networks; docs/algorithm/open-networks.md, File format.  No length and no number in a file is trusted. */
#include "nn/net_file.h"

#include "nn/net_graph.h"

#include <math.h>
#include <string.h>

enum {
    HEAD_BYTES = 24,
    TENSOR_BYTES = 12,
    OUTPUT_BYTES = 32,
    OPERATION_BYTES = 48,
    NAME_BYTES = 28,
};
static const uint32_t nothing = 0xffffffff;

typedef struct reader {
    facs_net_source source;
    const facs_env *env;
    facs_net *net;
    uint32_t tensors, operations, outputs, numbers;
    size_t tensor_at, output_at, operation_at, number_at;
    int64_t claimed; /* by the operations so far */
} reader;

static uint32_t word(const reader *from, size_t offset)
{
    const uint8_t *at = from->source.bytes + offset;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static facs_status count_in(reader *from, size_t offset, const char *what, uint32_t least, uint32_t *count)
{
    *count = word(from, offset);
    if (*count < least || *count > FACS_NET_PARTS_MAX)
        return facs_net_corrupt(&from->source, offset, "expected %u to %d %s, found %u", least, FACS_NET_PARTS_MAX,
                                what, *count);
    return FACS_OK;
}

static facs_status read_head(reader *from)
{
    const facs_net_source *source = &from->source;
    if (source->size < HEAD_BYTES)
        return facs_net_corrupt(source, 0, "expected a network of at least %d bytes, found %zu", HEAD_BYTES,
                                source->size);
    if (memcmp(source->bytes, "FACSNET1", 8) != 0)
        return facs_net_corrupt(source, 0, "expected FACSNET1, found another beginning");
    facs_status status = count_in(from, 8, "tensors", 1, &from->tensors);
    if (status == FACS_OK)
        status = count_in(from, 12, "operations", 1, &from->operations);
    if (status == FACS_OK)
        status = count_in(from, 16, "outputs", 1, &from->outputs);
    if (status != FACS_OK)
        return status;
    from->numbers = word(from, 20);
    from->tensor_at = HEAD_BYTES;
    from->output_at = from->tensor_at + TENSOR_BYTES * (size_t)from->tensors;
    from->operation_at = from->output_at + OUTPUT_BYTES * (size_t)from->outputs;
    from->number_at = from->operation_at + OPERATION_BYTES * (size_t)from->operations;
    if (source->size < from->number_at || (source->size - from->number_at) / 2 != from->numbers ||
        (source->size - from->number_at) % 2 != 0)
        return facs_net_corrupt(source, 20, "expected %zu bytes and two for each of %u numbers, found %zu bytes",
                                from->number_at, from->numbers, source->size);
    return FACS_OK;
}

static float number(const reader *from, size_t index)
{
    const uint8_t *at = from->source.bytes + from->number_at + 2 * index;
    return facs_net_half((uint16_t)(at[0] | at[1] << 8));
}

static facs_status check_numbers(const reader *from)
{
    for (uint32_t i = 0; i < from->numbers; i++) {
        const float value = number(from, i);
        if (!isfinite(value))
            return facs_net_corrupt(&from->source, from->number_at + 2 * (size_t)i, "expected a number, found %g",
                                    (double)value);
    }
    return FACS_OK;
}

static facs_status read_tensors(reader *from)
{
    for (uint32_t i = 0; i < from->tensors; i++) {
        const size_t offset = from->tensor_at + TENSOR_BYTES * (size_t)i;
        for (size_t j = 0; j < 3; j++) {
            const uint32_t side = word(from, offset + 4 * j);
            if (side < 1 || side > FACS_NET_SIDE_MAX)
                return facs_net_corrupt(&from->source, offset + 4 * j, "expected a side of 1 to %d, found %u",
                                        FACS_NET_SIDE_MAX, side);
            from->net->tensor[i].size.side[j] = (int)side;
        }
    }
    return FACS_OK;
}

static facs_status read_outputs(reader *from)
{
    for (uint32_t i = 0; i < from->outputs; i++) {
        const size_t offset = from->output_at + OUTPUT_BYTES * (size_t)i;
        const uint32_t tensor = word(from, offset + NAME_BYTES);
        facs_net_output_entry *output = &from->net->output[i];
        memcpy(output->name, from->source.bytes + offset, NAME_BYTES);
        for (const char *c = output->name; *c || c == output->name; c++)
            if (*c <= ' ' || *c > '~')
                return facs_net_corrupt(&from->source, offset, "expected the name of an output, found byte %d",
                                        (unsigned char)*c);
        if (facs_net_find_output(from->net, output->name) != (int)i)
            return facs_net_corrupt(&from->source, offset, "expected a name for each output, found \"%s\" twice",
                                    output->name);
        if (tensor >= from->tensors)
            return facs_net_corrupt(&from->source, offset + NAME_BYTES, "expected a tensor below %u, found %u",
                                    from->tensors, tensor);
        output->tensor = (int)tensor;
    }
    return FACS_OK;
}

/* ---- operations ---------------------------------------------------------------------------------------------- */

/* Words of an operation in the file. */
enum { KIND, ACTIVATION, A, B, OUT, KERNEL_H, KERNEL_W, STRIDE, TOP, LEFT, WEIGHTS, BIAS };

/* `count` numbers from the one that word `which` names on, which is *first */
static facs_status claim(reader *from, size_t offset, int which, int64_t count, uint32_t *first)
{
    const size_t at = offset + 4 * (size_t)which;
    *first = word(from, at);
    if (count > from->numbers || *first > from->numbers - count)
        return facs_net_corrupt(&from->source, at, "expected %lld numbers from number %u on, found %u in all",
                                (long long)count, *first, from->numbers);
    /* used twice they would take more memory than the file has bytes */
    from->claimed += count;
    if (from->claimed > from->numbers)
        return facs_net_corrupt(&from->source, at, "expected each number to be used once, found more uses than %u",
                                from->numbers);
    return FACS_OK;
}

/* `rows` rows of `channels` numbers in packs as net_kernels.h has them: all of a pack one behind the other, or row by row.
 * Straight from the file, since a second copy of large weights would be most of what reading needs.  NULL = no memory */
static float *pack(const reader *from, uint32_t first, int64_t rows, int channels, bool row_by_row)
{
    const size_t packs = ((size_t)channels + FACS_NET_PACK - 1) / FACS_NET_PACK, count = (size_t)rows;
    const size_t row_step = FACS_NET_PACK * (row_by_row ? packs : 1);
    const size_t pack_step = FACS_NET_PACK * (row_by_row ? 1 : count);
    float *made = facs_calloc(from->env, packs * FACS_NET_PACK * count, sizeof *made);
    for (size_t k = 0; made && k < (size_t)channels; k++) {
        float *to = made + k / FACS_NET_PACK * pack_step + k % FACS_NET_PACK;
        for (size_t r = 0; r < count; r++)
            to[r * row_step] = number(from, first + r * (size_t)channels + k);
    }
    return made;
}

static facs_status read_kernel(reader *from, size_t offset, facs_net_operation *operation)
{
    static const struct {
        int word, least, most;
    } limits[] = {{KERNEL_H, 1, FACS_NET_KERNEL_MAX},
                  {KERNEL_W, 1, FACS_NET_KERNEL_MAX},
                  {STRIDE, 1, FACS_NET_KERNEL_MAX},
                  {TOP, 0, FACS_NET_KERNEL_MAX},
                  {LEFT, 0, FACS_NET_KERNEL_MAX}};
    int *to[] = {&operation->kernel_h, &operation->kernel_w, &operation->stride, &operation->top, &operation->left};
    for (int i = 0; i < 5; i++) {
        const size_t at = offset + 4 * (size_t)limits[i].word;
        const uint32_t value = word(from, at);
        if (value < (uint32_t)limits[i].least || value > (uint32_t)limits[i].most)
            return facs_net_corrupt(&from->source, at, "expected a kernel, stride or margin of %d to %d, found %u",
                                    limits[i].least, limits[i].most, value);
        *to[i] = (int)value;
    }
    return FACS_OK;
}

static facs_status read_conv(reader *from, size_t offset, facs_net_operation *operation)
{
    facs_status status = read_kernel(from, offset, operation);
    if (status != FACS_OK)
        return status;
    const bool depthwise = operation->kind == FACS_NET_DEPTHWISE;
    const int area = operation->kernel_h * operation->kernel_w;
    operation->inputs = from->net->tensor[operation->a].size.side[2];
    operation->outputs = from->net->tensor[operation->out].size.side[2];
    const int64_t taps = (int64_t)area * (depthwise ? 1 : operation->inputs);
    uint32_t weights, bias;
    status = claim(from, offset, WEIGHTS, taps * operation->outputs, &weights);
    if (status == FACS_OK)
        status = claim(from, offset, BIAS, operation->outputs, &bias);
    if (status != FACS_OK)
        return status;
    operation->weights = pack(from, weights, taps, operation->outputs, depthwise);
    operation->bias = pack(from, bias, 1, operation->outputs, true);
    return operation->weights && operation->bias ? FACS_OK : facs_net_no_memory(&from->source);
}

static facs_status read_operation(reader *from, size_t offset, facs_net_operation *operation)
{
    const facs_net_source *source = &from->source;
    const uint32_t kind = word(from, offset), activation = word(from, offset + 4 * ACTIVATION);
    if (kind < FACS_NET_CONV || kind > FACS_NET_UPSAMPLE)
        return facs_net_unsupported(source, offset, "expected an operation of kind 1 to %d, found %u",
                                    FACS_NET_UPSAMPLE, kind);
    if (activation > FACS_NET_RELU)
        return facs_net_unsupported(source, offset + 4 * ACTIVATION, "expected activation 0 or 1, found %u",
                                    activation);
    operation->where = offset;
    operation->kind = (facs_net_kind)kind;
    operation->activation = (facs_net_activation)activation;
    int *tensor[] = {&operation->a, &operation->b, &operation->out};
    for (int i = 0; i < 3; i++) {
        const size_t at = offset + 4 * (size_t)(A + i);
        const uint32_t value = word(from, at);
        const bool none = i == 1 && kind != FACS_NET_ADD;
        if (none ? value != nothing : value >= from->tensors)
            return facs_net_corrupt(source, at, "expected %s, found %u",
                                    none ? "no second tensor" : "a tensor's number", value);
        *tensor[i] = none ? FACS_NET_NOBODY : (int)value;
    }
    return kind == FACS_NET_CONV || kind == FACS_NET_DEPTHWISE ? read_conv(from, offset, operation) : FACS_OK;
}

static facs_status read_all(reader *from)
{
    facs_status status = read_head(from);
    if (status == FACS_OK)
        status = facs_net_make(from->env, &from->source, (int)from->tensors, (int)from->operations, (int)from->outputs,
                               &from->net);
    if (status == FACS_OK)
        status = check_numbers(from);
    if (status == FACS_OK)
        status = read_tensors(from);
    if (status == FACS_OK)
        status = read_outputs(from);
    for (uint32_t i = 0; status == FACS_OK && i < from->operations; i++)
        status = read_operation(from, from->operation_at + OPERATION_BYTES * (size_t)i, &from->net->operation[i]);
    return status == FACS_OK ? facs_net_finish(from->net, &from->source) : status;
}

facs_status facs_net_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_net **net,
                          facs_error *error)
{
    const facs_env full = facs_env_resolve(env);
    reader from = {.source = {name, bytes, size, error}, .env = &full};
    facs_status status = read_all(&from);
    if (status == FACS_OK)
        *net = from.net;
    else
        facs_net_free(&from.net);
    return status;
}
