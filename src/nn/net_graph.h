/* What a general network consists of, for its readers and for its run time only (net.h is for everybody else). */
#ifndef FACS_NN_NET_GRAPH_H
#define FACS_NN_NET_GRAPH_H

#include "nn/net.h"
#include "nn/net_kernels.h"

enum {
    FACS_NET_SIDE_MAX = 1 << 16,   /**< most rows, columns, channels of a tensor */
    FACS_NET_VALUES_MAX = 1 << 26, /**< most values of a tensor, filled up to whole packs */
    FACS_NET_PARTS_MAX = 1 << 12,  /**< most tensors, operations, outputs of a net */
    FACS_NET_KERNEL_MAX = 256,     /**< largest side of a kernel; largest stride */
    FACS_NET_NAME_SIZE = 32,       /**< name of an output with its zero */
    FACS_NET_NOBODY = -1,          /**< for a tensor that an operation does not have */
};

typedef enum facs_net_kind {
    FACS_NET_GONE,     /**< became a part of the operation before */
    FACS_NET_CONV = 1, /* these four have the numbers of our files */
    FACS_NET_DEPTHWISE,
    FACS_NET_ADD,
    FACS_NET_UPSAMPLE, /**< every value twice in both directions */
    FACS_NET_SUB,      /* these five as ADD: where one side of b (or a) is 1, its values are repeated */
    FACS_NET_MUL,
    FACS_NET_DIV,
    FACS_NET_SQUARED_DIFFERENCE,
    FACS_NET_ACTIVATE, /**< nothing but the activation */
    FACS_NET_LOGISTIC,
    FACS_NET_NEG,
    FACS_NET_SQRT,
    FACS_NET_RSQRT,
    FACS_NET_MAX_POOL,  /**< kernel and stride; partial windows are cut at the border */
    FACS_NET_PAD,       /**< zeros: number[2 i], number[2 i + 1] before and after along side i */
    FACS_NET_CONCAT,    /**< b behind a, along side number[0] */
    FACS_NET_RESHAPE,   /**< to the sides number[0..2], values in the same order */
    FACS_NET_SLICE,     /**< number[3..5] values along each side from number[0..2] on */
    FACS_NET_TRANSPOSE, /**< side i of the result is side number[i] of a */
    FACS_NET_MEAN,      /**< along sides i with number[i] != 0, which become 1 */
    FACS_NET_SUM,
    FACS_NET_KINDS
} facs_net_kind;

/** Sides of a tensor: rows, columns, channels. */
typedef struct facs_net_sides {
    int side[3];
} facs_net_sides;

typedef struct facs_net_tensor {
    facs_net_sides size;
    float *constant; /**< values of a tensor that nothing computes, row by row; else NULL */
} facs_net_tensor;

typedef struct facs_net_operation {
    facs_net_kind kind;
    facs_net_activation activation;
    int a, b, out; /**< tensors; b: of operations of two, else FACS_NET_NOBODY */
    int add;       /**< a convolution's result is added to this tensor before the activation; or FACS_NET_NOBODY */
    int inputs, outputs; /**< channels of a convolution; depth-wise: the same */
    int kernel_h, kernel_w, stride;
    bool same; /**< zeros around the input so that the size is that divided by stride, rounded up; the odd one at the
                        right and bottom; else `top`, `left` on both sides */
    int top, left;
    int number[6];
    int slopes_count;
    float *weights, *bias, *slopes; /**< as net_kernels.h has them */
    size_t where;                   /**< byte of the file, for messages */
} facs_net_operation;

typedef struct facs_net_output_entry {
    char name[FACS_NET_NAME_SIZE];
    int tensor;
} facs_net_output_entry;

struct facs_net {
    facs_env env;
    int tensors, operations, outputs;
    int input; /**< tensor */
    facs_net_tensor *tensor;
    facs_net_operation *operation; /**< in the order in which they run */
    facs_net_output_entry *output;
};

/** A file in memory, for messages. */
typedef struct facs_net_source {
    const char *name;
    const uint8_t *bytes;
    size_t size;
    facs_error *error;
} facs_net_source;

/** FACS_E_MODEL_CORRUPT, or FACS_E_UNSUPPORTED for what is well-formed but unknown: "expected ..., found ...". */
facs_status facs_net_corrupt(const facs_net_source *source, size_t offset, const char *format, ...) FACS_PRINTF(3, 4);
facs_status facs_net_unsupported(const facs_net_source *source, size_t offset, const char *format, ...)
    FACS_PRINTF(3, 4);
facs_status facs_net_no_memory(const facs_net_source *source);

/** A net with room for so many of each; all zeros, a, b, out, add of operations FACS_NET_NOBODY. */
facs_status facs_net_make(const facs_env *env, const facs_net_source *source, int tensors, int operations, int outputs,
                          facs_net **net);

/** Value of a half float (IEEE binary16). */
float facs_net_half(uint16_t bits);

/** Weights of a convolution (taps = values under the kernel of one output) in packs as the kernels want them; those of
 *  tap t and output k are at from[t * tap_step + k * output_step].  NULL = no memory.  facs_free. */
float *facs_net_pack(const facs_env *env, const float *from, ptrdiff_t taps, int outputs, ptrdiff_t tap_step,
                     ptrdiff_t output_step);
/** `rows` rows of `channels` values, each row filled up to whole packs: depth-wise weights, biases, slopes. */
float *facs_net_pack_rows(const facs_env *env, const float *from, ptrdiff_t rows, int channels);

/** Are the sides within the limits? */
bool facs_net_is_possible(const facs_net_sides *size);
static inline int64_t facs_net_values(const facs_net_sides *size)
{
    return (int64_t)size->side[0] * size->side[1] * size->side[2];
}

/** Where a kernel stands: zeros in front of the first row and column. */
typedef struct facs_net_placing {
    int top, left;
} facs_net_placing;

/** Size of the operation's result when its tensors have these sizes; false = they do not fit.  Nothing is trusted but
 *  that the tensors' numbers are right.  `placing` may be NULL. */
bool facs_net_result(const facs_net_operation *operation, const facs_net_sides *sizes, facs_net_sides *result,
                     facs_net_placing *placing);

/** The last step of a reader: check that each operation takes what there is by then and gives the size its result is
 *  said to have, then put activations and additions into the convolutions before them. */
facs_status facs_net_finish(facs_net *net, const facs_net_source *source);

/** All operations but convolutions, plainly (net_plain.c); `b` may be NULL. */
void facs_net_run_plain(const facs_net_operation *operation, const facs_net_view *a, const facs_net_view *b,
                        const facs_net_view *out);

#endif
