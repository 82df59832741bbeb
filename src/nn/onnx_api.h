/* The part of ONNX Runtime's C interface that is used here.
 *
 * The library gives out a table of function pointers whose order never changes: functions are only added at its end, and a
 * program asks for the table of a version.  So a function is a place in that table.  The declarations are our own, because
 * neither Debian 12 nor the Python wheel has the header; where the header is installed a test compares them with it
 * (tests/unit/nn/test_onnx_api.c).  Documented at onnxruntime.ai, C API, struct OrtApi. */
#ifndef FACS_NN_ONNX_API_H
#define FACS_NN_ONNX_API_H

#include <stddef.h>
#include <stdint.h>

/* Release 1.N has version N. */
enum { FACS_ORT_VERSION_LEAST = 16, FACS_ORT_VERSION_MOST = 22, FACS_ORT_FLOAT = 1, FACS_ORT_TENSOR = 1 };

/* Opaque to us. */
typedef struct OrtStatus facs_ort_status;
typedef struct OrtEnv facs_ort_env;
typedef struct OrtSession facs_ort_session;
typedef struct OrtSessionOptions facs_ort_session_options;
typedef struct OrtRunOptions facs_ort_run_options;
typedef struct OrtValue facs_ort_value;
typedef struct OrtMemoryInfo facs_ort_memory;
typedef struct OrtAllocator facs_ort_allocator;
typedef struct OrtTypeInfo facs_ort_type;
typedef struct OrtTensorTypeAndShapeInfo facs_ort_tensor_info;
typedef struct OrtCUDAProviderOptionsV2 facs_ort_cuda;
typedef struct OrtTensorRTProviderOptionsV2 facs_ort_tensorrt;

typedef void facs_ort_logger(void *cookie, int severity, const char *category, const char *id, const char *where,
                             const char *message);

