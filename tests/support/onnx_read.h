/* ONNX files as tests see them: a reader of protobuf that knows nothing of the writer.  Wrong bytes fail the test. */
#ifndef FACS_TESTS_ONNX_READ_H
#define FACS_TESTS_ONNX_READ_H

#include "support/needs.h"

#include <stdint.h>
#include <string.h>

/* A message, or what is left of it. */
typedef struct proto {
    const uint8_t *at, *end;
} proto;

/* A field of a message: a number, or bytes that may be a text or a message. */
typedef struct proto_field {
    int field;
    bool is_number;
    uint64_t number;
    proto bytes;
} proto_field;

static inline uint64_t proto_varint(proto *from)
{
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
        assert_true(from->at < from->end && shift < 64);
        value |= (uint64_t)(*from->at & 127) << shift;
        if (!(*from->at++ & 128))
            return value;
    }
}

/* Next field; false at the end. */
static inline bool proto_next(proto *from, proto_field *field)
{
    if (from->at == from->end)
        return false;
    const uint64_t key = proto_varint(from), value = proto_varint(from);
    *field = (proto_field){.field = (int)(key >> 3), .is_number = (key & 7) == 0, .number = value};
    assert_true((key & 7) == 0 || (key & 7) == 2);
    if (!field->is_number) {
        assert_true(value <= (uint64_t)(from->end - from->at));
        field->bytes = (proto){from->at, from->at + value};
        from->at += value;
    }
    return true;
}

/* Number `index` from 0 of the fields of that number; false when there are not so many. */
static inline bool proto_find(proto message, int number, int index, proto_field *field)
{
    while (proto_next(&message, field))
        if (field->field == number && index-- == 0)
            return true;
    return false;
}

static inline proto proto_message(proto message, int number, int index)
{
    proto_field field = {0};
    assert_true(proto_find(message, number, index, &field) && !field.is_number);
    return field.bytes;
}

static inline uint64_t proto_number(proto message, int number, int index)
{
    proto_field field = {0};
    assert_true(proto_find(message, number, index, &field) && field.is_number);
    return field.number;
}

static inline int proto_count(proto message, int number)
{
    proto_field field = {0};
    int count = 0;
    while (proto_next(&message, &field))
        count += field.field == number;
    return count;
}

static inline bool proto_is(proto bytes, const char *text)
{
    return (size_t)(bytes.end - bytes.at) == strlen(text) && memcmp(bytes.at, text, strlen(text)) == 0;
}

/* The constant of that name in a graph. */
static inline proto onnx_tensor(proto graph, const char *name)
{
    for (int i = 0; i < proto_count(graph, 5); i++)
        if (proto_is(proto_message(proto_message(graph, 5, i), 8, 0), name))
            return proto_message(graph, 5, i);
    fail_msg("there is no constant %s", name);
    return graph;
}

/* Value number `index` of a constant of f32. */
static inline float onnx_f32(proto tensor, int64_t index)
{
    const proto raw = proto_message(tensor, 9, 0);
    uint32_t bits = 0;
    float value;
    assert_true(proto_number(tensor, 2, 0) == 1 && 4 * (index + 1) <= raw.end - raw.at);
    for (int i = 0; i < 4; i++)
        bits |= (uint32_t)raw.at[4 * index + i] << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Text of metadata_props; empty = there is none. */
static inline proto onnx_property(proto model, const char *key)
{
    for (int i = 0; i < proto_count(model, 14); i++)
        if (proto_is(proto_message(proto_message(model, 14, i), 1, 0), key))
            return proto_message(proto_message(model, 14, i), 2, 0);
    return (proto){NULL, NULL};
}

static inline bool onnx_same(proto a, proto b)
{
    return a.end - a.at == b.end - b.at && memcmp(a.at, b.at, (size_t)(a.end - a.at)) == 0;
}

static inline bool onnx_is_known(proto graph, int nodes, proto name)
{
    bool known = false;
    for (int i = 0; i < proto_count(graph, 11); i++)
        known = known || onnx_same(proto_message(proto_message(graph, 11, i), 1, 0), name);
    for (int i = 0; i < proto_count(graph, 5); i++)
        known = known || onnx_same(proto_message(proto_message(graph, 5, i), 8, 0), name);
    for (int i = 0; i < nodes; i++)
        known = known || onnx_same(proto_message(proto_message(graph, 1, i), 2, 0), name);
    return known;
}

/* Versions, one domain; every operator's inputs are there before it; every output is made; constants are as long as
 * their sizes say.  Returns the graph. */
static inline proto onnx_sound(proto model)
{
    const proto graph = proto_message(model, 7, 0), opset = proto_message(model, 8, 0);
    assert_int_equal(proto_number(model, 1, 0), 7);
    assert_int_equal(proto_count(model, 8), 1);
    assert_true(proto_is(proto_message(opset, 1, 0), "") && proto_number(opset, 2, 0) == 13);
    for (int i = 0; i < proto_count(graph, 1); i++) {
        const proto node = proto_message(graph, 1, i);
        assert_false(onnx_is_known(graph, i, proto_message(node, 2, 0)));
        for (int j = 0; j < proto_count(node, 1); j++)
            assert_true(onnx_is_known(graph, i, proto_message(node, 1, j)));
    }
    for (int i = 0; i < proto_count(graph, 12); i++)
        assert_true(onnx_is_known(graph, proto_count(graph, 1), proto_message(proto_message(graph, 12, i), 1, 0)));
    for (int i = 0; i < proto_count(graph, 5); i++) {
        const proto tensor = proto_message(graph, 5, i), raw = proto_message(tensor, 9, 0);
        uint64_t values = 1;
        for (int j = 0; j < proto_count(tensor, 1); j++)
            values *= proto_number(tensor, 1, j);
        assert_int_equal(raw.end - raw.at, values * (proto_number(tensor, 2, 0) == 1 ? 4 : 8));
    }
    return graph;
}

#endif
