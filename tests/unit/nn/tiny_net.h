/* Small networks in the two formats, made up byte by byte. */
#ifndef FACS_TESTS_TINY_NET_H
#define FACS_TESTS_TINY_NET_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct net_bytes {
    uint8_t bytes[4096];
    size_t size;
} net_bytes;

static inline void net_u32(net_bytes *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to->bytes[to->size++] = (uint8_t)(value >> 8 * i);
}

/* Half floats of whole numbers -8 .. 8 divided by 8. */
static inline void net_half(net_bytes *to, int eighths)
{
    static const uint16_t known[9] = {0, 0x3000, 0x3400, 0x3600, 0x3800, 0x3900, 0x3a00, 0x3b00, 0x3c00};
    const uint16_t bits = eighths < 0 ? (uint16_t)(0x8000 | known[-eighths]) : known[eighths];
    to->bytes[to->size++] = (uint8_t)bits;
    to->bytes[to->size++] = (uint8_t)(bits >> 8);
}

/* Numbers of the network below, in the order of its file; -1 .. 1. */
enum { TINY_NUMBERS = 9 * 3 + 3 + 9 * 3 + 3 + 9 + 3 + 27 * 2 + 2, TINY_SIDE = 6 };

static inline int tiny_eighths(int index)
{
    return index * 7 % 17 - 8;
}

/* Format FACSNET1: 6 x 6 -> 3 x 3 convolution, stride 2, 3 channels, ReLU -> depth-wise, ReLU -> per pixel -> added to the
 * first, ReLU ("sum") -> doubled ("double"); "sum" -> dense, 2 values ("two"). */
static inline void write_tiny_net(net_bytes *to)
{
    static const uint32_t none = 0xffffffff;
    static const uint32_t tensors[7][3] = {{6, 6, 1}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {6, 6, 3}, {1, 1, 2}};
    static const char names[3][28] = {"sum", "double", "two"};
    static const uint32_t outputs[3] = {4, 5, 6};
    const uint32_t operations[6][12] = {
        {1, 1, 0, none, 1, 3, 3, 2, 1, 1, 0, 27},      {2, 1, 1, none, 2, 3, 3, 1, 1, 1, 30, 57},
        {1, 0, 2, none, 3, 1, 1, 1, 0, 0, 60, 69},     {3, 1, 1, 3, 4, 1, 1, 1, 0, 0, none, none},
        {4, 0, 4, none, 5, 1, 1, 1, 0, 0, none, none}, {1, 0, 4, none, 6, 3, 3, 1, 0, 0, 72, 126},
    };
    to->size = 8;
    memcpy(to->bytes, "FACSNET1", 8);
    net_u32(to, 7);
    net_u32(to, 6);
    net_u32(to, 3);
    net_u32(to, TINY_NUMBERS);
    for (int i = 0; i < 21; i++)
        net_u32(to, tensors[i / 3][i % 3]);
    for (int i = 0; i < 3; i++) {
        memcpy(to->bytes + to->size, names[i], 28);
        to->size += 28;
        net_u32(to, outputs[i]);
    }
    for (int i = 0; i < 72; i++)
        net_u32(to, operations[i / 12][i % 12]);
    for (int i = 0; i < TINY_NUMBERS; i++)
        net_half(to, tiny_eighths(i));
}

/* ---- TFLite -------------------------------------------------------------------------------------------------- */

/* Writes a table with `fields` fields of four bytes each, all there; returns where the first one is. */
static inline size_t flat_table(net_bytes *to, uint32_t fields)
{
    const size_t list = to->size;
    to->bytes[to->size++] = (uint8_t)(4 + 2 * fields);
    to->bytes[to->size++] = 0;
    to->bytes[to->size++] = (uint8_t)(4 + 4 * fields);
    to->bytes[to->size++] = 0;
    for (uint32_t i = 0; i < fields; i++) {
        to->bytes[to->size++] = (uint8_t)(4 + 4 * i);
        to->bytes[to->size++] = 0;
    }
    net_u32(to, (uint32_t)(to->size - list));
    const size_t first = to->size;
    to->size += 4 * fields;
    memset(to->bytes + first, 0, 4 * fields);
    return first;
}

static inline void flat_put(net_bytes *to, size_t at, uint32_t value)
{
    const size_t end = to->size;
    to->size = at;
    net_u32(to, value);
    to->size = end;
}

/* The field at `at` points to what comes next; to a table that flat_table is about to write when `fields` > 0. */
static inline void flat_link(net_bytes *to, size_t at, uint32_t fields)
{
    flat_put(to, at, (uint32_t)(to->size + (fields ? 4 + 2 * fields : 0) - at));
}

static inline size_t flat_child(net_bytes *to, size_t at, uint32_t fields)
{
    flat_link(to, at, fields);
    return flat_table(to, fields);
}

