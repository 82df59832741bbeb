/* Cases that run networks with ONNX Runtime. */
#ifndef FACS_TESTS_ONNX_H
#define FACS_TESTS_ONNX_H

#include "support/needs.h"

#include "nn/onnx_runtime.h"

static inline bool onnx_runtime_there(void)
{
    static facs_onnx_runtime runtime;
    const facs_env env = facs_env_resolve(NULL);
    return facs_onnx_runtime_load(&env, &runtime, NULL) == FACS_OK;
}

/* test data and the runtime */
static inline struct CMUnitTest needing_onnx(struct CMUnitTest test)
{
    return needing(NEED_DATA,
                   needing_in_ci(onnx_runtime_there(), "no ONNX Runtime (sh scripts/packages.sh onnx)", test));
}
#define NEEDS_ONNX(...) needing_onnx((struct CMUnitTest)__VA_ARGS__)

#endif
