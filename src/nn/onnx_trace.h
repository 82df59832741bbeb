/* Which provider runs how much of a network: ONNX Runtime's own trace of the first runs, summed up.
 *
 * A session that is made with a trace writes one down, as JSON, into a private folder of temporary files.  The first
 * FACS_TRACE_RUNS runs behind the warm-up go one at a time, then the trace is ended, read and removed; later runs know
 * nothing of it.  Results do not depend on it.  docs/algorithm/onnx.md, Traces. */
#ifndef FACS_NN_ONNX_TRACE_H
#define FACS_NN_ONNX_TRACE_H

#include "base/base.h"
#include "nn/onnx_api.h"

enum { FACS_TRACE_RUNS = 10, FACS_TRACE_PROVIDERS = 8, FACS_TRACE_OPERATORS = 5, FACS_TRACE_NAME = 48 };

/** What nodes of one provider, or of one operator type, have taken. */
typedef struct facs_trace_row {
    char name[FACS_TRACE_NAME]; /**< "CPUExecutionProvider", "Conv" */
    int64_t calls;              /**< of nodes, in all runs */
    double seconds;
} facs_trace_row;

typedef struct facs_trace_sum {
    int64_t runs;
    int provider_count, operator_count;
    facs_trace_row providers[FACS_TRACE_PROVIDERS]; /**< the one with the most time first */
    facs_trace_row operators[FACS_TRACE_OPERATORS]; /**< the slowest five */
    char failure[200];                              /**< why there is none; "" = there is */
} facs_trace_sum;

typedef struct facs_onnx_trace facs_onnx_trace;

/** Makes the folder.  Errors: FACS_E_UNSUPPORTED (a build without cJSON), FACS_E_OUTPUT, FACS_E_MEMORY. */
facs_status facs_onnx_trace_create(const facs_env *env, facs_onnx_trace **trace, facs_error *error);
/** Removes the folder and what is in it; takes the address of the pointer and sets it to NULL. */
void facs_onnx_trace_free(facs_onnx_trace **trace);
/** Beginning of the file's path, for the options of a session. */
const char *facs_onnx_trace_prefix(const facs_onnx_trace *trace);

/** The warm-up is over: runs are counted from now on. */
void facs_onnx_trace_begin(facs_onnx_trace *trace);
/** Before and behind a run: true = it is one that counts, and no other is on its way; then facs_onnx_trace_leave() has
 *  to follow.  `trace` may be NULL. */
bool facs_onnx_trace_enter(facs_onnx_trace *trace);
void facs_onnx_trace_leave(facs_onnx_trace *trace, const facs_ort *api, facs_ort_session *session,
                           facs_ort_allocator *allocator);
/** Ends the trace if that has not happened yet.  The sum lives as long as the trace and changes no more. */
const facs_trace_sum *facs_onnx_trace_end(facs_onnx_trace *trace, const facs_ort *api, facs_ort_session *session,
                                          facs_ort_allocator *allocator);

/** Sum up a trace; it may hold anything.  The first of its runs is left out. */
void facs_onnx_trace_read(const char *text, size_t length, facs_trace_sum *sum);

#endif