/* place in the table, name, result, arguments */
#define FACS_ORT_FUNCTIONS(X)                                                                                          \
    X(1, GetErrorCode, int, (const facs_ort_status *))                                                                 \
    X(2, GetErrorMessage, const char *, (const facs_ort_status *))                                                     \
    X(4, CreateEnvWithCustomLogger, facs_ort_status *,                                                                 \
      (facs_ort_logger *, void *cookie, int severity, const char *id, facs_ort_env **))                                \
    X(8, CreateSessionFromArray, facs_ort_status *,                                                                    \
      (const facs_ort_env *, const void *bytes, size_t count, const facs_ort_session_options *, facs_ort_session **))  \
    X(9, Run, facs_ort_status *,                                                                                       \
      (facs_ort_session *, const facs_ort_run_options *, const char *const *input_names,                               \
       const facs_ort_value *const *inputs, size_t input_count, const char *const *output_names, size_t output_count,  \
       facs_ort_value **outputs))                                                                                      \
    X(10, CreateSessionOptions, facs_ort_status *, (facs_ort_session_options **))                                      \
    X(14, EnableProfiling, facs_ort_status *, (facs_ort_session_options *, const char *prefix))                        \
    X(24, SetIntraOpNumThreads, facs_ort_status *, (facs_ort_session_options *, int))                                  \
    X(25, SetInterOpNumThreads, facs_ort_status *, (facs_ort_session_options *, int))                                  \
    X(30, SessionGetInputCount, facs_ort_status *, (const facs_ort_session *, size_t *))                               \
    X(31, SessionGetOutputCount, facs_ort_status *, (const facs_ort_session *, size_t *))                              \
    X(33, SessionGetInputTypeInfo, facs_ort_status *, (const facs_ort_session *, size_t index, facs_ort_type **))      \
    X(36, SessionGetInputName, facs_ort_status *,                                                                      \
      (const facs_ort_session *, size_t index, facs_ort_allocator *, char **))                                         \
    X(37, SessionGetOutputName, facs_ort_status *,                                                                     \
      (const facs_ort_session *, size_t index, facs_ort_allocator *, char **))                                         \
    X(49, CreateTensorWithDataAsOrtValue, facs_ort_status *,                                                           \
      (const facs_ort_memory *, void *data, size_t bytes, const int64_t *shape, size_t rank, int type,                 \
       facs_ort_value **))                                                                                             \
    X(51, GetTensorMutableData, facs_ort_status *, (facs_ort_value *, void **))                                        \
    X(55, CastTypeInfoToTensorInfo, facs_ort_status *, (const facs_ort_type *, const facs_ort_tensor_info **))         \
    X(60, GetTensorElementType, facs_ort_status *, (const facs_ort_tensor_info *, int *))                              \
    X(61, GetDimensionsCount, facs_ort_status *, (const facs_ort_tensor_info *, size_t *))                             \
    X(62, GetDimensions, facs_ort_status *, (const facs_ort_tensor_info *, int64_t *, size_t rank))                    \
    X(65, GetTensorTypeAndShape, facs_ort_status *, (const facs_ort_value *, facs_ort_tensor_info **))                 \
    X(67, GetValueType, facs_ort_status *, (const facs_ort_value *, int *))                                            \
    X(69, CreateCpuMemoryInfo, facs_ort_status *, (int allocator, int kind, facs_ort_memory **))                       \
    X(76, AllocatorFree, facs_ort_status *, (facs_ort_allocator *, void *))                                            \
    X(78, GetAllocatorWithDefaultOptions, facs_ort_status *, (facs_ort_allocator **))                                  \
    X(92, ReleaseEnv, void, (facs_ort_env *))                                                                          \
    X(93, ReleaseStatus, void, (facs_ort_status *))                                                                    \
    X(94, ReleaseMemoryInfo, void, (facs_ort_memory *))                                                                \
    X(95, ReleaseSession, void, (facs_ort_session *))                                                                  \
    X(96, ReleaseValue, void, (facs_ort_value *))                                                                      \
    X(98, ReleaseTypeInfo, void, (facs_ort_type *))                                                                    \
    X(99, ReleaseTensorTypeAndShapeInfo, void, (facs_ort_tensor_info *))                                               \
    X(100, ReleaseSessionOptions, void, (facs_ort_session_options *))                                                  \
    X(110, SessionEndProfiling, facs_ort_status *, (facs_ort_session *, facs_ort_allocator *, char **path))            \
    X(125, GetAvailableProviders, facs_ort_status *, (char ***names, int *count))                                      \
    X(126, ReleaseAvailableProviders, facs_ort_status *, (char **names, int count))                                    \
    X(130, AddSessionConfigEntry, facs_ort_status *, (facs_ort_session_options *, const char *key, const char *value)) \
    X(170, SessionOptionsAppendExecutionProvider_TensorRT_V2, facs_ort_status *,                                       \
      (facs_ort_session_options *, const facs_ort_tensorrt *))                                                         \
    X(171, CreateTensorRTProviderOptions, facs_ort_status *, (facs_ort_tensorrt **))                                   \
    X(172, UpdateTensorRTProviderOptions, facs_ort_status *,                                                           \
      (facs_ort_tensorrt *, const char *const *keys, const char *const *values, size_t count))                         \
    X(174, ReleaseTensorRTProviderOptions, void, (facs_ort_tensorrt *))                                                \
    X(204, SessionOptionsAppendExecutionProvider_CUDA_V2, facs_ort_status *,                                           \
      (facs_ort_session_options *, const facs_ort_cuda *))                                                             \
    X(205, CreateCUDAProviderOptions, facs_ort_status *, (facs_ort_cuda **))                                           \
    X(206, UpdateCUDAProviderOptions, facs_ort_status *,                                                               \
      (facs_ort_cuda *, const char *const *keys, const char *const *values, size_t count))                             \
    X(208, ReleaseCUDAProviderOptions, void, (facs_ort_cuda *))                                                        \
    X(216, SessionOptionsAppendExecutionProvider, facs_ort_status *,                                                   \
      (facs_ort_session_options *, const char *provider, const char *const *keys, const char *const *values,           \
       size_t count))

enum { FACS_ORT_PLACES = 217 };

/** What OrtGetApiBase() of the library returns. */
typedef struct facs_ort_base {
    const void *const *(*get_api)(uint32_t version); /**< the table; NULL = it has no such version */
    const char *(*version)(void);                    /**< "1.22.0" */
} facs_ort_base;

/** The functions of the table that are used. */
typedef struct facs_ort {
#define FACS_ORT_MEMBER(place, name, result, arguments) result(*name) arguments;
    FACS_ORT_FUNCTIONS(FACS_ORT_MEMBER)
#undef FACS_ORT_MEMBER
} facs_ort;

#endif