/* A vector of 32-bit numbers, or of places for links; where its first element is. */
static inline size_t flat_vector(net_bytes *to, size_t at, uint32_t count, const int32_t *values)
{
    flat_link(to, at, 0);
    net_u32(to, count);
    const size_t first = to->size;
    for (uint32_t i = 0; i < count; i++)
        net_u32(to, values ? (uint32_t)values[i] : 0);
    return first;
}

static inline void flat_tensor(net_bytes *to, size_t at, uint32_t dims, const int32_t *dim, int type, uint32_t buffer)
{
    const size_t table = flat_child(to, at, 4);
    flat_put(to, table + 4, (uint32_t)type);
    flat_put(to, table + 8, buffer);
    flat_vector(to, table, dims, dim);
    flat_link(to, table + 12, 0);
    net_u32(to, 4);
    net_u32(to, 0x61616161u + buffer); /* the name: "aaaa", "baaa", ... */
}

static inline void flat_operator(net_bytes *to, size_t at, uint32_t code, uint32_t inputs, const int32_t *input,
                                 int32_t output, uint32_t options, const int32_t *option)
{
    const size_t table = flat_child(to, at, 5);
    flat_put(to, table, code);
    flat_vector(to, table + 4, inputs, input);
    flat_vector(to, table + 8, 1, &output);
    const size_t fields = flat_child(to, table + 16, options);
    for (uint32_t i = 0; i < options; i++)
        flat_put(to, fields + 4 * i, (uint32_t)option[i]);
}

/* [1, 4, 4, 2] -> f16 weights to f32 -> 2 x 2 convolution, SAME, stride 2, 3 channels, bias -> PReLU -> as [1, 12] */
static inline void write_tiny_tflite(net_bytes *to)
{
    static const int32_t codes[4] = {6, 3, 54, 22};
    static const int32_t dims[8][4] = {{1, 4, 4, 2}, {3, 2, 2, 2}, {3, 2, 2, 2}, {3},
                                       {1, 2, 2, 3}, {1, 1, 3},    {1, 2, 2, 3}, {1, 12}};
    static const uint32_t ranks[8] = {4, 4, 4, 1, 4, 3, 4, 2};
    static const uint32_t buffers[8] = {0, 1, 0, 2, 0, 3, 0, 0};
    static const int32_t zero = 0, seven = 7;
    to->size = 0;
    net_u32(to, 0);
    memcpy(to->bytes + 4, "TFL3", 4);
    to->size = 8;
    const size_t model = flat_child(to, 0, 5);
    flat_put(to, model, 3);
    const size_t code = flat_vector(to, model + 4, 4, NULL);
    for (size_t i = 0; i < 4; i++)
        flat_put(to, flat_child(to, code + 4 * i, 4) + 12, (uint32_t)codes[i]);
    const size_t graphs = flat_vector(to, model + 8, 1, NULL), graph = flat_child(to, graphs, 4);
    const size_t tensors = flat_vector(to, graph, 8, NULL);
    for (size_t i = 0; i < 8; i++)
        flat_tensor(to, tensors + 4 * i, ranks[i], dims[i], i == 1, buffers[i]);
    flat_vector(to, graph + 4, 1, &zero);
    flat_vector(to, graph + 8, 1, &seven);
    const size_t operators = flat_vector(to, graph + 12, 4, NULL);
    flat_operator(to, operators, 0, 1, (const int32_t[]){1}, 2, 1, (const int32_t[]){0});
    flat_operator(to, operators + 4, 1, 3, (const int32_t[]){0, 2, 3}, 4, 6, (const int32_t[]){0, 2, 2, 0, 1, 1});
    flat_operator(to, operators + 8, 2, 2, (const int32_t[]){4, 5}, 6, 1, (const int32_t[]){0});
    flat_operator(to, operators + 12, 3, 1, (const int32_t[]){6}, 7, 1, (const int32_t[]){0});
    const size_t held = flat_vector(to, model + 16, 4, NULL);
    flat_child(to, held, 1);
    const size_t weights = flat_child(to, held + 4, 1);
    flat_link(to, weights, 0);
    net_u32(to, 48);
    for (int i = 0; i < 24; i++)
        net_half(to, tiny_eighths(i));
    static const int32_t floats[3] = {0x3f000000, -0x41000000, 0x3f800000}; /* 0.5 -0.5 1 */
    for (size_t i = 2; i < 4; i++) {
        const size_t buffer = flat_child(to, held + 4 * i, 1);
        flat_link(to, buffer, 0);
        net_u32(to, 12);
        for (int j = 0; j < 3; j++)
            net_u32(to, (uint32_t)floats[j]);
    }
}

#endif
