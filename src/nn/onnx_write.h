/* Networks written as ONNX files, for programs that run them on other hardware (docs/models.md, ONNX files of OpenFace's
 * stages).  A graph is described first, weights by functions that give them piece by piece, and then written in one go.
 * The same graph gives the same bytes. */
#ifndef FACS_NN_ONNX_WRITE_H
#define FACS_NN_ONNX_WRITE_H

#include "base/whole_file.h"

enum {
    FACS_ONNX_IR = 7,
    FACS_ONNX_OPSET = 13,
    FACS_ONNX_NODES_MAX = 160,
    FACS_ONNX_TENSORS_MAX = 160,
    FACS_ONNX_VALUES_MAX = 3,
    FACS_ONNX_PROPERTIES_MAX = 16,
    FACS_ONNX_RANK_MAX = 4,
    FACS_ONNX_INPUTS_MAX = 4,
    FACS_ONNX_ATTRIBUTES_MAX = 3,
    FACS_ONNX_NAME = 24,
};

typedef struct facs_onnx_attribute {
    const char *name;
    int count; /**< 0 = one number, value[0]; else a list */
    int64_t value[FACS_ONNX_RANK_MAX];
} facs_onnx_attribute;

/** An operator with one output; it is called like its output. */
typedef struct facs_onnx_node {
    const char *op;
    int inputs, attributes;
    char in[FACS_ONNX_INPUTS_MAX][FACS_ONNX_NAME], out[FACS_ONNX_NAME];
    facs_onnx_attribute attribute[FACS_ONNX_ATTRIBUTES_MAX];
} facs_onnx_node;

typedef struct facs_onnx_constant facs_onnx_constant;

/** Values `first` .. `first + count - 1` of a constant, the last axis innermost. */
typedef void facs_onnx_fill(const facs_onnx_constant *tensor, size_t first, size_t count, float *out);

/** A constant of f32, or of i64 without `fill`. */
struct facs_onnx_constant {
    char name[FACS_ONNX_NAME];
    int rank;
    int64_t size[FACS_ONNX_RANK_MAX];
    facs_onnx_fill *fill;
    const void *source; /**< for `fill`, with `number`; borrowed */
    int number;
    int64_t whole; /**< the value of a constant of i64, which has one */
};

/** Input or output of the graph: f32. */
typedef struct facs_onnx_value {
    const char *name, *meaning;
    int rank;
    int64_t size[FACS_ONNX_RANK_MAX];
    const char *free[FACS_ONNX_RANK_MAX]; /**< name of an axis of any size; NULL = `size` */
} facs_onnx_value;

/** Texts are borrowed until the file is written. */
typedef struct facs_onnx_graph {
    const char *name, *meaning;
    int nodes, tensors, inputs, outputs, properties;
    bool full; /**< something had no room */
    facs_onnx_node node[FACS_ONNX_NODES_MAX];
    facs_onnx_constant tensor[FACS_ONNX_TENSORS_MAX];
    facs_onnx_value input[FACS_ONNX_VALUES_MAX], output[FACS_ONNX_VALUES_MAX];
    struct {
        const char *key, *value;
    } property[FACS_ONNX_PROPERTIES_MAX];
} facs_onnx_graph;

/** Next operator: out = op(in...), NULL behind the last input. */
facs_onnx_node *facs_onnx_add_node(facs_onnx_graph *graph, const char *op, const char *out, const char *first,
                                   const char *second, const char *third);
/** `count` 0 = a single number. */
void facs_onnx_add_attribute(facs_onnx_node *node, const char *name, int count, const int64_t *value);
/** Next constant, with `rank` axes of `size`. */
facs_onnx_constant *facs_onnx_add_tensor(facs_onnx_graph *graph, const char *name, int rank, const int64_t *size,
                                         facs_onnx_fill *fill, const void *source, int number);
/** A list of one i64. */
void facs_onnx_add_whole(facs_onnx_graph *graph, const char *name, int64_t value);
void facs_onnx_add_input(facs_onnx_graph *graph, const facs_onnx_value *value);
void facs_onnx_add_output(facs_onnx_graph *graph, const facs_onnx_value *value);
void facs_onnx_add_property(facs_onnx_graph *graph, const char *key, const char *value);
/** Another name for the first input, which is borrowed. */
void facs_onnx_name_input(facs_onnx_graph *graph, const char *name);

/** Write the graph into an open file.  FACS_E_UNSUPPORTED: too large for the format (2 GiB) or for a graph as above;
 *  else as facs_whole_write(). */
facs_status facs_onnx_write(const facs_onnx_graph *graph, facs_whole_file *file, facs_error *error);
/** The same bytes into memory (facs_free).  FACS_E_UNSUPPORTED, FACS_E_MEMORY. */
facs_status facs_onnx_write_memory(const facs_env *env, const facs_onnx_graph *graph, uint8_t **bytes, size_t *count,
                                   facs_error *error);

#endif
